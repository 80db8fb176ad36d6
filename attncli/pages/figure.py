"""The way through multi-head attention as a figure: what is done, in how many lanes, and every shape."""

from __future__ import annotations

from collections.abc import Mapping

from attncli.document import Box, Diagram, Level, say
from attncli.pages.tables import find_given
from attncli.tensor import Tensor
from attncli.trace import Trace

MATRICES = {"query": "W_Q", "key": "W_K", "value": "W_V"}
LINEAR = {role: f"Linear {matrix}" for role, matrix in MATRICES.items()}
GIVEN = {"query": "Q", "key": "K", "value": "V"}
FROM_TWO = {"query_from": "X", "key_from": "H", "value_from": "H"}
IN_HEADS = ("scores", "scaled_scores", "masked_scores", "weights", "context")


def diagram(trace: Trace, present: str = "") -> Diagram:
    """Figure 2 of Vaswani et al. 2017 (right) on its side; ``present`` is the stage that is told."""
    outputs = {stage.name: stage.output for stage in trace.stages}
    levels = start_levels(trace, outputs, present)
    if any(role in outputs for role in MATRICES):
        levels.append(lane_level(outputs, LINEAR, present))
    for ending, word in (("heads", "split"), ("shared", "share")):
        names = [f"{role}_{ending}" for role in MATRICES]
        if any(name in outputs for name in names):
            levels.append(lane_level(outputs, dict.fromkeys(names, word), present))
    heads = trace.heads
    assert heads is not None
    times = f" ×{len(heads)}" if len(heads) > 1 else ""
    levels.append(level(f"attention{times}", outputs["context"], present in IN_HEADS))
    levels.append(level("Concat", outputs["concatenated"], present == "concatenated"))
    if "output" in outputs:
        levels.append(level("Linear W_O", outputs["output"], present == "output"))
    return Diagram(tuple(levels))


def start_levels(trace: Trace, outputs: Mapping[str, Tensor], present: str) -> list[Level]:
    """What the way starts from: the embeddings of one sentence or two, with positions, or what is given."""
    x, memory = find_given(trace, "x"), find_given(trace, "memory")
    if x is None:
        return [lane_level({tensor.name: tensor for tensor in trace.givens}, GIVEN, present)]
    if memory is None:
        levels, placed = [level("X", x)], {"positions": "+ positions"}
    else:
        levels = [lane_level(dict(zip(FROM_TWO, (x, memory, memory), strict=True)), FROM_TWO, present)]
        # Nothing is added to the memory: its two lanes lead straight on.
        placed = {"positions": "+ positions", "key_positions": "", "value_positions": ""}
    if "positions" in outputs:
        levels.append(lane_level({"positions": outputs["positions"]}, placed, present))
    return levels


def level(word: str, tensor: Tensor, present: bool = False) -> Level:
    """A step that is taken once for all."""
    return Level((Box(say(word), present),), shape(tensor))


def lane_level(tensors: Mapping[str, Tensor], words: Mapping[str, str], present: str) -> Level:
    """A step of several lanes, each with its word; one whose tensor is not there has nothing to do."""
    shapes = {name: shape(tensors[name]) for name in words if name in tensors}
    alike = len(set(shapes.values())) == 1
    boxes = []
    for name, word in words.items():
        text = word if alike else f"{word} {shapes.get(name, '')}"
        boxes.append(Box(say(text) if name in shapes else (), name == present))
    return Level(tuple(boxes), next(iter(shapes.values())) if alike else "")


def shape(tensor: Tensor) -> str:
    """``4 × 6 × 2``"""
    return " × ".join(str(len(axis)) for axis in tensor.axes)
