"""Vaswani 2017's table 1 with the reader's numbers: operations, steps in a row and longest path."""

from __future__ import annotations

from collections.abc import Mapping

from attncli.arithmetic import Arithmetic, Count, Logarithm, Product, Quotient, RoundedUp
from attncli.cost.kinds import Kind, Quantity, kind
from attncli.cost.sizes import Sizes
from attncli.document import Formula
from attncli.numerics import cost
from attncli.tensor import Cell

ATTENTION, RECURRENT, CONVOLUTIONAL, RESTRICTED = "self-attention", "recurrent", "convolutional", "restricted"
LAYERS = (ATTENTION, RECURRENT, CONVOLUTIONAL, RESTRICTED)
"""The kinds of layer, in the order of the table."""

ONE, EACH = Formula("1", "1"), Formula("n", "n")


def operations(sizes: Sizes, of: Mapping[str, Cell]) -> Kind:
    """How many operations a layer takes."""
    n, d, k, r = sizes.n, sizes.d, sizes.k, sizes.r
    return kind(
        "operations",
        "layer",
        "operations",
        (
            Quantity(
                ATTENTION,
                cost.attention_operations(n, d),
                Product((of["n"], of["n"], of["d"])),
                Formula("n² d", "n^2 d"),
                "every position is compared with every position: n² pairs, and d products for each",
            ),
            Quantity(
                RECURRENT,
                cost.recurrent_operations(n, d),
                Product((of["n"], of["d"], of["d"])),
                Formula("n d²", "n d^2"),
                "at each of n positions a state of d numbers goes through a d × d matrix",
            ),
            Quantity(
                CONVOLUTIONAL,
                cost.convolutional_operations(n, d, k),
                Product((of["k"], of["n"], of["d"], of["d"])),
                Formula("k n d²", "k n d^2"),
                "at each of n positions the vectors of k neighbours go through a d × d matrix each",
            ),
            Quantity(
                RESTRICTED,
                cost.restricted_operations(n, d, r),
                Product((of["r"], of["n"], of["d"])),
                Formula("r n d", "r n d"),
                "self-attention, but every position is compared with the r positions round it alone",
            ),
        ),
    )


def sequential(sizes: Sizes, of: Mapping[str, Cell]) -> Kind:
    """How many operations must wait for one another."""
    at_once = "no position waits for the result of another: all can be computed at once"
    waits = "the state at a position is made from that before it, which must be ready: n steps in a row"
    return kind(
        "sequential",
        "layer",
        "steps",
        [
            Quantity(layer, sizes.n, of["n"], EACH, waits)
            if layer == RECURRENT
            else Quantity(layer, 1, Count(1), ONE, at_once)
            for layer in LAYERS
        ],
    )


def logarithm(sizes: Sizes, of: Mapping[str, Cell]) -> Kind:
    """To what power k must be raised to give n: on the way to the layers of a convolution."""
    tree = Logarithm(of["n"], of["k"])
    formula = Formula("log_k n", r"\log_k n")
    because = "so often must 1 be multiplied by k to give n"
    value = cost.logarithm(sizes.n, sizes.k)
    return kind("logarithm", "", "", [Quantity("", value, tree, formula, because)], whole=False)


def path(sizes: Sizes, of: Mapping[str, Cell], power: Cell) -> Kind:
    """Through how much something must go from one position to the one furthest away."""
    up: Arithmetic = RoundedUp(power)
    return kind(
        "path",
        "layer",
        "steps",
        (
            Quantity(
                ATTENTION, 1, Count(1), ONE, "every position attends to every other: one step, however far"
            ),
            Quantity(
                RECURRENT,
                sizes.n,
                of["n"],
                EACH,
                "what stands at the first position reaches the last through the states of all n",
            ),
            Quantity(
                CONVOLUTIONAL,
                cost.dilated_layers(sizes.n, sizes.k),
                up,
                Formula("⌈log_k n⌉", r"\lceil \log_k n \rceil"),
                reach(sizes),
            ),
            Quantity(
                RESTRICTED,
                cost.restricted_layers(sizes.n, sizes.r),
                RoundedUp(Quotient(of["n"], of["r"])),
                Formula("⌈n / r⌉", r"\lceil n / r \rceil"),
                "it has n positions to go, and a layer carries it r of them further at most",
            ),
        ),
    )


def reach(sizes: Sizes) -> str:
    """Why so many layers of a convolution join all positions."""
    k, layers = sizes.k, cost.dilated_layers(sizes.n, sizes.k)
    if layers == 1:
        return f"one layer with a kernel of k = {k:,} sees all n = {sizes.n:,} positions"
    return (
        f"dilated layers, whose gaps widen {k}-fold, see {k}, {k}², … positions; {k}^{layers} = "
        f"{k**layers:,} is the first that is no less than n = {sizes.n:,}"
    )
