"""What an op promises beside its numbers: inputs that may be missing, formulas that follow, its own words."""

from __future__ import annotations

import numpy as np
import pytest

from attncli.document import Working, plain
from attncli.stages.heads import KEY_SHARED, QUERY_HEADS
from attncli.stages.mask import MASK
from attncli.stages.network import ADDITIVE_SCORES
from attncli.stages.output import OUTPUT
from attncli.stages.projection import PROJECTIONS
from attncli.stages.scaling import Multiply
from attncli.stages.softmax import SOFTMAX
from attncli.stages.window import WINDOW_MASK
from attncli.tensor import Axis, Glyph, Tensor
from attncli.trace import Outline, Recorder, Stage


def tensor(name: str, *sizes: int) -> Tensor:
    """A tensor of ones, by a symbol that is its name; its first axes are of queries and keys."""
    names = ("query", "key") if name in ("scores", "allowed") else ("query", "d_k")
    axes = (Axis.numbered(axis, size) for axis, size in zip(names, sizes, strict=False))
    return Tensor(name, Glyph(name, name), np.ones(sizes), tuple(axes))


def headings(stage: Stage) -> list[str]:
    """The headings of a stage's table of keys."""
    return [
        plain(column.heading)
        for block in stage.op.workings(stage, (0, 1))
        if isinstance(block, Working)
        for column in block.columns
    ]


class Capped(Multiply):
    """A kind of scores that nobody has heard of."""

    name = "capped_scores"
    noun = "capped score"


def test_a_new_kind_of_scores_brings_its_own_word_to_the_stages_after_it() -> None:
    record = Recorder()
    capped = record(Capped(), tensor("scores", 1, 2), scale=0.5)
    masked = record(MASK, capped, tensor("allowed", 1, 2), causal=False)
    position = Tensor("position", Glyph("p", "p"), np.ones(1), (Axis.numbered("query", 1),))
    record(WINDOW_MASK, capped, position, None, window=1)
    record(SOFTMAX, capped)
    record(SOFTMAX, masked)
    assert [headings(stage) for stage in record.stages] == [
        ["scale × score", "capped score", "of\u00a0largest"],
        ["capped score", "may attend?", "masked score"],
        ["position s", "capped score", "window?", "masked score"],
        ["capped −\u00a0highest", "e to that", "÷\u00a0total: weight", ""],
        ["masked −\u00a0highest", "e to that", "÷\u00a0total: weight", ""],
    ]


def test_a_formula_leaves_out_what_names_an_input_that_is_not_there() -> None:
    record = Outline()
    x, w, b, scores, allowed = (
        tensor(name, *sizes)
        for name, sizes in (
            ("X", (2, 2)),
            ("W", (2, 2)),
            ("b", (2,)),
            ("scores", (2, 2)),
            ("allowed", (2, 2)),
        )
    )
    heads = Axis.numbered("head", 2)
    for bias in (None, b):
        record(PROJECTIONS["query"], x, w, bias, origin="")
        record(OUTPUT, x, w, bias, heads=heads, origin="")
        record(WINDOW_MASK, scores, x, None if bias is None else allowed, window=1)
    assert [stage.formula.plain for stage in record.stages] == [
        "X W",
        "X W",
        "scores where |s − X| ≤ 1, else −∞",
        "X W + b",
        "X W + b",
        "scores where |s − X| ≤ 1 and allowed allows, else −∞",
    ]
    assert [stage.has("b") for stage in record.stages if stage.name == "output"] == [False, True]


def test_a_formula_of_heads_says_how_many_there_are_and_of_one_says_nothing() -> None:
    record = Outline()
    packed = tensor("Q", 3, 4)
    record(QUERY_HEADS, packed, heads=Axis("head", ["a", "b"]), d=2, fewer=False)
    record(QUERY_HEADS, packed, heads=Axis.numbered("head", 1), d=4, fewer=False)
    assert [stage.formula.plain for stage in record.stages] == ["Q in 2 parts of 2 columns", "Q"]


def test_few_key_heads_have_the_paper_that_thought_of_so_many() -> None:
    record = Outline()
    for kv_heads in (1, 2):
        kv = Axis.numbered("head", kv_heads)
        keys = Tensor("key_heads", Glyph("K", "K"), np.ones((kv_heads, 1, 1)), (kv, *tensor("K", 1, 1).axes))
        record(KEY_SHARED, keys, heads=Axis.numbered("head", 4), kv_heads=kv_heads)
    assert [stage.source and stage.source.cited for stage in record.stages] == [
        "Shazeer 2019, section 3",
        "Ainslie et al. 2023, section 2.2",
    ]


def test_an_input_that_an_op_cannot_do_without_is_missed_and_an_optional_one_is_not() -> None:
    query, w, v = (
        tensor("query", 1, 2),
        tensor("w", 2, 3),
        Tensor("v", Glyph("v", "v"), np.ones(3), (Axis.numbered("d", 3),)),
    )
    key = Tensor("key", Glyph("K", "K"), np.ones((1, 2)), (Axis.numbered("key", 1), Axis.numbered("d_k", 2)))
    assert Recorder()(ADDITIVE_SCORES, query, key, w, w, v, None).array.shape == (1, 1)
    with pytest.raises(TypeError, match=r"^scores cannot do without its u_a$"):
        Recorder()(ADDITIVE_SCORES, query, key, w, None, v, None)
    with pytest.raises(ValueError, match="zip"):
        Recorder()(ADDITIVE_SCORES, query, key, w, w, v)
