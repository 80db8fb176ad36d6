"""The page of `attn lint`: what a scenario cannot show and why, what looks alike, what to ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attncli.document import (
    Block,
    Code,
    Document,
    Entries,
    Entry,
    Prose,
    Section,
    Token,
    Words,
    plain,
    plural,
    say,
    sentence,
)
from attncli.mistakes.words import facts, would

if TYPE_CHECKING:
    from attncli.mistakes.lint import Alike, Lint, Showing

BEST = 6
"""Cells that are told at most."""


def lint_page(lints: Sequence[Lint], targets: Sequence[str] = ()) -> Document:
    """What one scenario can show; of several a line each."""
    if len(lints) == 1:
        return of_one(lints[0], targets)
    rows = tuple(Entry(Code(one.scenario.name), in_a_line(one), present=fails(one, targets)) for one in lints)
    text = "How many of the mistakes that can be made in it each scenario shows, and why not the others."
    section = Section(title="What can be told", blocks=(Prose(say(text)), Entries(rows)), name="lint")
    return Document("Lint scenarios", (section,))


def of_one(lint: Lint, targets: Sequence[str]) -> Document:
    """What a scenario cannot show, what looks alike in it, and which cells are worth asking for."""
    sections = []
    if targets:
        rows = tuple(
            Entry(Code(name), of_target(lint, name), present=not lint.tells(name)) for name in targets
        )
        sections.append(Section(title="What is wanted", blocks=(Entries(rows),), name="targets"))
    title = "What it cannot show" if lint.hidden else "What it shows"
    sections.append(Section(title=title, blocks=(Prose(opening(lint)), *hidden(lint)), name="hidden"))
    if lint.alike:
        rows = tuple(Entry(Code(one.mistakes[0]), looks_like(one)) for one in lint.alike)
        sections.append(Section(title="What looks alike", blocks=(Entries(rows),), name="alike"))
    if lint.worth_asking:
        rows = tuple(
            Entry(Code(cell.cell), wrong_answers(cell.wrong, cell.apart)) for cell in lint.worth_asking[:BEST]
        )
        text = "In these cells the most mistakes give a number of their own:"
        blocks = (Prose(say(text)), Entries(rows))
        sections.append(Section(title="What is best asked for", blocks=blocks, name="cells"))
    return Document(lint.scenario.title, tuple(sections), query=lint.scenario.queries.names[lint.query])


def in_a_line(lint: Lint) -> Words:
    """How much a scenario shows, and why not the rest, in a few words."""
    if lint.too_large:
        return say("has too many pairs of a query and a key: no mistake is looked for")
    words = say("{query}, {stage}: ", query=asking(lint), stage=lint.stage)
    shown, all = len(lint.counted) - len(lint.hidden), len(lint.counted)
    words += say("{shown} of {all}", shown=shown, all=all)
    for why, group in by_reason(lint):
        words += say(". {n}: {why}", n=len(group), why=why)
    return words


def opening(lint: Lint) -> Words:
    """How much a scenario shows."""
    if lint.too_large:
        return say("There are too many pairs of a query and a key: no mistake is looked for.")
    asked = say("{stage} of {query}", stage=Code(lint.stage), query=asking(lint))
    shown, all = len(lint.counted) - len(lint.hidden), len(lint.counted)
    if not all:
        return say("No mistake that attn knows can be made up to {asked}.", asked=asked)
    text = "{all} {mistakes} can be made up to {asked}. At {decimals} {shown} of them {show}."
    return say(
        text,
        asked=asked,
        all=all,
        mistakes=plural(all, "mistake"),
        decimals=decimals(lint.digits),
        shown=shown,
        show=plural(shown, "shows", "show"),
    )


def asking(lint: Lint) -> Words:
    """What the told query is called: a word in quotes, or "query 2"."""
    queries = lint.scenario.queries
    name = queries.names[lint.query]
    numbered = queries.labels[lint.query] == str(queries.positions[lint.query])
    return say(f"query {name}") if numbered else (Token(name),)


def by_reason(lint: Lint) -> list[tuple[Words, list[Showing]]]:
    """The mistakes that do not show, by the reason, the commonest first."""
    groups: dict[str, tuple[Words, list[Showing]]] = {}
    for each in lint.hidden:
        assert each.why is not None
        groups.setdefault(plain(each.why.words), (each.why.words, []))[1].append(each)
    return sorted(groups.values(), key=lambda group: -len(group[1]))


def hidden(lint: Lint) -> list[Block]:
    """The mistakes that do not show, under their reasons."""
    blocks: list[Block] = []
    gaps = facts(lint.scenario, lint.numbers.truth) if lint.hidden else {}
    for why, group in by_reason(lint):
        blocks.append(Prose(sentence(why) + say(":")))
        rows = (Entry(Code(each.mistake.name), would(each.mistake, gaps) + elsewhere(each)) for each in group)
        blocks.append(Entries(tuple(rows)))
    if lint.of_other_shapes:
        names = codes([each.mistake.name for each in lint.of_other_shapes])
        text = "No numbers to ask for, since what comes out has another shape: {names}."
        blocks.append(Prose(say(text, names=names)))
    return blocks


def elsewhere(each: Showing) -> Words:
    """Where a mistake shows that does not where is asked."""
    return say(" ({stage} would show it)", stage=Code(each.stages[-1])) if each.stages else ()


def looks_like(alike: Alike) -> Words:
    """What a mistake looks like, why, and what would tell."""
    groups: dict[str, tuple[Words, list[str]]] = {}
    for name, reason in zip(alike.mistakes[1:], alike.why, strict=True):
        groups.setdefault(reason.name, (reason.words, []))[1].append(name)
    words: Words = ()
    for why, names in groups.values():
        words += say("looks like {names}: {why}. ", names=codes(names), why=why)
    words = sentence(words) if len(groups) > 1 else words
    if alike.cell is not None:
        return words + say("{cell} tells them apart.", cell=Code(alike.cell))
    if alike.digits is not None:
        return words + say("{digits} tell them apart.", digits=decimals(alike.digits))
    return words + say(f"No cell tells them {'all ' if len(alike.mistakes) > 2 else ''}apart.")


def codes(names: Sequence[str]) -> Words:
    """Names with commas, and "and" before the last."""
    words: Words = ()
    for at, name in enumerate(names):
        between = " and " if at == len(names) - 1 else ", "
        words += say("{between}{name}", between=between if at else "", name=Code(name))
    return words


def of_target(lint: Lint, name: str) -> Words:
    """Whether a mistake that is wanted can be told."""
    found = next((each for each in lint.mistakes if each.mistake.name == name), None)
    if found is None:
        text = "cannot be made up to {stage}: what it changes, or what it takes, is not there"
        return say(text, stage=Code(lint.stage))
    if found.why is not None:
        return say("does not show: {why}", why=found.why.words) + elsewhere(found)
    if not (others := lint.like(name)):
        return say("shows")
    text = "shows, and only programs make what looks like it: {others}"
    return say(text if lint.tells(name) else "shows, but looks like {others}", others=codes(others))


def fails(lint: Lint, targets: Sequence[str]) -> bool:
    """Whether a scenario does not tell what is wanted of it."""
    return not all(map(lint.tells, targets))


def wrong_answers(wrong: int, apart: int) -> Words:
    """How many mistakes give a wrong number, and how many of those numbers are different."""
    if wrong == apart:
        all_different = plural(wrong, "", ", all of them different")
        return say(
            "{n} wrong {answers}{different}",
            n=wrong,
            answers=plural(wrong, "answer"),
            different=all_different,
        )
    text = "{n} mistakes give {apart} wrong {answers}"
    return say(text, n=wrong, apart=apart, answers=plural(apart, "answer"))


def decimals(digits: int) -> Words:
    """So many decimals."""
    return say("{n} {decimals}", n=digits, decimals=plural(digits, "decimal"))
