"""What a sweep goes through, as it is typed: lists, ranges, and what is neither."""

from __future__ import annotations

import pytest

from attncli.errors import AttnError
from attncli.sweeps.values import MOST, swept


@pytest.mark.parametrize(
    ("text", "path", "values"),
    [
        ("d_k=1..512*2", "d_k", [2**at for at in range(10)]),
        ("d_k=1..10*3", "d_k", [1, 3, 9]),
        ("heads=1,2,4", "heads", [1, 2, 4]),
        ("window=0..3", "window", [0, 1, 2, 3]),
        ("scale=-1..1+0.5", "scale", [-1, -0.5, 0, 0.5, 1]),
        ("scale=−1..1", "scale", [-1, 0, 1]),
        ("scale=0..0.3+0.1", "scale", [0, 0.1, 0.2, 0.3]),
        ("scale=8..1*0.5", "scale", [8, 4, 2, 1]),
        ("scale=3..1+-1", "scale", [3, 2, 1]),
        ("scale= 1 , 2..3 ", "scale", [1, 2, 3]),
        ("scale=2..2", "scale", [2]),
        ("x[cat,1]=1,2", "x[cat,1]", [1, 2]),
        ("embeddings.a=b.1=1", "embeddings.a=b.1", [1]),
    ],
)
def test_values_are_listed_or_ranges(text: str, path: str, values: list[float]) -> None:
    found = swept(text)
    assert (found.path, list(found.values)) == (path, values)


def test_a_range_of_as_many_values_as_there_may_be_is_taken_and_one_more_is_not() -> None:
    assert len(swept(f"d_k=1..{MOST}").values) == MOST
    with pytest.raises(AttnError, match="E591"):
        swept(f"d_k=1..{MOST + 1}")


@pytest.mark.parametrize(
    "text", ["", "scale", "=1", "scale=", "scale=a", "scale=1,,2", "scale=1...2", "scale=auto"]
)
def test_what_says_no_values_is_refused(text: str) -> None:
    with pytest.raises(AttnError, match="E590"):
        swept(text)


@pytest.mark.parametrize(
    "values",
    [
        "1..",
        "1..*2",
        "1..inf",
        "1..∞",
        "8..1",
        "8..1*2",
        "1..8*0.5",
        "1..8*1",
        "1..8*0",
        "1..8*-2",
        "0..8*2",
        "-1..8*2",
        "1..5+0",
        "1..5+-1",
        "1..1e9",
        "1..1e999",
        "1e-300..1e300*1.5",
        "1..1e300*1.0000001",
        "1..300,1..300",
    ],
)
def test_a_range_that_does_not_come_to_its_end_is_refused_at_once(values: str) -> None:
    with pytest.raises(AttnError, match="E591") as refused:
        swept(f"scale={values}")
    assert refused.value.help
