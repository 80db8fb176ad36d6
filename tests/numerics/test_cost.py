"""What a layer costs, counted: operations in loops, paths by walking, bytes as a source printed them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from attncli.numerics import cost

SMALL = [(2, 3, 2), (5, 2, 3), (7, 4, 2), (9, 1, 3), (11, 3, 5), (27, 2, 3), (28, 2, 3)]
"""A few n, d and a third size, which is k or r."""


def counted_attention(n: int, d: int) -> int:
    """The products of all scores, one by one."""
    return sum(1 for _ in range(n) for _ in range(n) for _ in range(d))


def counted_recurrent(n: int, d: int) -> int:
    """The products of all states with their matrix, one by one."""
    return sum(1 for _ in range(n) for _ in range(d) for _ in range(d))


def counted_convolutional(n: int, d: int, k: int) -> int:
    """The products of k matrices with k neighbours, one by one; beyond the ends there are zeros."""
    return sum(1 for _ in range(n) for _ in range(k) for _ in range(d) for _ in range(d))


def counted_restricted(n: int, d: int, r: int) -> int:
    """The products of the scores of r keys a query, one by one."""
    return sum(1 for _ in range(n) for _ in range(r) for _ in range(d))


@pytest.mark.parametrize(("n", "d", "third"), SMALL)
def test_the_operations_are_those_that_loops_make(n: int, d: int, third: int) -> None:
    assert cost.attention_operations(n, d) == counted_attention(n, d)
    assert cost.recurrent_operations(n, d) == counted_recurrent(n, d)
    assert cost.convolutional_operations(n, d, third) == counted_convolutional(n, d, third)
    assert cost.restricted_operations(n, d, third) == counted_restricted(n, d, third)


def layers_needed(n: int, looked_at: Callable[[int, int], Iterable[int]]) -> int:
    """How many layers it takes until the last position knows of all, walking back from it.

    ``looked_at(layer, position)`` are the positions that one looks at in a layer, the last layer being 0.
    """
    known, layers = {n - 1}, 0
    while len(known) < n:
        known |= {at for position in known for at in looked_at(layers, position) if 0 <= at < n}
        layers += 1
    return layers


@pytest.mark.parametrize("k", [2, 3, 5, 7])
@pytest.mark.parametrize("n", [*range(2, 40), 49, 50, 125, 126, 243, 244])
def test_so_many_widening_convolutions_join_all_positions_and_one_less_does_not(n: int, k: int) -> None:
    def looked_at(layer: int, position: int) -> list[int]:
        return [position - step * k**layer for step in range(k)]

    assert cost.dilated_layers(n, k) == layers_needed(n, looked_at)


@pytest.mark.parametrize("r", [2, 3, 5, 8])
@pytest.mark.parametrize("n", [*range(2, 40), 64, 65])
def test_the_path_of_restricted_attention_is_that_of_carrying_r_positions_a_layer(n: int, r: int) -> None:
    walked = layers_needed(n, lambda _, position: range(position - r, position + 1))
    assert walked <= cost.restricted_layers(n, r) <= walked + 1
    if n % r != 1:
        assert cost.restricted_layers(n, r) == walked


@pytest.mark.parametrize("r", [2, 4, 6, 8])
@pytest.mark.parametrize("n", [20, 33, 64])
def test_a_neighbourhood_to_both_sides_takes_about_twice_as_many_layers_or_more(n: int, r: int) -> None:
    half = r // 2
    walked = layers_needed(n, lambda _, position: range(position - half, position + half + 1))
    assert walked >= 2 * (n - 1) / r
    assert walked >= 2 * cost.restricted_layers(n, r) - 2


@pytest.mark.parametrize("k", range(2, 12))
def test_a_power_of_k_is_a_whole_number_of_layers(k: int) -> None:
    for power in range(1, 20):
        assert cost.logarithm(k**power, k) == power == cost.dilated_layers(k**power, k)
        assert power < cost.logarithm(k**power + 1, k) < power + 1 or k**power > 10**9
        assert cost.dilated_layers(k**power + 1, k) == power + 1


def test_the_scores_are_one_a_pair_in_each_head_of_each_sequence() -> None:
    n, heads, batch = 5, 3, 2
    pairs = [(b, h, i, j) for b in range(batch) for h in range(heads) for i in range(n) for j in range(n)]
    assert cost.score_count(n, heads, batch) == len(pairs)


@pytest.mark.parametrize("window", [None, 1, 3, 7, 20])
@pytest.mark.parametrize("windowed", [0, 1, 4])
def test_a_layer_keeps_what_its_window_holds(window: int | None, windowed: int) -> None:
    n, layers = 7, 4
    positions = range(n)
    kept = [
        positions if window is None or layer >= windowed else positions[-window:] for layer in range(layers)
    ]
    assert cost.kept_positions(n, layers, window, windowed) == sum(map(len, kept))


@pytest.mark.parametrize(("heads", "kv_heads"), [(1, 1), (4, 4), (4, 2), (4, 1), (6, 3)])
def test_a_position_leaves_a_key_and_a_value_in_each_key_value_head(heads: int, kv_heads: int) -> None:
    d = 24
    numbers = [(what, head, at) for what in "kv" for head in range(kv_heads) for at in range(d // heads)]
    assert cost.kept_numbers(d, heads, kv_heads) == len(numbers)


def test_heads_that_do_not_divide_the_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="equal parts"):
        cost.kept_numbers(10, 3, 3)


@pytest.mark.parametrize(
    ("kv_heads", "window", "windowed", "gigabytes"),
    [(32, None, 0, 17.18), (8, None, 0, 4.29), (32, 1024, 27, 3.14), (8, 1024, 27, 0.78)],
)
def test_the_cache_is_as_large_as_was_published(
    kv_heads: int, window: int | None, windowed: int, gigabytes: float
) -> None:
    """rasbt/LLMs-from-scratch, ch04/04_gqa/README.md and ch04/06_swa/README.md: GB of 10^9 bytes."""
    kept = cost.kept_positions(32768, 32, window, windowed)
    found = cost.cache_bytes(kept, cost.kept_numbers(4096, 32, kv_heads), batch=1, bytes=2)
    assert abs(found / 1e9 - gigabytes) <= 0.005
