"""What attention keeps in memory: the scores of one layer, and the keys and values of all of them."""

from __future__ import annotations

from collections.abc import Mapping

from attncli.arithmetic import Count, Difference, Product, Quotient, Sum
from attncli.cost.kinds import Kind, Quantity, kind
from attncli.cost.sizes import Sizes
from attncli.document import Formula
from attncli.numerics import cost
from attncli.tensor import Cell

UNITS = ((4, "TB"), (3, "GB"), (2, "MB"), (1, "kB"))
"""The powers of 1,000 that have a name."""

ALL, SHARED, WINDOW, BOTH = "all", "shared", "window", "shared-window"
"""The caches that are told: whole, with heads that share, with windows, with both."""


def scores(sizes: Sizes, of: Mapping[str, Cell]) -> Kind:
    """How many scores a layer makes."""
    quantity = Quantity(
        "",
        cost.score_count(sizes.n, sizes.heads, sizes.batch),
        Product((of["batch"], of["heads"], of["n"], of["n"])),
        Formula("batch × heads × n²", r"\text{batch} \times \text{heads} \times n^2"),
        "one score for each pair of positions, in each head, for each sequence of the batch",
    )
    return kind("scores", "", "scores", [quantity])


def score_bytes(sizes: Sizes, of: Mapping[str, Cell], scores: Cell) -> Kind:
    """How many bytes they take."""
    quantity = Quantity(
        "",
        cost.score_count(sizes.n, sizes.heads, sizes.batch) * sizes.bytes,
        Product((scores, of["bytes"])),
        Formula("scores × bytes", r"\text{scores} \times \text{bytes}"),
        "every score is a number of so many bytes",
    )
    return kind("score_bytes", "", "bytes", [quantity])


def in_unit(kind_of_bytes: Kind) -> Kind | None:
    """The same bytes in the largest unit that the largest of them comes to; None below 1,000 bytes."""
    largest = max(cell.value for cell in kind_of_bytes.cells)
    found = next((each for each in UNITS if largest >= 1000 ** each[0]), None)
    if found is None:
        return None
    power, unit = found
    name = f"{kind_of_bytes.tensor.name.removesuffix('_bytes')}_{unit.lower()}"
    quantities = [
        Quantity(
            quantity.label,
            cell.value / 10 ** (3 * power),
            Quotient(cell, Count(1000**power)),
            Formula(f"bytes / 10^{3 * power}", rf"\text{{bytes}} / 10^{{{3 * power}}}"),
            f"1 {unit} is {1000**power:,} bytes",
        )
        for quantity, cell in zip(kind_of_bytes.quantities, kind_of_bytes.cells, strict=True)
    ]
    axis = kind_of_bytes.tensor.axes[0].name if kind_of_bytes.tensor.axes else ""
    return kind(name, axis, unit, quantities, whole=False)


def head_size(sizes: Sizes, of: Mapping[str, Cell]) -> Kind:
    """How many numbers a head's key has."""
    quantity = Quantity(
        "",
        sizes.d // sizes.heads,
        Quotient(of["d"], of["heads"]),
        Formula("d / heads", r"d / \text{heads}"),
        "the d numbers of a position are cut into as many parts as there are heads",
    )
    return kind("head_size", "", "numbers", [quantity])


def position(sizes: Sizes, of: Mapping[str, Cell], head_size: Cell) -> Kind:
    """How many numbers a position leaves in a layer's cache."""
    own = Quantity(
        ALL,
        cost.kept_numbers(sizes.d, sizes.heads, sizes.heads),
        Product((Count(2), of["heads"], head_size)),
        Formula("2 × heads × head size", r"2 \times \text{heads} \times \text{head size}"),
        "a key and a value in each head",
    )
    shared = Quantity(
        SHARED,
        cost.kept_numbers(sizes.d, sizes.heads, sizes.kv_heads),
        Product((Count(2), of["kv_heads"], head_size)),
        Formula("2 × kv heads × head size", r"2 \times \text{kv heads} \times \text{head size}"),
        f"a key and a value in each of {sizes.kv_heads:,}, which the {sizes.heads:,} heads share",
    )
    return kind("position", "cache", "numbers", [own, shared] if sizes.shares else [own])


def kept(sizes: Sizes, of: Mapping[str, Cell]) -> Kind:
    """Of how many positions keys and values are kept, in all layers together."""
    whole = Quantity(
        ALL,
        cost.kept_positions(sizes.n, sizes.layers),
        Product((of["n"], of["layers"])),
        Formula("n × layers", r"n \times \text{layers}"),
        "each layer keeps every position",
    )
    if not sizes.windowed:
        return kind("kept", "cache", "positions", [whole])
    windows = Quantity(
        WINDOW,
        cost.kept_positions(sizes.n, sizes.layers, sizes.window, sizes.window_layers),
        Sum(
            (
                Product((of["n"], Difference(of["layers"], of["window_layers"]))),
                Product((of["window"], of["window_layers"])),
            )
        ),
        Formula(
            "n × (layers − window layers) + window × window layers",
            r"n (\text{layers} - \text{window layers}) + \text{window} \times \text{window layers}",
        ),
        "a layer with a window keeps the last positions alone, as many as it is wide",
    )
    return kind("kept", "cache", "positions", [whole, windows])


def cache(sizes: Sizes, of: Mapping[str, Cell], kept: Kind, position: Kind) -> Kind:
    """How many bytes all keys and values take that are kept: as asked for, and without what was saved."""
    ways = [(ALL, ALL, ALL, "in every layer, of every position, a key and a value in each head")]
    if sizes.shares:
        ways.append((SHARED, ALL, SHARED, "heads that share keep their keys and values once"))
    if sizes.windowed:
        ways.append((WINDOW, WINDOW, ALL, "layers with a window keep few positions"))
    if sizes.shares and sizes.windowed:
        ways.append((BOTH, WINDOW, SHARED, "few positions in layers with a window, and few heads in all"))
    quantities = [
        Quantity(
            label,
            cost.cache_bytes(
                int(kept[of_kept].value), int(position[of_each].value), sizes.batch, sizes.bytes
            ),
            Product((of["batch"], kept[of_kept], position[of_each], of["bytes"])),
            Formula(
                "batch × positions × numbers × bytes",
                r"\text{batch} \times \text{positions} \times \text{numbers} \times \text{bytes}",
            ),
            because,
        )
        for label, of_kept, of_each, because in ways
    ]
    return kind("cache_bytes", "cache", "bytes", quantities)
