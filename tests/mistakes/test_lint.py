"""What a scenario can show: what shows looks otherwise, alike is what looks alike, cells are worth asking."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from mistakes.small import (
    HALF,
    KEY,
    NO_MASK,
    NO_SCALE,
    QUERY,
    SHIFTED,
    TWO_ROWS,
    VALUE,
    WORDS,
    linted,
    mistake,
    tensors,
)

from attncli.document import plain
from attncli.errors import AttnError
from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.lint import known, lint
from attncli.mistakes.mistake import Instead
from attncli.mistakes.numbers import Numbers


def test_a_mistake_of_another_shape_has_no_numbers_to_ask_for() -> None:
    found = linted(WORDS, TWO_ROWS, NO_SCALE)
    assert [each.mistake.name for each in found.of_other_shapes] == ["two-rows"]
    assert [each.mistake.name for each in found.counted] == ["no-scale"]
    assert not found.tells("two-rows")


def looks(number: float, digits: int) -> str:
    """A number as a page shows it, by other means than the lint's."""
    if not np.isfinite(number):
        return "none"
    nudged = number + np.sign(number) * 1e-9
    if abs(nudged) > 1e9:
        return f"{nudged:.6e}"
    step = Decimal(1).scaleb(-digits)
    return str(Decimal(repr(float(nudged))).quantize(step, ROUND_HALF_UP) + 0)


def assert_told(name: str, digits: int = 2) -> None:
    numbers = Numbers(load_scenario(name))
    found = lint(numbers, digits=digits)
    last = numbers.order[-1]
    right = numbers.right(last)
    rows = [
        at
        for at in np.ndindex(right.array.shape)
        if not right.has("query") or at[[axis.name for axis in right.axes].index("query")] == found.query
    ]
    for each in found.mistakes:
        shows = False
        for form in range(len(each.mistake.forms)):
            wrong = numbers.wrong(each.mistake, form)
            array = wrong.array(last) if wrong else None
            if array is not None:
                shows |= any(
                    looks(float(array[at]), digits) != looks(float(right.array[at]), digits) for at in rows
                )
        assert each.shows == shows, each.mistake.name


@pytest.mark.parametrize("name", ["cat-sat-mat", "rasbt-causal", "cat-sat-mat-grouped"])
def test_what_shows_is_what_looks_otherwise_in_the_row_of_the_query(name: str) -> None:
    assert_told(name)


@pytest.mark.law
@pytest.mark.parametrize("name", scenario_names())
@pytest.mark.parametrize("digits", [1, 3])
def test_what_shows_is_what_looks_otherwise_in_every_scenario(name: str, digits: int) -> None:
    assert_told(name, digits)


@pytest.mark.parametrize("name", scenario_names())
def test_every_mistake_that_does_not_show_has_a_reason_and_no_other_has(name: str) -> None:
    found = lint(Numbers(load_scenario(name)))
    assert found.mistakes
    for each in found.mistakes:
        assert each.shows == (each.why is None)
        assert each.shows == any(each.forms)
        assert not each.shows or found.stage in each.stages
    for group in found.alike:
        assert len(group.mistakes) == len(group.why) + 1


def test_mistakes_that_give_the_same_wrong_numbers_look_alike() -> None:
    found = linted(tensors("[[1, 2]]", "[[1, 0], [0, 1]]", "[[1], [5]]"), NO_SCALE, HALF)
    [group] = found.alike
    assert group.mistakes == ("no-scale", "half")
    assert (group.digits, group.cell) == (None, None)
    assert plain(group.why[0].words) == "both divide the scores by 1.0"
    assert not found.tells("no-scale")


def test_what_another_cell_or_another_decimal_tells_apart_is_said() -> None:
    doubled = mistake("doubled", Instead("value", lambda right: 2 * right))
    late = mistake("late", Instead("context", lambda right: 2 * right + 1e-4))
    text = WORDS + "query: 3\nparameters: {w_v: [[1, 0], [0.5, 1]]}"
    [group] = linted(text, doubled, late).alike
    assert (group.mistakes, group.digits, group.cell) == (("doubled", "late"), 4, "value[1,1]")
    assert group.why[0].name == "too-small"
    assert linted(text, doubled, late).tells("late")


def test_mistakes_that_are_one_by_algebra_are_not_told_of_each_other() -> None:
    half = mistake(
        "half", Instead("scaled_scores", lambda scores, d_k: scores / d_k * 2), same_as=("no-scale",)
    )
    found = linted(tensors("[[1, 2]]", "[[1, 0], [0, 1]]", "[[1], [5]]"), NO_SCALE, half)
    assert found.alike == ()
    assert found.tells("no-scale")


def test_what_only_programs_do_confuses_nobody_who_computes_by_hand() -> None:
    program = mistake(
        "precedence", Instead("scaled_scores", lambda scores, d_k: scores / d_k * 2), by="program"
    )
    found = linted(tensors("[[1, 2]]", "[[1, 0], [0, 1]]", "[[1], [5]]"), NO_SCALE, program)
    assert found.like("no-scale") == ("precedence",)
    assert found.tells("no-scale")
    assert not found.tells("precedence")
    assert not found.tells("elsewhere")


def test_a_cell_counts_the_mistakes_that_are_wrong_in_it_and_their_numbers() -> None:
    found = linted(tensors("[[1, 2]]", "[[1, 0], [0, 1]]", "[[1], [5]]"), NO_SCALE, HALF, SHIFTED)
    cells = {each.cell: (each.wrong, each.apart) for each in found.cells}
    # 1 and 2 are the scores, 2 and 3 with 1 added: over the root of 2, 0.71 and 1.41, then 1.41 and 2.12.
    assert cells["scores[1,1]"] == (1, 1)
    assert cells["scaled_scores[1,1]"] == (3, 2)
    assert cells["weights[1,1]"] == (2, 1)
    assert cells["context[1,1]"] == (2, 1)
    assert found.worth_asking[0].cell == "scaled_scores[1,1]"


def test_cells_that_are_not_worth_asking_say_why() -> None:
    text = WORDS + "query: 2\nmask: causal\nscale: none"
    why = {each.cell: each.why for each in linted(text, NO_MASK, SHIFTED).cells}
    assert why["masked_scores[2,3]"] == "copy"  # the stage puts scores elsewhere, and hides some
    assert why["weights[2,3]"] == "zero"
    assert why["weights[2,1]"] == ""
    edge = tensors("[[0, 0]]", "[[1, 0], [0, 1]]", "[[1.125], [1.125]]")
    off = mistake("off", Instead("context", lambda right: right + 1))
    assert [each.why for each in linted(edge, off, stage="context").cells] == ["near-a-boundary"]
    assert [each.why for each in linted(edge, off, stage="weights").cells] == ["no-wrong-answer"] * 2


@pytest.mark.parametrize("name", scenario_names())
def test_no_cell_worth_asking_is_hidden_zero_or_near_where_rounding_turns(name: str) -> None:
    found = lint(Numbers(load_scenario(name)))
    for cell in found.worth_asking:
        tensor = found.numbers.right(cell.stage)
        value = next(
            tensor.cell(*at).value
            for at in np.ndindex(tensor.array.shape)
            if tensor.cell(*at).name == cell.cell
        )
        assert np.isfinite(value)
        assert value != 0
        assert cell.wrong > 0
        assert abs(abs(value) * 100 % 1 - 0.5) >= 0.02


def test_another_query_or_stage_or_number_of_decimals_is_looked_at_where_asked() -> None:
    numbers = Numbers(load_scenario("rasbt-causal"), [NO_SCALE])
    assert not lint(numbers).mistakes[0].shows
    assert lint(numbers, digits=4).mistakes[0].shows
    assert lint(numbers, stage="scaled_scores").mistakes[0].shows
    assert {cell.stage for cell in lint(numbers, stage="scaled_scores").cells} == {"scaled_scores"}
    first = lint(numbers, query=0).mistakes[0]
    assert first.why is not None
    assert first.why.name == "one-key"


def test_a_stage_before_the_mistake_does_not_know_of_it() -> None:
    assert linted(tensors(QUERY, KEY, VALUE), NO_SCALE, stage="scores").mistakes == ()


def test_of_very_many_pairs_nothing_is_looked_for() -> None:
    rows = ", ".join(["[1]"] * 250)
    found = linted(f"x: [{rows}]\n", NO_SCALE)
    assert found.too_large
    assert (found.mistakes, found.cells) == ((), ())


def test_a_mistake_is_found_by_its_name_however_it_is_written() -> None:
    assert known("No_Scale", [NO_SCALE]) == "no-scale"
    with pytest.raises(AttnError) as error:
        known("noscale", [NO_SCALE])
    assert (error.value.code, error.value.help) == ("E517", "did you mean `no-scale`?")
