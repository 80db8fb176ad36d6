"""Which questions a sitting has: varied, none twice, and none whose answer an earlier one has shown."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attncli.tutor.asking import Family, Item
    from attncli.tutor.subject import Subject

AMONG = 4
"""Of the items of a family and a stage, the best so many take turns from seed to seed."""


def plan(
    subject: Subject,
    families: Mapping[str, Family],
    *,
    count: int,
    seed: int,
    stages: Collection[str] = (),
    digits: int = 2,
) -> tuple[Item, ...]:
    """So many items, or as many as are worth asking; ``stages`` are those that are asked about, all if none.

    The stages take turns, and in each of them the families, so that a short sitting has some of everything.
    They are asked in the order of the computation: what a later question shows was asked before.
    """
    draw = random.Random(seed)
    piles = {
        stage: [pile(subject, family, stage, draw) for family in mixed(families, draw)]
        for stage in subject.order
        if not stages or stage in stages
    }
    chosen: list[Item] = []
    while len(chosen) < count and any(any(heap) for heaps in piles.values() for heap in heaps):
        for heaps in piles.values():
            item = next_of(heaps, chosen)
            if item is not None and len(chosen) < count:
                chosen.append(item._replace(seed=seed, digits=digits))
    order = list(families)

    def turn(item: Item) -> tuple[bool, int, int]:
        tells_all = families[item.family].tells_all
        return tells_all, subject.order.index(item.stage), order.index(item.family)

    return tuple(sorted(chosen, key=turn))


def mixed(families: Mapping[str, Family], draw: random.Random) -> list[Family]:
    """The families in another order."""
    several = list(families.values())
    draw.shuffle(several)
    return several


def pile(subject: Subject, family: Family, stage: str, draw: random.Random) -> list[Item]:
    """What a family asks of a stage, the best of it in another order."""
    items = family.items(subject, stage)
    best = items[:AMONG]
    draw.shuffle(best)
    return [*best, *items[AMONG:]]


def next_of(heaps: list[list[Item]], chosen: list[Item]) -> Item | None:
    """The next item of the family whose turn it is, which then comes last; None where there is no more.

    A number that was asked for is not asked for again.
    """
    taken = {item.cell for item in chosen if item.cell}
    for at, heap in enumerate(heaps):
        while heap:
            item = heap.pop(0)
            if item.cell not in taken:
                heaps.append(heaps.pop(at))
                return item
    return None
