"""Which stage an array of somebody's is: by its name, by what else that is called, by what it must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from attncli.errors import AttnError
from attncli.mistakes.layouts import laid_out
from attncli.mistakes.precision import distance, precision_of
from attncli.mistakes.verdicts import Mine
from attncli.record import Record
from attncli.spelling import nearest

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor

RESULT = "the result"
"""What a function gave back is called, where it has no name."""

CALLED = {
    "query": "q queries",
    "key": "k keys",
    "value": "v values",
    "scores": "logits energy energies e",
    "masked_scores": "masked",
    "weights": "attention attn attn_weights attention_weights attention_probs probs alpha alphas",
    "concatenated": "concat",
    "": f"out output result y attn_output attention_output context {RESULT}",
}
"""What stages are called elsewhere; "" is the last of them."""

STAGE_CALLED = {name: stage for stage, names in CALLED.items() for name in names.split(" ")} | {RESULT: ""}

SETTINGS = ("heads", "kv_heads", "window", "base", "n_keys", "causal")
"""What a file of a judge holds beside arrays."""


class Sorted(Record):
    """Somebody's arrays by the stages they are, and what was taken for something else than it is called."""

    mine: Mapping[str, Mine]
    said: tuple[str, ...]
    others: tuple[str, ...]
    """What should be as it was given, and is not."""


def sorted_out(
    scenario: Scenario,
    stages: Mapping[str, tuple[int, ...]],
    arrays: Mapping[str, Mine],
    meant: Mapping[str, str] | None = None,
) -> Sorted:
    """The arrays by stage. ``stages`` are the shapes of all, in order; ``meant`` says for a stage the name of
    the array that is meant.

    Raises: AttnError E560 if none of the arrays is a stage's, E561 if ``meant`` names what is not there.
    """
    renamed = {array: stage for stage, array in as_meant(stages, arrays, meant or {})}
    mine: dict[str, Mine] = {}
    said: list[str] = []
    others: list[str] = []
    left: list[str] = []
    givens = {tensor.name: tensor for tensor in given_tensors(scenario)}
    for name, array in arrays.items():
        if name in renamed:
            mine[renamed[name]] = array
        elif name in stages:
            mine[name] = array
        elif name in givens:
            told = against_given(givens[name], array)
            if told is None:
                others.append(name)
            elif told:
                said.append(told)
        elif name not in SETTINGS:
            left.append(name)
    for name in left:
        stage = guessed(name, arrays[name], stages, mine, alone=len(left) == 1 and not mine)
        if stage is None:
            quoted = name if name.startswith(RESULT) else f"`{name}`"
            said.append(f"{quoted} is no stage here, and is left out")
        else:
            mine[stage] = arrays[name]
            if not name:
                said.append(f"the only array is taken as `{stage}`")
            elif name.startswith(f"{RESULT} "):
                said.append(f"{name} is taken as `{stage}`")
            elif name != RESULT:
                said.append(f"`{name}` is taken as `{stage}`")
    if not mine:
        raise none_named(stages, arrays)
    return Sorted(mine, (*said, *moved(stages, mine)), tuple(others))


def as_meant(
    stages: Mapping[str, object], arrays: Mapping[str, Mine], meant: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Each stage with the array that somebody says it is. Raises: AttnError E561."""
    for stage, name in meant.items():
        if stage not in stages:
            help = did(stage, list(stages))
            raise AttnError("E561", f"`{stage}` is no stage of this computation", help=help)
        if not name and len(arrays) == 1:
            name = next(iter(arrays))
        if name not in arrays:
            raise AttnError("E561", f"there is no array `{name}`", help=did(name, list(arrays)))
        yield stage, name


def did(name: str, there: Sequence[str]) -> str:
    """What may have been meant, of what is there."""
    near = nearest(name, there)
    listed = ", ".join(there)
    return f"did you mean `{near}`? There are: {listed}" if near else f"choose one of: {listed}"


def guessed(
    name: str, array: Mine, stages: Mapping[str, tuple[int, ...]], taken: Mapping[str, Mine], alone: bool
) -> str | None:
    """The stage that an array of another name is; None where it is none that is not there already.

    Of several results of a function the first is the last stage, and another the weights, if it has their
    shape. The only array there is, is the last stage, whatever it is called.
    """
    last = list(stages)[-1]
    called = STAGE_CALLED.get(name.lower(), last if alone else None)
    if name.startswith(f"{RESULT} ") and "weights" in stages:
        weights = stages["weights"]
        shapes = (weights, weights[-2:])
        called = "weights" if any(laid_out(array.array, shape) for shape in shapes) else None
    stage = last if called == "" else called
    return stage if stage in stages and stage not in taken else None


def moved(stages: Mapping[str, tuple[int, ...]], mine: dict[str, Mine]) -> Iterator[str]:
    """Put the context of all heads side by side, which many call the context, where it belongs."""
    if "context" not in mine or "concatenated" not in stages or "concatenated" in mine:
        return
    array = mine["context"].array
    if laid_out(array, stages["context"]) is None and laid_out(array, stages["concatenated"]) is not None:
        mine["concatenated"] = mine.pop("context")
        yield "`context` has its heads side by side, and is taken as `concatenated`"


def given_tensors(scenario: Scenario) -> tuple[Tensor, ...]:
    """What a scenario gives to a computation."""
    own = (scenario.x, scenario.memory, scenario.query, scenario.key, scenario.value, scenario.allowed)
    return tuple(tensor for tensor in (*own, *scenario.parameters.values()) if tensor is not None)


def against_given(given: Tensor, mine: Mine) -> str | None:
    """What is to be said of an array that should be as it was given: "" where it is; None where it is not."""
    right: Floats = np.asarray(given.array, dtype=np.float64)
    laid = laid_out(mine.array, right.shape)
    precision = precision_of(mine.array, mine.dtype)._replace(places=None)
    if precision.dtype == "float64":
        precision = precision._replace(dtype="float32")
    if laid is not None and distance(laid.array, right, precision) <= 1:
        return f"`{given.name}`: {laid.said[0]}" if laid.said else ""
    if mine.array.shape == right.shape[::-1] and distance(mine.array.T, right, precision) <= 1:
        return f"`{given.name}` is laid out (out, in), as PyTorch keeps a matrix"
    return None


def none_named(stages: Mapping[str, object], arrays: Mapping[str, Mine]) -> AttnError:
    """E560: arrays of which none is a stage's."""
    if not arrays:
        return AttnError("E560", "there are no arrays to grade", help="save at least the result")
    there, last = ", ".join(f"`{name}`" for name in arrays), list(stages)[-1]
    what = f"none of the arrays {there} is called as a stage of this computation"
    return AttnError("E560", what, help=f"call the result by its stage, `{last}`")
