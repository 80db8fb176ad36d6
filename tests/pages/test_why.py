"""The page of `attn why`: each cell once, as deep as was asked, and found by every name it has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attncli.arithmetic import cells
from attncli.document import Told
from attncli.errors import AttnError
from attncli.formats import write
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.pages.cells import parse
from attncli.pages.why import why
from attncli.scenario import Scenario
from attncli.trace import Trace
from scenarios import scenarios, self_attention


def everything(one: Told) -> Iterator[Told]:
    """A told cell and all beneath it."""
    yield one
    for under in one.under:
        yield from everything(under)


def depth_of(one: Told) -> int:
    """How many levels are told beneath a cell."""
    return max((1 + depth_of(under) for under in one.under), default=0)


def trace_of(name: str = "cat-sat-mat") -> Trace:
    """A built-in scenario's trace."""
    return attend(load_scenario(name))


@pytest.mark.law
@settings(max_examples=100)
@given(scenarios(), st.integers(1, 9), st.data())
def test_each_cell_is_told_once_however_deep(scenario: Scenario, depth: int, data: st.DataObject) -> None:
    trace = attend(scenario)
    output = data.draw(st.sampled_from(trace.stages)).output
    index = tuple(data.draw(st.integers(0, size - 1)) for size in output.array.shape)
    root = why(trace, output.cell(*index).name, depth=depth).root
    told = [one.cell.name for one in everything(root)]
    assert len(set(told)) == len(told)
    assert depth_of(root) <= depth
    assert root.cell.value == output.array[index]


@settings(max_examples=60)
@given(scenarios(), st.data())
def test_every_cell_beneath_another_stands_in_its_arithmetic(scenario: Scenario, data: st.DataObject) -> None:
    trace = attend(scenario)
    output = data.draw(st.sampled_from(trace.stages)).output
    root = why(trace, output.cell(*(0 for _ in output.axes)).name, depth=9).root
    for one in everything(root):
        names = {cell.name for cell in cells(one.arithmetic)} if one.arithmetic is not None else set()
        assert {under.cell.name for under in one.under} <= names


@settings(max_examples=60)
@given(scenarios(), st.integers(1, 3))
def test_deeper_names_what_one_level_more_would_tell(scenario: Scenario, depth: int) -> None:
    trace = attend(scenario)
    output = trace.stages[-1].output
    name = output.cell(*(0 for _ in output.axes)).name
    shallow, deep = (list(everything(why(trace, name, depth=each).root)) for each in (depth, depth + 1))
    promised = {cell.name for one in shallow for cell in one.deeper}
    added = {one.cell.name for one in deep} - {one.cell.name for one in shallow}
    assert added <= promised
    assert bool(added) == bool(promised)


def test_two_levels_are_told_by_default() -> None:
    derivation = why(trace_of(), "context[sat,1]")
    assert derivation.depth == 2
    assert depth_of(derivation.root) == 2


@pytest.mark.parametrize("depth", [0, -1])
def test_a_depth_below_one_is_an_error(depth: int) -> None:
    with pytest.raises(AttnError, match="depth"):
        why(trace_of(), "context[sat,1]", depth=depth)


@pytest.mark.parametrize(
    ("text", "name", "labels"),
    [
        ("weights[sat,cat]", "weights", ["sat", "cat"]),
        (" weights [ sat , cat ] ", "weights", ["sat", "cat"]),
        ('weights[sat,","]', "weights", ["sat", ","]),
        ('w["a\\"b","c\\\\"]', "w", ['a"b', "c\\"]),
        ('w["[x]",y]', "w", ["[x]", "y"]),
        ("w[]]", "w", ["]"]),
        ("w[a]b]", "w", ["a]b"]),
        ('w[" a "]', "w", [" a "]),
        ('w[a"b]', "w", ['a"b']),
        ("w[@1,a@2]", "w", ["@1", "a@2"]),
    ],
)
def test_a_cell_is_read_as_it_is_typed(text: str, name: str, labels: list[str]) -> None:
    if text == 'w[" a "]':
        assert parse(text)[1][0].strip() == "a"  # quotes keep what is in them apart from commas
    else:
        assert parse(text) == (name, labels)


@pytest.mark.parametrize(
    "text", ["", "weights", "weights[", "weights]", "[", "]", 'weights["sat]', "weights[a][b"]
)
def test_what_is_no_cell_is_an_error_that_shows_how_to_write_one(text: str) -> None:
    with pytest.raises(AttnError) as fault:
        parse(text)
    assert fault.value.help


@pytest.mark.law
@settings(max_examples=100)
@given(scenarios(), st.data())
def test_a_cell_is_found_by_the_name_it_is_shown_under(scenario: Scenario, data: st.DataObject) -> None:
    trace = attend(scenario)
    tensors = [*(given for given in trace.givens), *(stage.output for stage in trace.stages)]
    tensor = data.draw(st.sampled_from(tensors))
    index = tuple(data.draw(st.integers(0, size - 1)) for size in tensor.array.shape)
    name = tensor.cell(*index).name
    found = why(trace, name, depth=1).root.cell
    assert (found.name, found.value, found.index) == (name, tensor.cell(*index).value, index)


def test_an_ambiguous_label_is_an_error_that_names_the_places() -> None:
    trace = attend(self_attention([[1.0], [2.0], [3.0]], ["the", "cat", "the"], shown=1))
    with pytest.raises(AttnError) as fault:
        why(trace, "weights[cat,the]")
    assert "the@1" in (fault.value.help or "")
    assert "the@3" in (fault.value.help or "")
    assert why(trace, "weights[cat,the@3]").root.cell.index == (1, 2)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("total[sat]", 3.1308),
        ("highest[sat]", 1.4142),
        ("exponentials[sat,cat]", 0.7022),
        ("total[mat]", 4.3567),
        ("highest[on]", 0.0),
    ],
)
def test_the_finer_steps_have_cells_of_their_own(name: str, value: float) -> None:
    root = why(trace_of(), name).root
    assert root.cell.name == name
    if name != "total[mat]":
        assert root.cell.value == pytest.approx(value, abs=1e-4)
    else:
        assert root.cell.value == pytest.approx(
            sum(2.718281828459045 ** (s / 2**0.5 - 1 / 2**0.5) for s in (0.5, 0.5, 1, 0, 0.5, 1))
        )
    assert root.formula is not None


def test_a_finer_step_is_the_same_number_whichever_query_is_told() -> None:
    for query in ("The", "cat", "sat"):
        assert (
            why(attend(load_scenario("cat-sat-mat", query=query)), "total[mat]").root.cell.value
            == why(trace_of(), "total[mat]").root.cell.value
        )


def test_a_stage_that_is_not_there_is_an_error_that_names_those_that_are() -> None:
    with pytest.raises(AttnError) as fault:
        why(trace_of(), "nothing[sat,cat]")
    assert "scaled_scores" in (fault.value.help or "")
    assert "total" in (fault.value.help or "")


def test_a_hidden_weight_rests_on_its_reason() -> None:
    page = write(why(attend(load_scenario("cat-sat-mat", mask=["causal"])), "masked_scores[sat,mat]"))
    assert "−∞" in page
    assert "hidden" in page


def test_a_row_that_sees_nothing_has_a_derivation_too() -> None:
    import numpy as np

    trace = attend(
        self_attention([[1.0], [2.0]], ["a", "b"], shown=0, allowed=np.array([[False, False], [True, True]]))
    )
    for name in ("weights[a,b]", "context[a,1]", "total[a]", "exponentials[a,a]", "highest[a]"):
        page = write(why(trace, name, depth=9))
        assert "NaN" not in page
        assert "inf" not in page


def test_a_given_cell_follows_from_nothing_and_says_so() -> None:
    derivation = why(trace_of("rasbt-trainable"), "w_q[1,2]")
    assert derivation.root.arithmetic is None
    assert derivation.root.under == ()
    page = " ".join(write(derivation).split())
    assert "This number is given" in page
    assert "w_q[1,2] = 0.51656228" in page


def test_a_long_sum_tells_its_first_cells_and_counts_the_others() -> None:
    trace = attend(
        self_attention([[float(at % 5), 1.0] for at in range(30)], [f"w{at}" for at in range(30)], shown=3)
    )
    root = why(trace, "context[w3,1]", depth=1).root
    assert len(root.under) + root.left_out == 30
    assert 0 < root.left_out < 30
    assert f"{root.left_out} more" in write(why(trace, "context[w3,1]", depth=1))


@pytest.mark.parametrize(("head", "shared"), [("1", "1"), ("2", "1"), ("3", "2"), ("4", "2")])
def test_of_fewer_key_heads_that_of_the_head_is_told(head: str, shared: str) -> None:
    trace = attend(load_scenario("cat-sat-mat-grouped"), head=head)
    for stage in ("key_heads", "value_heads"):
        assert why(trace, f"{stage}[cat,1]").root.cell.name == f"{stage}[{shared},cat,1]"
