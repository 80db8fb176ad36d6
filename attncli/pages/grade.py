"""The page of `attn grade`: where numbers first deviate, out of what, and what is said of each stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attncli.document import (
    Block,
    Code,
    Document,
    Entries,
    Entry,
    Number,
    Plain,
    Prose,
    Section,
    Span,
    Words,
    plain,
    plural,
    say,
    sentence,
)
from attncli.mistakes.precision import RTOL
from attncli.mistakes.words import because, facts, would

if TYPE_CHECKING:
    from attncli.mistakes.verdicts import Grading, StageVerdict
    from attncli.mistakes.words import Gap

SAID = {
    "right": "right",
    "follows": "right from what stands before it",
    "unknown": "not right, and none of the mistakes that are known",
    "not_finite": "holds numbers that are not finite",
    "missing": "not given",
}
"""What is said of a stage in a word, where it needs no more."""


def grade_page(grading: Grading) -> Document:
    """The verdict: the headline, then each stage, then what was taken as meant and how it was compared."""
    gaps = facts(grading.scenario, grading.truth)
    sections = [Section(title=heading(grading), blocks=headline(grading, gaps), name="verdict")]
    for number, verdict in enumerate(grading.wrong[1:], 2):
        blocks = told(verdict, gaps, between(grading, verdict))
        sections.append(
            Section(title=f"Behind it, {number}: {verdict.name}", blocks=blocks, name=verdict.name)
        )
    given = [verdict for verdict in grading.stages if verdict.kind != "missing"]
    rows = tuple(
        Entry(Code(each.name), in_brief(each, gaps), present=each in grading.wrong) for each in given
    )
    sections.append(Section(title="Stage by stage", blocks=(Entries(rows),), name="stages"))
    of_stages = (f"`{each.name}`: {'; '.join(each.said)}" for each in given if each.said)
    said = (*grading.said, *of_stages)
    blocks = tuple(Prose(with_code(f"{text[:1].upper()}{text[1:]}.")) for text in said)
    sections.append(
        Section(title="How it was compared", blocks=(*blocks, Prose(tolerances(grading))), name="how")
    )
    return Document(f"Graded against {grading.scenario.name}", tuple(sections))


def heading(grading: Grading) -> str:
    """The verdict in a word or two."""
    if grading.right:
        return "Right"
    if grading.others:
        return "Made of other numbers"
    first = grading.first
    assert first is not None
    return f"Not right, first in {first.name}"


def headline(grading: Grading, gaps: Mapping[str, Gap]) -> tuple[Block, ...]:
    """What is said first."""
    given = [verdict for verdict in grading.stages if verdict.kind != "missing"]
    if grading.right:
        names: Words = say("every number of {stages}", stages=listed([each.name for each in given]))
        return (Prose(say("{names} is right.", names=sentence(names))),)
    blocks: list[Block] = []
    if grading.others:
        text = "{names} {are} not what the scenario gives, so nothing behind can be compared with it."
        are = plural(len(grading.others), "is", "are")
        blocks.append(Prose(say(text, names=listed(list(grading.others)), are=are)))
    if grading.first is not None:
        blocks += told(grading.first, gaps, between(grading, grading.first))
    if not grading.searched:
        blocks.append(Prose(say("The computation is so long that no mistakes were looked for.")))
    return tuple(blocks)


def told(verdict: StageVerdict, gaps: Mapping[str, Gap], between: list[str]) -> tuple[Block, ...]:
    """What is said of a stage that is not right."""
    name = Code(verdict.name)
    match verdict.kind:
        case "cause":
            mistake = verdict.causes[0].mistake
            text = "{stage} is what comes out if {would}. {because}"
            first: Words = say(text, stage=name, would=would(mistake, gaps), because=because(mistake, gaps))
            return (Prose(first), *measures(verdict), Prose(called(verdict)))
        case "tie":
            text = "{stage} is what comes out of one of these, and nothing that was given tells which:"
            rows = tuple(Entry(Code(each.mistake.name), would(each.mistake, gaps)) for each in verdict.causes)
            return (Prose(say(text, stage=name)), Entries(rows), *measures(verdict), *ask(between))
        case "shape":
            return shaped(verdict, gaps)
        case "not_finite":
            text = (
                "{stage} holds numbers that are not finite, and none of the known mistakes makes them there."
            )
            return (Prose(say(text, stage=name)), *measures(verdict))
        case _:
            text = "{stage} is not right, and is none of the mistakes that are known."
            return (Prose(say(text, stage=name)), *measures(verdict), *of_16_bits(verdict), *ask(between))


def called(verdict: StageVerdict) -> Words:
    """The name of a cause, and of those that cannot be told from it."""
    cause = verdict.causes[0]
    words = say("Its name: {name}.", name=Code(cause.mistake.name))
    if not cause.same:
        return words
    same = listed([each.name for each in cause.same])
    return words + say(" One form of {same} makes the very same numbers here.", same=same)


def shaped(verdict: StageVerdict, gaps: Mapping[str, Gap]) -> tuple[Block, ...]:
    """What is said of an array that has another shape than its stage."""
    assert verdict.shapes is not None
    found, wanted = (" × ".join(map(str, shape)) or "one number" for shape in verdict.shapes)
    text = "{stage} is {found}, where {wanted} is expected."
    blocks: list[Block] = [Prose(say(text, stage=Code(verdict.name), found=found, wanted=wanted))]
    for each in verdict.causes:
        words = say(
            "That is its shape if {would}. {because}",
            would=would(each.mistake, gaps),
            because=because(each.mistake, gaps),
        )
        blocks.append(Prose(words))
    return tuple(blocks)


def measures(verdict: StageVerdict) -> tuple[Block, ...]:
    """How many numbers are off, and the one that is furthest."""
    if verdict.furthest is None:
        return ()
    cell, found, expected = verdict.furthest
    text = "{off} of its {of} {numbers} {are} off, {cell} the furthest: {found}, and not {expected}."
    words = say(
        text,
        off=verdict.off,
        of=verdict.of,
        numbers=plural(verdict.of, "number"),
        are=plural(verdict.off, "is", "are"),
        cell=Code(cell.name),
        found=number(found, expected),
        expected=number(expected, found),
    )
    return (Prose(words),)


def of_16_bits(verdict: StageVerdict) -> tuple[Block, ...]:
    """What is said of numbers that are no further off than half precision makes them, though they are of a
    finer type: some programs compute in it unseen.
    """
    if verdict.difference is None or verdict.difference > RTOL["float16"]:
        return ()
    text = (
        "No number is further off than those of 16 bits may be. If it was computed in these, turn the result "
        "into {half}, and it is held to what that can hold."
    )
    return (Prose(say(text, half=Code("float16"))),)


def number(value: float, other: float) -> Span:
    """A number with the digits that tell it from another."""
    if value != value:
        return Plain("NaN")
    if value in (float("inf"), -float("inf")):
        return Plain("∞" if value > 0 else "−∞")
    finite = (other,) if abs(other) != float("inf") and other == other else ()
    return Number(value, apart=finite)


def between(grading: Grading, verdict: StageVerdict) -> list[str]:
    """The stages that were not given between one and the last before it that was."""
    names = [each.name for each in grading.stages]
    first = names.index(verdict.since) + 1 if verdict.since else 0
    return names[first : names.index(verdict.name)]


def ask(between: list[str]) -> tuple[Block, ...]:
    """What would tell more: the stages where it may have come in."""
    if not between:
        return ()
    if len(between) == 1:
        return (Prose(say("Give {stage} too, and it is told where it comes in.", stage=Code(between[0]))),)
    text = "Give what there is of {stages} too, by these names, and it is told where it comes in."
    return (Prose(say(text, stages=listed(between))),)


def in_brief(verdict: StageVerdict, gaps: Mapping[str, Gap]) -> Words:
    """What is said of a stage in its line."""
    match verdict.kind:
        case "cause":
            mistake = verdict.causes[0].mistake
            text = "{name}, as before" if verdict.again else "{name}: {would}"
            return say(text, name=Code(mistake.name), would=would(mistake, gaps))
        case "tie":
            return say("one of {names}", names=listed([each.mistake.name for each in verdict.causes]))
        case "shape":
            named = listed([each.mistake.name for each in verdict.causes])
            text = "another shape: {names}" if verdict.causes else "another shape"
            return say(text, names=named)
        case kind:
            return say(SAID[kind])


def listed(names: list[str]) -> Words:
    """Names one after another."""
    words: list[Span] = []
    for at, name in enumerate(names):
        if at:
            words.append(Plain(" and " if at == len(names) - 1 else ", "))
        words.append(Code(name))
    return tuple(words)


def with_code(text: str) -> Words:
    """A sentence whose words in backticks are names."""
    words: list[Span] = []
    for at, piece in enumerate(text.split("`")):
        if piece:
            words.append(Code(piece) if at % 2 else Plain(piece))
    return tuple(words)


def tolerances(grading: Grading) -> Words:
    """How near numbers had to come."""
    found = {each.precision for each in grading.stages if each.precision is not None}
    parts = []
    for precision in sorted(found, key=lambda each: (each.rtol, each.places or 0)):
        text = f"{precision.dtype}: {precision.rtol:g} of the largest number of the stage".replace("-", "−")
        if precision.places is not None:
            text += f", and half a unit of decimal place {precision.places}, to which they are rounded"
        parts.append(text)
    if not parts:
        return say("Nothing could be compared.")
    return say("How far a number may be off, by its type: {parts}.", parts="; ".join(parts))


def in_line(words: Words) -> str:
    """Words as one text, their numbers to four digits."""
    return "".join(f"{span.value:.4g}" if isinstance(span, Number) else plain((span,)) for span in words)


def in_short(grading: Grading) -> str:
    """The verdict on one line of plain text."""
    if grading.right:
        return f"right: {grading.scenario.name}"
    if grading.others:
        return f"made of other numbers than {grading.scenario.name} gives: {', '.join(grading.others)}"
    gaps = facts(grading.scenario, grading.truth)
    first = grading.first
    assert first is not None
    names = ", ".join(each.mistake.name for each in first.causes)
    if first.kind == "cause":
        return f"wrong at {first.name}: {names}: {in_line(would(first.causes[0].mistake, gaps))}"
    if first.kind == "tie":
        return f"wrong at {first.name}: one of {names}"
    if first.kind == "shape":
        found, wanted = (" × ".join(map(str, shape)) for shape in first.shapes or ((), ()))
        return f"wrong at {first.name}: {found}, where {wanted} is expected" + (f": {names}" if names else "")
    return f"wrong at {first.name}: {SAID[first.kind]}"
