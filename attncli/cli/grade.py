"""`attn grade`: whether arrays that a program made are right, and which mistake is in them if not."""

from typing import TYPE_CHECKING, Annotated, Any

from attncli.cli.choice import Choice
from attncli.cli.command import command
from attncli.cli.look import Style
from attncli.cli.options import argument, option

if TYPE_CHECKING:
    from attncli.mistakes.verdicts import Mine
    from attncli.scenario import Scenario

help = "Arrays in a .npz, .npy, .safetensors or .json file, or a function: mine.py:my_attention."
Graded = Annotated[str | None, argument("[FILE|FILE.py:FUNCTION]", help)]
help = "The judge that it is held against: multi-head, causal …; of a function, what fits its parameters."
Judge = Annotated[str | None, option("--judge", "NAME", help)]
help = "Which array a stage is, where it is called otherwise: context=out. Repeatable."
Called = Annotated[list[str] | None, option("--as", "STAGE=ARRAY", help)]
help = "Write the arrays of the judge, for the program to start from."
Save = Annotated[str | None, option("--save", "FILE.npz", help)]
help = "What the function takes, in its order, where its parameters do not say: q,k,v."
Takes = Annotated[str | None, option("--takes", "A,B,C", help)]
help = "Seconds after which a function is stopped; 30 if left out."
Limit = Annotated[float, option("--limit", "SECONDS", help)]

LONGEST = 3600.0
"""Seconds that a function may take at most."""


@command(makes=("page", "answer"), without=("sentence", "query", "head"))
def grade(
    mine: Graded = None,
    *,
    judge: Judge = None,
    called: Called = None,
    save: Save = None,
    takes: Takes = None,
    limit: Limit = 30.0,
    choice: Choice,
    look: Style,
) -> int:
    """Tell which mistake is in what a program computes.

    \b
    attn grade --judge multi-head --save judge.npz
    attn grade mine.py:my_attention
    """
    from attncli.errors import AttnError, ExitCode, out_of_range
    from attncli.mechanisms.outline import outline
    from attncli.mistakes.grading import grade_named

    if not 0 < limit <= LONGEST:
        raise out_of_range(f"--limit {limit:g}", 1, int(LONGEST))
    if save is not None:
        return saved(save, mine, judge, choice)
    if mine is None:
        help = "name a file: `attn grade mine.npz --judge multi-head`"
        raise AttnError("E508", "there is nothing to grade", help=help)
    file, colon, function = mine.rpartition(":")
    if colon and file.endswith(".py"):
        from attncli.cli.called import results

        against = None if judge is None and not chosen(choice) else scenario_of(judge, choice)
        asked = None if takes is None else [name.strip() for name in takes.split(",")]
        against, arrays, said = results(file, function, against, asked, limit)
    else:
        if judge is None and not chosen(choice):
            what = "arrays are held against a scenario, and none is named"
            raise AttnError("E508", what, help=f"name one: `attn grade {mine} --judge multi-head`")
        against, arrays, said = scenario_of(judge, choice), read(mine), ()
    try:
        grading = grade_named(against, arrays, meant(called or []))
    except AttnError as error:
        if error.code != "E560" or not arrays:
            raise
        help = f"say which is the result: --as {list(outline(against))[-1]}={next(iter(arrays))}"
        raise AttnError(error.code, error.what, help=help) from None
    grading = grading._replace(said=(*said, *grading.said))
    if look.format.answer:
        from attncli.cli.output import deliver_data
        from attncli.serialise.grade import grade_json

        deliver_data(grade_json(grading), look.output)
    else:
        from attncli.cli.output import show
        from attncli.pages.grade import grade_page

        show(grade_page(grading), look)
    return ExitCode.DONE if grading.right else ExitCode.ANSWER_IS_NO


def chosen(choice: Choice) -> bool:
    """Whether the options name a computation."""
    return bool(choice.said(tuple(Choice._fields)))


def scenario_of(judge: str | None, choice: Choice) -> "Scenario":
    """The computation that is held against. Raises: AttnError E508 where two are named, E564."""
    from attncli.errors import AttnError
    from attncli.mistakes.judges import scenario_of as judge_called

    if judge is None:
        return choice.load()
    if choice.scenario is not None:
        what = f"--judge {judge} and -s {choice.scenario} name two computations"
        raise AttnError("E508", what, help="leave one of them out")
    return choice._replace(scenario=judge_called(judge)).load()


def saved(path: str, mine: str | None, judge: str | None, choice: Choice) -> int:
    """Write the arrays of a judge into a file. Raises: AttnError E508, E103."""
    from attncli.cli.files import write_file
    from attncli.errors import AttnError, ExitCode
    from attncli.mistakes.judges import given_by_scenario
    from attncli.serialise import packed

    if mine is not None or (judge is None and not chosen(choice)):
        why = "and grades nothing" if mine else "and none is named"
        what = f"--save writes the arrays of a judge, {why}"
        raise AttnError("E508", what, help="write `attn grade --judge multi-head --save judge.npz`")
    if not path.endswith(".npz"):
        raise AttnError("E508", f"--save {path} is no .npz file", help="name one: --save judge.npz")
    write_file(path, packed(given_by_scenario(scenario_of(judge, choice))))
    return ExitCode.DONE


def read(path: str) -> "dict[str, Mine]":
    """The arrays in a file, with the types they have there. Raises: AttnError E1xx, E4xx, E562."""
    from attncli.mistakes.calling import as_numbers
    from attncli.reading.array_file import arrays_in

    found: dict[str, Any] = {name: as_numbers(array) for name, array in arrays_in(path).items()}
    return {name: array for name, array in found.items() if array is not None}


def meant(called: list[str]) -> dict[str, str]:
    """For each stage that is named, the array that it is: ``context=out``; "" where none is named."""
    return {stage.strip(): array.strip() for stage, _, array in (each.partition("=") for each in called)}
