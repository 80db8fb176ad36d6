"""The law that keeps the program honest: evaluating the derivation of a number gives the number.

The tolerance is 4e-15 · Σ|terms| (18 times the rounding unit of 2.2e-16). What stands on either side of it:

- A sum. The tree adds exactly (fsum) products that are each rounded once; BLAS adds the same products in an
  order of its own, with or without rounding each. The two differ by at most n · 1.1e-16 · Σ|terms|, that is
  4e-15 for n = 36; the random scenarios here stay below 8 terms. Beyond, the worst case is never met, since
  BLAS adds in blocks: the test of 512 words holds the same bound. It must be measured against the sizes of
  the terms: 1e16 + 1 − 1e16 is off by all of itself.
- A quotient, a product, a root, a difference, the largest: the same operations on the same floats in the same
  order, each rounded as IEEE 754 says.
- e to a power: numpy has an exp of its own, which keeps within 2 units of the last digit of the C library's.
- Below 2.2e-308 floats stand 5e-324 apart, whatever their size: there rounding is absolute, a step a term.
  Hence the FLOOR.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from attncli.arithmetic import Arithmetic, Count, cells, evaluate, size_of_terms
from attncli.document import Row, Value, Working
from attncli.mechanisms import MECHANISMS
from attncli.mechanisms.attend import attend
from attncli.numerics.masks import causal_allowed
from attncli.pages.cells import find_cell, parse
from attncli.scenario import Scenario
from attncli.tensor import Axis, Cell, Tensor
from attncli.trace import Recorder, Stage, Trace
from scenarios import HOSTILE, labels, scenarios, scored_scenarios, self_attention

TOLERANCE = 4e-15
FLOOR = 64 * 5e-324


def assert_follows(tree: Arithmetic, value: float, name: str) -> None:
    """A tree evaluates to a value, but for rounding."""
    found = evaluate(tree)
    if math.isinf(value):
        assert found == value, name
        return
    assert abs(found - value) <= TOLERANCE * size_of_terms(tree) + FLOOR, (
        f"{name} is {value!r}, its derivation gives {found!r}"
    )


def cells_of(tensor: Tensor) -> Iterator[Cell]:
    """Every cell."""
    for index in np.ndindex(*tensor.array.shape):
        yield tensor.cell(*index)


def queries_of(stage: Stage) -> range:
    """The queries of a stage's output (from 0)."""
    return range(stage.output.size("query"))


def finer(trace: Trace) -> Iterator[tuple[int, Stage, Stage]]:
    """Every finer step, with the query it is of and the stage it is a step of."""
    for stage in trace.stages:
        if stage.op.finer:
            for query in queries_of(stage):
                for step in stage.steps(query):
                    yield query, stage, step


def labelled(index: tuple[int, ...], stage: Stage, query: int) -> tuple[int, ...]:
    """The index of a cell of a stage cut to one query, in the stage of all of them."""
    return tuple(
        query if axis.name == "query" else i for axis, i in zip(stage.output.axes, index, strict=True)
    )


def everything(trace: Trace) -> Iterator[Cell]:
    """Every cell of a trace: of what was given, every stage, and every finer step that is not the stage."""
    for tensor in (*trace.givens, *(stage.output for stage in trace.stages)):
        yield from cells_of(tensor)
    for query, stage, step in finer(trace):
        # What a step makes of the keys alone is the same for every query, and has the same names.
        if step.name != stage.name and (query == 0 or step.output.has("query")):
            yield from cells_of(step.output)


def words(tree: Arithmetic | None) -> list[str]:
    """The names of the cells that a tree rests on."""
    return [] if tree is None else [cell.name for cell in cells(tree)]


# The law


@pytest.mark.law
@settings(max_examples=150)
@given(scenarios() | scored_scenarios())
def test_every_derivation_gives_the_number_it_derives(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    for stage in trace.stages:
        for cell in cells_of(stage.output):
            tree = cell.derivation()
            assert tree is not None
            assert_follows(tree, cell.value, cell.name)


@pytest.mark.law
@given(scenarios() | scored_scenarios())
def test_every_derivation_of_a_finer_step_gives_the_number_it_derives(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    for step in (*(step for _, _, step in finer(trace)), *trace.stage("weights").steps()):
        for cell in cells_of(step.output):
            tree = cell.derivation()
            assert tree is not None
            assert_follows(tree, cell.value, cell.name)
            assert_follows(step.derive(cell.index), cell.value, cell.name)


@pytest.mark.law
@settings(max_examples=3)
@given(scenarios(kind="x", hostile=False))
def test_the_law_holds_of_sums_of_hundreds(scenario: Scenario) -> None:
    random = np.random.default_rng(len(scenario.queries))
    n, d_model, d_k = 512, 300, 64
    x, w_q, w_k, w_v = (
        random.normal(size=shape) for shape in ((n, d_model), (d_model, d_k), (d_model, d_k), (d_model, d_k))
    )
    long = self_attention(
        x.tolist(),
        w_q=w_q.tolist(),
        w_k=w_k.tolist(),
        w_v=w_v.tolist(),
        allowed=causal_allowed(n, n),
        mechanism=scenario.mechanism,
    )
    trace = attend(long, query="@400")
    for stage in (*trace.shown, *trace.stage("weights").steps(399)):
        for index in random.integers(0, stage.output.array.shape, (12, stage.output.array.ndim)):
            cell = stage.output.cell(*(int(i) for i in index))
            tree = cell.derivation()
            assert tree is not None
            assert_follows(tree, cell.value, cell.name)


@pytest.mark.law
@given(scenarios() | scored_scenarios())
def test_what_a_page_works_out_gives_the_number_it_stands_before(scenario: Scenario) -> None:
    trace = attend(scenario)
    keys = tuple(range(len(scenario.keys)))
    worked = 0
    for stage in (
        each
        for h in range(len(trace.heads or "1"))
        for each in trace._replace(head=h).told
        if h == 0 or each.part_of
    ):
        rows: list[Row] = []
        for block in stage.op.workings(stage, keys):
            if isinstance(block, Working):
                rows += (*block.rows, *((block.total,) if block.total else ()))
        for entry in (entry for row in rows for entry in row.entries):
            if isinstance(entry, Value) and entry.follows is not None:
                assert_follows(entry.follows, entry.cell.value, f"{stage.name}: {entry.cell.name}")
                worked += 1
    assert worked


# Cut to one query


@pytest.mark.law
@given(scenarios() | scored_scenarios())
def test_a_stage_cut_to_one_query_derives_what_the_whole_derives(scenario: Scenario) -> None:
    for stage in attend(scenario, every=True).stages:
        if not stage.output.has("query"):
            continue
        for query in queries_of(stage):
            cut = stage.at(query)
            assert cut.output.size("query") == 1
            for index in np.ndindex(*cut.output.array.shape):
                cell, whole = cut.output.cell(*index), stage.output.cell(*labelled(index, stage, query))
                assert (cell.name, cell.value) == (whole.name, whole.value)
                tree = whole.derivation()
                assert tree is not None
                for same in (cell.derivation(), cut.derive(index)):
                    assert same is not None
                    assert evaluate(same) == evaluate(tree), cell.name
                    assert words(same) == words(tree)


@given(scenarios(kind="x"))
def test_a_stage_without_queries_is_not_cut(scenario: Scenario) -> None:
    stages = [stage for stage in attend(scenario, every=True).stages if stage.name in ("key", "value")]
    assume(stages)
    for stage in stages:
        assert stage.at(0) is stage


@pytest.mark.law
@given(scenarios() | scored_scenarios())
def test_recording_one_query_alone_gives_its_row_of_the_whole(scenario: Scenario) -> None:
    whole = attend(scenario, every=True)
    for query in range(len(scenario.queries)):
        record = Recorder(only=query)
        MECHANISMS[scenario.mechanism].run(scenario, record)
        assert [stage.name for stage in record.stages] == [stage.name for stage in whole.stages]
        for alone, stage in zip(record.stages, whole.stages, strict=True):
            row = stage.at(query).output
            found = alone.at(query).output
            for axis, other in zip(found.axes, row.axes, strict=True):
                assert (axis.name, axis.labels, axis.positions, axis.names) == (
                    other.name,
                    other.labels,
                    other.positions,
                    other.names,
                )
            np.testing.assert_allclose(found.array, row.array, rtol=1e-9, atol=1e-9)
            cell = found.cell(*(0 for _ in found.axes))
            assert words(cell.derivation()) == words(row.cell(*(0 for _ in row.axes)).derivation())
            tree = cell.derivation()
            assert tree is not None
            assert_follows(tree, cell.value, cell.name)


# Finer steps


@given(scenarios())
def test_the_last_finer_step_holds_the_stages_own_numbers(scenario: Scenario) -> None:
    stage = attend(scenario, every=True).stage("weights")
    *_, last = stage.steps()
    assert last.name == stage.name
    assert last.output.array.base is stage.output.array.base
    assert last.output.array.shape == stage.output.array.shape
    for query in queries_of(stage):
        *_, last = stage.steps(query)
        assert np.shares_memory(last.output.array, stage.output.array)
        assert np.array_equal(last.output.array, stage.output.take("query", query).array)
        first = tuple(0 for _ in stage.output.axes)
        assert last.output.cell(*first).name == stage.output.cell(*labelled(first, stage, query)).name


@given(scenarios())
def test_finer_steps_are_made_once_for_each_query(scenario: Scenario) -> None:
    stage = attend(scenario, every=True).stage("weights")
    for query in (None, *queries_of(stage)):
        assert stage.steps(query) is stage.steps(query)


def test_a_stage_without_finer_steps_has_none() -> None:
    trace = attend(self_attention([[1, 0], [0, 1]]))
    assert {stage.name for stage in trace.stages if stage.steps()} == {"weights"}
    assert [step.name for step in trace.stage("weights").steps(0)] == [
        "highest",
        "exponentials",
        "total",
        "weights",
    ]


# What a derivation rests on


@pytest.mark.law
@given(scenarios() | scored_scenarios())
def test_a_derivation_rests_on_inputs_of_its_stage_alone(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    for stage in trace.stages:
        own = stage if not stage.op.finer else None
        for cell in cells_of(stage.output):
            step = (
                own or stage.steps(cell.index[[axis.name for axis in stage.output.axes].index("query")])[-1]
            )
            allowed = {tensor.name for tensor in step.inputs}
            tree = cell.derivation()
            assert tree is not None
            assert {each.tensor.name for each in cells(tree)} <= allowed, cell.name
    for _, _, step in finer(trace):
        allowed = {tensor.name for tensor in step.inputs}
        for cell in cells_of(step.output):
            tree = cell.derivation()
            assert tree is not None
            assert {each.tensor.name for each in cells(tree)} <= allowed, cell.name


@pytest.mark.law
@given(scenarios() | scored_scenarios())
def test_the_inputs_of_a_stage_are_what_was_given_or_came_before(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    known = [*trace.givens]
    for stage in trace.stages:
        for tensor in stage.inputs:
            assert any(is_or_views(tensor, one) for one in known), stage.name
        known.append(stage.output)


def is_or_views(tensor: Tensor, one: Tensor) -> bool:
    """Whether it is that very tensor, or (positions taken as queries or keys) that one under other axes."""
    return tensor is one or (tensor.name == one.name and np.shares_memory(tensor.array, one.array))


@given(scenarios() | scored_scenarios())
def test_every_number_leads_back_to_what_was_given(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    givens = {tensor.name for tensor in trace.givens}
    context = trace.stage("context").output
    level, depth = [context.cell(*context.largest())], 0
    while level:
        below: dict[str, Cell] = {}
        for cell in level:
            tree = cell.derivation()
            assert (tree is None) == (cell.tensor.name in givens), cell.name
            if tree is not None:
                below.update((each.name, each) for each in cells(tree))
        level, depth = list(below.values()), depth + 1
        assert depth < 20


def test_the_root_of_d_k_counts_the_dimensions_of_a_key() -> None:
    trace = attend(self_attention([[1, 0, 2], [0, 1, 1]]))
    tree = trace.stage("scaled_scores").output.cell(0, 0).derivation()
    assert tree is not None
    assert Count(3) in leaves(tree)


def leaves(tree: Arithmetic) -> list[Arithmetic]:
    """What a tree ends in."""
    found: list[Arithmetic] = []

    def read(leaf: Arithmetic) -> float:
        found.append(leaf)
        return 1.0

    evaluate(tree, read)
    return found


@given(scenarios(mask=True))
def test_a_hidden_number_rests_on_nothing_but_being_hidden(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    assert scenario.allowed is not None
    whole = trace.stage("weights").output
    for index in zip(
        *np.nonzero(np.broadcast_to(np.logical_not(scenario.allowed.array), whole.array.shape)), strict=True
    ):
        at = tuple(map(int, index))
        masked, weight = trace.stage("masked_scores").output.cell(*at), whole.cell(*at)
        assert masked.value == -math.inf
        assert words(masked.derivation()) == []
        assert weight.value == 0.0


# Names


@settings(max_examples=300)
@given(st.integers(1, 7).flatmap(lambda size: labels(size, True)))
def test_every_name_on_an_axis_is_its_own_and_finds_its_own_position(words: list[str]) -> None:
    axis = Axis("key", words, "sentence")
    assert len(set(axis.names)) == len(words), axis.names
    assert [axis.find(name) for name in axis.names] == list(range(len(words))), axis.names


@pytest.mark.parametrize(
    "words",
    [
        ["sat@2", "sat", "sat"],
        ["sat@3", "x", "sat", "sat"],
        ["sat", "sat", "SAT@1"],
        ["@2", "x"],
        ["2", "x"],
        ["Sat", "sat", "SAT"],
    ],
)
def test_words_that_look_like_positions_still_have_names_of_their_own(words: list[str]) -> None:
    axis = Axis("key", words, "sentence")
    assert len(set(axis.names)) == len(words), axis.names
    assert [axis.find(name) for name in axis.names] == list(range(len(words))), axis.names


@pytest.mark.law
@given(scenarios() | scored_scenarios())
def test_no_two_cells_of_a_trace_share_a_name(scenario: Scenario) -> None:
    names = [cell.name for cell in everything(attend(scenario, every=True))]
    twice = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()
    assert not twice


@pytest.mark.law
@given(scenarios() | scored_scenarios())
def test_every_name_finds_its_own_cell_again(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    for cell in everything(trace):
        found, stage = find_cell(trace, cell.name)
        assert (found.name, found.value) == (cell.name, cell.value)
        assert (
            found.tensor.name,
            [axis.positions[i] for axis, i in zip(found.tensor.axes, found.index, strict=True)],
        ) == (
            cell.tensor.name,
            [axis.positions[i] for axis, i in zip(cell.tensor.axes, cell.index, strict=True)],
        )
        assert (stage is None) == any(cell.tensor is given for given in trace.givens)


@given(scenarios())
def test_with_a_query_told_its_label_may_be_left_out(scenario: Scenario) -> None:
    trace = attend(scenario)
    assert trace.query is not None
    shown = [stage.output for stage in trace.shown if stage.output.has("query")]
    shown += [step.output for step in trace.stage("weights").steps(trace.query)]
    for cell in (cell for tensor in shown for cell in cells_of(tensor)):
        if len(cell.index) < 2:
            continue
        at = next(i for i, axis in enumerate(cell.tensor.axes) if axis.name == "query")
        without = Tensor(
            cell.tensor.name,
            cell.tensor.symbol,
            cell.tensor.take("query", 0).part("query", 0).array,
            (*cell.tensor.axes[:at], *cell.tensor.axes[at + 1 :]),
        )
        name = Cell(without, (*cell.index[:at], *cell.index[at + 1 :])).name
        found, _ = find_cell(trace, name)
        assert (found.name, found.value) == (cell.name, cell.value)


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_typed_and_read_unchanged(label: str) -> None:
    trace = attend(self_attention([[1, 0], [0, 1]], [label, "\U0001d11e"]), every=True)
    cell = trace.stage("weights").output.cell(0, 1)
    assert parse(cell.name) == ("weights", [label, "\U0001d11e"])
