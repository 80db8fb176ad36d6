"""What several commands share: the options that choose a computation, and those that choose how it comes out."""

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attncli.errors import AttnError
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.loading.library import Source
    from attncli.scenario import Scenario


def option(*names: str, metavar: str | None = None, help: str) -> Any:
    """An option as Typer wants it; a default that is worth knowing stands in the help's own words."""
    return typer.Option(*names, metavar=metavar, help=help, show_default=False)


WHAT_COMES_OUT = "What comes out. Left out: what the ending of --output says, else terminal or text."

Sentence = Annotated[
    str | None,
    typer.Argument(
        metavar="[SENTENCE]",
        help="The words to attend over, in place of the scenario's; - reads standard input.",
        show_default=False,
    ),
]
ScenarioName = Annotated[
    str | None,
    option(
        "--scenario",
        "-s",
        metavar="NAME|FILE|-",
        help="A built-in scenario (cat-sat-mat if left out), glove for word vectors, a file, or - for stdin.",
    ),
]
Query = Annotated[
    str | None,
    option(
        "--query", "-q", metavar="TOKEN", help="The word that asks: sat, the@5 (the one at position 5) or @5."
    ),
]
Every = Annotated[bool, option("--all", help="All queries at once, as matrices.")]
MechanismName = Annotated[
    str | None,
    option("--mechanism", "-m", metavar="NAME", help="The variant of attention: see attn list mechanisms."),
]
Mask = Annotated[
    list[str] | None,
    option(
        "--mask",
        metavar="MASK",
        help="Who may attend to whom: causal, window=2, valid_length=4, hidden=mat, none … Repeatable.",
    ),
]
Scale = Annotated[
    str | None,
    option(
        "--scale",
        metavar="auto|none|NUMBER",
        help="What scores are multiplied by; auto is the mechanism's own rule.",
    ),
]
Heads = Annotated[
    int | None,
    option(
        "--heads", metavar="N", help="Into how many heads the columns are cut, in place of the scenario's."
    ),
]
Head = Annotated[
    str | None,
    option("--head", metavar="NAME|NUMBER", help="The head that is told in full; the first, if left out."),
]
Seed = Annotated[
    int | None,
    option(
        "--seed",
        metavar="N",
        help="Make the projections that the scenario lacks, at random: the same N, the same numbers.",
    ),
]
StageName = Annotated[
    str | None, option("--stage", metavar="NAME", help="Only this stage: scores, weights, …")
]
Tokens = Annotated[
    str | None,
    option(
        "--tokens",
        metavar="A|B|C",
        help="The tokens one by one, parted by |, in place of SENTENCE; a \\| is part of a token.",
    ),
]
Vectors = Annotated[
    str | None,
    option(
        "--vectors",
        metavar="FILE",
        help="Word vectors of your own: GloVe or word2vec, .npz with words; also .gz.",
    ),
]
Dims = Annotated[
    int | None,
    option("--dims", metavar="N", help="Only the first N dimensions of word vectors, to reckon by hand."),
]
Unknown = Annotated[
    str,
    option(
        "--unknown",
        metavar="error|random",
        help="What becomes of a word without a word vector; random numbers only if asked.",
    ),
]
Format = Annotated[
    str | None, option("--format", "-f", metavar="terminal|text|markdown|json|npz", help=WHAT_COMES_OUT)
]
PageFormat = Annotated[
    str | None, option("--format", "-f", metavar="terminal|text|markdown|json", help=WHAT_COMES_OUT)
]
Json = Annotated[bool, option("--json", help="The same as --format json.")]
Output = Annotated[str | None, option("--output", "-o", metavar="FILE", help="Write to a file.")]
Step = Annotated[
    bool | None, option("--step/--no-step", help="One stage at a time; the default on a terminal.")
]
Presses = Annotated[
    str | None,
    option(
        "--presses",
        metavar="KEYS",
        help=r"Step without a terminal, as if these keys were pressed: nnwcat\nq, where \n is Enter.",
    ),
]
Digits = Annotated[
    int, option("--digits", metavar="N", help="Decimal places of results, 0 to 12; 2 if left out.")
]
Width = Annotated[
    int | None,
    option(
        "--width", metavar="N", help="Columns of the page, 20 to 500; the terminal's, else 80, if left out."
    ),
]
Color = Annotated[
    str,
    option(
        "--color",
        metavar="auto|always|never",
        help="Colour; auto obeys NO_COLOR, FORCE_COLOR, CLICOLOR and CLICOLOR_FORCE.",
    ),
]


class Opened(Record):
    """A scenario, and what it was made of; ``source`` is None where its vectors are a lexicon's."""

    scenario: "Scenario"
    source: "str | Source | None"
    arguments: dict[str, Any]
    """What stands in place of the fields of the source, as ``load_scenario`` takes it."""


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

    def load(self, default: str) -> "Scenario":
        """The scenario that the options describe. Raises: AttnError for whatever is wrong with it."""
        return self.opened(default).scenario

    def opened(self, default: str) -> "Opened":
        """The same, with what it was made of. Standard input is read here, once."""
        from attncli.loading.library import LEXICON, surely_lacks
        from attncli.loading.scenario_file import load_scenario

        source, arguments = self.arguments(default)
        of_vectors = (
            self.scenario == LEXICON
            or self.vectors is not None
            or self.dims is not None
            or self.unknown != "error"
        )
        # A sentence of other words than the default scenario's is one for the lexicon.
        words = (
            arguments["tokens"] if arguments["tokens"] is not None else (arguments["sentence"] or "").split()
        )
        if not of_vectors and (self.scenario is not None or not surely_lacks(self.default or default, words)):
            try:
                return Opened(load_scenario(source, **arguments), source, arguments)
            except AttnError as error:
                if (
                    self.scenario is not None
                    or not self.has_words
                    or all(each.code != "E501" for each in error.all)
                ):
                    raise
        from attncli.cli.vectors import with_vectors

        return with_vectors(self, arguments)

    def arguments(self, default: str) -> "tuple[str | Source, dict[str, Any]]":
        """What the options mean: the source of the scenario, and what is put in place of its fields. Standard input is read here, once."""
        if self.sentence == "-" and self.scenario == "-":
            raise AttnError(
                "E510",
                "sentence and scenario are both to come from standard input",
                help="give one of them as an argument",
            )
        if self.tokens is not None and self.sentence is not None:
            raise AttnError(
                "E508", "--tokens and SENTENCE both say what the tokens are", help="leave one of them out"
            )
        source = (
            standard_scenario()
            if self.scenario == "-"
            else self.scenario
            if self.scenario is not None
            else self.default or default
        )
        sentence = (
            standard_input('echo "The cat sat" | attn explain -').decode("utf-8", "surrogateescape")
            if self.sentence == "-"
            else self.sentence
        )
        tokens = None if self.tokens is None else split_tokens(self.tokens)
        return source, {"sentence": sentence, "tokens": tokens, "query": self.query, "mechanism": self.mechanism, "mask": self.mask or (),
                        "scale": self.scale, "heads": self.heads, "seed": self.seed}  # fmt: skip

    def options(self) -> str:
        """The same choice as it is typed, without the query: for the commands that a page proposes."""
        from attncli.pages.typing import shell

        typed = [shell(self.sentence)] if self.sentence not in (None, "-") else []
        several = (
            ("--tokens", self.tokens), ("-s", self.scenario or self.default), ("--vectors", self.vectors), ("--dims", self.dims),
            ("--unknown", None if self.unknown == "error" else self.unknown), ("-m", self.mechanism), *(("--mask", mask) for mask in self.mask or ()),
            ("--scale", self.scale), ("--heads", self.heads), ("--seed", self.seed), ("--head", self.head),
        )  # fmt: skip
        for name, value in several:
            typed += [name, shell(str(value))] if value is not None else []
        return "".join(f" {word}" for word in typed)


def remark_query(choice: Choice, scenario: "Scenario", query: int) -> None:
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


def standard_scenario(example: str = "attn explain -s - < mine.yaml") -> "Source":
    """The scenario file on standard input; ``example`` shows how it gets there."""
    from pathlib import Path

    from attncli.loading.library import Source

    return Source("standard input", "<stdin>", standard_input(example), Path.cwd())


class Style(Record, kw_only=True):
    """How it comes out: the format, where it goes, how wide, with how many digits and colours."""

    format: str
    output: str | None
    digits: int
    width: int
    color: str
    fixed: bool = False
    """Whether the width was asked for, and is not that of the window."""


FORMATS = ("terminal", "text", "markdown", "json", "npz")
PAGE_FORMATS = ("terminal", "text", "markdown", "json")
"""Those of commands that make no arrays."""
ENDINGS = {".json": "json", ".md": "markdown", ".npz": "npz", ".txt": "text"}


def style(
    format: str | None,
    json: bool,
    output: str | None,
    digits: int,
    width: int | None,
    color: str,
    allowed: tuple[str, ...] = FORMATS,
) -> Style:
    """The options of the look, checked. Raises: AttnError E508."""
    if json and format not in (None, "json"):
        raise AttnError(
            "E508", f"--json and --format {format} ask for two formats", help="leave one of them out"
        )
    ending = os.path.splitext(output)[1].lower() if output else ""
    chosen = "json" if json else format
    if chosen is None:
        chosen = (
            ENDINGS.get(ending, "text")
            if output
            else "terminal"
            if wants_color(color, to_screen=True) or is_terminal()
            else "text"
        )
        if output and ending not in ENDINGS and ending:
            raise AttnError(
                "E508",
                f"the ending `{ending}` names no format",
                help=f"choose one of {', '.join(ENDINGS)}, or say --format",
            )
    if chosen not in allowed:
        raise AttnError(
            "E508", f"there is no format `{chosen}` here", help=f"choose one of: {', '.join(allowed)}"
        )
    if chosen == "npz" and not output:
        raise AttnError("E508", "arrays cannot be printed", help="name a file: --output trace.npz")
    if not 0 <= digits <= 12:
        raise AttnError("E508", f"--digits {digits} is out of range", help="choose from 0 to 12")
    if width is not None and not 20 <= width <= 500:
        raise AttnError("E508", f"--width {width} is out of range", help="choose from 20 to 500")
    if color not in ("auto", "always", "never"):
        raise AttnError("E508", f"there is no --color `{color}`", help="choose one of: auto, always, never")
    return Style(
        format=chosen,
        output=output,
        digits=digits,
        width=width or terminal_width(),
        color=color,
        fixed=width is not None,
    )


def steps(look: Style, step: bool | None, presses: str | None, stage: str | None) -> bool:
    """Whether a person goes through the pages one by one: asked for, or on a terminal unless it is one stage alone that is wanted.

    Raises: AttnError E508 if that is asked for where it cannot be, E516 if nobody is there to press anything.
    """
    if step is False and presses is not None:
        raise AttnError("E508", "--presses steps, and --no-step does not", help="leave one of them out")
    asked = bool(step) or presses is not None
    if asked and (look.output is not None or look.format not in ("terminal", "text", "markdown")):
        other = "--output" if look.output is not None else f"--format {look.format}"
        raise AttnError(
            "E508",
            f"stepping shows pages one after another, and {other} writes one result",
            help=f"leave {other} out, or do not step",
        )
    if presses is not None:
        return True
    there = is_terminal() and sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()
    if asked and not there:
        raise AttnError(
            "E516",
            "stepping needs a terminal for input and output, and here is none",
            help="leave --step out, or play it: `--presses nnbq`",
        )
    return there and (
        asked or (step is None and stage is None and look.format == "terminal" and look.output is None)
    )


def is_terminal() -> bool:
    """Whether a person reads standard output as it is written."""
    return sys.stdout is not None and not sys.stdout.closed and sys.stdout.isatty()


def wants_color(choice: str, *, to_screen: bool) -> bool:
    """Whether the page is coloured: what --color says, else the environment, else whether a terminal reads it."""
    if choice != "auto":
        return choice == "always"
    environment = os.environ
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    if (
        environment.get("CLICOLOR") == "0"
        or environment.get("FORCE_COLOR") == "0"
        or environment.get("TERM") == "dumb"
    ):
        return False
    return to_screen and is_terminal()


def terminal_width() -> int:
    """The columns of the terminal, 80 where there is none; what is too narrow or too wide to read is brought to 20 and 500."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return min(max(int(columns), 20), 500)
    try:
        size = os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 80
    except (OSError, ValueError):
        return 80
    return min(max(size or 80, 20), 500)
