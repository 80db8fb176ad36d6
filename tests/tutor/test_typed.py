"""What was typed as an answer is read as people write numbers, and nothing typed raises or is run."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attncli.tutor.typed import MOST, typed


@pytest.mark.parametrize(
    ("text", "value", "places"),
    [
        ("0.16", 0.16, 2),
        ("0,16", 0.16, 2),
        (".16", 0.16, 2),
        ("−0.35", -0.35, 2),
        ("-0.35", -0.35, 2),
        ("+2", 2.0, 0),
        ("2.", 2.0, 0),
        ("1e-3", 0.001, 3),
        ("1.5e-3", 0.0015, 4),
        ("1.25e1", 12.5, 1),
        ("16%", 0.16, 2),
        ("16.5 %", 0.165, 3),
        ("  0.160 ", 0.16, 3),
        ("hidden", -math.inf, 0),
        ("-inf", -math.inf, 0),
        ("−∞", -math.inf, 0),
        ("3/4", 0.75, None),
        ("1.5 / √2", 1.5 / math.sqrt(2), None),
        ("1,5/√2", 1.5 / math.sqrt(2), None),
        ("1.5/sqrt(2)", 1.5 / math.sqrt(2), None),
        ("1.5/sqrt 2", 1.5 / math.sqrt(2), None),
        ("√(1 + 3)", 2.0, None),
        ("e^0.7071/12.88", math.exp(0.7071) / 12.88, None),
        ("exp(1 - 2) / 2.56", math.exp(-1) / 2.56, None),
        ("e^−1", math.exp(-1), None),
        ("e^(1 − 2)", math.exp(-1), None),
        ("1 × 0.5 + 1 · 1", 1.5, None),
        ("1*0.5+1*1", 1.5, None),
        ("2(1 + 3)", 8.0, None),
        ("(1+1)(2+1)", 6.0, None),
        ("-2^2", -4.0, None),
        ("2^3^2", 512.0, None),
        ("6 ÷ 4", 1.5, None),
        ("50/2 %", 0.25, None),
    ],
)
def test_a_number_is_read_as_it_is_written(text: str, value: float, places: int | None) -> None:
    found = typed(text)
    assert found.fault == ""
    assert found.values == pytest.approx((value,), rel=1e-15)
    assert found.answers[0].places == places
    assert found.reckoned == (places is None)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0.7 0.54", (0.7, 0.54)),
        ("[0.7, 0.54]", (0.7, 0.54)),
        ("0.7, 0.54", (0.7, 0.54)),
        ("0.7,0.54", (0.7, 0.54)),
        ("0,7 0,54", (0.7, 0.54)),
        ("0,7; 0,54", (0.7, 0.54)),
        ("1,2", (1.0, 2.0)),
        ("[1 2]", (1.0, 2.0)),
        ("3/4; 1 - 0.5", (0.75, 0.5)),
        ("hidden 0.5", (-math.inf, 0.5)),
    ],
)
def test_a_row_is_read_as_it_is_written(text: str, values: tuple[float, ...]) -> None:
    assert typed(text, 2).values == pytest.approx(values)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "cat",
        "0.1.6",
        "1/0",
        "9^9^9^9",
        "√(−1)",
        "e^",
        "(((",
        "e^1000",
        "0.5 0.5",
        "1 if 1 else 2",
        "__import__('os').system('true')",
        "sqrt.__class__",
        "True",
        "lambda: 1",
        "[1, 2][0]",
        "10**10**10",
        "nan",
        "1e400",
        "1j",
        "'a'*3",
        "sqrt(1, 2)",
        "x" * (MOST + 1),
        "(" * 150,
    ],
)
def test_what_is_no_number_is_said_to_be_none(text: str) -> None:
    found = typed(text)
    assert found.answers == ()
    assert found.fault


@given(st.text(max_size=40) | st.text("0123456789.,+-−×·*/^()√e% sqrtexp[];", max_size=40), st.integers(1, 4))
def test_nothing_that_is_typed_raises(text: str, count: int) -> None:
    found = typed(text, count)
    assert bool(found.fault) != bool(found.answers)
    assert len(found.answers) in (0, count)
    assert not any(math.isnan(value) for value in found.values)
