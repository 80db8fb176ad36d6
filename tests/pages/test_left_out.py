"""Which labels of a cell may be left out: the query if one is told, the head if one is told or alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import attncli
from attncli.pages.cells import find_cell
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario
from attncli.tensor import quoted
from attncli.trace import Trace
from scenarios import multi_head_scenarios

HEADS = {"two": "heads: 2\nhead_names: [place, cat]\n", "one": "heads: 1\n"}
"""Two heads, one of which is called like a word, and one that has no name."""


def trace_of(heads: str, head: str | None = None, *, every: bool = False) -> Trace:
    """Three words of two numbers in these heads; "sat" asks."""
    fields = "mechanism: multi-head\ntokens: [the, cat, sat]\nx: [[1, 2], [3, 4], [5, 6]]\n"
    source = SourceFile("mine", "mine.yaml", f"{fields}{HEADS[heads]}".encode(), None)
    return attncli.attend(attncli.load_scenario(source), head=head, every=every)


@pytest.mark.parametrize(
    ("heads", "head", "typed", "meant"),
    [
        ("two", None, "place,cat", "place,sat,cat"),
        ("two", None, "cat,sat", "cat,sat,sat"),  # what fits a head is taken for one
        ("two", None, "2,the", "cat,sat,the"),
        ("two", "place", "the,cat", "place,the,cat"),
        ("two", "place", "cat,sat", "place,cat,sat"),  # a head is told: it is the one that is left out
        ("two", "place", "place,cat", "place,sat,cat"),
        ("two", "place", "cat", "place,sat,cat"),
        ("two", "cat", "place,sat", "place,sat,sat"),
        ("two", "cat", "cat,the", "cat,cat,the"),
        ("two", "cat", "the", "cat,sat,the"),
        ("one", None, "the,cat", "1,the,cat"),
        ("one", None, "1,cat", "1,sat,cat"),
        ("one", None, "cat", "1,sat,cat"),
        ("one", "1", "1,cat", "1,the,cat"),
    ],
)
def test_the_label_that_is_left_out_is_the_one_that_is_missing(
    heads: str, head: str | None, typed: str, meant: str
) -> None:
    found, stage = find_cell(trace_of(heads, head), f"weights[{typed}]")
    assert found.name == f"weights[{meant}]"
    assert stage is not None


@pytest.mark.parametrize(
    ("head", "every", "typed"),
    [
        (None, False, "the,cat"),  # no head is told, and “the” is none
        (None, False, "cat"),
        (None, True, "place,cat"),  # no query is told
        ("place", True, "cat"),
        ("place", True, "place,cat"),
        ("place", False, "dog,cat"),
    ],
)
def test_a_label_that_nothing_tells_may_not_be_left_out(head: str | None, every: bool, typed: str) -> None:
    with pytest.raises(attncli.AttnError) as caught:
        find_cell(trace_of("two", head, every=every), f"weights[{typed}]")
    assert caught.value.code == "E513"


def test_with_all_queries_told_the_head_alone_may_be_left_out() -> None:
    found, _ = find_cell(trace_of("two", "place", every=True), "weights[cat,sat]")
    assert found.name == "weights[place,cat,sat]"


@given(multi_head_scenarios(hostile=False), st.integers(0, 3))
def test_with_a_head_told_its_label_may_be_left_out(scenario: Scenario, head: int) -> None:
    heads = scenario.query_heads
    trace = attncli.attend(scenario, head=f"@{head % len(heads) + 1}")
    for tensor in (stage.output for stage in trace.shown):
        if tensor.has("head") and tensor.size("head") == len(heads):
            cell = tensor.cell(head % len(heads), *(len(axis) - 1 for axis in tensor.axes[1:]))
            labels = ",".join(quoted(label) for label in cell.labels[1:])
            found, _ = find_cell(trace, f"{tensor.name}[{labels}]")
            assert (found.name, found.value) == (cell.name, cell.value)
