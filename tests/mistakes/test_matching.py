"""From a number to what it may come from: what fits, what is one cause, what is asked next, what is sure."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.evidence import may_be_a_slip
from attncli.mistakes.matching import causes, confirmed, follow_up, match
from attncli.mistakes.mistake import Instead, Mistake, Place
from attncli.mistakes.numbers import Numbers, Wrong
from attncli.mistakes.walking import before, line
from attncli.mistakes.window import Answer, Window
from attncli.reading.text import SourceFile

Floats = NDArray[np.float64]
SAT, MAT = 2, 5
WEIGHT = Place("weights", (SAT, MAT))


def plus(right: Floats, by: float) -> Floats:
    """Every number greater by the same."""
    return right + by


def bent(right: Floats, by: float) -> Floats:
    """Every number greater by the same, but for those of the first column."""
    return np.where(np.arange(right.shape[-1]) == 0, right, right + by)


def mistake(name: str, *forms: Instead, same_as: tuple[str, ...] = ()) -> Mistake:
    """A mistake with a form for each change."""
    return Mistake(
        name=name,
        forms=tuple((form,) for form in forms),
        would="it is so",
        because="It is not.",
        by="hand",
        source="",
        same_as=same_as,
    )


def shifted(stage: str, by: float, how: object = plus) -> Instead:
    """A stage whose numbers are all greater."""
    assert callable(how)
    return Instead(stage, partial(how, by=by))


def window(*mistakes: Mistake, asked: Place = WEIGHT, start: str | None = None, digits: int = 2) -> Window:
    """A question of cat-sat-mat."""
    return Window(Numbers(load_scenario("cat-sat-mat"), mistakes), asked, start, digits=digits)


def of(name: str, asked: Place, start: str | None = None) -> Window:
    """A question of a scenario, with every mistake that is known."""
    return Window(Numbers(load_scenario(name)), asked, start)


def names(found: Window, *answers: Answer) -> list[tuple[str, ...]]:
    """What the causes of numbers are called."""
    return [cause.names for cause in causes(found, answers)]


def typed(found: Window, place: Place, wrong: Wrong | None = None) -> Answer:
    """What whoever makes a mistake types for a place, or what is right."""
    array = found.numbers.right(place.stage).array if wrong is None else wrong.array(place.stage)
    assert array is not None
    return Answer(place, round(float(array[place.index]), found.digits), found.digits)


def made_by(found: Window, name: str, form: int = 0) -> Wrong:
    """A form of a mistake in a window."""
    return next(w for w in found.wrongs if w.mistake.name == name and w.form == form)


def test_a_number_fits_within_half_a_unit_of_the_last_digit() -> None:
    place = Place("weights", (SAT, MAT))
    numbers = np.array([0.235, 0.2350001, 0.24, 0.245, 0.2450001, 0.2349])
    assert Answer(place, 0.24).fits(numbers, 2).tolist() == [True, True, True, True, False, False]
    more = np.array([0.2345, 0.2354, 0.2344, 0.2356])
    assert Answer(place, 0.235, 3).fits(more, 2).tolist() == [True, True, False, False]
    assert Answer(place, 0.2, 1).fits(np.array([0.1951, 0.2049, 0.21]), 2).tolist() == [True, True, False]
    arithmetic = np.array([0.2349, 0.2354, 0.2356])
    assert Answer(place, 0.235, full=True).fits(arithmetic, 2).tolist() == [True, True, False]


def test_what_is_not_finite_fits_what_is_not_finite() -> None:
    numbers = np.array([1.0, -np.inf, np.nan])
    assert Answer(Place("scores", (0, 0)), -math.inf).fits(numbers, 2).tolist() == [False, True, True]
    assert Answer(Place("scores", (0, 0)), 1.0).fits(numbers, 2).tolist() == [True, False, False]


def test_a_row_must_fit_throughout() -> None:
    found = window(
        mistake("all", shifted("weights", 0.1)),
        mistake("most", shifted("weights", 0.1, bent)),
        start="scores",
    )
    row = [Place("weights", (SAT, j)) for j in range(6)]
    assert names(found, typed(found, row[MAT], made_by(found, "all"))) == [("all",), ("most",)]
    assert names(found, *(typed(found, place, made_by(found, "most")) for place in row)) == [("most",)]
    assert names(found, *(typed(found, place, made_by(found, "all")) for place in row)) == [("all",)]
    assert not names(found, *(typed(found, p, made_by(found, "all")) for p in row[1:]), typed(found, row[2]))


def test_forms_of_one_mistake_are_one_cause() -> None:
    found = window(mistake("forms", shifted("weights", 0.1), shifted("weights", 0.1, bent)))
    (cause,) = causes(found, [typed(found, found.asked, made_by(found, "forms"))])
    assert cause.names == ("forms",)
    assert [wrong.form for wrong in cause.wrongs] == [0, 1]


def test_mistakes_that_are_the_same_are_one_cause() -> None:
    twins = window(
        mistake("one", shifted("weights", 0.1), same_as=("two",)),
        mistake("two", shifted("weights", 0.1, bent)),
        mistake("other", shifted("weights", 0.1004)),
        start="scaled_scores",
    )
    # 0.1 and 0.1004 more are the same in every weight at two decimals, not so 0.1 more in all but one of them
    assert names(twins, typed(twins, twins.asked, made_by(twins, "one"))) == [("one", "two", "other")]
    found = window(mistake("one", shifted("weights", 0.1)), mistake("two", shifted("weights", 0.1, bent)))
    assert names(found, typed(found, found.asked, made_by(found, "one"))) == [("one",), ("two",)]


def test_another_digit_tells_more_apart() -> None:
    both = (mistake("one", shifted("weights", 0.1)), mistake("two", shifted("weights", 0.1004)))
    assert len(names(window(*both), typed(window(*both), window().asked, made_by(window(*both), "one")))) == 1
    finer = window(*both, digits=4)
    assert names(finer, typed(finer, finer.asked, made_by(finer, "one"))) == [("one",)]


def test_only_what_is_made_behind_the_start_is_heard() -> None:
    asked = Place("weights", (SAT, MAT))
    for start, heard in ((None, True), ("scores", True), ("scaled_scores", False)):
        found = of("cat-sat-mat", asked, start)
        assert ("no-scale" in {wrong.mistake.name for wrong in found.wrongs}) is heard
        assert found.stages == found.numbers.order[found.numbers.order.index(start) + 1 if start else 0 : 3]


def test_what_a_person_cannot_write_is_made_by_programs_alone() -> None:
    numbers = Numbers(load_scenario("alammar-gpt2"))
    for by in (("hand", "rows"), ("hand", "rows", "program")):
        found = Window(numbers, Place("context", (1, 0)), "masked_scores", by=by)
        forms = {wrong.form for wrong in found.wrongs if wrong.mistake.name == "no-softmax"}
        assert forms == ({0, 1} if "program" in by else {1})  # −∞ among the weights, or 0


def test_the_next_place_is_in_the_row_that_is_asked_about_and_never_hidden() -> None:
    numbers = Numbers(load_scenario("alammar-gpt2"))
    found = Window(numbers, Place("weights", (1, 0)))
    assert {place.index[0] for place in found.places} == {1}
    hidden = {place for place in found.places if place.index[1] > 1}
    assert {place.stage for place in hidden} == {"scores", "scaled_scores"}  # before the mask
    assert not any("/" in place.stage for place in found.places)
    finer = Window(numbers, Place("weights/exponentials", (1, 0)), "scaled_scores")
    assert {place.stage for place in finer.places} == {"masked_scores", "weights/exponentials"}


def test_among_equals_the_earliest_stage_comes_first_and_other_heads_last() -> None:
    found = of("cat-sat-mat-heads", Place("weights", (1, SAT, MAT)), "key_heads")
    heads = [place.index[0] != 1 for place in found.places]
    assert heads == sorted(heads)
    own = [place for place in found.places if place.index[0] == 1]
    order = found.numbers.order
    assert [order.index(place.stage) for place in own] == sorted(order.index(place.stage) for place in own)
    assert own[0] == Place("value_heads", (1, MAT, 0))  # the value of the key that is asked about
    assert next(place for place in own if place.stage == "scores") == Place("scores", (1, SAT, MAT))


def test_the_next_number_parts_what_is_left() -> None:
    found = window(
        mistake("all", shifted("weights", 0.1)),
        mistake("most", shifted("weights", 0.1, bent)),
        start="scores",
    )
    answers = [typed(found, found.asked, made_by(found, "all"))]
    place = follow_up(found, answers)
    assert place == Place("weights", (SAT, 0))  # nowhere else do the two differ
    for name in ("all", "most"):
        more = [*answers, typed(found, place, made_by(found, name))]
        assert names(found, *more) == [(name,)]
    sure = confirmed(found, [*answers, typed(found, place, made_by(found, "all"))])
    assert sure is not None
    assert sure.names == ("all",)


def test_one_number_confirms_nothing_and_a_second_one_that_is_right_neither() -> None:
    found = window(mistake("most", shifted("weights", 0.1, bent)), start="scores")
    first = typed(found, found.asked, made_by(found, "most"))
    assert names(found, first) == [("most",)]
    assert confirmed(found, [first]) is None
    assert confirmed(found, [first, typed(found, Place("weights", (SAT, 0)), made_by(found, "most"))]) is None
    second = typed(found, Place("weights", (SAT, 1)), made_by(found, "most"))
    assert confirmed(found, [first, second]) is not None


def test_a_number_that_is_passed_on_is_no_second_witness() -> None:
    found = of("cat-sat-mat", Place("scaled_scores", (SAT, MAT)))
    numbers = found.numbers
    assert line(numbers, found.asked) == {Place("scaled_scores", (SAT, MAT)), Place("scores", (SAT, MAT))}
    scores = numbers.right("scores").array
    chain = (Answer(found.asked, 9.0 / math.sqrt(2), 2), Answer(Place("scores", (SAT, MAT)), 9.0, 2))
    assert may_be_a_slip(found, chain)
    apart = (chain[0], Answer(Place("scores", (SAT, 0)), float(scores[SAT, 0]) + 1, 2))
    assert not may_be_a_slip(found, apart)
    shifting = window(mistake("more", shifted("scores", 1.0)), asked=found.asked)
    place = follow_up(shifting, [typed(shifting, shifting.asked, made_by(shifting, "more"))])
    assert place is not None
    assert place not in line(numbers, found.asked)


def test_a_number_that_leads_to_the_other_is_no_second_witness() -> None:
    found = of("cat-sat-mat", Place("weights", (SAT, MAT)), "scores")
    scaled = np.array(found.numbers.right("scaled_scores").array[SAT])
    scaled[MAT] += 1.0  # a slip there, and all that follows is right
    weight = math.exp(scaled[MAT]) / math.fsum(math.exp(s) for s in scaled)
    early = Answer(Place("scaled_scores", (SAT, MAT)), round(float(scaled[MAT]), 2), 2)
    assert may_be_a_slip(found, [Answer(found.asked, round(weight, 2), 2), early])
    assert not may_be_a_slip(found, [Answer(found.asked, round(weight, 2) + 0.1, 2), early])


def test_rounding_first_each_time_is_a_habit_and_confirms_nothing() -> None:
    found = of("statquest", Place("context", (1, 0)), "weights")
    weights, value = (tensor.array.round(1) for tensor in found.numbers.truth["context"].inputs)
    answers = [Answer(Place("context", (1, d)), round(float(weights[1] @ value[:, d]), 2), 2) for d in (0, 1)]
    assert not any(found.is_right(answer) for answer in answers)
    assert may_be_a_slip(found, answers)


def test_a_row_is_borne_out_by_itself() -> None:
    found = of("statquest", Place("weights", (2, 0)), "scaled_scores")
    wrong = made_by(found, "sigmoid")
    row = [typed(found, Place("weights", (2, j)), wrong) for j in range(3)]
    sure = confirmed(found, row)
    assert sure is not None
    assert sure.names == ("sigmoid",)
    assert match(found, row).confirmed == sure


def test_arithmetic_in_full_is_borne_out_by_itself_unless_a_slip_leads_there() -> None:
    found = of("cat-sat-mat", Place("weights", (SAT, 1)), "scores")
    array = made_by(found, "no-scale").array("weights")
    assert array is not None
    value = float(array[SAT, 1])
    sure = confirmed(found, [Answer(found.asked, value, full=True)])
    assert sure is not None
    assert sure.names == ("no-scale", "scale-precedence")  # d ** 1/2 is 1 where d is 2
    assert confirmed(found, [Answer(found.asked, value, 2)]) is None
    beside = window(
        mistake("beside", Instead("weights", lambda right: np.roll(right, 1, axis=-1))), start="scaled_scores"
    )
    array = made_by(beside, "beside").array("weights")
    assert array is not None
    assert confirmed(beside, [Answer(beside.asked, float(array[SAT, MAT]), full=True)]) is None


def test_slips_are_told_beside_the_causes() -> None:
    found = window(start="scaled_scores")
    right = found.numbers.right("weights").array
    answer = Answer(found.asked, round(float(right[SAT, 4]), 2), 2)
    assert [slip.kind for slip in match(found, [answer]).slips] == ["beside"]
    told = match(found, [typed(found, found.asked)])
    assert told.right
    assert (told.slips, told.causes, told.ask, told.confirmed) == ((), (), None, None)


def test_where_nothing_fits_the_stage_before_is_asked_for_where_it_weighs_most() -> None:
    found = of("cat-sat-mat", Place("context", (SAT, 1)), "scores")
    weights, value = (tensor.array for tensor in found.numbers.truth["context"].inputs)
    heaviest = max(range(6), key=lambda j: abs(weights[SAT, j] * value[j, 1]))
    answer = Answer(found.asked, 77.77, 2)
    told = match(found, [answer])
    assert (told.causes, told.ask) == ((), Place("weights", (SAT, heaviest)))
    right = typed(found, Place("weights", (SAT, heaviest)))
    assert match(found, [answer, right]).ask is None  # so it is the step behind it
    shown = of("cat-sat-mat", Place("context", (SAT, 1)), "weights")
    assert match(shown, [answer]).ask is None


@pytest.mark.parametrize(
    ("name", "place", "expected"),
    [
        ("cat-sat-mat", Place("weights", (SAT, MAT)), Place("scaled_scores", (SAT, MAT))),
        ("cat-sat-mat", Place("scaled_scores", (SAT, MAT)), Place("scores", (SAT, MAT))),
        ("cat-sat-mat", Place("scores", (SAT, MAT)), None),
        ("cat-sat-mat-heads", Place("concatenated", (SAT, 5)), Place("context", (2, SAT, 1))),
        ("cat-sat-mat-heads", Place("key_heads", (1, 4, 0)), Place("key", (4, 2))),
        ("cat-sat-mat-heads", Place("key", (4, 2)), None),
        ("alammar-gpt2", Place("masked_scores", (2, 1)), Place("scaled_scores", (2, 1))),
        ("cat-sat-mat", Place("weights/total", (SAT,)), None),
    ],
)
def test_the_place_before(name: str, place: Place, expected: Place | None) -> None:
    numbers = Numbers(load_scenario(name), ())
    found = before(numbers, place)
    if place.stage == "weights/total":
        assert found is not None
        assert found.stage == "scaled_scores"
        return
    assert found == expected
    assert before(numbers, place, place.stage) is None


def test_nothing_is_heard_in_what_is_too_long(tmp_path: Path) -> None:
    rows = ", ".join(f"[{i % 3}, {i % 5}]" for i in range(230))
    numbers = Numbers(load_scenario(SourceFile("mine", "mine.yaml", f"x: [{rows}]\n".encode(), tmp_path)))
    assert numbers.too_large
    found = Window(numbers, Place("weights", (7, 3)))
    told = match(found, [Answer(found.asked, 0.77, 2)])
    assert (found.wrongs, told.causes, told.confirmed) == ((), (), None)
