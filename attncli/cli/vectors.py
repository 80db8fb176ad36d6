"""What the options of word vectors ask for, and where vectors of the reader's own are read, with a bar where that takes a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.errors import AttnError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.cli.options import Choice
    from attncli.loading.vector_file import VectorFile
    from attncli.scenario import Scenario


def asks_for_vectors(choice: Choice) -> bool:
    """Whether the options can mean nothing but word vectors. Raises: AttnError E508 where they also name another scenario."""
    from attncli.loading.library import LEXICON

    chosen = [name for name, value in (("--vectors", choice.vectors), ("--dims", choice.dims)) if value is not None]
    chosen += ["--unknown"] if choice.unknown != "error" else []
    if chosen and choice.scenario not in (None, LEXICON):
        raise AttnError("E508", f"{chosen[0]} is about word vectors, and `{choice.scenario}` has vectors of its own", help="leave one of them out")
    if choice.vectors is not None and choice.scenario is not None:
        raise AttnError("E508", f"--vectors and -s {choice.scenario} ask for two sets of vectors", help="leave one of them out")
    return bool(chosen) or choice.scenario == LEXICON


def with_vectors(choice: Choice, sentence: str | None, tokens: Sequence[str] | None) -> Scenario:
    """The scenario of any sentence, with the vectors of the lexicon or of the file that the options name."""
    from attncli.loading.word_scenario import word_scenario

    source = None if choice.vectors is None else open_vectors(choice.vectors)
    return word_scenario(
        sentence, tokens, source=source, dims=choice.dims, unknown=choice.unknown,
        query=choice.query, mechanism=choice.mechanism, mask=choice.mask or (), scale=choice.scale,
    )  # fmt: skip


def open_vectors(path: str) -> VectorFile:
    """A file of word vectors, read with a bar on a terminal if it is large. Raises: AttnError E101, E102, E4xx."""
    from attncli.cli.output import progress
    from attncli.loading.vector_file import open_vector_file

    return open_vector_file(path, progress)
