"""Which computation: what the options choose, and where its words, its vectors and its scenario are read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from attncli.errors import AttnError
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.loading.asked import Asked
    from attncli.loading.library import Source
    from attncli.loading.vector_file import VectorFile
    from attncli.scenario import Scenario

HEADS = 4
"""Heads that `attn multihead` cuts word vectors into, if nobody says how many."""


class Opened(Record):
    """A scenario, and what it was made of; ``source`` is None where its vectors are a lexicon's."""

    scenario: Scenario
    source: str | Source | None
    asked: Asked
    """What stands in place of the fields of the source."""


class Choice(Record, kw_only=True):
    """Which computation: the options that choose one, as they were given."""

    sentence: str | None = None
    scenario: str | None = None
    query: str | None = None
    mechanism: str | None = None
    mask: list[str] | None = None
    scale: str | None = None
    heads: int | None = None
    head: str | None = None
    seed: int | None = None
    tokens: str | None = None
    vectors: str | None = None
    dims: int | None = None
    unknown: str = "error"
    default: str | None = None
    """The scenario of the command, where it is not the usual one."""

    @property
    def has_words(self) -> bool:
        """Whether the options name words of their own."""
        return self.sentence is not None or self.tokens is not None

    def load(self, default: str) -> Scenario:
        """The scenario that the options describe. Raises: AttnError for whatever is wrong with it."""
        return self.opened(default).scenario

    def opened(self, default: str) -> Opened:
        """The same, with what it was made of. Standard input is read here, once."""
        from attncli.loading.library import LEXICON, surely_lacks
        from attncli.loading.scenario_file import load

        source, asked = self.source(default), self.asked()
        of_vectors = (
            self.scenario == LEXICON
            or self.vectors is not None
            or self.dims is not None
            or self.unknown != "error"
        )
        # A sentence of other words than the default scenario's is one for the lexicon.
        words = asked.words or []
        if not of_vectors and (self.scenario is not None or not surely_lacks(self.default or default, words)):
            try:
                return Opened(load(source, asked), source, asked)
            except AttnError as error:
                if (
                    self.scenario is not None
                    or not self.has_words
                    or all(each.code != "E501" for each in error.all)
                ):
                    raise
        return with_vectors(self, asked)

    def source(self, default: str) -> str | Source:
        """The scenario's name, its path, or the file on standard input."""
        if self.sentence == "-" and self.scenario == "-":
            what = "sentence and scenario are both to come from standard input"
            raise AttnError("E510", what, help="give one of them as an argument")
        if self.scenario == "-":
            return standard_scenario()
        return self.scenario if self.scenario is not None else self.default or default

    def asked(self) -> Asked:
        """What is put in place of the scenario's fields. A sentence on standard input is read here, once."""
        from attncli.loading.asked import Asked

        if self.tokens is not None and self.sentence is not None:
            what = "--tokens and SENTENCE both say what the tokens are"
            raise AttnError("E508", what, help="leave one of them out")
        sentence = self.sentence
        if sentence == "-":
            typed = standard_input('echo "The cat sat" | attn explain -')
            sentence = typed.decode("utf-8", "surrogateescape")
        return Asked(
            sentence=sentence,
            tokens=None if self.tokens is None else split_tokens(self.tokens),
            query=self.query,
            mechanism=self.mechanism,
            mask=self.mask or (),
            scale=self.scale,
            heads=self.heads,
            seed=self.seed,
        )

    def options(self) -> str:
        """The same choice as it is typed, without the query: for the commands that a page proposes."""
        from attncli.pages.explain import shell

        typed = [shell(self.sentence)] if self.sentence not in (None, "-") else []
        several = (
            ("--tokens", self.tokens), ("-s", self.scenario or self.default), ("--vectors", self.vectors), ("--dims", self.dims),
            ("--unknown", None if self.unknown == "error" else self.unknown), ("-m", self.mechanism), *(("--mask", mask) for mask in self.mask or ()),
            ("--scale", self.scale), ("--heads", self.heads), ("--seed", self.seed), ("--head", self.head),
        )  # fmt: skip
        for name, value in several:
            typed += [name, shell(str(value))] if value is not None else []
        return "".join(f" {word}" for word in typed)


def remark_query(choice: Choice, scenario: Scenario, query: int) -> None:
    """Say on standard error which query is told, where nobody chose one."""
    if scenario.shown is None or (choice.query is None and scenario.words is not None and choice.has_words):
        from attncli.cli.output import remark
        from attncli.render.escape import harmless

        remark(
            f"note: no query was chosen, so this is the last one, `{harmless(scenario.queries.names[query])}`; --query takes another\n"
        )


def split_tokens(text: str) -> list[str]:
    r"""The tokens between the bars; one with a backslash before it is part of a token.

    >>> split_tokens(r"New York|a\|b")
    ['New York', 'a|b']
    """
    # A backslash takes the bar behind it out of the count until the bars are counted.
    return [each.replace("\0", "|").strip() for each in text.replace("\\|", "\0").split("|")]


def standard_input(example: str) -> bytes:
    """Everything on standard input. Raises: AttnError E509 where it is closed, or a terminal: nothing waits there unasked."""
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        state = "closed" if sys.stdin is None or sys.stdin.closed else "a terminal"
        raise AttnError(
            "E509",
            f"standard input is {state}, and `-` asks to read it",
            help=f"give it something to read: {example}",
        )
    return sys.stdin.buffer.read()


def standard_scenario(example: str = "attn explain -s - < mine.yaml") -> Source:
    """The scenario file on standard input; ``example`` shows how it gets there."""
    from pathlib import Path

    from attncli.loading.library import Source

    return Source("standard input", "<stdin>", standard_input(example), Path.cwd())


def with_vectors(choice: Choice, asked: Asked) -> Opened:
    """The scenario of any sentence, with the vectors of the lexicon or of the file that the options name.

    Raises: AttnError E508 where the options also name another scenario, and those of the words and of the file.
    """
    from attncli.loading.library import DEFAULT_WITH_HEADS, LEXICON
    from attncli.loading.word_scenario import word_scenario

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
    from attncli.loading.vector_file import open_vector_file

    return open_vector_file(path, progress)
