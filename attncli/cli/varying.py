"""What a sweep may vary: the path that was typed, as a way from a value to a scenario with that value."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attncli.cli.choice import Opened
from attncli.errors import AttnError

if TYPE_CHECKING:
    from attncli.scenario import Edit, Scenario
    from attncli.sweeps.values import Swept
    from attncli.tensor import Tensor

Vary = Callable[[float], "Scenario"]

SETTINGS = {
    "scale": "what scores are multiplied by",
    "heads": "into how many heads the columns are cut",
    "window": "how many keys on either side a query sees",
    "d_k": "how many numbers a query and a key have, of why-the-root",
}
"""What may be varied beside single numbers, each in a few words."""
LONGEST = 4096
"""Numbers of a vector that is drawn, at most."""


def varying(swept: Swept, opened: Opened, seed: int | None = None) -> Vary:
    """The scenario of each value. ``seed`` draws other vectors, where they are drawn.

    Raises: AttnError E592 if there is nothing by that path, E593 if it cannot vary here, or not so.
    """
    from attncli.sweeps.values import D_K, SCALE

    if swept.path in opened.asked.fields:
        what = f"`{swept.path}=…` and the sweep both say what `{swept.path}` is"
        raise AttnError("E508", what, help="leave one of them out")
    if swept.path == SCALE:
        return of_scale(swept, opened)
    if swept.path == "heads":
        return of_heads(swept, opened)
    if swept.path == "window":
        return of_window(swept, opened)
    if swept.path == D_K:
        return of_d_k(swept, opened.scenario, seed)
    return of_number(swept.path, opened)


def loader(opened: Opened) -> Callable[..., Scenario]:
    """How the source is loaded again, with other fields or with numbers of its own changed."""
    from attncli.cli.stepping import read_once
    from attncli.loading.scenario_file import load

    source = read_once(opened)

    def again(edits: tuple[Edit, ...] = (), **fields: object) -> Scenario:
        return load(source, opened.asked._replace(**fields), edits)

    return again


def of_scale(swept: Swept, opened: Opened) -> Vary:
    """Scores multiplied by each value; the first is asked for as any scale is, and refused if need be."""
    first = loader(opened)(scale=swept.values[0])
    return lambda value: first._replace(scale=value, largest=None)


def of_heads(swept: Swept, opened: Opened) -> Vary:
    """The columns cut into so many heads."""
    from attncli.mechanisms import MECHANISMS

    scenario = opened.scenario
    if not MECHANISMS[scenario.mechanism].heads:
        what = f"`{scenario.mechanism}` has no heads that could vary"
        raise AttnError("E593", what, help="choose `mechanism=multi-head`, or vary `scale`")
    whole(swept, 1)
    again = loader(opened)
    return lambda value: again(heads=int(value))


def of_window(swept: Swept, opened: Opened) -> Vary:
    """So many keys seen on either side: the window of local attention, else that of a mask."""
    from attncli.mechanisms import MECHANISMS

    scenario = opened.scenario
    if MECHANISMS[scenario.mechanism].local:
        whole(swept, 1)
        settings = scenario.settings
        return lambda value: scenario._replace(settings={**settings, "window": int(value)}, largest=None)
    whole(swept, 0)
    if any(part.kind == "rows" for part in scenario.masks):
        what = "the mask of this scenario is written out row by row, and a window cannot be put beside it"
        raise AttnError("E593", what, help="ask for another with `mask=none`, or vary `scale`")
    others = tuple(text for text in scenario.mask if not text.startswith("window="))
    again = loader(opened)
    return lambda value: again(mask=(*others, f"window={int(value)}"))


def of_d_k(swept: Swept, scenario: Scenario, seed: int | None) -> Vary:
    """Queries and keys of so many numbers, drawn anew."""
    from attncli.loading.drawn import SEED, drawn_anew, is_drawn

    if not is_drawn(scenario):
        what = f"the queries and keys of `{scenario.name}` are as long as they are: `d_k` cannot vary"
        help = "take the scenario whose vectors are drawn at random: `scenario=why-the-root`"
        raise AttnError("E593", what, help=help)
    whole(swept, 1, LONGEST)
    longest = int(max(swept.values))
    of_length = drawn_anew(scenario, longest, SEED if seed is None else seed)
    return lambda value: of_length(int(value))


def whole(swept: Swept, least: int, most: int | None = None) -> None:
    """Raises: AttnError E593 if one of the values is no whole number, or out of range."""
    for value in swept.values:
        if not value.is_integer() or value < least or (most is not None and value > most):
            end = f"{least} on" if most is None else f"{least} to {most}"
            what = f"`{swept.path}` cannot be {value:g}"
            raise AttnError("E593", what, help=f"take whole numbers from {end}")


def of_number(path: str, opened: Opened) -> Vary:
    """One number of the scenario, by the name of its cell or by its path: ``embeddings.cat.1``."""
    from attncli.scenario import Edit

    name, index = place(path, opened.scenario)
    again = loader(opened)
    return lambda value: again((Edit(name, index, value),))


def place(path: str, scenario: Scenario) -> tuple[str, tuple[int, ...]]:
    """The tensor, and where in it a number stands that is given. Raises: AttnError E592, E593, E513."""
    from attncli.mechanisms.attend import attend
    from attncli.pages.cells import find_cell

    there = changeable(scenario)
    if "[" in path:
        cell, stage = find_cell(attend(scenario), path)
        if stage is None and cell.tensor.name in there:
            return cell.tensor.name, cell.index
        why_not = "is computed, and does" if stage else "does"
        what = f"`{cell.name}` {why_not} not vary by itself"
        raise AttnError("E593", what, help=f"vary what it follows from: {choices(scenario)}")
    name, *labels = path.split(".")
    tensor = there.get("x" if name == "embeddings" else name)
    if tensor is None:
        raise no_such_path(path, scenario)
    return tensor.name, index_of(path, labels, tensor)


def changeable(scenario: Scenario) -> dict[str, Tensor]:
    """The tensors that the scenario gives, by name: what is equal to the embeddings is not among them."""
    roles = (scenario.query, scenario.key, scenario.value) if scenario.x is None else ()
    tensors = (scenario.x, scenario.memory, *scenario.parameters.values(), *roles)
    return {tensor.name: tensor for tensor in tensors if tensor is not None}


def index_of(path: str, labels: list[str], tensor: Tensor) -> tuple[int, ...]:
    """Where in a tensor the labels of a path lead. Raises: AttnError E592."""
    from attncli.spelling import did_you_mean
    from attncli.tensor import LabelError

    if len(labels) != len(tensor.axes):
        kinds = " and a ".join(axis.noun for axis in tensor.axes)
        what = f"`{path}` names no single number: of `{tensor.name}` that takes a {kinds}"
        raise AttnError("E592", what, help=f"write it as in `{example(tensor)}`")
    found = []
    for axis, label in zip(tensor.axes, labels, strict=True):
        try:
            found.append(axis.find(label))
        except LabelError as error:
            if error.candidates and path.startswith("embeddings."):  # which is the word's, wherever it stands
                found.append(axis.find(error.candidates[0]))
                continue
            names = error.candidates or axis.names
            listed = ", ".join(f"`{each}`" for each in names[:12]) + (", …" if len(names) > 12 else "")
            what = f"`{path}` leads nowhere: `{label}` is not one of {listed}"
            if error.candidates:
                what = f"`{path}` leads to several numbers: `{label}` stands at {listed}"
            otherwise = f"write it as in `{example(tensor)}`"
            raise AttnError("E592", what, help=did_you_mean(label, names, otherwise)) from None
    return tuple(found)


def no_such_path(path: str, scenario: Scenario) -> AttnError:
    """E592, with the nearest path that there is."""
    from attncli.spelling import did_you_mean

    there = changeable(scenario)
    known = [*SETTINGS, *there, *(["embeddings"] if "x" in there else [])]
    help = did_you_mean(path.partition(".")[0], known, f"vary one of: {choices(scenario)}")
    return AttnError("E592", f"there is nothing called `{path}` to vary", help=help)


def choices(scenario: Scenario) -> str:
    """What can be varied in a scenario, in a line."""
    numbers = [example(tensor) for tensor in changeable(scenario).values()]
    return ", ".join(f"`{path}`" for path in (*settings_of(scenario), *numbers))


def settings_of(scenario: Scenario) -> list[str]:
    """Those of ``SETTINGS`` that can be varied in a scenario."""
    from attncli.loading.drawn import is_drawn
    from attncli.mechanisms import MECHANISMS

    cannot = set()
    if not MECHANISMS[scenario.mechanism].heads:
        cannot.add("heads")
    if not is_drawn(scenario):
        cannot.add("d_k")
    return [name for name in SETTINGS if name not in cannot]


def example(tensor: Tensor) -> str:
    """The path of a number of a tensor, the first."""
    name = "embeddings" if tensor.name == "x" and tensor.axes[0].named else tensor.name
    labels = [axis.names[0] for axis in tensor.axes]
    if any("." in label for label in labels):
        return tensor.cell(*(0 for _ in tensor.axes)).name
    return ".".join((name, *labels))
