"""Running a mechanism: against slow loops, and what a trace promises whatever the scenario."""

from __future__ import annotations

from typing import Any

import numpy as np
import oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attncli.document import Formula
from attncli.errors import AttnError
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms import MECHANISMS as KNOWN
from attncli.mechanisms import attend as room
from attncli.mechanisms.attend import attend
from attncli.scenario import Scale, Scenario
from attncli.stages.mask import MASK
from attncli.tensor import Axis, Glyph, Tensor
from attncli.trace import Recorder
from scenarios import MECHANISMS, SCORED, from_tensors, scenarios, scored_scenarios, self_attention

ROLES = ("query", "key", "value")
IN_HEADS = ("query_heads", "key_heads", "value_heads", "key_shared", "value_shared")
SCORING = ("alignment_position", "scores", "scaled_scores", "masked_scores", "weights", "local_weights")
ORDER = ("positions", *ROLES, *IN_HEADS, *SCORING, "context", "concatenated", "output", "attentional")
"""Stage names as contract.md orders them."""

X = [[1.0, 0.0, 2.0], [0.0, 1.0, 1.0], [1.0, 1.0, 0.0]]
W = [[1.0, 0.5], [0.0, 1.0], [2.0, -1.0]]


def plain(tensor: Tensor | None) -> Any:
    """A tensor's numbers as lists."""
    return None if tensor is None else tensor.array.tolist()


def by_head(tensor: Tensor | None) -> bool:
    """Whether it is there with its heads in front."""
    return tensor is not None and tensor.has("head")


def expected(scenario: Scenario) -> dict[str, Any]:
    """Every stage as slow loops compute it."""
    if scenario.mechanism in SCORED:
        return expected_scored(scenario)
    scaled = scenario.scale == "auto" and scenario.mechanism == "scaled-dot-product"
    settings: dict[str, Any] = {
        "scaled": scaled,
        "factor": scenario.scale if isinstance(scenario.scale, float) else None,
        "allowed": plain(scenario.allowed),
    }
    if scenario.mechanism == "multi-head":
        settings |= {name: plain(tensor) for name, tensor in scenario.parameters.items()}
        settings |= {"heads": len(scenario.query_heads), "kv_heads": len(scenario.key_heads)}
        settings |= {"memory": plain(scenario.memory), "base": scenario.positions}
        settings |= {"in_front": by_head(scenario.query), "allowed_by_head": by_head(scenario.allowed)}
        vectors = map(plain, (scenario.x, scenario.query, scenario.key, scenario.value))
        return oracle.multi_head(*vectors, **{**settings, "scaled": scenario.scale == "auto"})
    if scenario.x is None:
        return oracle.attention(plain(scenario.query), plain(scenario.key), plain(scenario.value), **settings)
    return oracle.self_attention(
        plain(scenario.x),
        memory=plain(scenario.memory),
        **{name: plain(tensor) for name, tensor in scenario.parameters.items()},
        **settings,
    )


def expected_scored(scenario: Scenario) -> dict[str, oracle.Matrix]:
    """Every stage of a mechanism with scores of its own."""
    parameters: dict[str, Any] = {name: plain(tensor) for name, tensor in scenario.parameters.items()}
    other = plain(scenario.memory) if scenario.memory else plain(scenario.x)
    made: dict[str, oracle.Matrix] = {}
    for name, source in (("query", plain(scenario.x)), ("key", other), ("value", other)):
        w, b = parameters.pop(f"w_{name[0]}", None), parameters.pop(f"b_{name[0]}", None)
        if w is not None:
            made[name] = oracle.linear(source, w, b)
    roles = [made.get(name, plain(getattr(scenario, name))) for name in ("query", "key", "value")]
    factor = scenario.scale if isinstance(scenario.scale, float) else None
    settings: dict[str, Any] = {
        "align": scenario.settings.get("align", "dot"),
        "window": scenario.settings.get("window", 0),
        "factor": factor,
        "allowed": plain(scenario.allowed),
    }
    query, key, value = roles
    return made | oracle.scored_attention(scenario.mechanism, query, key, value, **settings, **parameters)


# Numbers


@pytest.mark.law
@settings(max_examples=400)
@given(scenarios() | scored_scenarios())
def test_every_stage_is_what_slow_loops_compute(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    stages = expected(scenario)
    assert [stage.name for stage in trace.stages] == list(stages)
    for stage in trace.stages:
        # Numbers up to 3 in at most 5 dimensions: queries below 50, scores below 12,500 and off by 1e-11 at
        # most, and weights by as much of themselves.
        wanted = np.array(stages[stage.name]).reshape(stage.output.array.shape)
        np.testing.assert_allclose(stage.output.array, wanted, rtol=1e-10, atol=2e-10, err_msg=stage.name)


@given(scenarios(mask=True))
def test_what_is_hidden_weighs_exactly_zero_and_a_blind_query_takes_home_zeros(scenario: Scenario) -> None:
    assert scenario.allowed is not None
    trace = attend(scenario, every=True)
    hidden = np.logical_not(scenario.allowed.array)
    weights, context = trace.stage("weights").output.array, trace.stage("context").output.array
    hidden = np.broadcast_to(hidden, weights.shape)
    assert (weights[hidden] == 0).all()
    blind = hidden.all(axis=-1)
    assert (context[blind] == 0).all()
    assert np.isfinite(weights).all()
    assert np.isfinite(context).all()
    np.testing.assert_allclose(weights.sum(axis=-1), np.where(blind, 0, 1), rtol=0, atol=1e-12)


@given(scored_scenarios(mechanism="luong-local-m"))
def test_the_window_and_the_mask_of_local_m_stand_among_what_was_given_as_one(scenario: Scenario) -> None:
    window, mask = scenario.settings["window"], scenario.allowed
    assert window is not None
    for trace in (attend(scenario, every=True), attend(scenario)):
        (allowed,) = (given for given in trace.givens if given.name == "allowed")
        assert allowed.axes == (scenario.queries, scenario.keys)
        for i, j in np.ndindex(allowed.array.shape):
            assert allowed.array[i, j] == (abs(i - j) <= window and (mask is None or mask.array[i, j]))
        assert trace.stage("masked_scores").input("allowed") is allowed


@given(scenarios() | scored_scenarios())
def test_every_number_is_float64_and_read_only(scenario: Scenario) -> None:
    for stage in attend(scenario, every=True).stages:
        assert stage.output.array.dtype == np.float64
        assert not stage.output.array.flags.writeable


@pytest.mark.law
@given(scenarios(kind="x"))
def test_the_same_scenario_gives_the_same_numbers_every_time(scenario: Scenario) -> None:
    first, second = (attend(scenario, every=True).stages for _ in range(2))
    for one, other in zip(first, second, strict=True):
        assert np.array_equal(one.output.array, other.output.array)


@pytest.mark.law
@given(scenarios() | scored_scenarios())
def test_telling_one_query_gives_its_row_of_all(scenario: Scenario) -> None:
    every = attend(scenario, every=True)
    for query in range(len(scenario.queries)):
        for shown, whole in zip(attend(scenario._replace(shown=query)).shown, every.stages, strict=True):
            if whole.output.has("query"):
                assert np.array_equal(shown.output.array, whole.output.take("query", query).array)
            else:
                assert np.array_equal(shown.output.array, whole.output.array)


# Stages


@given(scenarios())
def test_stages_have_the_contracts_names_in_the_contracts_order(scenario: Scenario) -> None:
    trace = attend(scenario)
    names = [stage.name for stage in trace.stages]
    assert names == [name for name in ORDER if name in names]
    assert ("masked_scores" in names) == (scenario.allowed is not None)
    assert trace.result == names[-1]
    last = "output" if "w_o" in scenario.parameters else "concatenated"
    assert names[-1] == (last if scenario.mechanism == "multi-head" else "context")
    for role in ("query", "key", "value"):
        assert (role in names) == (f"w_{role[0]}" in scenario.parameters)
        assert (role in [given.name for given in trace.givens]) == (
            role not in names and getattr(scenario, role) is not None
        )


@pytest.mark.parametrize(
    ("mechanism", "scale", "scales"),
    [
        ("scaled-dot-product", "auto", True),
        ("scaled-dot-product", "none", False),
        ("scaled-dot-product", 0.5, True),
        ("scaled-dot-product", 0.0, True),
        ("dot-product", "auto", False),
        ("dot-product", "none", False),
        ("dot-product", 0.5, True),
        ("dot-product", 0.0, True),
    ],
)
def test_scaled_scores_are_there_exactly_where_something_scales(
    mechanism: str, scale: Scale, scales: bool
) -> None:
    names = [stage.name for stage in attend(self_attention(X, mechanism=mechanism, scale=scale)).stages]
    assert names == (
        ["scores", "scaled_scores", "weights", "context"] if scales else ["scores", "weights", "context"]
    )


@pytest.mark.parametrize(("d_k", "d_v"), [(4, 1), (1, 4), (4, 16), (9, 2)])
def test_the_root_is_of_a_keys_dimensions_and_not_of_a_values(d_k: int, d_v: int) -> None:
    trace = attend(from_tensors([[1.0] * d_k], [[1.0] * d_k] * 2, [[1.0] * d_v] * 2), every=True)
    assert trace.stage("scores").output.array.tolist() == [[d_k, d_k]]
    assert trace.stage("scaled_scores").output.array.tolist() == [[d_k**0.5] * 2]


def test_a_scale_of_ones_own_is_multiplied_and_not_divided_by() -> None:
    trace = attend(self_attention(X, scale=0.25), every=True)
    assert np.array_equal(
        trace.stage("scaled_scores").output.array, trace.stage("scores").output.array * 0.25
    )


def test_the_givens_are_what_the_scenario_brings() -> None:
    trace = attend(self_attention(X, w_q=W, w_k=W, allowed=np.tri(3, dtype=bool)))
    assert [given.name for given in trace.givens] == ["x", "w_q", "w_k", "value", "allowed"]
    assert [given.name for given in attend(from_tensors(X, X, X)).givens] == ["query", "key", "value"]


def test_every_known_mechanism_runs_by_its_name() -> None:
    assert {*MECHANISMS, *SCORED} <= {*KNOWN}
    for name, mechanism in KNOWN.items():
        scenario = load_scenario(mechanism.example, mechanism=name)
        assert attend(scenario).mechanism == mechanism.name == name


@pytest.mark.parametrize(
    ("mechanism", "masked", "symbol"),
    [
        ("dot-product", False, "S"),
        ("scaled-dot-product", False, "S′"),
        ("scaled-dot-product", True, "S″"),
        ("dot-product", True, "S″"),
    ],
)
def test_formulas_take_the_symbols_of_their_actual_inputs(mechanism: str, masked: bool, symbol: str) -> None:
    trace = attend(self_attention(X, mechanism=mechanism, allowed=np.tri(3, dtype=bool) if masked else None))
    latex = {"S": "S", "S′": "S'", "S″": "S''"}[symbol]
    assert trace.stage("weights").formula == Formula(
        f"softmax({symbol})", rf"\operatorname{{softmax}}({latex})"
    )
    top, exps, *_ = trace.stage("weights").steps(0)
    assert top.formula.plain == f"max({symbol})"
    assert exps.formula == Formula(f"e^({symbol} − m)", f"e^{{{latex} - m}}")
    if masked:
        taken = "S′" if mechanism == "scaled-dot-product" else "S"
        assert trace.stage("masked_scores").formula.plain == f"{taken} where M allows, else −∞"


def test_formulas_name_the_projections_and_the_settings() -> None:
    trace = attend(self_attention(X, w_q=W, w_k=W, w_v=W))
    assert [trace.stage(name).formula.plain for name in ("query", "key", "value")] == [
        "X W_Q",
        "X W_K",
        "X W_V",
    ]
    assert trace.stage("scores").formula == Formula("Q Kᵀ", r"Q K^{\top}")
    assert trace.stage("scaled_scores").formula == Formula(
        "S / √d_k = S / √2", r"\frac{S}{\sqrt{d_{k}}} = \frac{S}{\sqrt{2}}"
    )
    assert trace.stage("context").formula.plain == "A V"
    assert attend(self_attention(X, scale=0.25)).stage("scaled_scores").formula.plain == "0.25 · S"


@given(scenarios() | scored_scenarios())
def test_no_formula_keeps_a_gap(scenario: Scenario) -> None:
    trace = attend(scenario)
    for stage in (*trace.stages, *trace.stage("weights").steps(0)):
        for role in (*stage.op.roles, *stage.settings):
            assert f"{{{role}}}" not in stage.formula.plain
            if role != "k":
                assert f"{{{role}}}" not in stage.formula.latex


@given(scenarios())
def test_axes_are_the_scenarios_own(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    for name in ("scores", "weights"):
        *heads, query, key = trace.stage(name).output.axes
        assert [head.names for head in heads] == (
            [scenario.query_heads.names] if scenario.mechanism == "multi-head" else []
        )
        assert (query.name, query.labels, query.names) == (
            "query",
            scenario.queries.labels,
            scenario.queries.names,
        )
        assert (key.name, key.labels, key.names) == ("key", scenario.keys.labels, scenario.keys.names)
    assert [axis.name for axis in trace.stage("context").output.axes][-2:] == ["query", "d_v"]


# Which query


@pytest.mark.law
@given(scenarios())
def test_the_query_told_is_the_callers_else_the_scenarios_else_the_last(scenario: Scenario) -> None:
    last = len(scenario.queries) - 1
    assert attend(scenario).query == (last if scenario.shown is None else scenario.shown)
    assert attend(scenario, query=scenario.queries.names[0]).query == 0
    assert attend(scenario, every=True).query is None


def test_a_query_that_is_not_there_is_refused_and_one_that_is_there_twice_is_named_twice() -> None:
    scenario = self_attention(X, ["the", "cat", "the"])
    for text, words in (("dog", ("the@1", "cat", "the@3")), ("the", ("the@1", "the@3"))):
        with pytest.raises(AttnError) as caught:
            attend(scenario, query=text)
        assert caught.value.code == "E504"
        assert all(word in f"{caught.value.what} {caught.value.help}" for word in words)
    assert [attend(scenario, query=text).query for text in ("the@1", "THE@3", "@2", "2", "Cat")] == [
        0,
        2,
        1,
        1,
        1,
    ]


# Notes


BLIND = np.array([[True, False, False], [False, False, False], [False, False, False]])


@pytest.mark.parametrize(("query", "noted"), [("a", []), ("b", ["b"]), ("c", ["c"])])
def test_notes_are_of_the_query_that_is_told_alone(query: str, noted: list[str]) -> None:
    notes = attend(self_attention(X, ["a", "b", "c"], allowed=BLIND), query=query).notes
    assert [(note.code, note.stage, note.query) for note in notes] == [
        ("sees-nothing", "weights", name) for name in noted
    ]


def test_with_all_queries_told_every_blind_one_is_noted() -> None:
    assert [
        note.query for note in attend(self_attention(X, ["a", "a", "c"], allowed=BLIND), every=True).notes
    ] == ["a@2", "c"]


@given(scenarios())
def test_a_query_is_noted_exactly_if_it_sees_nothing(scenario: Scenario) -> None:
    blind = []
    if scenario.allowed is not None:
        heads = scenario.allowed.array.reshape(-1, *scenario.allowed.array.shape[-2:])
        blind = [
            name for i, name in enumerate(scenario.queries.names) if not all(head[i].any() for head in heads)
        ]
    assert [note.query for note in attend(scenario, every=True).notes] == blind


# Numbers too large


@pytest.mark.parametrize(
    ("scenario", "stage"),
    [
        (self_attention([[1e200, 0.0]]), "scores"),
        (self_attention([[1e200, -1e200], [1e200, 1e200]], mechanism="dot-product"), "scores"),
        (self_attention([[1e150, 0.0]], scale=1e200), "scaled_scores"),
        (self_attention([[1e200, 0.0]], w_q=[[1e200], [0.0]], w_k=[[1.0], [1.0]]), "query"),
        (self_attention([[1e200, 0.0]], w_v=[[1e200], [0.0]]), "value"),
    ],
)
def test_numbers_past_what_a_float_holds_are_refused_with_the_stages_name(
    scenario: Scenario, stage: str
) -> None:
    with pytest.raises(AttnError) as caught:
        attend(scenario)
    assert caught.value.code == "E320"
    assert f"`{stage}`" in caught.value.what


def test_a_mean_of_the_largest_numbers_is_no_overflow() -> None:
    largest = [[1.7e308], [1.7e308], [1.7e308], [1.7e308]]
    assert attend(from_tensors([[0.0]], [[0.0]] * 4, largest)).stage("context").output.array.tolist() == [
        [1.7e308]
    ]


def test_a_score_that_overflows_is_refused_even_where_it_would_be_hidden() -> None:
    with pytest.raises(AttnError, match="E320"):
        attend(self_attention([[1e200, 0.0]], allowed=np.zeros((1, 1), dtype=bool)))


@pytest.mark.parametrize("number", [np.inf, np.nan])
def test_only_what_is_hidden_may_be_infinite(number: float) -> None:
    queries, keys = Axis.numbered("query", 1), Axis.numbered("key", 2)
    scores = Tensor("scores", Glyph("S", "S"), np.array([[1.0, number]]), (queries, keys))
    hidden, seen = (
        Tensor("allowed", Glyph("M", "M"), np.array([[True, truth]]), (queries, keys))
        for truth in (False, True)
    )
    assert Recorder()(MASK, scores, hidden).array.tolist() == [[1.0, -np.inf]]
    with pytest.raises(OverflowError, match="masked_scores"):
        Recorder()(MASK, scores, seen)


# Long sequences


@given(scenarios() | scored_scenarios(), st.data())
def test_of_a_long_sequence_one_row_is_computed_alone(scenario: Scenario, data: st.DataObject) -> None:
    query = data.draw(st.integers(0, len(scenario.queries) - 1))
    chosen = scenario._replace(shown=query)
    short = attend(chosen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "LONG", 0)
        long = attend(chosen)
        assert [
            stage.output.size("query")
            for stage in attend(chosen, every=True).stages
            if stage.name == "weights"
        ] == [len(scenario.queries)]
    assert long.query == short.query == query
    for one in long.stages:
        if not one.name.startswith(("query", "key", "value", "positions")):
            assert one.output.size("query") == 1
            assert one.output.axis("query").names == (scenario.queries.names[query],)
    for shown, whole in zip(long.shown, short.shown, strict=True):
        np.testing.assert_allclose(shown.output.array, whole.output.array, rtol=1e-10, atol=2e-10)
    assert [note.query for note in long.notes] == [note.query for note in short.notes]


@pytest.mark.parametrize(("pairs", "rows"), [(9, 3), (8, 1)])
def test_a_sequence_is_long_past_a_number_of_pairs(
    monkeypatch: pytest.MonkeyPatch, pairs: int, rows: int
) -> None:
    monkeypatch.setattr(room, "LONG", pairs)
    assert attend(self_attention(X)).stage("scores").output.size("query") == rows


def test_all_queries_of_a_very_long_sequence_are_refused_and_one_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "MOST", 8)
    with pytest.raises(AttnError, match="E511"):
        attend(self_attention(X), every=True)
    assert attend(self_attention(X)).query == 2
    monkeypatch.setattr(room, "MOST", 9)
    assert attend(self_attention(X), every=True).query is None
