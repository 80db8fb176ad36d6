"""The options of several commands, as Typer reads them: each means the same wherever it stands."""

from typing import Annotated, Any

import typer


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
