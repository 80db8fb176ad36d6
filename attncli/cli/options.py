"""The options of the command line as Typer reads them: each means the same wherever it stands."""

from __future__ import annotations

from copy import copy
from typing import Annotated, Any, get_args

import typer
from typer.models import OptionInfo, ParameterInfo

from attncli.record import Record


def option(names: str, metavar: str | None, help: str) -> Any:
    """An option of these names, the long one first; a default worth knowing stands in the help's words."""
    return typer.Option(*names.split(), metavar=metavar, help=help, show_default=False)


def argument(metavar: str, help: str) -> Any:
    """A value without a name, known by its place."""
    return typer.Argument(metavar=metavar, help=help, show_default=False)


class Behind(Record):
    """Said of an option of few commands: the help shows it behind this one, which many share."""

    field: str


# Which computation: the fields of `choice.Choice`.

help = "The words to attend over, in place of the scenario's; - reads standard input."
Sentence = Annotated[str | None, argument("[SENTENCE]", help)]
help = "A built-in scenario (cat-sat-mat if left out), glove for word vectors, a file, or - for stdin."
ScenarioName = Annotated[str | None, option("--scenario -s", "NAME|FILE|-", help)]
help = "The word that asks: sat, the@5 (the one at position 5) or @5."
Query = Annotated[str | None, option("--query -q", "TOKEN", help)]
help = "The variant of attention: see attn list mechanisms."
MechanismName = Annotated[str | None, option("--mechanism -m", "NAME", help)]
help = "Who may attend to whom: causal, window=2, valid_length=4, hidden=mat, none … Repeatable."
Mask = Annotated[list[str] | None, option("--mask", "MASK", help)]
help = "What scores are multiplied by, 1 / temperature; auto is the mechanism's own rule."
Scale = Annotated[str | None, option("--scale", "auto|none|NUMBER", help)]
help = "Into how many heads the columns are cut, in place of the scenario's."
Heads = Annotated[int | None, option("--heads", "N", help)]
help = "The head that is told in full; the first, if left out."
Head = Annotated[str | None, option("--head", "NAME|NUMBER", help)]
help = "Make the projections that the scenario lacks, at random: the same N, the same numbers."
Seed = Annotated[int | None, option("--seed", "N", help)]
help = "Put a value in place of a part of the scenario: embeddings.cat=[2, 1], scale=none. Repeatable."
Set = Annotated[list[str] | None, option("--set", "PATH=VALUE", help)]
help = "The tokens one by one, with | between, in place of SENTENCE; a \\| is part of a token."
Tokens = Annotated[str | None, option("--tokens", "A|B|C", help)]
help = "Word vectors of your own: GloVe or word2vec, .npz with words; also .gz."
Vectors = Annotated[str | None, option("--vectors", "FILE", help)]
help = "Only the first N dimensions of word vectors, to work out by hand."
Dims = Annotated[int | None, option("--dims", "N", help)]
help = "What becomes of a word without a word vector; random numbers only if asked."
Unknown = Annotated[str, option("--unknown", "error|random", help)]

# What is told of it: the fields of `look.Telling`.

help = "All queries at once, as matrices."
Every = Annotated[bool, option("--all", None, help), Behind("query")]
help = "Only this stage: scores, weights, …"
StageName = Annotated[str | None, option("--stage", "NAME", help)]
help = "One stage at a time; the default on a terminal."
Step = Annotated[bool | None, option("--step/--no-step", None, help)]
help = r"Step without a terminal, as if these keys were pressed: nnwcat\nq, where \n is Enter."
Presses = Annotated[str | None, option("--presses", "KEYS", help)]

help = "Be asked before each stage: one key, a guess; needs the pages one by one."
Predict = Annotated[bool, option("--predict", None, help)]

# How it comes out: the fields of `look.Wanted`.

help = "What comes out. Left out: what the ending of --output says, else terminal or text."
Format = Annotated[str | None, option("--format -f", None, help)]
Json = Annotated[bool, option("--json", None, "The same as --format json.")]
Output = Annotated[str | None, option("--output -o", "FILE", "Write to a file.")]
help = "Decimal places of results, 0 to 12; 2 if left out."
Digits = Annotated[int, option("--digits", "N", help)]
help = "Columns of the page, 20 to 500; the terminal's, else 80, if left out."
Width = Annotated[int | None, option("--width", "N", help)]
help = "Colour; auto obeys NO_COLOR, FORCE_COLOR, CLICOLOR and CLICOLOR_FORCE."
Color = Annotated[str, option("--color", "auto|always|never", help)]


def declared(record: type[Record]) -> dict[str, ParameterInfo]:
    """The options among the fields of a record, by the field's name."""
    return {
        name: said
        for name, annotation in record.__annotations__.items()
        for said in getattr(annotation, "__metadata__", ())
        if isinstance(said, ParameterInfo)
    }


def spellings(parameter: ParameterInfo) -> list[str]:
    """The names of an option, the long one first; an argument has none."""
    if not isinstance(parameter, OptionInfo):
        return []
    return [str(parameter.default), *(parameter.param_decls or ())]


def listing(annotation: Any, values: list[str]) -> Any:
    """The annotation of an option, with the values that its help lists."""
    kind, parameter = get_args(annotation)
    parameter = copy(parameter)
    parameter.metavar = "|".join(values)
    return Annotated[kind, parameter]


def typed(parameter: ParameterInfo, value: Any) -> list[str]:
    """An option and its value as they are typed: its shortest name, before each of several values."""
    if not (names := spellings(parameter)):
        return [str(value)]
    name = min(names, key=len)
    values = value if isinstance(value, list) else [value]
    return [word for single in values for word in (name, str(single))]
