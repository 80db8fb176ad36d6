"""Which computation: what the options choose, and where its words, its vectors and its scenario are read."""

import sys
from typing import TYPE_CHECKING

from attncli.cli import options as o
from attncli.errors import AttnError
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.loading.asked import Asked
    from attncli.reading.text import SourceFile
    from attncli.scenario import Scenario
    from attncli.vectors.vector_file import VectorFile

HEADS = 4
"""Heads that `attn multihead` cuts word vectors into, if nobody says how many."""
WHICH_WORDS = ("sentence", "tokens", "scenario", "vectors", "dims", "unknown")
"""The fields of a choice that say which words are attended to: where a choice is typed again, they lead."""
OF_VECTORS = ("vectors", "dims", "unknown")
"""The fields that have a meaning for word vectors alone."""


class Opened(Record):
    """A scenario, and what it was made of; ``source`` is None where its vectors are a lexicon's."""

    scenario: "Scenario"
    source: "str | SourceFile | None"
    asked: "Asked"
    """What stands in place of the fields of the source."""
    notes: tuple[str, ...] = ()
    """What was done otherwise than it was asked for, which has to be said."""


class Choice(Record, kw_only=True):
    """Which computation: the options that choose one, as they were given."""

    sentence: o.Sentence = None
    scenario: o.ScenarioName = None
    query: o.Query = None
    mechanism: o.MechanismName = None
    mask: o.Mask = None
    scale: o.Scale = None
    heads: o.Heads = None
    head: o.Head = None
    seed: o.Seed = None
    set: o.Set = None
    tokens: o.Tokens = None
    vectors: o.Vectors = None
    dims: o.Dims = None
    unknown: o.Unknown = "error"
    default: str | None = None
    """The scenario of the command, where it is not the usual one."""

    @property
    def has_words(self) -> bool:
        """Whether the options name words of their own."""
        return self.sentence is not None or self.tokens is not None

    def said(self, fields: tuple[str, ...]) -> list[str]:
        """Those of the fields that say something, in their order."""
        return [name for name in fields if getattr(self, name) != getattr(Choice, name)]

    def load(self) -> "Scenario":
        """The scenario that the options describe. Raises: AttnError for whatever is wrong with it."""
        return self.opened().scenario

    def opened(self) -> Opened:
        """The scenario that the options describe, and what it was made of. Standard input is read here, once.

        Raises: AttnError for whatever is wrong with it.
        """
        from attncli.vectors import LEXICON

        source, asked = self.source(), self.asked()
        if self.scenario == LEXICON or self.said(OF_VECTORS):
            return self.with_vectors(asked)
        if (opened := self.with_its_words(source, asked)) is not None:
            return opened
        if asked.sentence is not None and asked.tokens is None:
            from attncli.spelling import without_final

            sentence, aside = without_final(asked.sentence)
            if aside and (opened := self.with_its_words(source, asked._replace(sentence=sentence))):
                from attncli.cli.notes import set_aside

                return opened._replace(notes=(set_aside(opened.scenario.name, aside),))
        if self.scenario is not None:
            from attncli.loading.scenario_file import load

            return Opened(load(source, asked), source, asked)
        opened = self.with_vectors(asked)
        if isinstance(source, str) and self.scenario is None:
            from attncli.cli.notes import left_for

            return opened._replace(notes=left_for(source, opened.scenario, asked))
        return opened

    def with_its_words(self, source: "str | SourceFile", asked: "Asked") -> Opened | None:
        """The scenario; None if it has no vector for a word of another sentence.

        Raises: AttnError for whatever else is wrong.
        """
        from attncli.loading.library import surely_lacks
        from attncli.loading.scenario_file import load

        words = asked.words or []
        if asked.set:
            from attncli.loading.setting import vectors_set

            known = vectors_set(asked)
            words = [word for word in words if word not in known]
        # A sentence of other words than the default scenario's is one for the lexicon.
        if self.scenario is None and isinstance(source, str) and surely_lacks(source, words):
            return None
        try:
            return Opened(load(source, asked), source, asked)
        except AttnError as error:
            if not self.has_words or all(fault.code != "E501" for fault in error.all):
                raise
            return None

    def source(self) -> "str | SourceFile":
        """The scenario's name, its path, or the file on standard input."""
        from attncli.loading.library import DEFAULT

        if self.sentence == "-" and self.scenario == "-":
            what = "sentence and scenario are both to come from standard input"
            raise AttnError("E510", what, help="give one of them as an argument")
        if self.scenario == "-":
            return standard_scenario()
        return self.scenario if self.scenario is not None else self.default or DEFAULT

    def asked(self) -> "Asked":
        """What is put in place of the scenario's fields. A sentence on standard input is read here, once."""
        from attncli.loading.asked import Asked

        if self.tokens is not None and self.sentence is not None:
            what = "--tokens and SENTENCE both say what the tokens are"
            raise AttnError("E508", what, help="leave one of them out")
        sentence = self.sentence
        if sentence and sentence != "-" and self.scenario is None and not any(map(str.isspace, sentence)):
            from attncli.cli.named import refuse_names

            refuse_names(sentence)
        if sentence == "-":
            typed = standard_input('echo "The cat sat" | attn explain -')
            sentence = typed.decode("utf-8", "surrogateescape")
        fields = {name: getattr(self, name) for name in Asked._fields}
        tokens = None if self.tokens is None else split_tokens(self.tokens)
        given = {"sentence": sentence, "tokens": tokens, "mask": self.mask or (), "set": self.set or ()}
        asked = Asked(**fields | given)
        if not asked.set:
            return asked
        from attncli.loading.setting import as_arguments

        return as_arguments(asked)

    def with_vectors(self, asked: "Asked") -> Opened:
        """The scenario of any sentence, with the vectors of the lexicon or of the file that the options name.

        Raises: AttnError E508 where they name another scenario too; those of the words and of the file.
        """
        from attncli.loading.library import DEFAULT_WITH_HEADS
        from attncli.loading.word_scenario import word_scenario
        from attncli.vectors import LEXICON

        of_vectors = self.said(OF_VECTORS)
        if of_vectors and self.scenario not in (None, LEXICON):
            option, *_ = o.spellings(o.declared(Choice)[of_vectors[0]])
            what = f"{option} is about word vectors, and `{self.scenario}` has vectors of its own"
            raise AttnError("E508", what, help="leave one of them out")
        if self.vectors is not None and self.scenario is not None:
            what = f"--vectors and -s {self.scenario} ask for two sets of vectors"
            raise AttnError("E508", what, help="leave one of them out")
        source = None if self.vectors is None else open_vectors(self.vectors)
        if self.default == DEFAULT_WITH_HEADS:
            heads = HEADS if asked.heads is None else asked.heads
            asked = asked._replace(mechanism="multi-head", heads=heads)
        if asked.set:
            return self.with_vectors_set(asked, source)
        scenario = word_scenario(asked, source=source, dims=self.dims, unknown=self.unknown)
        return Opened(scenario, None, asked._replace(sentence=None, tokens=None))

    def with_vectors_set(self, asked: "Asked", source: "VectorFile | None") -> Opened:
        """The same with values in place of some of what was looked up."""
        from attncli.loading.scenario_file import load
        from attncli.loading.word_scenario import source_of, word_scenario, words_alone

        words = word_scenario(words_alone(asked), source=source, dims=self.dims, unknown=self.unknown)
        file = source_of(words)
        last = None if words.shown is None else words.queries.names[words.shown]
        asked = asked._replace(sentence=None, tokens=None, query=last)
        scenario = load(file, asked)._replace(words=words.words, remarks=words.remarks)
        return Opened(scenario, file, asked)

    def options(self, *, with_vectors: bool = False) -> str:
        """This choice as it is typed, without the query: for the commands that a page proposes.

        ``with_vectors``: the words were looked up, and not those of the scenario of the command.
        """
        from attncli.loading.library import DEFAULT_WITH_HEADS
        from attncli.pages.typing import shell

        sentence = None if self.sentence == "-" else self.sentence
        proposed = self._replace(sentence=sentence, scenario=self.scenario or self.default)
        if with_vectors:
            proposed = proposed._replace(scenario=self.scenario)
            if self.default == DEFAULT_WITH_HEADS:
                proposed = proposed._replace(mechanism="multi-head", heads=self.heads or HEADS)
        declared = o.declared(Choice)
        others = (name for name in declared if name not in (*WHICH_WORDS, "query", "head"))
        fields = proposed.said((*WHICH_WORDS, *others, "head"))
        typed = [word for name in fields for word in o.typed(declared[name], getattr(proposed, name))]
        return "".join(f" {shell(word)}" for word in typed)


def remark_query(choice: Choice, scenario: "Scenario", query: int) -> None:
    """Say on standard error which query is told, where nobody chose one."""
    of_other_words = choice.query is None and scenario.words is not None and choice.has_words
    if scenario.shown is None or of_other_words:
        from attncli.cli.output import remark
        from attncli.render.escape import harmless

        last = harmless(scenario.queries.names[query])
        remark(f"note: no query was chosen: this is the last, `{last}`; --query takes another\n")


def split_tokens(text: str) -> list[str]:
    r"""The tokens between the bars; one with a backslash before it is part of a token.

    >>> split_tokens(r"New York|a\|b")
    ['New York', 'a|b']
    """
    # A backslash takes the bar behind it out of the count until the bars are counted.
    return [token.replace("\0", "|").strip() for token in text.replace("\\|", "\0").split("|")]


def standard_input(example: str) -> bytes:
    """Everything on standard input.

    Raises: AttnError E509 where it is closed, or a terminal: nothing waits there unasked.
    """
    closed = sys.stdin is None or sys.stdin.closed
    if closed or sys.stdin.isatty():
        state = "closed" if closed else "a terminal"
        what = f"standard input is {state}, and `-` asks to read it"
        raise AttnError("E509", what, help=f"give it something to read: {example}")
    return sys.stdin.buffer.read()


def standard_scenario(example: str = "attn explain -s - < mine.yaml") -> "SourceFile":
    """The scenario file on standard input; ``example`` shows how it gets there."""
    from pathlib import Path

    from attncli.reading.text import SourceFile

    return SourceFile("standard input", "<stdin>", standard_input(example), Path())


def open_vectors(path: str) -> "VectorFile":
    """A file of word vectors, read with a bar if it is large. Raises: AttnError E101, E102, E4xx."""
    from attncli.cli.output import progress
    from attncli.vectors.vector_file import open_vector_file

    return open_vector_file(path, progress)
