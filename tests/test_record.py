"""Values that cannot lie: what is missing, unknown, doubled or swapped is refused where the value is made."""

from __future__ import annotations

import pytest

from attncli.record import Record


class Point(Record):
    """Two numbers, the second with a default."""

    x: int
    y: int = 0


class Named(Point):
    """A point with a name."""

    name: str = "nameless"


class Six(Record, kw_only=True):
    """More fields than may be given by position."""

    a: int
    b: int
    c: int
    d: int
    e: int
    f: int = 6


def test_a_value_is_what_its_fields_are() -> None:
    assert Point(1, 2) == Point(1, y=2) == Point(y=2, x=1) != Point(2, 1)
    assert Point(1).y == 0
    assert repr(Point(1)) == "Point(x=1, y=0)"
    assert hash(Point(1)) == hash(Point(1, 0))


def test_a_subclass_keeps_the_fields_it_inherits() -> None:
    assert Named(1, 2, "here")._asdict() == {"x": 1, "y": 2, "name": "here"}
    assert Named(1, name="here").y == 0
    with pytest.raises(TypeError, match="Named needs x"):
        Named()  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("values", "named", "told"),
    [
        ((), {}, "Point needs x"),
        ((), {"y": 1}, "Point needs x"),
        ((1,), {"z": 1}, "Point has no field z: its fields are x, y"),
        ((1,), {"x": 1}, "Point was given x twice"),
        ((1, 2, 3), {}, "Point takes 2 fields by position, not 3"),
    ],
)
def test_what_is_missing_unknown_doubled_or_too_much_is_refused(
    values: tuple[int, ...], named: dict[str, int], told: str
) -> None:
    with pytest.raises(TypeError, match=told):
        Point(*values, **named)


def test_more_than_five_fields_are_given_by_name_alone() -> None:
    assert Six(a=1, b=2, c=3, d=4, e=5).f == 6
    with pytest.raises(TypeError, match="takes 0 fields by position"):
        Six(1, 2, 3, 4, 5)  # type: ignore[call-arg]  # which mypy sees too
    with pytest.raises(TypeError, match="kw_only=True"):
        type("Many", (Record,), {"__annotations__": dict.fromkeys("abcdef", int)})


def test_a_value_does_not_change() -> None:
    with pytest.raises(AttributeError, match="does not change: x"):
        Point(1).x = 2  # type: ignore[misc]  # which mypy sees too
