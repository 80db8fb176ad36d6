"""What a typed number comes to: right however it is written, and of a wrong one what it comes from."""

from __future__ import annotations

import math

import numpy as np
import pytest
from asked import ACCUSING, asked, sentence, subject
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons import lessons

from attncli.tutor.asking import Given, Item, Verdict
from attncli.tutor.questions.families import FAMILIES
from attncli.tutor.verdict import judge, places_of, window_of

TYPED = ("cell", "row")


def right_numbers(name: str, item: Item) -> list[float]:
    about = subject(name)
    return [float(about.whole(place.stage).array[place.index]) for place in places_of(about, item)]


def notations(values: list[float], digits: int) -> list[str]:
    """One answer, as different people write it."""
    decimal = [f"{value:.{digits}f}" for value in values]
    longer = [f"{value:.{digits + 3}f}" for value in values]
    found = [" ".join(decimal), " ".join(longer), " ".join(decimal).replace("-", "−")]
    if len(values) == 1:
        found += [
            decimal[0].replace(".", ","),
            f"{100 * values[0]:.{digits}f}%",
            f"{values[0]!r} + 0" if abs(values[0]) > 1e-4 else decimal[0],
            f"({values[0]:.12f} * 2) / 2",
        ]
    else:
        found += [f"[{', '.join(decimal)}]", "; ".join(decimal)]
    return found


@pytest.mark.parametrize("name", lessons())
def test_the_right_answer_is_right_in_every_notation(name: str) -> None:
    for item, question in asked(name, *TYPED):
        for text in notations(right_numbers(name, item), item.digits):
            verdict = question.judge(text, ())
            assert verdict.kind == "right", (item, text, sentence(verdict.words))


@pytest.mark.parametrize("name", lessons())
def test_what_a_mistake_gives_is_told_by_its_sentence_or_by_one_more_question(name: str) -> None:
    about = subject(name)
    for item, question in asked(name, "cell"):
        window = window_of(about, item)
        place = places_of(about, item)[0]
        right, made = window.at(place)
        for wrong, value in zip(window.wrongs, made.tolist(), strict=True):
            text = f"{value:.{item.digits}f}"
            if not math.isfinite(value) or float(text) == round(right, item.digits):
                continue
            if abs(value * 10**item.digits % 1 - 0.5) < 0.01:
                continue  # rounded by hand it may be either
            verdict = question.judge(text, ())
            assert verdict.kind in ("cause", "several"), (item, wrong.mistake.name, text)
            assert wrong.mistake.name in verdict.causes, (item, wrong.mistake.name, text)
            if verdict.ask is None:
                continue
            follow(name, item, text, verdict, wrong.mistake.name)


def follow(name: str, item: Item, text: str, verdict: Verdict, mistake: str) -> None:
    """The second number, as whoever makes the mistake types it: heard, or at least never another."""
    about = subject(name)
    assert verdict.ask is not None
    window = window_of(about, item)
    place = places_of(about, verdict.ask)[0]
    _, made = window.at(place)
    numbers = {
        f"{value:.{item.digits}f}"
        for wrong, value in zip(window.wrongs, made.tolist(), strict=True)
        if wrong.mistake.name == mistake and math.isfinite(value)
    }
    history = (Given(item, text, verdict),)
    for second in numbers:
        found = FAMILIES["cell"].question(about, verdict.ask).judge(second, history)
        if found.kind == "cause":
            assert found.causes


@pytest.mark.parametrize("name", lessons())
def test_no_feedback_accuses_and_all_of_it_fits_six_lines(name: str) -> None:
    for item, question in asked(name, "cell"):
        place = places_of(subject(name), item)[0]
        _, made = window_of(subject(name), item).at(place)
        texts = {f"{value:.2f}" for value in made.tolist() if math.isfinite(value)}
        for text in (*texts, "17.17", "-3", "hidden"):
            said = sentence(question.judge(text, ()).words)
            assert not any(word in said.lower() for word in ACCUSING)
            assert len(said) < 6 * 76, said
            assert "{" not in said


def test_the_article_number_undivided_is_heard() -> None:
    about = subject("cat-sat-mat")
    item = Item(family="cell", stage="weights", start="scores", cell="weights[sat,mat]")
    verdict = judge(about, item, "0.14", ())
    assert verdict.causes[0] == "no-scale"
    assert not verdict.confirmed
    said = sentence(verdict.words)
    assert said.startswith("Not 0.14. That is what comes out if the scores go into the softmax undivided.")
    assert said.endswith("S′[sat,mat] is 0.7071.")


def test_arithmetic_is_read_back_before_it_is_judged() -> None:
    about = subject("cat-sat-mat")
    item = Item(family="cell", stage="weights", start="scores", cell="weights[sat,mat]")
    verdict = judge(about, item, "e^.7071/12.88", ())
    assert sentence(verdict.words) == "= 0.1575. 0.16, yes."
    assert verdict.right


def test_too_few_decimals_are_right_as_far_as_they_go() -> None:
    about = subject("cat-sat-mat")
    item = Item(family="cell", stage="weights", start="scores", cell="weights[sat,mat]")
    assert judge(about, item, "0.2", ()).kind == "short"
    assert judge(about, item, "0.1", ()).kind != "short"


def test_two_causes_are_told_apart_by_one_more_number() -> None:
    about = subject("cat-sat-mat")
    item = Item(family="cell", stage="weights", start="scores", cell="weights[sat,cat]")
    first = judge(about, item, "0.24", ())
    if first.kind == "cause":
        pytest.skip("one cause alone leads there")
    assert first.kind == "several"
    assert first.ask is not None
    assert "or if" in sentence(first.alone)


def test_what_follows_rightly_from_an_earlier_wrong_number_is_said_to() -> None:
    about = subject("cat-sat-mat")
    scaled = Item(family="cell", stage="scaled_scores", start="scores", cell="scaled_scores[sat,cat]")
    early = judge(about, scaled, "3", ())
    assert not early.right
    weights = Item(family="cell", stage="weights", start="scaled_scores", cell="weights[sat,cat]")
    row = np.array(about.whole("scaled_scores").array[2])
    row[1] = 3.0
    follows = math.exp(3.0) / np.exp(row).sum()
    verdict = judge(about, weights, f"{follows:.2f}", (Given(scaled, "3", early),))
    assert verdict.kind == "before"
    assert "From your 3.0 that is right." in sentence(verdict.words)
    assert "S′[sat,cat] is 1.0607" in sentence(verdict.words).replace("scaled_scores", "S′")


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=30) | st.floats(allow_nan=False).map(repr) | st.from_regex(r"[0-9.,/*^()√e −-]{1,20}")
)
def test_nothing_that_is_typed_raises(text: str) -> None:
    for item, question in asked("cat-sat-mat", *TYPED)[:6]:
        verdict = question.judge(text, ())
        assert isinstance(verdict, Verdict), item
        assert verdict.words
