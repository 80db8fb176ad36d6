"""`attn quiz`: questions about a computation, and why a wrong answer is wrong."""

import sys
from typing import TYPE_CHECKING, Annotated

from attncli.cli.choice import Choice
from attncli.cli.command import command
from attncli.cli.look import Style
from attncli.cli.options import option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from attncli.document import Document
    from attncli.errors import AttnError
    from attncli.scenario import Scenario
    from attncli.tutor.asking import Family
    from attncli.tutor.quizzing import Sitting
    from attncli.tutor.subject import Subject

MOST = 100
"""Questions that are asked at most."""
COUNT = 10
"""How many are asked, if nobody says how many."""
DRAWS = 10_000
"""How many numbers a sitting that nobody chose may have."""

help = "Ask about this stage alone: scores, weights, … Repeatable."
Stages = Annotated[list[str] | None, option("--stage", "NAME", help)]
help = "Show this stage to start from, and ask for numbers of those behind it: more steps, more to hear."
From = Annotated[str | None, option("--from", "NAME", help)]
help = "Ask questions of this kind alone: cell, strongest, choose … Repeatable."
Kinds = Annotated[list[str] | None, option("--family", "NAME", help)]
help = "How many questions, 1 to 100; 10 if left out."
Count = Annotated[int, option("--count -n", "N", help)]
help = "Which questions: the same N asks the same; another each time, if left out."
Draw = Annotated[int | None, option("--draw", "N", help)]
help = "The percentage that must be right at once: else the exit code is 1."
Pass = Annotated[int | None, option("--pass", "PERCENT", help)]
help = "Answers written beforehand, a line a question, an empty one to leave it out; - reads standard input."
Answers = Annotated[str | None, option("--answers", "FILE|-", help)]


@command(makes=("page", "answer"))
def quiz(
    choice: Choice,
    *,
    stage: Stages = None,
    start: From = None,
    family: Kinds = None,
    count: Count = COUNT,
    draw: Draw = None,
    passing: Pass = None,
    answers: Answers = None,
    look: Style,
) -> int:
    """Be asked about attention, and hear what a wrong number comes from.

    \b
    attn quiz
    attn quiz cat-sat-mat-heads --count 5
    """
    import random

    from attncli.cli.notes import opened_aloud
    from attncli.errors import ExitCode, out_of_range
    from attncli.pages.names import stage_called
    from attncli.tutor.planning import plan
    from attncli.tutor.quizzing import Sitting
    from attncli.tutor.tally import tally

    if not 1 <= count <= MOST:
        raise out_of_range(f"--count {count}", 1, MOST)
    if passing is not None and not 0 <= passing <= 100:
        raise out_of_range(f"--pass {passing}", 0, 100)
    if draw is not None and not 0 <= draw < 10**9:
        raise out_of_range(f"--draw {draw}", 0, 10**9 - 1)
    choice = of_scenario(choice)
    lines = None if answers is None else written(answers)
    scenario = opened_aloud(choice).scenario
    subject = subject_of(scenario, choice, look.digits)
    seed = random.SystemRandom().randrange(DRAWS) if draw is None else draw
    families = kinds(family)
    stages = [stage_called(subject.trace, name) for name in stage or ()]
    first = None if start is None else stage_called(subject.trace, start)
    items = plan(subject, families, count=count, seed=seed, stages=stages, start=first)
    if not items:
        raise nothing_to_ask(stages, list(families))
    state = Sitting(subject=subject, families=families, items=items, alone=lines is not None)
    state = play(state, lines, look)
    found = tally(state)
    reached = None if passing is None else found.percent >= passing
    if look.format.answer:
        from attncli.cli.output import deliver_data
        from attncli.serialise.quiz import quiz_json

        deliver_data(quiz_json(state, found, seed, reached), look.output)
    else:
        asked = options_of(stages, first, family or (), count)
        show_end(state, f"{told(state, choice)}{asked}", seed, look)
    return ExitCode.ANSWER_IS_NO if reached is False and not state.left else ExitCode.DONE


def of_scenario(choice: Choice) -> Choice:
    """The choice, with the name of a built-in scenario, or a scenario file, taken for one where a sentence
    may stand.

    Raises: AttnError E503 for a single word that is none.
    """
    from attncli.loading.library import ENDINGS, built_in_path, unknown_scenario

    sentence = choice.sentence
    if not sentence or sentence == "-" or choice.scenario is not None or any(map(str.isspace, sentence)):
        return choice
    if not built_in_path(sentence) and not sentence.endswith(ENDINGS):
        raise unknown_scenario(sentence)  # of a sentence of one word there is nothing to ask
    return choice._replace(sentence=None, scenario=sentence)


def subject_of(scenario: "Scenario", choice: Choice, digits: int) -> "Subject":
    """What is asked about. Raises: AttnError E551 if it is too large, E530 if there is no such head."""
    from attncli.errors import AttnError
    from attncli.mechanisms.attend import find_head, pairs_of
    from attncli.mistakes.numbers import MOST as MOST_PAIRS
    from attncli.tutor.subject import Subject

    pairs = pairs_of(scenario)
    if pairs > MOST_PAIRS:
        what = f"{pairs:,} scores are more than the {MOST_PAIRS:,} that can be asked about"
        raise AttnError("E551", what, help="choose a shorter sentence")
    head = None if choice.head is None else find_head(scenario, choice.head)
    return Subject(scenario, head, digits=digits)


def kinds(names: "Sequence[str] | None") -> "dict[str, Family]":
    """The families of these names; all of them, if none is named. Raises: AttnError E550."""
    from attncli.errors import AttnError
    from attncli.spelling import did_you_mean
    from attncli.tutor.questions.families import FAMILIES

    for name in names or ():
        if name not in FAMILIES:
            help = did_you_mean(name, list(FAMILIES), f"choose one of: {', '.join(FAMILIES)}")
            raise AttnError("E550", f"there is no kind of question `{name}`", help=help)
    return {name: family for name, family in FAMILIES.items() if not names or name in names}


def nothing_to_ask(stages: "Sequence[str]", families: "Sequence[str]") -> "AttnError":
    """E551: no question of these kinds is worth asking there."""
    from attncli.errors import AttnError

    where = f" about {' and '.join(stages)}" if stages else " here"
    what = f"no question of these kinds is worth asking{where}: {', '.join(families)}"
    return AttnError("E551", what, help="take --stage and --family away, or choose others")


def written(path: str) -> list[str]:
    """The answers of a file, a line each. Raises: AttnError E101, E102, E509."""
    from attncli.cli.choice import standard_input
    from attncli.loading.library import bytes_of

    example = "attn quiz --draw 7 --answers - < answers.txt"
    data = standard_input(example) if path == "-" else bytes_of(path, path)
    return data.decode("utf-8", "replace").splitlines()


def play(state: "Sitting", lines: list[str] | None, look: Style) -> "Sitting":
    """Sit through the questions, with a person or with answers that were written beforehand.

    Raises: AttnError E508 if the pages are to go into a file, E516 if nobody is there to answer.
    """
    from attncli.cli.keyboard import Keyboard, clock_caught
    from attncli.cli.look import is_terminal
    from attncli.errors import AttnError
    from attncli.tutor.play import sit

    if look.output is not None and not look.format.answer:
        what = "a sitting is shown as it goes along, and --output writes one result"
        raise AttnError("E508", what, help="leave --output out, or add --json: the answers and the tally")
    screen = Screen(look, state.items[0].digits)
    if lines is not None:
        script = iter(lines)
        return sit(state, screen.scripted(script), screen.nothing if look.format.answer else screen.show)
    if not (is_terminal() and sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()):
        what = "a quiz needs a terminal for questions and answers, and here is none"
        raise AttnError("E516", what, help="write the answers beforehand: `--answers answers.txt`")
    keyboard = Keyboard()
    try:
        with clock_caught():
            return sit(state, keyboard.line, screen.show)
    finally:
        keyboard.flush()


class Screen:
    """Where questions are shown, one beneath the other."""

    def __init__(self, look: Style, digits: int) -> None:
        from attncli.formats import FORMATS

        self.look = look._replace(format=FORMATS["terminal"], output=None) if look.format.answer else look
        self.quiet = look.format.answer
        self.digits = digits
        self.first = True

    def show(self, document: "Document") -> None:
        """Show a question, or what is said of an answer."""
        from attncli.cli.output import deliver, show
        from attncli.tutor.quizzing import digits_of

        if not self.first:
            deliver("\n")
        self.first = False
        show(document, self.look._replace(digits=digits_of(document, self.digits)))

    def nothing(self, document: "Document") -> None:
        """Show nothing: a program reads what comes out."""

    def scripted(self, script: "Iterator[str]") -> "Callable[[str, Sequence[str]], str | None]":
        """Answers that were written down, shown as a terminal would show them."""
        from attncli.cli.output import deliver
        from attncli.render.escape import harmless

        def ask(prompt: str, _: "Sequence[str]") -> str | None:
            line = next(script, None)
            if line is not None and not self.quiet:
                deliver(f"\n {prompt}{harmless(line)}\n")
            return line

        return ask


def options_of(stages: "Sequence[str]", start: str | None, families: "Sequence[str]", count: int) -> str:
    """The options that choose the questions, as they are typed."""
    from attncli.pages.typing import shell

    words = [word for stage in stages for word in ("--stage", stage)]
    words += [] if start is None else ["--from", start]
    words += [word for family in families for word in ("--family", family)]
    words += [] if count == COUNT else ["--count", str(count)]
    return "".join(f" {shell(word)}" for word in words)


def told(state: "Sitting", choice: Choice) -> str:
    """The options that lead to the computation, and to its query."""
    from attncli.pages.typing import shell, typed_label

    scenario = state.subject.scenario
    query = typed_label(scenario.queries, state.subject.query)
    return f"{choice.options(with_vectors=scenario.words is not None)} --query {shell(query)}"


def show_end(state: "Sitting", options: str, seed: int, look: Style) -> None:
    """What the sitting came to, and how to go on."""
    from attncli.cli.output import deliver, show
    from attncli.tutor.tally import end_page

    deliver("\n")
    show(end_page(state, f"attn quiz{options} --draw {seed}", f"attn quiz{options}"), look)
