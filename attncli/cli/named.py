"""Names of scenarios, files and mechanisms that stand where a sentence or a command is expected."""

from __future__ import annotations

import os
import re

from attncli.errors import AttnError
from attncli.pages.typing import shell


def named_thing(word: str) -> str | None:
    """How a scenario, a file or a mechanism is asked for, if the word is the name of one; else None."""
    from attncli.loading.library import ENDINGS, built_in_path
    from attncli.mechanisms import MECHANISMS, known

    if built_in_path(word):
        return f"-s {word}"
    if word.endswith(ENDINGS):
        return f"-s {shell(word)}"
    if looks_like_a_file(word):
        return f"- < {shell(word)}"
    meant = known(word)
    if meant is None or (word not in MECHANISMS and "-" not in word and in_use(word)):
        return None
    return f"-s {meant.example}" if meant.needs else f"-m {meant.name}"


def in_use(word: str) -> bool:
    """Whether the word is one that sentences have, and not a name alone."""
    from attncli.vectors.lexicon import Lexicon

    return Lexicon().find(word.casefold()) is not None


def looks_like_a_file(word: str) -> bool:
    """Whether a word is the name of a file: one that is there, or one with a usual ending."""
    usual = (
        re.fullmatch(r"\S+\.(?:txt|md|csv|tsv|yaml|yml|json|npz|npy|safetensors|rst|tex)", word) is not None
    )
    try:
        return usual or (("/" in word or "." in word) and os.path.isfile(word))
    except ValueError:  # a NUL byte
        return False


def refuse_names(sentence: str) -> None:
    """Raises: AttnError E541 if what stands where a sentence is expected is the name of something else."""
    named = named_thing(sentence)
    if named is None:
        return
    kind = "a mechanism" if named.startswith("-m") else "a scenario"
    if looks_like_a_file(sentence):
        kind = "a file"
    elif named != f"-s {sentence}":
        kind = "a mechanism"
    what = f"`{sentence}` is the name of {kind}, and stands where a sentence is expected"
    raise AttnError("E541", what, help=f"did you mean `{named}`? A sentence has blanks between its words")
