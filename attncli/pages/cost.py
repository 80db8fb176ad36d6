"""The page of `attn cost`: what a layer of some sizes costs, and how each number of it follows."""

from __future__ import annotations

from attncli.cost.costs import Costs
from attncli.cost.kinds import Kind
from attncli.cost.layers import ATTENTION, CONVOLUTIONAL, LAYERS, RESTRICTED
from attncli.cost.memory import ALL, BOTH, SHARED, WINDOW
from attncli.cost.sizes import Sizes
from attncli.document import (
    Block,
    Code,
    Column,
    Count,
    Derivation,
    Document,
    Entries,
    Entry,
    Number,
    Plain,
    Prose,
    Row,
    RowEntry,
    Section,
    Told,
    Value,
    Words,
    Worked,
    Working,
    plural,
    say,
)
from attncli.errors import AttnError
from attncli.pages.cells import cell_of, named
from attncli.pages.names import called
from attncli.pages.why import told
from attncli.sources import AINSLIE_2023, VASWANI_2017
from attncli.spelling import nearest
from attncli.tensor import Cell

TITLE = "What a layer costs"
DEPTH = 4
"""Levels of numbers beneath one that is asked about: all there are."""

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


def ratio(above: int, below: int) -> Count | Number:
    """How many times a size is another: a whole number where it is one."""
    return Number(above / below) if above % below else Count(above // below)


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
        "In each layer a position leaves a key and a value a head, 2 vectors of the size of a head. The "
        "positions kept are those of all layers together."
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


def names_of(costs: Costs) -> Words:
    """What can be asked for: each kind of number, with its axis where there are several."""
    names = [
        f"{kind.tensor.name}[{kind.tensor.axes[0].name}]" if len(kind.cells) > 1 else kind.tensor.name
        for kind in costs.kinds
    ]
    words: Words = ()
    for at, name in enumerate(names):
        words += (*say(", " if at else ""), Code(name))
    return words


def asked(costs: Costs, text: str) -> Cell:
    """The number that a person means: ``operations[recurrent]``, ``scores``.

    Raises: AttnError E513 if there is none, with those there are.
    """
    names = {tensor.name: tensor for tensor in costs.tensors}
    if "[" in text:
        name, labels = named(text, lambda name: called(name, costs.tensors))
    else:
        first, *labels = text.split() or [""]
        name = called(first, costs.tensors) or first
    if name not in names:
        near = nearest(name, list(names))
        help = f"did you mean `{near}`?" if near else f"choose one of: {', '.join(names)}"
        raise AttnError("E513", f"`attn cost` has no number `{name}`", help=help)
    return cell_of(names[name], labels, text)


def derivation(costs: Costs, cell: Cell) -> Derivation:
    """How a number follows, down to the sizes."""
    kind = costs.kind_of(cell)
    return Derivation(told(cell, DEPTH, None if kind is None else kind.quantity(cell).formula), DEPTH)


def cost_why_page(costs: Costs, derivation: Derivation) -> Document:
    """One number of `attn cost` with its arithmetic, and what it means in words."""
    root: Told = derivation.root
    kind = costs.kind_of(root.cell)
    blocks: list[Block] = [derivation]
    if kind is None:
        text = "This is one of the sizes, and follows from nothing."
        blocks.append(Prose(say(text)))
    else:
        because = kind.quantity(root.cell).because
        blocks.append(Prose(say(f"{because[:1].upper()}{because[1:]}.")))
    section = Section(title="Why this number?", blocks=tuple(blocks), name="why", rounded=True)
    return Document(TITLE, (section,))
