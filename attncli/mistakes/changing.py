"""How a mistake enters a computation: the change of a Recorder.

The wrong step, the change that puts it there and what it may take name one another, and stand in one file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.record import Record
from attncli.tensor import Axis, Glyph, Tensor
from attncli.trace import Op, Recorder, Step

if TYPE_CHECKING:
    from attncli.arithmetic import Arithmetic
    from attncli.mistakes.mistake import Form, Instead
    from attncli.numerics.arrays import Floats
    from attncli.scenario import Scenario
    from attncli.tensor import Index
    from attncli.trace import Stage


class ElsewhereError(Exception):
    """A mistake that cannot be made in this computation: a stage, or what it takes, is not there."""


class BrokenError(Exception):
    """A mistake whose numbers have another shape than they should: nothing can be computed from there on."""

    def __init__(self, stage: str, shape: tuple[int, ...] | None) -> None:
        super().__init__(stage)
        self.stage = stage
        self.shape = shape
        """None where nothing comes out at all: the shapes do not fit each other."""


class Mistaken(Op):
    """A true op in everything but the numbers that come out."""

    def __init__(self, step: Step, made: Callable[[], Floats]) -> None:
        op = step.op
        self.name, self.title, self.symbol, self.noun = op.name, op.title, op.symbol, op.noun
        self.formula, self.roles, self.optional, self.source = op.formula, op.roles, op.optional, op.source
        self.hides = True
        self.true = step
        self.made = made

    def compute(self, *_: Any, **settings: Any) -> Floats:
        wanted = tuple(map(len, self.axes()))
        try:
            array = np.asarray(self.made(), dtype=np.float64)
        except (ValueError, IndexError):  # numpy's words for shapes that do not fit each other
            raise BrokenError(self.name, None) from None
        if array.shape != wanted:
            raise BrokenError(self.name, array.shape)
        return array

    def axes(self, *_: Any, **settings: Any) -> tuple[Axis, ...]:
        """Those it should have."""
        return self.true.op.axes(*self.true.in_order, **self.true.settings)


class OtherInputs(Mistaken):
    """The true op, with other inputs than it should have: it derives, and has finer steps, as ever."""

    def __init__(self, step: Step, inputs: Mapping[str, Tensor]) -> None:
        other = step._replace(inputs=inputs)
        super().__init__(step, lambda: computed(other))
        self.finer = step.op.finer

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        return self.true.op.derive(stage, index)

    def steps(self, record: Recorder, *inputs: Any, **settings: Any) -> None:
        self.true.op.steps(record, *inputs, **settings)


class Reckoned(Mistaken):
    """An op whose numbers come of its finer steps, with a change among them."""

    finer = True

    def __init__(self, step: Step, change: Changing) -> None:
        super().__init__(
            step, lambda: np.asarray(self.recorded(None, *step.in_order).stages[-1].output, float)
        )
        self.change = change

    def recorded(self, only: int | None, *inputs: Tensor | None) -> Recorder:
        """The finer steps of some inputs."""
        change = self.change.again()
        record = Recorder(only, change=change)
        self.true.op.steps(record, *inputs, **self.true.settings)
        for instead in change.form:
            if not instead.optional and instead.at not in change.fired:
                raise ElsewhereError(f"{self.name}/{instead.at}")
        return record

    def steps(self, record: Recorder, *inputs: Any, **settings: Any) -> None:
        record.stages += self.recorded(record.only, *inputs).stages


class Changing:
    """The change that puts one form of a mistake into a computation of a scenario.

    ``standing`` are arrays that stand in the place of stages, whatever is computed: what somebody else made
    there. To be used for one run.
    """

    def __init__(
        self,
        form: Form,
        scenario: Scenario,
        standing: Mapping[str, Floats] | None = None,
        parent: Changing | None = None,
    ) -> None:
        self.form = form
        self.scenario = scenario
        self.standing = standing or {}
        self.parent = parent
        self.handed: dict[str, Step] = {}
        """What the mechanism hands to each stage, by its name."""
        self.before: Sequence[Stage] = ()
        self.fired: list[str] = []
        """Where a change was made."""

    def again(self) -> Changing:
        """The same for another run of the finer steps."""
        return Changing(self.form, self.scenario, parent=self.parent)

    def __call__(self, step: Step, before: Sequence[Stage]) -> Step:
        name = step.op.name
        self.handed[name], self.before = step, before
        if name in self.standing:
            return step._replace(op=Mistaken(step, lambda: self.standing[name]))
        finer = tuple(each for each in self.form if each.at.startswith(f"{name}/"))
        if finer and step.op.finer:
            inner = tuple(each._replace(at=each.at.partition("/")[2]) for each in finer)
            self.fired += [each.at for each in finer]
            return step._replace(op=Reckoned(step, Changing(inner, self.scenario, parent=self)))
        for instead in self.form:
            if instead.at == name and (instead.where is None or instead.where(step)):
                self.fired.append(name)
                return self.put(step, instead)
        return step

    def put(self, step: Step, instead: Instead) -> Step:
        """The step in whose place a change is put."""
        taken = {role: self.found(address) for role, address in instead.takes.items()}
        other = {role: in_role(taken[role], step.inputs.get(role)) for role in taken if role in step.op.roles}
        inputs = {role: tensor for role, tensor in {**step.inputs, **other}.items() if tensor is not None}
        if instead.becomes is None:
            return Step(OtherInputs(step, inputs), inputs, step.settings)
        function, names = instead.becomes, needed(instead.becomes)
        there: dict[str, Any] = {name: plain(setting) for name, setting in step.settings.items()}
        there |= {role: tensor.array for role, tensor in inputs.items()}
        there |= {role: None if tensor is None else tensor.array for role, tensor in taken.items()}
        there |= dict.fromkeys(role for role in step.op.optional if role not in there)

        def made() -> Floats:
            values = {name: computed(step) if name == "right" else there[name] for name in names}
            return function(**values)

        missing = [name for name in names if name != "right" and name not in there]
        if missing:
            raise ElsewhereError(f"{instead.at}: {', '.join(missing)}")
        return Step(Mistaken(step, made), inputs, step.settings)

    def found(self, address: str) -> Tensor | None:
        """The tensor at an address; None if there is none, and the address ends with "?".

        Raises: ElsewhereError if there is none, and the address does not say that there need not be.
        """
        tensor = self.own(address.removesuffix("?"))
        if tensor is None and self.parent is not None:
            return self.parent.found(address)
        if tensor is None and not address.endswith("?"):
            raise ElsewhereError(address)
        return tensor

    def own(self, address: str) -> Tensor | None:
        """The tensor at an address among these steps; None if there is none."""
        name, _, part = address.partition(".")
        if name == "mask":
            return mask_part(self.scenario, part)
        if not part:
            stage = next((stage.output for stage in self.before if stage.name == name), None)
            return given(self.scenario, name) if stage is None else stage
        step = self.handed.get(name)
        if step is None:
            return None
        if part == "right":
            axes = step.op.axes(*step.in_order, **step.settings)
            return Tensor(name, step.op.symbol, computed(step), axes, noun=step.op.noun)
        if part in step.settings:
            return Tensor(part, step.op.symbol, np.asarray(plain(step.settings[part]), dtype=np.float64), ())
        return step.inputs.get(part)


def in_role(tensor: Tensor | None, true: Tensor | None) -> Tensor | None:
    """A tensor that stands in the place of another: with its own labels, but on axes called as those were.

    So a key in the place of a query is cut to the query that is told, as that was.
    """
    if tensor is None or true is None or len(tensor.axes) != len(true.axes):
        return tensor
    return tensor.seen_as(*(own.renamed(axis.name) for own, axis in zip(tensor.axes, true.axes, strict=True)))


def computed(step: Step) -> Floats:
    """What the op of a step makes of its inputs."""
    arrays = (None if tensor is None else tensor.array for tensor in step.in_order)
    return step.op.compute(*arrays, **step.settings)


def plain(setting: object) -> object:
    """A setting as a function of numerics takes it: an axis of heads as their number."""
    return len(setting) if isinstance(setting, Axis) else setting


def needed(function: Callable[..., Floats]) -> tuple[str, ...]:
    """The names of what a function takes, but for what is bound already."""
    bound = function.keywords if isinstance(function, partial) else {}
    code = (function.func if isinstance(function, partial) else function).__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return tuple(name for name in names if name not in bound)


def given(scenario: Scenario, name: str) -> Tensor | None:
    """What a scenario gives under a name."""
    if name in scenario.parameters:
        return scenario.parameters[name]
    own = (scenario.x, scenario.memory, scenario.query, scenario.key, scenario.value, scenario.allowed)
    return next((tensor for tensor in own if tensor is not None and tensor.name == name), None)


PARTS = {
    "causal": ("causal", True),
    "others": ("causal", False),
    "window": ("window", True),
    "beside_window": ("window", False),
}
"""The parts of a mask that have an address: the kind that must be there, and whether it is that or the
rest.
"""


def mask_part(scenario: Scenario, part: str) -> Tensor | None:
    """What the masks of one kind allow together, or what all others do together (everything, if there are
    none); None without a mask of that kind.
    """
    kind, itself = PARTS.get(part, ("", False))
    of_kind = [mask.allowed for mask in scenario.masks if mask.kind == kind]
    if not of_kind:
        return None
    chosen = of_kind if itself else [mask.allowed for mask in scenario.masks if mask.kind != kind]
    allowed = np.ones_like(of_kind[0])
    for mask in chosen:
        allowed = allowed & mask
    axes = [scenario.queries, scenario.keys]
    if allowed.ndim == 3:
        axes.insert(0, scenario.heads or Axis.numbered("head", len(allowed)))
    return Tensor("allowed", Glyph("M", "M"), allowed, axes)


class Run(Record):
    """What comes out with a form of a mistake: the stages as far as they go, and where they break off."""

    stages: Mapping[str, Stage]
    broken: BrokenError | None = None
    at: tuple[str, ...] = ()
    """The stages where a change was made, in the order of the computation."""


def run(scenario: Scenario, form: Form, standing: Mapping[str, Floats] | None = None) -> Run:
    """Compute a scenario with a form of a mistake in it, for all queries.

    Raises: ElsewhereError if it cannot be made there.
    """
    from attncli.mechanisms import MECHANISMS

    change = Changing(form, scenario, standing)
    record = Recorder(change=change)
    broken = None
    try:
        with np.errstate(all="ignore"):
            MECHANISMS[scenario.mechanism].run(scenario, record)
    except BrokenError as error:
        broken = error
    reached = set(change.handed)
    for instead in form:
        if (
            not instead.optional
            and instead.at not in change.fired
            and (broken is None or instead.stage in reached)
        ):
            raise ElsewhereError(instead.at)
    if not change.fired and form:
        raise ElsewhereError(form[0].at)
    at = dict.fromkeys(each.partition("/")[0] for each in change.fired)
    return Run({stage.name: stage for stage in record.stages}, broken, tuple(at))
