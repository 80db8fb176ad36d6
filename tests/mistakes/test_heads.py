"""Mistakes in heads: against slow loops of their words, and in whole computations."""

from __future__ import annotations

from typing import Any

import numpy as np
import oracle
import pytest
from mistakes import loops_heads as loops
from numpy.typing import NDArray

from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.heads import MISTAKES
from attncli.mistakes.numbers import Numbers, Wrong
from attncli.numerics.mistaken import heads as room
from attncli.reading.text import SourceFile

Floats = NDArray[np.float64]
Lists = dict[str, Any]
"""Arrays by name, as lists."""

BY_NAME = {mistake.name: mistake for mistake in MISTAKES}
LEADING = pytest.mark.parametrize("leading", [(), (13,), (2, 3)], ids=str)
random = np.random.default_rng(13)


def drawn(*shape: int) -> Floats:
    """Numbers with two decimals, so that a file has them in full."""
    return random.uniform(-1, 1, shape).round(2)


# The functions, against loops


@LEADING
@pytest.mark.parametrize(
    ("function", "loop"),
    [(room.split_by_rows, loops.cut_by_rows), (room.dealt_heads, loops.dealt)],
    ids=["rows", "dealt"],
)
def test_columns_become_heads_as_the_words_say(leading: tuple[int, ...], function: Any, loop: Any) -> None:
    packed = drawn(*leading, 5, 3 * 7)
    found = function(packed, 3)
    assert found.shape == (*leading, 3, 5, 7)
    for at in np.ndindex(leading):
        assert found[at].tolist() == loop(packed[at].tolist(), 3)


@LEADING
@pytest.mark.parametrize("biased", [True, False])
def test_each_head_projects_its_own_slice(leading: tuple[int, ...], biased: bool) -> None:
    x, w, b = drawn(*leading, 7, 3 * 5), drawn(3 * 5, 3 * 11), drawn(3 * 11) if biased else None
    found = room.heads_of_slices(x, w, 3, b)
    assert found.shape == (*leading, 3, 7, 11)
    for at in np.ndindex(leading):
        expected = loops.of_slices(x[at].tolist(), w.tolist(), None if b is None else b.tolist(), 3)
        assert np.allclose(found[at], expected, rtol=0, atol=1e-12)


@LEADING
def test_key_heads_are_handed_out_in_turn(leading: tuple[int, ...]) -> None:
    kv = drawn(*leading, 3, 5, 7)
    found = room.tiled_heads(kv, 6)
    assert found.shape == (*leading, 6, 5, 7)
    for at in np.ndindex(leading):
        assert found[at].tolist() == loops.in_turn(kv[at].tolist(), 6)


@LEADING
@pytest.mark.parametrize(
    ("function", "loop", "wide"),
    [
        (room.joined_by_rows, loops.joined_by_rows, 21),
        (room.joined_in_turn, loops.joined_in_turn, 21),
        (room.average_in_every_head, loops.average_for_every_head, 21),
        (room.average_head, loops.averaged, 7),
        (room.sum_of_heads, loops.added_up, 7),
    ],
    ids=["rows", "in turn", "average everywhere", "average", "sum"],
)
def test_heads_become_columns_as_the_words_say(
    leading: tuple[int, ...], function: Any, loop: Any, wide: int
) -> None:
    context = drawn(*leading, 3, 5, 7)
    found = function(context)
    assert found.shape == (*leading, 5, wide)
    for at in np.ndindex(leading):
        assert np.allclose(found[at], loop(context[at].tolist()), rtol=0, atol=1e-12)


@LEADING
def test_values_are_mixed_by_the_average_of_the_weights(leading: tuple[int, ...]) -> None:
    weights, value = drawn(*leading, 3, 5, 7), drawn(*leading, 3, 7, 11)
    averaged, mixed = room.averaged_weights(weights), room.mixed_by_averaged_weights(weights, value)
    assert (averaged.shape, mixed.shape) == ((*leading, 3, 5, 7), (*leading, 3, 5, 11))
    for at in np.ndindex(leading):
        average = loops.averaged(weights[at].tolist())
        for head in range(3):
            assert np.allclose(averaged[at][head], average, rtol=0, atol=1e-12)
            expected = loops.mixed(average, value[at][head].tolist())
            assert np.allclose(mixed[at][head], expected, rtol=0, atol=1e-12)


def test_columns_that_cannot_be_parted_equally_are_refused() -> None:
    for function in (room.split_by_rows, room.dealt_heads):
        with pytest.raises(ValueError, match="reshape"):
            function(drawn(5, 7), 3)
    with pytest.raises(ValueError, match="reshape"):
        room.heads_of_slices(drawn(5, 7), drawn(7, 9), 3)


# In whole computations, against the oracle from the stage on that is wrong


def given(heads: int = 2, kv_heads: int = 2, *, biased: bool = True, out: int = 10) -> Lists:
    """Three words of ten numbers, heads of five; the output as wide as the heads together."""
    packed = {"q": 5 * heads, "k": 5 * kv_heads, "v": 5 * kv_heads}
    made: Lists = {"x": drawn(3, 10).tolist()}
    made |= {f"w_{role}": (2 * drawn(10, wide)).tolist() for role, wide in packed.items()}
    made["w_o"] = drawn(5 * heads, out).tolist()
    if biased:
        made |= {f"b_{role}": drawn(wide).tolist() for role, wide in (packed | {"o": out}).items()}
    return made


def numbers_of(arrays: Lists, heads: int = 2, kv_heads: int = 2) -> Numbers:
    """The numbers of a scenario of these arrays."""
    parameters = ", ".join(f"{name}: {rows}" for name, rows in arrays.items() if name != "x")
    text = f"mechanism: multi-head\nheads: {heads}\nkv_heads: {kv_heads}\nx: {arrays['x']}\n"
    text += f"parameters: {{{parameters}}}\n"
    return Numbers(load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None)))


def wrong_of(numbers: Numbers, name: str, form: int = 0) -> Wrong:
    wrong = numbers.wrong(BY_NAME[name], form)
    assert wrong is not None
    return wrong


def shows(numbers: Numbers, wrong: Wrong, expected: Any, stage: str = "output") -> None:
    """Hold the numbers of a stage to what is expected, and that they are other than the right ones."""
    assert np.allclose(np.asarray(wrong.array(stage)), expected, rtol=0, atol=1e-12)
    assert not np.allclose(expected, numbers.right(stage).array, rtol=0, atol=0.005)


def right(numbers: Numbers, *stages: str) -> list[Any]:
    return [numbers.right(stage).array.tolist() for stage in stages]


def with_output(arrays: Lists, concatenated: Any) -> Any:
    return oracle.linear(concatenated, arrays["w_o"], arrays.get("b_o"))


def of_heads(arrays: Lists, split: list[Any]) -> dict[str, Any]:
    """All stages from the heads on."""
    query, key, value = split
    heads = len(query)
    output = {name: arrays[name] for name in ("w_o", "b_o") if name in arrays}
    return oracle.multi_head(None, query, key, value, heads=heads, kv_heads=heads, in_front=True, **output)


@pytest.mark.parametrize(
    ("name", "loop"),
    [("heads-without-transpose", loops.cut_by_rows), ("head-columns-interleaved", loops.dealt)],
)
@pytest.mark.parametrize("biased", [True, False])
def test_heads_may_be_split_otherwise(name: str, loop: Any, biased: bool) -> None:
    arrays = given(biased=biased)
    numbers = numbers_of(arrays)
    split = [loop(role, 2) for role in right(numbers, "query", "key", "value")]
    shows(numbers, wrong_of(numbers, name), of_heads(arrays, split)["output"])


@pytest.mark.parametrize(
    ("name", "form", "split_as", "joined_as"),
    [
        ("split-and-merge-without-transpose", 0, loops.cut_by_rows, loops.joined_by_rows),
        ("head-columns-interleaved", 1, loops.dealt, loops.joined_in_turn),
    ],
)
def test_heads_may_be_split_and_joined_otherwise(name: str, form: int, split_as: Any, joined_as: Any) -> None:
    arrays = given()
    numbers = numbers_of(arrays)
    split = [split_as(role, 2) for role in right(numbers, "query", "key", "value")]
    joined = joined_as(of_heads(arrays, split)["context"])
    shows(numbers, wrong_of(numbers, name, form), with_output(arrays, joined))


@pytest.mark.parametrize("biased", [True, False])
def test_heads_may_see_slices_of_the_input_alone(biased: bool) -> None:
    arrays = given(biased=biased)
    numbers = numbers_of(arrays)
    split = [loops.of_slices(arrays["x"], arrays[f"w_{r}"], arrays.get(f"b_{r}"), 2) for r in "qkv"]
    shows(numbers, wrong_of(numbers, "heads-see-slices-of-the-input"), of_heads(arrays, split)["output"])


def test_key_and_value_heads_may_be_taken_in_turn() -> None:
    arrays = given(4, 2)
    numbers = numbers_of(arrays, 4, 2)
    query, key, value = right(numbers, "query_heads", "key_heads", "value_heads")
    expected = of_heads(arrays, [query, loops.in_turn(key, 4), loops.in_turn(value, 4)])["output"]
    shows(numbers, wrong_of(numbers, "kv-heads-tiled"), expected)
    # A single key head can be handed out in one way only, and as many as there are query heads need not be.
    for kv_heads in (1, 4):
        assert numbers_of(given(4, kv_heads), 4, kv_heads).wrong(BY_NAME["kv-heads-tiled"], 0) is None


@pytest.mark.parametrize(
    ("name", "form", "loop"),
    [
        ("merge-without-transpose", 0, loops.joined_by_rows),
        ("merge-interleaved", 0, loops.joined_in_turn),
        ("head-average", 1, loops.average_for_every_head),
    ],
)
def test_heads_may_be_joined_otherwise(name: str, form: int, loop: Any) -> None:
    arrays = given()
    numbers = numbers_of(arrays)
    shows(numbers, wrong_of(numbers, name, form), with_output(arrays, loop(*right(numbers, "context"))))


@pytest.mark.parametrize(("name", "form"), [("head-average", 0), ("heads-summed", 0)])
def test_what_is_as_narrow_as_one_head_is_known_by_its_shape(name: str, form: int) -> None:
    wrong = wrong_of(numbers_of(given()), name, form)
    assert wrong.broken is not None
    assert (wrong.broken.stage, wrong.broken.shape) == ("concatenated", (3, 5))
    assert list(wrong.stages)[-1] == "context"


@pytest.mark.parametrize("form", [0, 1])
def test_all_heads_may_mix_by_the_average_of_the_weights(form: int) -> None:
    arrays = given()
    numbers = numbers_of(arrays)
    weights, value = right(numbers, "weights", "value_heads")
    context = [loops.mixed(loops.averaged(weights), of_head) for of_head in value]
    wrong = wrong_of(numbers, "averaged-weights", form)
    shows(numbers, wrong, context, "context")
    kept = np.array_equal(np.asarray(wrong.array("weights")), weights)
    assert kept == (form == 1)


def test_the_output_may_be_left_out_or_made_by_rows() -> None:
    arrays = given()
    numbers = numbers_of(arrays)
    concatenated = right(numbers, "concatenated")[0]
    shows(numbers, wrong_of(numbers, "no-output-projection"), concatenated)
    turned = arrays | {"w_o": [list(column) for column in zip(*arrays["w_o"], strict=True)]}
    shows(numbers, wrong_of(numbers, "output-transposed"), with_output(turned, concatenated))
    narrow = numbers_of(given(out=7))
    for name, shape in (("no-output-projection", (3, 10)), ("output-transposed", None)):
        broken = wrong_of(narrow, name).broken
        assert broken is not None
        assert (broken.stage, broken.shape) == ("output", shape)


# Where they show, and where they cannot be made


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_each_is_heard_among_four_heads(mistake: Any) -> None:
    numbers = Numbers(load_scenario("cat-sat-mat-heads"))
    if mistake.name == "kv-heads-tiled":  # it is heard where heads share keys: in the scores, but not behind
        numbers = Numbers(load_scenario("cat-sat-mat-grouped"))
    for form in range(len(mistake.forms)):
        wrong = wrong_of(numbers, mistake.name, form)
        assert wrong.broken or any(
            not np.allclose(stage.output.array, numbers.right(name).array, rtol=0, atol=0.005)
            for name, stage in wrong.stages.items()
        )


@pytest.mark.parametrize("scenario", ["cat-sat-mat", "statquest", "luong-dot", "mlm-positions"])
def test_without_heads_none_of_them_is_made(scenario: str) -> None:
    numbers = Numbers(load_scenario(scenario), MISTAKES)
    assert not list(numbers.heard(numbers.order[-1]))


def test_with_one_head_the_output_alone_can_be_wrong() -> None:
    numbers = numbers_of(given(1, 1), 1, 1)
    made = {
        mistake.name
        for mistake in MISTAKES
        for form in range(len(mistake.forms))
        if numbers.wrong(mistake, form) is not None
    }
    assert made == {"no-output-projection", "output-transposed"}
