"""Mistakes in projections: against slow loops of their words, and in whole computations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import oracle
import pytest
from mistakes import loops_projections as loops
from numpy.typing import NDArray

from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.numbers import Numbers, Wrong
from attncli.mistakes.projections import MISTAKES
from attncli.numerics.mistaken import projections as room
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario

Floats = NDArray[np.float64]
Lists = dict[str, Any]
"""Arrays by name, as lists."""

BY_NAME = {mistake.name: mistake for mistake in MISTAKES}
random = np.random.default_rng(11)


def drawn(*shape: int) -> Floats:
    """Numbers with two decimals, so that a file has them in full."""
    return random.uniform(-1, 1, shape).round(2)


# The functions, against loops


@pytest.mark.parametrize("leading", [(), (3,), (2, 3)], ids=str)
def test_functions_do_what_their_words_say(leading: tuple[int, ...]) -> None:
    x, square, w, b = drawn(*leading, 5, 7), drawn(7, 7), drawn(7, 11), drawn(7)
    for at in np.ndindex(leading):
        rows = x[at].tolist()
        for bias in (None, b):
            expected = loops.rows_for_columns(rows, square.tolist(), None if bias is None else b.tolist())
            found = room.transposed_projection(x, square, bias)[at]
            assert np.allclose(found, expected, rtol=0, atol=1e-12)
        assert np.allclose(room.without_bias(x, w)[at], loops.product(rows, w.tolist()), rtol=0, atol=1e-12)
        assert room.unprojected(x)[at].tolist() == rows


@pytest.mark.parametrize("leading", [(), (3,), (2, 3)], ids=str)
@pytest.mark.parametrize("biases", [(), ("b_q", "b_k", "b_v"), ("b_k",)], ids=str)
def test_three_matrices_side_by_side_are_dealt_out_in_threes(
    leading: tuple[int, ...], biases: tuple[str, ...]
) -> None:
    x, of = drawn(*leading, 5, 7), {name: drawn(7, 11) for name in ("w_q", "w_k", "w_v")}
    of |= {name: drawn(11) for name in biases}
    for part in range(3):
        found = room.every_third_column(x, **of, part=part)
        assert found.shape == (*leading, 5, 11)
        for at in np.ndindex(leading):
            made = [
                loops.product(
                    x[at].tolist(),
                    of[f"w_{role}"].tolist(),
                    of[f"b_{role}"].tolist() if f"b_{role}" in of else None,
                )
                for role in "qkv"
            ]
            expected = loops.dealt_in_threes(loops.side_by_side(*made), part)
            assert np.allclose(found[at], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("leading", [(), (3,), (2, 3)], ids=str)
def test_columns_side_by_side_are_cut_by_heads_first(leading: tuple[int, ...]) -> None:
    roles = [drawn(*leading, 7, 10) for _ in range(3)]
    for part in range(3):
        found = room.third_of_each_head(roles[0], roles[1], roles[2], 2, part=part)
        assert found.shape == (*leading, 2, 7, 5)
        for at in np.ndindex(leading):
            packed = loops.side_by_side(*(role[at].tolist() for role in roles))
            assert found[at].tolist() == loops.third_of_heads(packed, 2, part)


def test_a_matrix_that_is_not_square_cannot_be_turned() -> None:
    with pytest.raises(ValueError, match="mismatch"):
        room.transposed_projection(drawn(5, 7), drawn(7, 11))


# In whole computations, against the oracle with other arguments


def scenario_of(given: Lists, mechanism: str = "scaled-dot-product", more: str = "") -> Scenario:
    """A scenario of these arrays."""
    parameters = ", ".join(f"{name}: {rows}" for name, rows in given.items() if "_" in name)
    lines = [f"x: {given['x']}"]
    if "memory" in given:
        lines.append(f"memory: {{x: {given['memory']}}}")
    parts = [f"mechanism: {mechanism}", *lines, more]
    if parameters:
        parts.append(f"parameters: {{{parameters}}}")
    text = "\n".join(part for part in parts if part)
    return load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None))


def made(*, biased: bool = True, memory: bool = False) -> Lists:
    """Three words of five numbers; every matrix is square, so that each can be taken for every other."""
    given = {"x": drawn(3, 5).tolist(), **{f"w_{role}": (2 * drawn(5, 5)).tolist() for role in "qkv"}}
    if biased:
        given |= {f"b_{role}": drawn(5).tolist() for role in "qkv"}
    return given | ({"memory": drawn(3, 5).tolist()} if memory else {})


def wrong_of(given: Lists, name: str, form: int = 0, **more: str) -> tuple[Wrong | None, Floats]:
    """A computation with a mistake in it, and the right context."""
    numbers = Numbers(scenario_of(given, **more), MISTAKES)
    return numbers.wrong(BY_NAME[name], form), np.asarray(numbers.right("context").array, float)


def turned(given: Lists, *roles: str) -> Lists:
    return {f"w_{role}": [list(column) for column in zip(*given[f"w_{role}"], strict=True)] for role in roles}


def nothing(letter: str, *roles: str) -> Lists:
    return {f"{letter}_{role}": None for role in roles}


def unprojected(*roles: str) -> Lists:
    return nothing("w", *roles) | nothing("b", *roles)


def other(given: Lists, letters: str, **of: str) -> Lists:
    """The matrices (w), or the matrices and biases (wb), of some roles in others."""
    return {f"{a}_{role}": given.get(f"{a}_{own}") for role, own in of.items() for a in letters}


SHARED: tuple[dict[str, str], ...] = (
    {"k": "q", "v": "q"},
    {"q": "k", "v": "k"},
    {"q": "v", "k": "v"},
    {"q": "k"},
    {"v": "k"},
    {"k": "v"},
    {"v": "q"},
)

CHANGES: dict[str, list[Callable[[Lists], Lists]]] = {
    "projection-transposed": [
        *(lambda given, roles=roles: turned(given, *roles) for roles in ("qkv", "q", "k", "v"))
    ],
    "projection-left-out": [
        *(lambda _, roles=roles: unprojected(*roles) for roles in ("qkv", "qk", "q", "k"))
    ],
    "values-unprojected": [lambda _: unprojected("v")],
    "one-matrix-for-several-roles": [
        *(
            lambda given, letters=letters, of=of: other(given, letters, **of)
            for of in SHARED
            for letters in ("wb", "w")
        )
    ],
    "query-matrix-for-keys": [
        *(lambda given, letters=letters: other(given, letters, k="q") for letters in ("wb", "w"))
    ],
    "bias-left-out": [
        lambda _: nothing("b", *"qkv"),
        lambda _: nothing("b", *"qkv"),
        *(lambda _, role=role: nothing("b", role) for role in "qkv"),
    ],
    "packed-qkv-cut-the-wrong-way": [
        *(
            lambda given, order=order: other(given, "wb", **dict(zip("qkv", order, strict=True)))
            for order in ("qvk", "kvq", "vqk", "vkq")
        )
    ],
}
"""For each form what the oracle is given in place of what is right."""

CASES = [(name, form) for name, changes in CHANGES.items() for form in range(len(changes))]


@pytest.mark.parametrize("biased", [True, False], ids=["biases", "no biases"])
@pytest.mark.parametrize(("name", "form"), CASES)
def test_other_matrices_are_used_as_the_words_say(name: str, form: int, biased: bool) -> None:
    given = made(biased=biased)
    wrong, right = wrong_of(given, name, form)
    about_biases = name == "bias-left-out" or (
        form % 2 and name in ("one-matrix-for-several-roles", "query-matrix-for-keys")
    )
    if about_biases and not biased:
        assert wrong is None
        return
    assert wrong is not None
    expected = oracle.self_attention(**given | CHANGES[name][form](given))
    assert np.allclose(np.asarray(wrong.array("context")), expected["context"], rtol=0, atol=1e-12)
    # A bias of the keys adds the same to all scores of a row: it shows in the scores alone.
    place = "scores" if (name, form) == ("bias-left-out", 3) else "context"
    true = oracle.self_attention(**given)
    assert not np.allclose(expected[place], true[place], rtol=0, atol=0.005)
    assert np.allclose(right, true["context"], rtol=0, atol=1e-12)


@pytest.mark.parametrize("biased", [True, False], ids=["biases", "no biases"])
def test_columns_of_three_matrices_may_be_dealt_out(biased: bool) -> None:
    given = made(biased=biased)
    wrong, right = wrong_of(given, "packed-qkv-cut-the-wrong-way", 4)
    assert wrong is not None
    packed = loops.side_by_side(
        *(loops.product(given["x"], given[f"w_{role}"], given.get(f"b_{role}")) for role in "qkv")
    )
    roles = [loops.dealt_in_threes(packed, part) for part in range(3)]
    expected = oracle.attention(roles[0], roles[1], roles[2])["context"]
    assert np.allclose(np.asarray(wrong.array("context")), expected, rtol=0, atol=1e-12)
    assert not np.allclose(expected, right, rtol=0, atol=0.005)


@pytest.mark.parametrize("biased", [True, False], ids=["biases", "no biases"])
def test_columns_of_three_matrices_may_be_cut_by_heads_first(biased: bool) -> None:
    given = {"x": drawn(3, 7).tolist(), **{f"w_{role}": drawn(7, 10).tolist() for role in "qkv"}}
    given |= {f"b_{role}": drawn(10).tolist() for role in "qkv"} if biased else {}
    name, more = "packed-qkv-cut-the-wrong-way", {"mechanism": "multi-head", "more": "heads: 2"}
    numbers = Numbers(scenario_of(given, **more))
    wrong = numbers.wrong(BY_NAME[name], 5)
    assert wrong is not None
    packed = loops.side_by_side(
        *(loops.product(given["x"], given[f"w_{role}"], given.get(f"b_{role}")) for role in "qkv")
    )
    query, key, value = (loops.third_of_heads(packed, 2, part) for part in range(3))
    expected = oracle.multi_head(None, query, key, value, heads=2, kv_heads=2, in_front=True)["concatenated"]
    assert np.allclose(np.asarray(wrong.array("concatenated")), expected, rtol=0, atol=1e-12)
    assert not np.allclose(expected, numbers.right("concatenated").array, rtol=0, atol=0.005)
    # With a single head there is nothing to cut; with a memory nothing is packed.
    assert wrong_of(made(), name, 5)[0] is None
    across = given | {"memory": drawn(3, 7).tolist()}
    across_numbers = Numbers(scenario_of(across, **more))
    assert [across_numbers.wrong(BY_NAME[name], form) for form in range(6)] == [None] * 6


# A memory

CROSS: dict[str, Callable[[Lists], Lists]] = {
    "swapped-cross-roles": lambda given: {"x": given["memory"], "memory": given["x"]},
    "memory-ignored": lambda _: {"memory": None},
}


@pytest.mark.parametrize("name", CROSS)
@pytest.mark.parametrize("biased", [True, False], ids=["biases", "no biases"])
def test_x_and_a_memory_may_change_places(name: str, biased: bool) -> None:
    given = made(biased=biased, memory=True)
    wrong, right = wrong_of(given, name, 0)
    assert wrong is not None
    expected = oracle.self_attention(**given | CROSS[name](given))["context"]
    assert np.allclose(np.asarray(wrong.array("context")), expected, rtol=0, atol=1e-12)
    assert not np.allclose(expected, right, rtol=0, atol=0.005)
    assert [wrong_of(given, name, form)[0] for form in (1, 2)] == [None, None]


@pytest.mark.parametrize("name", CROSS)
def test_x_and_a_memory_may_change_places_without_projections(name: str) -> None:
    given = {"x": drawn(3, 5).tolist(), "memory": drawn(3, 5).tolist()}
    wrong, right = wrong_of(given, name, 1)
    assert wrong is not None
    expected = oracle.self_attention(**given | CROSS[name](given))["context"]
    assert np.allclose(np.asarray(wrong.array("context")), expected, rtol=0, atol=1e-12)
    assert not np.allclose(expected, right, rtol=0, atol=0.005)
    assert [wrong_of(given, name, form)[0] for form in (0, 2)] == [None, None]


@pytest.mark.parametrize("name", CROSS)
def test_x_and_a_memory_may_change_places_before_they_are_split(name: str) -> None:
    given: Lists = {"x": drawn(3, 10).tolist(), "memory": drawn(3, 10).tolist()}
    numbers = Numbers(scenario_of(given, "multi-head", "heads: 2"))
    wrong = numbers.wrong(BY_NAME[name], 2)
    assert wrong is not None
    changed = given | CROSS[name](given)
    x, memory = changed["x"], changed["memory"] or changed["x"]
    expected = oracle.multi_head(None, x, memory, memory, heads=2, kv_heads=2)["concatenated"]
    assert np.allclose(np.asarray(wrong.array("concatenated")), expected, rtol=0, atol=1e-12)
    assert not np.allclose(expected, numbers.right("concatenated").array, rtol=0, atol=0.005)
    assert [numbers.wrong(BY_NAME[name], form) for form in (0, 1)] == [None, None]


@pytest.mark.parametrize("name", CROSS)
def test_of_another_length_than_x_a_memory_leaves_nothing_to_compute(name: str) -> None:
    given = made(memory=True) | {"memory": drawn(2, 5).tolist()}
    wrong, _ = wrong_of(given, name, 0)
    assert wrong is not None
    assert wrong.broken is not None
    stage = "query" if name == "swapped-cross-roles" else "key"
    assert (wrong.broken.stage, wrong.array(stage)) == (stage, None)
    assert wrong.broken.shape == (2 if stage == "query" else 3, 5)


@pytest.mark.parametrize(
    ("scenario", "stage"), [("luong-local-p", "alignment_position"), ("luong-dot", "attentional")]
)
def test_whatever_else_takes_a_query_takes_the_memory(scenario: str, stage: str) -> None:
    numbers = Numbers(load_scenario(scenario))
    wrong = numbers.wrong(BY_NAME["swapped-cross-roles"], 1)
    assert wrong is not None
    assert numbers.scenario.key is not None
    assert np.array_equal(wrong.stages[stage].input("query").array, numbers.scenario.key.array)
    assert not np.allclose(np.asarray(wrong.array(stage)), numbers.right(stage).array, rtol=0, atol=0.005)


# Where they cannot be made


def test_without_a_memory_none_of_its_mistakes_is_made() -> None:
    for given in (made(), {"x": drawn(3, 5).tolist()}):
        assert [wrong_of(given, name, form)[0] for name in CROSS for form in range(3)] == [None] * 6


@pytest.mark.parametrize("scenario", ["cat-sat-mat", "alammar-transformer", "mlm-positions", "karim-nmt"])
def test_without_projections_and_a_memory_none_of_them_is_made(scenario: str) -> None:
    numbers = Numbers(load_scenario(scenario), MISTAKES)
    assert not list(numbers.heard(numbers.order[-1]))


def test_a_matrix_that_is_not_square_breaks_the_computation_off() -> None:
    numbers = Numbers(load_scenario("rasbt-trainable"))
    for name in ("projection-transposed", "projection-left-out"):
        wrong = numbers.wrong(BY_NAME[name], 0)
        assert wrong is not None
        assert wrong.broken is not None
        assert wrong.broken.stage == "query"
        assert not wrong.stages
    wrong = numbers.wrong(BY_NAME["values-unprojected"], 0)
    assert wrong is not None
    assert wrong.broken is not None
    assert (wrong.broken.stage, wrong.broken.shape) == ("value", (6, 3))
    assert list(wrong.stages) == ["query", "key"]


def test_keys_made_by_the_matrix_of_queries_are_queries() -> None:
    numbers = Numbers(load_scenario("statquest"))
    wrong = numbers.wrong(BY_NAME["query-matrix-for-keys"], 0)
    assert wrong is not None
    assert np.array_equal(np.asarray(wrong.array("key")), numbers.right("query").array)
    scores = np.asarray(wrong.array("scores"))
    assert np.array_equal(scores, scores.T)
