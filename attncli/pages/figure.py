"""The way through multi-head attention as a figure: what is done one after another, side by side where it is, with every shape."""

from __future__ import annotations

from collections.abc import Mapping

from attncli.document import Box, Diagram, Level, say
from attncli.tensor import Tensor
from attncli.trace import Trace

PROJECTIONS = ("query", "key", "value")
LINEAR = {"query": "Linear W_Q", "key": "Linear W_K", "value": "Linear W_V"}
IN_HEADS = ("scores", "scaled_scores", "masked_scores", "weights", "context")


def diagram(trace: Trace, present: str = "") -> Diagram:
    """The paper's figure (Vaswani et al. 2017, figure 2, right), laid on its side; ``present`` is the stage that is told."""
    outputs = {stage.name: stage.output for stage in trace.stages}
    heads = trace.heads
    assert heads is not None
    levels = []
    x = next((given for given in trace.givens if given.name == "x"), None)
    memory = next((given for given in trace.givens if given.name == "memory"), None)
    if x is not None and memory is not None:
        levels.append(
            lane_level(
                {"query": x, "key": memory, "value": memory},
                PROJECTIONS,
                {"query": "X", "key": "H", "value": "H"},
                present,
            )
        )
        if "positions" in outputs:
            levels.append(lane_level(outputs, ("positions", "", " "), {"positions": "+ positions"}, present))
    elif x is not None:
        levels.append(Level((Box(say("X")),), shape(x)))
        if "positions" in outputs:
            levels.append(
                Level((Box(say("+ positions"), present == "positions"),), shape(outputs["positions"]))
            )
    if any(name in outputs for name in PROJECTIONS):
        levels.append(lane_level(outputs, PROJECTIONS, LINEAR, present))
    elif x is None:
        given = {tensor.name: tensor for tensor in trace.givens}
        levels.append(lane_level(given, PROJECTIONS, {"query": "Q", "key": "K", "value": "V"}, present))
    for ending, word in (("heads", "split"), ("shared", "share")):
        names = tuple(f"{role}_{ending}" for role in PROJECTIONS)
        if any(name in outputs for name in names):
            levels.append(lane_level(outputs, names, dict.fromkeys(names, word), present))
    times = f" ×{len(heads)}" if len(heads) > 1 else ""
    levels.append(
        Level((Box(say("attention{times}", times=times), present in IN_HEADS),), shape(outputs["context"]))
    )
    levels.append(Level((Box(say("Concat"), present == "concatenated"),), shape(outputs["concatenated"])))
    if "output" in outputs:
        levels.append(Level((Box(say("Linear W_O"), present == "output"),), shape(outputs["output"])))
    return Diagram(tuple(levels))


def lane_level(
    tensors: Mapping[str, Tensor], names: tuple[str, ...], words: Mapping[str, str], present: str
) -> Level:
    """A step that queries, keys and values take each for itself; one that has nothing to do there has an empty box."""
    shapes = {name: shape(tensors[name]) for name in names if name in tensors}
    alike = len(set(shapes.values())) == 1
    boxes = tuple(
        Box(
            say("{word}{shape}", word=words[name], shape="" if alike else f" {shapes[name]}")
            if name in shapes
            else (),
            name == present,
        )
        for name in names
    )
    return Level(boxes, next(iter(shapes.values())) if alike else "")


def shape(tensor: Tensor) -> str:
    """``4 × 6 × 2``"""
    return " × ".join(str(len(axis)) for axis in tensor.axes)
