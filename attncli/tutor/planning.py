"""Which questions a sitting has: varied, none twice, and none whose answer an earlier one has shown."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from itertools import zip_longest
from typing import TYPE_CHECKING

from attncli.tutor.questions.operands import fits_window

if TYPE_CHECKING:
    from attncli.tutor.asking import Family, Item
    from attncli.tutor.subject import Subject

TYPED = ("cell", "row")
"""The families whose answer is reckoned from the numbers of a stage before."""
MOST = {"first_wrong": 2, "shape": 2, "columns": 2, "what_if": 2}
"""Of these families so many are asked in a sitting: each is one thought, and a third the first again."""
AMONG = 4
"""Of the items of a family and a stage, the best so many take turns from seed to seed."""


def plan(
    subject: Subject,
    families: Mapping[str, Family],
    *,
    count: int,
    seed: int,
    stages: Collection[str] = (),
    start: str | None = None,
) -> tuple[Item, ...]:
    """So many items, or as many as are worth asking; ``stages`` are those that are asked about, all if none.
    With a ``start``, a number or a row of a stage behind it is asked for, and its numbers are what is shown.

    The stages take turns, and in each of them the families, so that a short sitting has some of everything.
    They are asked in the order of the computation: what a later question shows was asked before.
    """
    draw = random.Random(seed)
    piles = {
        stage: [pile(subject, family, stage, draw, start) for family in mixed(families, draw)]
        for stage in subject.order
        if not stages or stage in stages
    }
    chosen: list[Item] = []
    while len(chosen) < count and any(any(heap) for heaps in piles.values() for heap in heaps):
        for heaps in piles.values():
            item = next_of(subject, families, heaps, chosen)
            if item is not None and len(chosen) < count:
                chosen.append(item._replace(seed=seed))
    order = list(families)

    def turn(item: Item) -> tuple[bool, int, int]:
        tells_all = families[item.family].tells_all
        return tells_all, subject.order.index(item.stage), order.index(item.family)

    return tuple(sorted(chosen, key=turn))


def mixed(families: Mapping[str, Family], draw: random.Random) -> list[Family]:
    """The families in another order, those that are typed and those that are chosen in turn."""
    typed = [family for family in families.values() if family.name in TYPED]
    chosen = [family for family in families.values() if family.name not in TYPED]
    draw.shuffle(typed)
    draw.shuffle(chosen)
    first, second = draw.sample([typed, chosen], 2)
    pairs = zip_longest(first, second)
    return [family for pair in pairs for family in pair if family is not None]


def pile(subject: Subject, family: Family, stage: str, draw: random.Random, start: str | None) -> list[Item]:
    """What a family asks of a stage and fits a window, the best of it in another order."""
    items = family.items(subject, stage)
    if start is not None:
        behind = subject.order.index(start) < subject.order.index(stage)
        items = [item._replace(start=start) for item in items if behind and family.name in TYPED]
    items = [item for item in items if fits_window(family.question(subject, item))]
    best = items[:AMONG]
    draw.shuffle(best)
    return [*best, *items[AMONG:]]


def next_of(
    subject: Subject, families: Mapping[str, Family], heaps: list[list[Item]], chosen: list[Item]
) -> Item | None:
    """The next item of the family whose turn it is, which then comes last; None where there is no more.

    A number that was asked for, or that another answer tells, is not asked for.
    """
    taken = {item.cell for item in chosen if item.cell}
    often = {name for name, most in MOST.items() if sum(item.family == name for item in chosen) >= most}
    told = {name for item in chosen for name in told_by(subject, families, item)}
    for at, heap in enumerate(heaps):
        while heap:
            item = heap.pop(0)
            if item.family in often:
                continue
            if item.cell not in taken | told and not taken & told_by(subject, families, item):
                heaps.append(heaps.pop(at))
                return item
    return None


def told_by(subject: Subject, families: Mapping[str, Family], item: Item) -> set[str]:
    """The numbers that the answer to an item tells."""
    tells = families[item.family].tells
    return set() if tells is None else tells(subject, item)
