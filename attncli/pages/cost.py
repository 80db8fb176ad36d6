"""The page of `attn cost`: what a layer of some sizes costs, and how each number of it follows."""

from __future__ import annotations

from attncli.cost.costs import Costs
from attncli.cost.kinds import Kind
from attncli.cost.layers import CONVOLUTIONAL, LAYERS, RESTRICTED
from attncli.cost.sizes import Sizes
from attncli.document import (
    Block,
    Code,
    Column,
    Document,
    Entries,
    Entry,
    Plain,
    Prose,
    Row,
    Section,
    Value,
    Words,
    Worked,
    Working,
    plural,
    say,
)
from attncli.pages.cost_memory import cache_section, ratio, scores_section
from attncli.pages.cost_why import TITLE
from attncli.sources import VASWANI_2017

STACKED = (CONVOLUTIONAL, RESTRICTED)
"""Layers of which several are needed to join all positions."""

TABLE_1 = VASWANI_2017.at("section 4, table 1")
WORDS = {"kv_heads": "key-value heads", "bytes": "bytes a number"}
"""What sizes are called on the page, where that is not their name."""


def cost_page(costs: Costs) -> Document:
    """Operations, steps and paths of four kinds of layer; the memory of the scores; the KV cache."""
    sections = (layers_section(costs), path_section(costs), scores_section(costs), cache_section(costs))
    return Document(TITLE, sections)


def layers_section(costs: Costs) -> Section:
    """Table 1 with the reader's numbers, and what its columns and rows mean."""
    sizes = costs.sizes
    text = (
        "A layer takes the vectors of n = {n} positions, {d} numbers each (d), and gives as many back, in "
        "which each position knows something of others. Four kinds of layer can do that:"
    )
    rows = tuple(
        Row(
            say(layer),
            (
                Worked(costs.operations.quantities[at].tree),
                Value(costs.operations.cells[at], costs.operations.quantities[at].tree),
                Value(costs.sequential.cells[at]),
                Value(costs.path.cells[at]),
            ),
        )
        for at, layer in enumerate(LAYERS)
    )
    columns = (
        Column(say("operations")),
        Column(),
        Column(say("in a row"), 1),
        Column(say("longest path"), 2),
    )
    results = tuple(kind.tensor.name for kind in (costs.operations, costs.sequential, costs.path))
    meanings = [
        ("operations", "an operation is a multiplication, with the addition of its product to a sum"),
        ("in a row", "how many must wait for the one before, however many can be done at once"),
        ("longest path", "how many steps lead from one position to the one furthest away"),
    ]
    blocks: list[Block] = [
        Prose(say(text, n=sizes.n, d=sizes.d)),
        Working(say("layer"), columns, rows, results),
        Entries(tuple(Entry(Plain(term), say(words)) for term, words in meanings)),
        Entries(tuple(Entry(Plain(layer), formula_of(costs.operations, layer)) for layer in LAYERS)),
        Prose(compared(sizes)),
        Prose(left_out()),
        Prose(assumed(sizes)),
    ]
    return Section(
        title="Four kinds of layer", blocks=tuple(blocks), name="layers", source=TABLE_1, rounded=True
    )


def formula_of(kind: Kind, label: str) -> Words:
    """The formula of a number, and what it means."""
    quantity = kind.quantity(kind[label])
    return say("{formula}: {because}", formula=quantity.formula.plain, because=quantity.because)


def compared(sizes: Sizes) -> Words:
    """What these numbers say of self-attention beside a recurrent layer."""
    n, d = sizes.n, sizes.d
    if n == d:
        words = say("As n equals d, self-attention takes as many operations as a recurrent layer")
    elif n < d:
        text = (
            "As n is smaller than d, a recurrent layer takes d / n = {ratio} times as many operations as "
            "self-attention"
        )
        words = say(text, ratio=ratio(d, n))
    else:
        text = (
            "As n is larger than d, self-attention takes n / d = {ratio} times as many operations as a "
            "recurrent layer"
        )
        words = say(text, ratio=ratio(n, d))
    words += say(", and none of them waits for another position.")
    if sizes.r < n:
        text = (
            " Looking at r = {r} positions alone divides them by n / r = {ratio}, and makes the path longer."
        )
        words += say(text, r=sizes.r, ratio=ratio(n, sizes.r))
    return words


def left_out() -> Words:
    """What the paper's table does not count."""
    return say(
        "The paper gives orders of size, O(n² d), and leaves constant factors out; so do these numbers. "
        "Self-attention does its n² d twice, for the scores and for the contexts, and what W_Q, W_K, W_V and "
        "W_O take, n d² each, is not in the table. A neighbourhood with the position in its middle reaches "
        "no further than r / 2 to either side: its path is about 2 n / r, or more."
    )


def assumed(sizes: Sizes) -> Words:
    """The sizes that nobody said."""
    said = [f"{WORDS.get(name, name)} = {getattr(sizes, name):,}" for name in sizes.assumed]
    if not said:
        return ()
    listed = ", ".join(said[:-1]) + " and " * (len(said) > 1) + said[-1]
    return say(
        "Taken where nothing was said: {listed}. {help} names the options.",
        listed=listed,
        help=Code("attn cost --help"),
    )


def path_section(costs: Costs) -> Section:
    """Why the length of a path matters, and what these numbers say of it."""
    n = costs.sizes.n
    why = (
        "What a word depends on may stand far away: the subject of a verb, the noun a pronoun means. To "
        "learn such a long-range dependency, a signal must go from the one position to the other, and in "
        "training back again. The paper names the length of that path as a key factor: the shorter the path "
        "between any two positions, the easier it is to learn."
    )
    blocks = (
        Prose(say(why)),
        Entries(tuple(Entry(Plain(layer), path_of(costs, layer)) for layer in LAYERS)),
        Prose(
            say(
                "So of {n} positions the first and the last are {n} steps apart in a recurrent layer, and 1 "
                "in self-attention.",
                n=n,
            )
        ),
    )
    return Section(
        title="Why the path matters", blocks=blocks, name="path", source=VASWANI_2017.at("section 4")
    )


def path_of(costs: Costs, layer: str) -> Words:
    """How long the path is in a layer, and why."""
    cell = costs.path[layer]
    quantity, count = costs.path.quantity(cell), int(cell.value)
    unit = plural(count, "layer" if layer in STACKED else "step")
    symbols = "" if quantity.formula.plain == str(count) else f"{quantity.formula.plain} = "
    return say(
        "{symbols}{count} {unit}: {because}",
        symbols=symbols,
        count=count,
        unit=unit,
        because=quantity.because,
    )
