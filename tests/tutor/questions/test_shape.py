"""The shape of the next tensor."""

from __future__ import annotations

import re
from collections.abc import Callable

import closed
import numpy as np
import pytest
from asked import subject as built_in

from attncli.loading.library import scenario_names
from attncli.tutor.questions import shape


def sizes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(" × "))


@pytest.mark.parametrize("name", scenario_names())
def test_it_keeps_what_every_question_keeps(name: str) -> None:
    for item, question in closed.questions(shape.FAMILY, name):
        closed.keeps(built_in(name), shape.FAMILY, item, question)


@pytest.mark.parametrize("name", scenario_names())
def test_the_right_shape_is_that_of_all_queries_and_heads(name: str) -> None:
    subject = built_in(name)
    for item, question in closed.questions(shape.FAMILY, name, (0,)):
        [right] = [closed.text(option.words) for option in question.options if option.right]
        assert sizes(right) == subject.whole(item.stage).array.shape
        stage = subject.numbers.truth[item.stage]
        asked = closed.text(question.ask)
        for tensor in stage.inputs:
            assert f"{tensor.symbol.plain} is {' × '.join(map(str, tensor.array.shape))}" in asked
        assert stage.formula.plain in asked


@pytest.mark.parametrize("name", scenario_names())
def test_products_of_such_shapes_have_the_shape_that_is_called_right(name: str) -> None:
    subject = built_in(name)
    heads = len(subject.trace.heads or (0,))
    for item, question in closed.questions(shape.FAMILY, name, (0,)):
        stage = subject.numbers.truth[item.stage]
        ones = {role: np.ones(tensor.array.shape) for role, tensor in stage.step.inputs.items()}
        by_stage: dict[str, Callable[..., np.ndarray]] = {
            "scores": lambda query, key: query @ np.swapaxes(key, -1, -2),
            "context": lambda weights, value: weights @ value,
            "query": lambda x, w: x @ w,
            "output": lambda x, w: x @ w,
            "query_heads": lambda packed: np.stack(np.split(packed, heads, axis=1)),
            "concatenated": lambda context: np.concatenate(list(context), axis=1),
            "attentional": lambda context, query, w_c: np.concatenate([context, query], axis=1) @ w_c,
        }
        made = by_stage[item.stage](**ones)
        [right] = [closed.text(option.words) for option in question.options if option.right]
        assert sizes(right) == made.shape


@pytest.mark.parametrize("name", scenario_names())
def test_the_sentences_have_no_number_but_lengths_of_what_goes_in_or_comes_out(name: str) -> None:
    subject = built_in(name)
    for item, question in closed.questions(shape.FAMILY, name, (0,)):
        stage = subject.numbers.truth[item.stage]
        lengths = {size for tensor in (*stage.inputs, stage.output) for size in tensor.array.shape}
        for option in question.options:
            own = closed.text(option.words)
            said = closed.text(option.says).replace(own, "")
            numbers = {int(found) for found in re.findall(r"\d+", said)}
            assert numbers <= lengths, said


@pytest.mark.parametrize("name", scenario_names())
def test_what_a_shape_is_said_to_be_of_has_that_shape(name: str) -> None:
    subject = built_in(name)
    for item, question in closed.questions(shape.FAMILY, name, (0,)):
        stage = subject.numbers.truth[item.stage]
        by_symbol = {tensor.symbol.plain: tensor.array.shape for tensor in stage.inputs}
        for option in question.options:
            said = closed.text(option.says)
            if found := re.search(r": that is (\S+?)(?: itself| as it was| uncut|, with|\.)", said):
                assert by_symbol[found[1]] == sizes(closed.text(option.words)), said
            if "that lies on its side" in said:
                assert sizes(closed.text(option.words))[-2:] == stage.output.array.shape[-2:][::-1]
            own = sizes(closed.text(option.words))
            if "that is what goes in" in said:
                assert own == stage.input("context").array.shape
            if "not added up" in said:
                assert own == stage.input("context").array.sum(axis=0).shape
            if "under one another" in said:
                assert own == np.concatenate(list(stage.input("context").array)).shape
            if "that is what one head gets" in said:
                assert own == stage.output.array[0].shape
            if "they make one number" in said:
                assert own == (*stage.output.array.shape, stage.input("key").array.shape[-1])
            if "gone in the sums: what is left" in said:
                assert own == stage.input("query").array.shape
            if "each dimension against each" in said:
                query, key = (
                    np.asarray(stage.input(role).array, dtype=np.float64) for role in ("query", "key")
                )
                assert own == (np.swapaxes(query, -1, -2) @ key).shape
            if "it makes one row for a query" in said:
                assert own == (*stage.input("weights").array.shape, stage.input("value").array.shape[-1])
            if "such tables" in said:
                assert own == stage.output.array.shape[1:]
            if "a step later" in said:
                assert own == subject.whole("concatenated").array.shape
            if "its own part of the columns" in said:
                heads, *_ = stage.output.array.shape
                assert own == (heads, *stage.input("packed").array.shape)


def test_scores_with_matrices_of_their_own_and_square_shapes_are_not_asked() -> None:
    for name in ("additive-decoder", "luong-concat", "luong-general", "cross-translation"):
        assert shape.items(built_in(name), "scores") == []


def test_heads_may_be_left_out_of_sight() -> None:
    subject = built_in("cat-sat-mat-heads")
    [item] = shape.items(subject, "scores")
    said = {
        closed.text(option.words): closed.text(option.says)
        for option in shape.question(subject, item).options
    }
    assert said["6 × 6"] == "Not 6 × 6: each of the 4 heads scores for itself, so there are 4 such tables."
    assert said["4 × 6 × 6"].startswith("4 × 6 × 6, yes: a table for each of the 4 heads")


def test_the_context_is_asked_about_where_scores_are_not() -> None:
    asked = {name: {item.stage for item in closed.items(shape.FAMILY, name)} for name in scenario_names()}
    assert all(not {"scores", "context"} <= stages for stages in asked.values())
    assert asked["flash-4x4"] == {"context"}
    assert asked["cat-sat-mat"] == {"scores"}
    assert asked["cat-sat-mat-heads"] == {"query_heads", "scores", "concatenated"}
    assert asked["yeh-mha"] == {"query", "query_heads", "scores", "concatenated", "output"}
    assert asked["luong-dot"] == {"attentional"}
