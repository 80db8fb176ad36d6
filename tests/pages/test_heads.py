"""The pages of heads: whichever head is told, its columns, scores and weights are what numpy gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from lessons import lessons
from numpy.typing import NDArray

import attncli
from attncli.document import Beside, Entries, Matrix, Prose, Section, Value, Working, plain
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario
from attncli.tensor import Tensor
from attncli.trace import Stage, Trace
from scenarios import multi_head_scenarios

Floats = NDArray[np.float64]

MOST = 12
"""Columns and heads that a page shows at most of those that are too many."""

WITH_HEADS = [name for name in lessons() if attncli.load_scenario(name).mechanism == "multi-head"]


class Share(NamedTuple):
    """What one head has for itself: its columns (from 0) of queries, keys and values, and its stages."""

    columns: dict[str, tuple[int, ...]]
    stages: dict[str, Floats]
    of_keys: int
    """Which key head (from 0) it takes."""


def share(scenario: Scenario, trace: Trace, head: int) -> Share:
    """The columns of one head, where they are packed, and what numpy makes of them."""
    several, few = len(scenario.query_heads), len(scenario.key_heads)
    of_keys = head // (several // few)  # neighbours share one
    splits = {
        stage.name.removesuffix("_heads"): stage for stage in trace.stages if stage.name.endswith("_heads")
    }
    packed = {role: floats(stage.input(stage.op.roles[0])) for role, stage in splits.items()}
    columns: dict[str, tuple[int, ...]] = {}
    own: dict[str, Floats] = {}
    for role, mine, count in (("query", head, several), ("key", of_keys, few), ("value", of_keys, few)):
        if role in packed:
            width = packed[role].shape[1] // count
            columns[role] = tuple(range(mine * width, (mine + 1) * width))
            own[role] = packed[role][:, columns[role]]
        else:
            own[role] = floats(getattr(scenario, role))[mine]
    stages = {f"{role}_heads": array for role, array in own.items()}
    stages["scores"] = own["query"] @ own["key"].T
    factors = {"auto": own["key"].shape[1] ** -0.5, "none": 1.0}
    factor = factors[scenario.scale] if isinstance(scenario.scale, str) else scenario.scale
    stages["scaled_scores"] = stages["scores"] * factor
    allowed = np.ones((1, 1)) if scenario.allowed is None else floats(scenario.allowed)
    hidden = (allowed[head] if allowed.ndim == 3 else allowed) == 0
    stages["masked_scores"] = np.where(hidden, -np.inf, stages["scaled_scores"])
    stages["weights"] = softmax(stages["masked_scores"])
    stages["context"] = stages["weights"] @ own["value"]
    return Share(columns, stages, of_keys)


def floats(tensor: Tensor) -> Floats:
    """The numbers of a tensor; a truth is 1 or 0."""
    return tensor.array.astype(np.float64)


def softmax(scores: Floats) -> Floats:
    """Shares of 1 in every row; zeros in a row that is hidden."""
    hidden = np.isneginf(scores).all(axis=-1, keepdims=True)
    powers = np.where(hidden, 0, np.exp(scores - np.where(hidden, 0, scores.max(axis=-1, keepdims=True))))
    return powers / np.where(hidden, 1, powers.sum(axis=-1, keepdims=True))


def called(columns: tuple[int, ...]) -> str:
    """Columns in words, counted from 1."""
    first, last = columns[0] + 1, columns[-1] + 1
    if first == last:
        return f"column {first}"
    return f"columns {first} {'and' if last == first + 1 else 'to'} {last}"


def prose(section: Section) -> str:
    """The paragraphs of a section, one behind another."""
    return " ".join(plain(block.words) for block in section.blocks if isinstance(block, Prose))


def cells(section: Section) -> Iterator[tuple[tuple[int, ...], float]]:
    """The numbers of its stage that a section works out: where each stands, and what it is."""
    for block in section.blocks:
        if isinstance(block, Working):
            rows = [*block.rows, *([block.total] if block.total else [])]
            for entry in (entry for row in rows for entry in row.entries):
                if isinstance(entry, Value) and entry.cell.tensor.name == section.name:
                    yield entry.cell.index, entry.cell.value


def assert_close(found: object, expected: object, what: str) -> None:
    """The numbers are equal, but for rounding."""
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected), rtol=1e-9, atol=1e-12, err_msg=what)


def hold(scenario: Scenario, head: int) -> None:
    """Hold the page of one head, and what it says in brief of the others, to numpy."""
    trace = attncli.attend(scenario, head=f"@{head + 1}")
    shares = [share(scenario, trace, h) for h in range(len(scenario.query_heads))]
    assert (trace.head, trace.query is None) == (head, False)
    sections = {section.name: section for section in attncli.explain(trace).sections}
    if len(shares) > 1 and "query" in shares[0].columns:
        hold_opening(sections["heads"], shares, head)
    for role, columns in shares[head].columns.items():
        if role in sections:
            hold_projection(sections[role], columns, trace)
        hold_split(sections[f"{role}_heads"], columns, shares[head])
    for name in ("key_shared", "value_shared"):
        if name in sections:
            hold_sharing(sections[name], scenario, trace.stage(name).head(head), shares[head])
    for name in ("scores", "scaled_scores", "masked_scores", "weights", "context"):
        if name in sections:
            hold_stage(sections[name], shares, head, trace)


def hold_opening(section: Section, shares: list[Share], head: int) -> None:
    """Every head is listed with its columns, and the one that is told is marked."""
    *_, listed = (block for block in section.blocks if isinstance(block, Entries))
    assert len(listed.rows) == min(len(shares), MOST)
    for h, (row, one) in enumerate(zip(listed.rows, shares, strict=False)):
        shared = f" of Q, key head {one.of_keys + 1}" if shares[-1].of_keys < len(shares) - 1 else ""
        assert plain(row.words).endswith(called(one.columns["query"]) + shared)
        assert row.present == (h == head)


def hold_projection(section: Section, columns: tuple[int, ...], trace: Trace) -> None:
    """Of a matrix, and of what it makes, the head's own columns are shown."""
    (beside,) = (block for block in section.blocks if isinstance(block, Beside))
    assert [part.matrix.columns for part in beside.parts] == [columns[:MOST]] * 2
    several = trace.stage(f"{section.name}_heads").output.size("head")
    assert (f"will own {called(columns)}, and only" in prose(section)) == (several > 1)


def hold_split(section: Section, columns: tuple[int, ...], mine: Share) -> None:
    """The head's own columns are cut out: they are named, and of keys and values shown."""
    if "There is one " not in prose(section):
        assert f"gets {called(columns)}" in prose(section)
    for block in section.blocks:
        if isinstance(block, Matrix) and not section.name.startswith("query"):
            assert block.rows is None
            assert_close(block.tensor.array, mine.stages[section.name], section.name)


def hold_sharing(section: Section, scenario: Scenario, stage: Stage, mine: Share) -> None:
    """The head takes the key head that is its own, which is named, and shown."""
    role = section.name.removesuffix("_shared")
    taken = stage.input(stage.op.roles[0])
    (shown,) = (block.tensor for block in section.blocks if isinstance(block, Matrix))
    for tensor in (taken, stage.output, shown):
        assert_close(tensor.array, mine.stages[f"{role}_heads"], section.name)
    if len(scenario.key_heads) > 1:
        assert f" {role} head {mine.of_keys + 1}" in prose(section)


def hold_stage(section: Section, shares: list[Share], head: int, trace: Trace) -> None:
    """What is worked out is the head's own; what is said in brief, a row a head, is each head's."""
    name, query = section.name, trace.query
    found = list(cells(section))
    assert found
    for index, value in found:
        assert index[:2] == (head, 0)
        assert_close(value, shares[head].stages[name][query, index[2]], f"{name}{index}")
    brief = [block for block in section.blocks if isinstance(block, Matrix) and block.tensor.has("head")]
    assert len(brief) == (len(shares) > 1)
    for matrix in brief:
        assert_close(matrix.tensor.array, [one.stages[name][query] for one in shares], f"{name} in brief")


@pytest.mark.parametrize("name", WITH_HEADS)
def test_every_head_of_a_built_in_scenario_has_the_numbers_of_its_own_columns(name: str) -> None:
    scenario = attncli.load_scenario(name)
    for head in range(len(scenario.query_heads)):
        hold(scenario, head)


@pytest.mark.law
@settings(max_examples=120)
@given(multi_head_scenarios(hostile=False))
def test_every_head_has_the_numbers_of_its_own_columns(scenario: Scenario) -> None:
    for head in range(len(scenario.query_heads)):
        hold(scenario, head)


# What a head brings to the result


def bringing(*parts: float) -> str:
    """What is said of a result of one number, to which heads of one column each bring these."""
    row = f"[{', '.join('1' for _ in parts)}]"
    fields = (
        "mechanism: multi-head",
        f"heads: {len(parts)}",
        f"tensors: {{query: [{row}], key: [{row}], value: [{row}]}}",
        f"parameters: {{w_o: {[[part] for part in parts]}}}",
    )
    source = SourceFile("mine", "mine.yaml", "\n".join(fields).encode(), None)
    page = attncli.explain(attncli.attend(attncli.load_scenario(source)), stage="output")
    return " ".join(attncli.write(page).split())


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((3, -1), "is 2.00, in dimension 1. Head 1 brings 3.00 of it, the other head −1.00."),
        ((-3, 1), "is −2.00, in dimension 1. Head 1 brings −3.00 of it, the other head 1.00."),
        ((1, -3), "is −2.00, in dimension 1. Head 2 brings −3.00 of it, the other head 1.00."),
        ((-1, -2), "is −3.00, in dimension 1. Head 2 brings −2.00 of it, the other head −1.00."),
        ((0, -2), "is −2.00, in dimension 1. Head 2 brings −2.00 of it, the other head nothing."),
        ((2, 2, -3), "is 1.00, in dimension 1. Head 1 brings 2.00 of it, the other heads together −1.00."),
        ((2, -1, -4), "is −3.00, in dimension 1. Head 3 brings −4.00 of it, the other heads together 1.00."),
    ],
)
def test_the_head_that_brings_most_of_a_result_pulls_the_way_that_it_goes(
    parts: tuple[float, ...], said: str
) -> None:
    assert f"The number of the result that is furthest from 0 {said}" in bringing(*parts)


def test_numbers_equally_far_from_0_are_all_told_with_the_heads_they_come_from() -> None:
    page = attncli.write(
        attncli.explain(attncli.attend(attncli.load_scenario("cat-sat-mat-multi-query")), stage="output")
    )
    said = " ".join(page.replace("\u00a0", " ").split())
    assert "equally far, are 2 numbers of the result: 0.77 in dimension 1 and 0.77 in dimension 2." in said
    assert "In dimension 1, head 1 (doer) brings 0.77 of it, the other head nothing." in said
    assert "In dimension 2, head 2 (place) brings 0.77 of it, the other head nothing." in said


def test_heads_that_share_keys_are_not_said_to_have_their_own() -> None:
    said = " ".join(attncli.write(attncli.explain(attncli.attend(attncli.load_scenario(GROUPED)))).split())
    assert "there are only 2 sets, which several heads share" in said
    assert "Attention(X W_Qₕ, X W_K_g, X W_V_g)" in said
    assert "heads 1 and 2 take key head 1, heads 3 and 4 key head 2." in said


GROUPED = "cat-sat-mat-grouped"


BRINGS = re.compile(r"furthest from 0 is (\S+), in dimension (\d+)\. Head\s(\d+).* brings (\S+) of it")


@pytest.mark.law
@given(multi_head_scenarios(hostile=False))
def test_no_other_head_brings_more_of_the_result_than_the_one_that_is_named(scenario: Scenario) -> None:
    trace = attncli.attend(scenario)
    found = (
        BRINGS.search(prose(attncli.explain(trace, stage="output").sections[0]))
        if trace.result == "output"
        else None
    )
    if found is None:
        return
    output = trace.stage("output").output.array[trace.query]
    dimension, head = int(found[2]) - 1, int(found[3]) - 1
    assert abs(output[dimension]) == abs(output).max()
    assert_close(float(found[1]), output[dimension], "the result")
    context = trace.stage("context").output.array[:, trace.query]
    parts = np.einsum(
        "hd,hd->h", context, scenario.parameters["w_o"].array[:, dimension].reshape(context.shape)
    )
    assert_close(float(found[4]), parts[head], "its part")
    assert_close(
        parts[head] * np.sign(output[dimension]), (parts * np.sign(output[dimension])).max(), "the most"
    )
