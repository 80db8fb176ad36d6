"""Axes: what a position of one is called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import attncli
from attncli.tensor import Axis, LabelError, Tensor

SCENARIOS = sorted(path.stem for path in (Path(__file__).parents[1] / "scenarios").glob("*.yaml"))


def test_a_position_is_called_a_word_where_the_labels_are_words() -> None:
    assert Axis("token", ["the", "cat"], "sentence").noun == "word"
    assert Axis.numbered("token", 2).noun == "row"


def test_a_position_is_called_what_its_axis_is_called_where_that_is_a_noun() -> None:
    assert [Axis.numbered(name, 1).noun for name in ("query", "key", "head")] == ["query", "key", "head"]
    assert Axis.numbered("d_k", 4).noun == "dimension"


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_axis_of_a_computation_has_a_noun(name: str) -> None:
    trace = attncli.attend(attncli.load_scenario(name))
    steps = [step for stage in trace.stages for step in stage.steps(0)]
    tensors = (*trace.givens, *(stage.output for stage in (*trace.stages, *steps)))
    assert [axis for tensor in tensors for axis in tensor.axes if "_" in axis.noun] == []


def weights() -> Tensor:
    """The weights of the first example."""
    return attncli.attend(attncli.load_scenario("cat-sat-mat", query="sat")).stage("weights").output


def test_numpy_takes_a_tensor_for_its_numbers() -> None:
    tensor = weights()
    array = np.asarray(tensor)
    assert (array.shape, array.dtype) == ((6, 6), np.dtype(np.float64))
    scores = np.array([0.5, 1.5, 2, 0, 0.5, 1]) / np.sqrt(2)
    assert array[2] == pytest.approx(np.exp(scores) / np.exp(scores).sum())
    assert np.asarray(tensor, dtype=np.float32).dtype == np.float32
    copy = np.array(tensor)
    copy[0, 0] = 9
    assert tensor.array[0, 0] != 9
    with pytest.raises(ValueError, match="read-only"):
        array[0, 0] = 9


def test_a_number_of_a_tensor_is_had_by_its_labels() -> None:
    tensor = weights()
    scores = np.array([0.5, 1.5, 2, 0, 0.5, 1]) / np.sqrt(2)
    assert tensor["sat", "cat"] == pytest.approx(np.exp(scores[1]) / np.exp(scores).sum())
    assert tensor["SAT", "the@5"] == tensor.array[2, 4]


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        (("sat", "dog"), "'dog' is not one label of the axis key: The, cat, sat, on, the, mat"),
        ("sat", "a label as text for each of its axes (query, key)"),
        (("sat", "cat", "mat"), "a label as text for each of its axes (query, key)"),
        ((0, 1), "positions are for .array"),
    ],
)
def test_labels_that_no_number_has_are_refused_with_those_there_are(labels: Any, says: str) -> None:
    with pytest.raises(LabelError) as caught:
        weights()[labels]
    assert says in str(caught.value)
