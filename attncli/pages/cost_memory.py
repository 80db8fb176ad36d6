"""What scores and KV caches take, as sections of the page of `attn cost`."""

from __future__ import annotations

from attncli.cost.costs import Costs
from attncli.cost.layers import ATTENTION
from attncli.cost.memory import ALL, BOTH, SHARED, WINDOW
from attncli.document import (
    Block,
    Code,
    Column,
    Count,
    Number,
    Prose,
    Row,
    RowEntry,
    Section,
    Value,
    Words,
    Worked,
    Working,
    plural,
    say,
)
from attncli.pages.cost_why import names_of
from attncli.sources import AINSLIE_2023


def scores_section(costs: Costs) -> Section:
    """What the scores of one layer take."""
    kinds = [("scores", costs.scores), ("bytes", costs.score_bytes)]
    if costs.score_unit is not None:
        kinds.append((costs.score_unit.unit, costs.score_unit))
    rows = tuple(
        Row(say(label), (Worked(kind.quantities[0].tree), Value(kind[""], kind.quantities[0].tree)))
        for label, kind in kinds
    )
    text = "Self-attention has a score for each pair of positions, in each head, and a weight for each score."
    results = tuple(kind.tensor.name for _, kind in kinds)
    after = "They grow with the square of n: of twice as many positions they take four times the bytes."
    blocks = (
        Prose(say(text)),
        Working((), (Column(say("arithmetic")), Column()), rows, results),
        Prose(say(after)),
    )
    return Section(title="What the scores of a layer take", blocks=blocks, name="scores", rounded=True)


def cache_section(costs: Costs) -> Section:
    """What the keys and values take that a model keeps while it writes."""
    sizes = costs.sizes
    text = (
        "A model that writes one word after another keeps the keys and values of all positions so far, in "
        "every layer, so as not to compute them again: that is its KV cache."
    )
    steps = (
        "In each layer a position leaves a key and a value in each head, two vectors of the size of a head. "
        "The positions kept are those of all layers together."
    )
    blocks: list[Block] = [
        Prose(say(text)),
        Prose(say(steps)),
        steps_table(costs),
        caches_table(costs),
        *([Prose(saved(costs))] if len(costs.cache_bytes.cells) > 1 else []),
    ]
    if sizes.window is not None and sizes.window >= sizes.n:
        text = "A window of {window} positions keeps all {n} of them: it saves nothing here."
        blocks.append(Prose(say(text, window=sizes.window, n=sizes.n)))
    text = "Every number here answers why: add {why} to the same command. The names are {names}."
    why = Code(f'--why "{costs.operations[ATTENTION].name}"')
    blocks.append(Prose(say(text, why=why, names=names_of(costs))))
    source = AINSLIE_2023 if sizes.shares else None
    return Section(
        title="What a KV cache takes", blocks=tuple(blocks), name="cache", source=source, rounded=True
    )


def steps_table(costs: Costs) -> Working:
    """The numbers that a cache is a product of."""
    labels = {
        "head_size": say("size of a head"),
        f"position[{ALL}]": say("numbers each"),
        f"position[{SHARED}]": say("each, shared"),
        f"kept[{ALL}]": say("positions kept"),
        f"kept[{WINDOW}]": say("with windows"),
    }
    rows = []
    for kind in (costs.head_size, costs.position, costs.kept):
        for quantity, cell in zip(kind.quantities, kind.cells, strict=True):
            entries: tuple[RowEntry, ...] = (Worked(quantity.tree), Value(cell, quantity.tree))
            rows.append(Row(labels[cell.name], entries))
    results = tuple(kind.tensor.name for kind in (costs.head_size, costs.position, costs.kept))
    return Working((), (Column(say("arithmetic")), Column()), tuple(rows), results)


def caches_table(costs: Costs) -> Working:
    """The caches, each with its arithmetic, in bytes and in a larger unit."""
    kind, unit = costs.cache_bytes, costs.cache_unit
    labels = {
        ALL: say("KV cache"),
        SHARED: say("shared heads"),
        WINDOW: say("windows"),
        BOTH: say("with both"),
    }
    rows = []
    for at, (quantity, cell) in enumerate(zip(kind.quantities, kind.cells, strict=True)):
        entries: list[RowEntry] = [Worked(quantity.tree), Value(cell, quantity.tree)]
        if unit is not None:
            entries.append(Value(unit.cells[at]))
        rows.append(Row(labels[quantity.label], tuple(entries)))
    columns = [Column(say("bytes")), Column()]
    results = [kind.tensor.name]
    if unit is not None:
        columns.append(Column(say(unit.unit)))
        results.append(unit.tensor.name)
    return Working((), tuple(columns), tuple(rows), tuple(results))


def saved(costs: Costs) -> Words:
    """What sharing heads and windows save."""
    whole, least = costs.cache_bytes.cells[0], costs.cache_bytes.cells[-1]
    sizes = costs.sizes
    ways = []
    if sizes.shares:
        ways.append(f"sharing ({sizes.heads:,} heads on the keys and values of {sizes.kv_heads:,})")
    if sizes.windowed:
        layers = plural(sizes.window_layers, "layer")
        layers = f"in {sizes.window_layers:,} {layers} of {sizes.layers:,}"
        ways.append(f"the window ({sizes.window:,} positions, {layers})")
    text = "Without {ways} it would take {ratio} times as many bytes."
    return say(text, ways=" and ".join(ways), ratio=ratio(int(whole.value), int(least.value)))


def ratio(above: int, below: int) -> Count | Number:
    """How many times a size is another: a whole number where it is one."""
    return Number(above / below) if above % below else Count(above // below)
