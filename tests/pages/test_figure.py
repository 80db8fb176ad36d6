"""The figure of multi-head attention: what is told is marked, and nothing else."""

from __future__ import annotations

import pytest

from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.pages.figure import diagram
from attncli.reading.text import SourceFile

TEXT = (
    "mechanism: multi-head\nheads: 2\nsentence: a b\nembeddings: {a: [0, 1], b: [2, 0]}\n"
    "positions: sinusoidal\nparameters: {w_q: [[1, 0], [0, 1]]}\n"
)


@pytest.mark.parametrize("more", ["", "memory: {sentence: b a b}\n"])
def test_only_the_stage_that_is_told_is_marked(more: str) -> None:
    trace = attend(load_scenario(SourceFile("mine", "mine.yaml", (TEXT + more).encode(), None)))

    def marked(present: str) -> int:
        return sum(box.present for level in diagram(trace, present).levels for box in level.boxes)

    assert marked("") == 0
    assert [marked(stage.name) for stage in trace.stages] == [1] * len(trace.stages)
