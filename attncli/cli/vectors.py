"""What the options of word vectors ask for, and where vectors of the reader's own are read, with a bar where that takes a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.errors import AttnError

if TYPE_CHECKING:
    from attncli.cli.options import Choice, Opened
    from attncli.loading.asked import Asked
    from attncli.vectors.vector_file import VectorFile

HEADS = 4
"""Heads that `attn multihead` cuts word vectors into, if nobody says how many."""


def with_vectors(choice: Choice, asked: Asked) -> Opened:
    """The scenario of any sentence, with the vectors of the lexicon or of the file that the options name.

    Raises: AttnError E508 where the options also name another scenario, and those of the words and of the file.
    """
    from attncli.cli.options import Opened
    from attncli.loading.library import DEFAULT_WITH_HEADS
    from attncli.loading.word_scenario import word_scenario
    from attncli.vectors import LEXICON

    named = (
        ("--vectors", choice.vectors is not None),
        ("--dims", choice.dims is not None),
        ("--unknown", choice.unknown != "error"),
    )
    options = [name for name, there in named if there]
    if options and choice.scenario not in (None, LEXICON):
        raise AttnError(
            "E508",
            f"{options[0]} is about word vectors, and `{choice.scenario}` has vectors of its own",
            help="leave one of them out",
        )
    if choice.vectors is not None and choice.scenario is not None:
        raise AttnError(
            "E508",
            f"--vectors and -s {choice.scenario} ask for two sets of vectors",
            help="leave one of them out",
        )
    source = None if choice.vectors is None else open_vectors(choice.vectors)
    if choice.default == DEFAULT_WITH_HEADS:
        heads = HEADS if choice.heads is None else choice.heads
        asked = asked._replace(mechanism="multi-head", heads=heads)
    scenario = word_scenario(asked, source=source, dims=choice.dims, unknown=choice.unknown)
    return Opened(scenario, None, asked._replace(sentence=None, tokens=None))


def open_vectors(path: str) -> VectorFile:
    """A file of word vectors, read with a bar on a terminal if it is large. Raises: AttnError E101, E102, E4xx."""
    from attncli.cli.output import progress
    from attncli.vectors.vector_file import open_vector_file

    return open_vector_file(path, progress)
