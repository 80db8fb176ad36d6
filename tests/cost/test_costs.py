"""The law of derivations for every number of `attn cost`: its tree gives it, down to the sizes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attncli.arithmetic import cells, evaluate, size_of_terms
from attncli.cost.costs import Costs, costs
from attncli.cost.memory import ALL, BOTH, SHARED, WINDOW
from attncli.cost.sizes import Sizes, filled
from attncli.pages.cost_why import asked, derivation
from attncli.tensor import Cell

TOLERANCE = 4e-15

PUBLISHED = {
    "n": 32768,
    "d": 4096,
    "heads": 32,
    "kv_heads": 8,
    "layers": 32,
    "bytes": 2,
    "window": 1024,
    "window_layers": 27,
}
"""rasbt/LLMs-from-scratch, ch04/06_swa/README.md: a grouped cache with windows in 27 of 32 layers."""


@st.composite
def sizes(draw: Any) -> Sizes:
    """Any sizes that can be."""
    n = draw(st.integers(2, 10**9) | st.integers(2, 100))
    kv_heads, of_each, size = draw(st.integers(1, 12)), draw(st.integers(1, 12)), draw(st.integers(1, 200))
    heads, layers = kv_heads * of_each, draw(st.integers(1, 100))
    asked: dict[str, int | None] = {
        "n": n,
        "d": heads * size,
        "k": draw(st.integers(2, n)),
        "r": draw(st.integers(2, n)),
        "heads": heads,
        "kv_heads": kv_heads,
        "layers": layers,
        "bytes": draw(st.integers(1, 16)),
        "batch": draw(st.integers(1, 1000)),
        "window": draw(st.none() | st.integers(1, 2 * n)),
    }
    if asked["window"] is not None:
        asked["window_layers"] = draw(st.integers(0, layers))
    return filled(asked)


def numbers(found: Costs) -> list[Cell]:
    """Every number that is told."""
    return [cell for kind in found.kinds for cell in kind.cells]


@given(sizes())
def test_every_number_is_what_its_tree_gives(sizes: Sizes) -> None:
    for cell in numbers(costs(sizes)):
        tree = cell.derivation()
        assert tree is not None
        assert abs(evaluate(tree) - cell.value) <= TOLERANCE * size_of_terms(tree), cell.name


@given(sizes())
def test_every_number_leads_down_to_sizes_that_are_given(sizes: Sizes) -> None:
    found = costs(sizes)
    given_cells = {cell.name: cell.value for cell in found.givens}
    assert given_cells == {name: value for name, value in sizes._asdict().items() if isinstance(value, int)}
    known = {cell.name for cell in numbers(found)} | set(given_cells)
    for cell in numbers(found):
        for leaf in cells(cell.derivation()):  # type: ignore[arg-type]  # every number has one
            assert leaf.name in known
        told = derivation(found, cell).root
        assert not [each for one in told.everything() for each in one.deeper]


@given(sizes())
def test_every_number_is_found_by_its_name(sizes: Sizes) -> None:
    found = costs(sizes)
    for cell in (*numbers(found), *found.givens):
        assert asked(found, cell.name) == cell
    assert len({cell.name for cell in numbers(found)}) == len(numbers(found))


@pytest.mark.parametrize(("label", "gigabytes"), [(ALL, 17.18), (SHARED, 4.29), (WINDOW, 3.14), (BOTH, 0.78)])
def test_the_four_published_caches_are_told_of_one_request(label: str, gigabytes: float) -> None:
    found = costs(filled(PUBLISHED))
    assert found.cache_unit is not None
    assert found.cache_unit.unit == "GB"
    assert abs(found.cache_unit[label].value - gigabytes) <= 0.005
    assert found.cache_unit[label].value * 1e9 == found.cache_bytes[label].value


def test_what_saves_nothing_is_no_cache_of_its_own() -> None:
    def told(**asked: int) -> list[str]:
        return [each.label for each in costs(filled({"d": 8, "heads": 4, **asked})).cache_bytes.quantities]

    assert told() == told(kv_heads=4) == told(n=8, window=8) == told(window=2, window_layers=0) == [ALL]
    assert told(kv_heads=1) == [ALL, SHARED]
    assert told(n=8, window=7) == [ALL, WINDOW]
    assert told(n=8, window=7, kv_heads=2) == [ALL, SHARED, WINDOW, BOTH]


def test_a_unit_is_the_largest_that_the_bytes_come_to() -> None:
    def unit(n: int, d: int) -> str | None:
        found = costs(filled({"n": n, "d": d, "bytes": 1})).cache_unit
        return None if found is None else found.unit

    # 2 n d bytes
    assert unit(499, 1) is None
    assert [unit(500, 10 ** (3 * power)) for power in range(3)] == ["kB", "MB", "GB"]
    assert unit(500_000, 1_000_000) == "TB"


def test_what_nobody_said_is_known_to_be_taken() -> None:
    sizes = filled({"n": 4, "d": 6, "heads": 3})
    assert (sizes.k, sizes.r, sizes.kv_heads, sizes.window, sizes.window_layers) == (3, 4, 3, None, 0)
    assert sizes.assumed == ("k", "r", "kv_heads", "layers", "bytes", "batch")
    assert filled({"window": 4, "layers": 3}).window_layers == 3
