"""What happened: stages recorded one after another, each a kind of step (an Op) applied to tensors.

Op, Step, Stage, Recorder and Trace name one another, so they stand in one file, however long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.document import Block, Formula, Words
from attncli.record import Record
from attncli.tensor import Axis, Glyph, Index, Tensor

if TYPE_CHECKING:
    from attncli.arithmetic import Arithmetic
    from attncli.meaning import WordVectors
    from attncli.numerics.arrays import Floats
    from attncli.sources import Source

Settings = Mapping[str, Any]
"""What a step is given beside its inputs: by name a truth, a count, a number, an axis of heads."""

Change = Callable[["Step", "Sequence[Stage]"], "Step"]
"""What is put in place of a step, given the stages before it: how a mistake enters a computation."""

OPTIONAL = re.compile("‹(.*?)›")
"""A part of a formula that is left out where an input that it names is not there."""


PLAYED = {"query": "d_k", "key": "d_k", "value": "d_v"}
"""The roles that X with its positions plays where no matrix follows, with what its columns are called."""


def played(role: str, placed: Tensor) -> Tensor:
    """X with its positions under the name and the axes of the role it plays; its cells follow as they did."""
    rows = placed.axes[0].renamed("key" if role == "value" else role)
    columns = placed.axes[1].renamed(PLAYED[role])
    return Tensor(role, placed.symbol, placed.array, (rows, columns), placed.derive)


class Note(Record):
    """Something about a result that a reader or a program must not overlook."""

    code: str
    text: Words
    stage: str
    query: str


class Op:
    """A kind of stage: its formula, its numpy function, how a cell follows from its inputs' cells, its words.

    Its methods take the inputs in the order of ``roles``, None for one that is not there, and settings by
    name. ``formula`` is a template: {role} stands for the symbol of the input in that role, {setting} for a
    setting, and what stands in ‹…› is left out where an input that it names is not there. An op either
    derives a cell in one formula (``derive``) or, where the arithmetic is longer, in finer steps (``steps``),
    whose last one makes the output.
    """

    name: str
    title: str
    symbol: Glyph
    formula: Formula
    noun = "number"
    """What one number of the output is called: "scaled score"."""
    of_one = False
    """Whether the output's numbers are shares of 1."""
    roles: tuple[str, ...]
    optional: tuple[str, ...] = ()
    """The roles that may have no input."""
    principle: str = ""
    """How a cell follows, in one sentence without a number: the hint between where and the sum itself."""
    source: Source | None = None
    computed_by: Callable[..., Any]
    """The function of numerics/ that makes the whole output of the inputs' arrays."""
    computed_with: tuple[str, ...] = ()
    """The settings that it takes besides, by name; the others are for the words."""
    hides = False
    """Whether −∞ is a proper result: a hidden score."""
    finer = False
    """Whether a cell is told in finer steps."""

    def compute(self, *arrays: Any, **settings: Any) -> Floats:
        """The whole output at once."""
        output: Floats = self.computed_by(*arrays, **{name: settings[name] for name in self.computed_with})
        return output

    def axes(self, *inputs: Any, **settings: Any) -> tuple[Axis, ...]:
        """The axes of the output: those of the first input, unless the op says otherwise."""
        axes: tuple[Axis, ...] = inputs[0].axes
        return axes

    def formula_of(self, step: Step) -> Formula:
        """The template that tells this step."""
        return self.formula

    def source_of(self, step: Step) -> Source | None:
        """The publication that a step like this one goes back to."""
        return self.source

    def title_of(self, stage: Stage, *, every: bool) -> str:
        """The title of the page that tells this stage, of one query or of every."""
        return self.title

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        """How one cell of the output follows from cells of the inputs."""
        raise NotImplementedError

    def steps(self, record: Recorder, *inputs: Any, **settings: Any) -> None:
        """The finer steps, recorded one by one."""
        raise NotImplementedError

    def purpose(self, stage: Stage) -> Words:
        """What the stage does and what for, said before any formula."""
        return ()

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        """The arithmetic of the one query that the stage is cut to, a row for each of these keys (from 0)."""
        return ()

    def reading(self, stage: Stage) -> Words:
        """What the numbers say, of the one query that the stage is cut to."""
        return ()

    def brief(self, stage: Stage) -> Words:
        """What the numbers say, in a few words, of the one query and head that the stage is cut to."""
        return ()

    def against_one(self, stage: Stage, single: Stage) -> Words:
        """What the numbers of several heads say beside those of one head over all columns, of one query."""
        return ()

    def overview(self, stage: Stage) -> Words:
        """What the numbers say, of all queries together."""
        return ()

    def notes(self, stage: Stage) -> tuple[Note, ...]:
        """What must not be overlooked in the output."""
        return ()


class Step(Record):
    """An op, what it is applied to and with which settings."""

    op: Op
    inputs: Mapping[str, Tensor]
    """By role; an optional role may have none."""
    settings: Settings

    @property
    def in_order(self) -> tuple[Tensor | None, ...]:
        """An input for every role of the op, None where there is none: as the op's methods take them."""
        return tuple(map(self.inputs.get, self.op.roles))

    def with_inputs(self, change: Callable[[Tensor], Tensor]) -> Step:
        """The step with all its inputs changed alike."""
        return self._replace(inputs={role: change(tensor) for role, tensor in self.inputs.items()})

    def filled(self, template: str, symbols: Mapping[str, str], minus: str) -> str:
        """A template of the op with the inputs' symbols in it and what the settings are, with this sign for
        one below zero.
        """
        missing = [f"{{{role}}}" for role in self.op.optional if role not in self.inputs]

        def kept(part: re.Match[str]) -> str:
            return "" if any(role in part[1] for role in missing) else part[1]

        text = OPTIONAL.sub(kept, template)
        for role, symbol in symbols.items():
            text = text.replace(f"{{{role}}}", symbol)
        for name, setting in self.settings.items():
            if f"{{{name}}}" in text:
                size = len(setting) if isinstance(setting, Axis) else setting
                text = text.replace(f"{{{name}}}", f"{size:.12g}".replace("-", minus))
        return text


class Stage:
    """A step and what came out of it. It can be shown without a look at its neighbours."""

    __slots__ = ("_finer", "output", "part_of", "recorder", "step")

    def __init__(
        self, step: Step, output: Tensor, recorder: Recorder, part_of: tuple[Stage, int] | None = None
    ) -> None:
        self.step = step
        self.output = output
        self.recorder = recorder
        """Who recorded it, and says who records its finer steps."""
        self.part_of = part_of
        """Of one head: the stage of all heads, and which head (from 0) it is."""
        self._finer: dict[int | None, tuple[Stage, ...]] = {}

    def __repr__(self) -> str:
        return f"Stage({self.name!r})"

    @property
    def op(self) -> Op:
        """The kind of stage."""
        return self.step.op

    @property
    def name(self) -> str:
        """The stage's name: ``weights``."""
        return self.output.name

    @property
    def settings(self) -> Settings:
        """What the step was given beside its inputs, such as d_k."""
        return self.step.settings

    @property
    def inputs(self) -> tuple[Tensor, ...]:
        """The tensors it takes, in the order of the op's roles."""
        return tuple(self.step.inputs.values())

    def has(self, role: str) -> bool:
        """Whether there is an input in a role."""
        return role in self.step.inputs

    def input(self, role: str) -> Tensor:
        """The tensor in a role. Raises: KeyError if there is none."""
        return self.step.inputs[role]

    @property
    def formula(self) -> Formula:
        """The op's formula with the symbols of this stage's own inputs."""
        template = self.op.formula_of(self.step)
        plain = {role: tensor.symbol.plain for role, tensor in self.step.inputs.items()}
        latex = {role: tensor.symbol.latex for role, tensor in self.step.inputs.items()}
        return Formula(
            self.step.filled(template.plain, plain, "−"), self.step.filled(template.latex, latex, "-")
        )

    @property
    def source(self) -> Source | None:
        """The publication that it goes back to."""
        return self.op.source_of(self.step)

    def at(self, query: int) -> Stage:
        """The stage cut to one query (from 0), or itself where it has none; its cells stay what they were."""
        if not self.output.has("query") or self.output.size("query") == 1:
            return self
        if self.part_of is not None:
            whole, head = self.part_of
            return whole.at(query).head(head)
        step = self.step.with_inputs(lambda tensor: cut(tensor, query))
        return Stage(step, self.output.take("query", query), self.recorder)

    def head(self, head: int) -> Stage:
        """The stage of one head (from 0), without the axis of heads, or itself where it has none.

        Its cells stay what they were. Words, tables and pages see a stage so: with a query and a key,
        whatever the number of heads.
        """
        if not self.output.has("head"):
            return self
        n = self.output.size("head")  # of fewer key heads, the one that this head shares

        def part(tensor: Tensor) -> Tensor:
            return tensor.part("head", head * tensor.size("head") // n) if tensor.has("head") else tensor

        return Stage(self.step.with_inputs(part), self.output.part("head", head), self.recorder, (self, head))

    def steps(self, query: int | None = None) -> tuple[Stage, ...]:
        """The finer steps behind one query's numbers, made when first asked for; () where the op has none."""
        if not self.op.finer:
            return ()
        if self.part_of is not None:
            of, head = self.part_of
            return tuple(step.head(head) for step in of.steps(query))
        if query not in self._finer:
            record = self.recorder.finer(query)
            self.op.steps(record, *self.step.in_order, **self.settings)
            *before, last = record.stages
            whole = self.output if query is None else cut(self.output, query)
            # The last step's output is the stage's output: the same numbers, not numbers computed again.
            output = whole.like(whole.array, whole.axes, last.output.derive)
            self._finer[query] = (*before, Stage(last.step, output, record))
        return self._finer[query]

    def derive(self, index: Index) -> Arithmetic:
        """How a cell of the output follows."""
        if self.part_of is not None:
            whole, head = self.part_of
            return whole.derive((head, *index))
        if not self.op.finer:
            return self.op.derive(self, index)
        at = next((i for i, axis in enumerate(self.output.axes) if axis.name == "query"), None)
        if at is None or len(self.output.axes[at]) == 1:
            last = self.steps()[-1]
        else:
            last = self.steps(index[at])[-1]
            index = (*index[:at], 0, *index[at + 1 :])
        return last.op.derive(last, index)


def cut(tensor: Tensor, query: int) -> Tensor:
    """A tensor cut to one query, where it has more than one."""
    if tensor.has("query") and tensor.size("query") > 1:
        return tensor.take("query", query)
    return tensor


def unchanged(step: Step, _: Sequence[Stage]) -> Step:
    """The change that changes nothing."""
    return step


class Recorder:
    """Computes and records: calling it with an op, tensors and settings returns the op's output.

    With ``only``, whatever has queries is cut to that one (from 0) before it is used, so that a long sequence
    costs one row. With a ``change`` nothing is refused for not being finite: where it is not is a finding.
    """

    def __init__(
        self,
        only: int | None = None,
        refuse: Callable[[str], Exception] = OverflowError,
        change: Change | None = None,
    ) -> None:
        self.stages: list[Stage] = []
        self.givens: list[Tensor] = []
        """What a mechanism made of the scenario's settings: to the reader it was given."""
        self.only = only
        self.refuse = refuse
        """The error to raise of the stage, or the finer step, whose numbers grow too large."""
        self.change = change
        """What is put in place of each step."""

    def __call__(self, op: Op, *inputs: Tensor | None, **settings: Any) -> Tensor:
        """Record one stage; the inputs come in the order of the op's roles, None for one that is not there.

        Raises: TypeError if that is one the op cannot do without; what ``refuse`` makes, OverflowError if
        left out, if a number of the output is not finite (and not a hidden score).
        """
        step = Step(op, self.by_role(op, inputs), settings)
        if self.change is not None:
            step = self.change(step, self.stages)
        stage = self.stage(step)
        self.stages.append(stage)
        return stage.output

    def stage(self, step: Step) -> Stage:
        """A step with what comes out of it."""
        op = step.op
        axes = op.axes(*step.in_order, **step.settings)
        output = Tensor(op.name, op.symbol, self.numbers(step, axes), axes, noun=op.noun, of_one=op.of_one)
        stage = Stage(step, output, self)
        output.derive = stage.derive
        return stage

    def given(self, tensor: Tensor) -> Tensor:
        """Count a tensor that a mechanism made of the scenario's settings among what was given."""
        self.givens.append(tensor)
        return tensor

    def by_role(self, op: Op, inputs: tuple[Tensor | None, ...]) -> dict[str, Tensor]:
        """The inputs that are there, cut to the one query where one alone is recorded."""
        found = {}
        for role, tensor in zip(op.roles, inputs, strict=True):
            if tensor is not None:
                found[role] = tensor if self.only is None else cut(tensor, self.only)
            elif role not in op.optional:
                raise TypeError(f"{op.name} cannot do without its {role}")
        return found

    def numbers(self, step: Step, axes: tuple[Axis, ...]) -> Floats:
        """What a step makes. Raises: what ``refuse`` makes if one is not finite (and not a hidden score)."""
        arrays = (None if tensor is None else tensor.array for tensor in step.in_order)
        with np.errstate(all="ignore"):
            array = step.op.compute(*arrays, **step.settings)
        if self.change is not None or np.isfinite(array).all():
            return array
        if not step.op.hides or np.isnan(array).any() or np.isposinf(array).any():
            raise self.refuse(step.op.name)
        return array

    def finer(self, only: int | None) -> Recorder:
        """One like it for the finer steps of a stage, of one query or of all.

        A change is not made anew there: a stage that it put in place has the finer steps that it should have.
        But what was let pass in the stages is let pass there too.
        """
        return type(self)(only, self.refuse, None if self.change is None else unchanged)


class Outline(Recorder):
    """Records what stages a run would have, on which axes, but computes none: zeros that take no memory."""

    def numbers(self, step: Step, axes: tuple[Axis, ...]) -> Floats:
        return np.broadcast_to(0.0, tuple(map(len, axes)))


class Trace(Record, kw_only=True):
    """A whole computation: what was given, every stage in order, and the query told in detail (None: all)."""

    title: str
    name: str = ""
    """What the scenario is called, as it is asked for."""
    mechanism: str
    queries: Axis
    """All the queries, whichever is told."""
    givens: tuple[Tensor, ...]
    stages: tuple[Stage, ...]
    notes: tuple[Note, ...] = ()
    query: int | None = None
    head: int | None = None
    """The head told in full (from 0), where one was asked for."""
    about: str = ""
    """What its author says of it."""
    source: Mapping[str, object] | None = None
    """Who published the example: title, author, year, url, licence, note."""
    origins: Mapping[str, str] = {}
    """Where each parameter comes from: learned, random, made by hand, or "" where nobody says."""
    random: tuple[str, ...] = ()
    """The parameters that were made at random since that was asked for, and the seed they were made from."""
    seed: int | None = None
    single: Callable[[], Trace] | None = None
    """How one head over all columns is computed in place of several, where that can be had."""
    words: WordVectors | None = None
    """Where the vectors come from, if from a lexicon or a file of word vectors."""

    @property
    def heads(self) -> Axis | None:
        """The heads that scores are made in; None where the mechanism has none."""
        scores = next((stage.output for stage in self.stages if stage.name == "scores"), None)
        return scores.axis("head") if scores is not None and scores.has("head") else None

    @property
    def result(self) -> str:
        """The name of the last stage."""
        return self.stages[-1].name

    def stage(self, name: str) -> Stage:
        """The stage of this name. Raises: KeyError if the mechanism has none."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise KeyError(name)

    def meant(self, name: str) -> str:
        """The stage or given that goes by this name: a role that neither is, X with its positions plays."""
        names = {tensor.name for tensor in self.givens} | {stage.name for stage in self.stages}
        return "positions" if name in PLAYED and name not in names and "positions" in names else name

    @property
    def shown(self) -> tuple[Stage, ...]:
        """The stages as they are to be shown: cut to the query, if there is one."""
        return self.stages if self.query is None else tuple(stage.at(self.query) for stage in self.stages)

    @property
    def told(self) -> tuple[Stage, ...]:
        """The stages cut to the query, and to the head told in full: the one asked for, else the first."""
        return tuple(map(self.of_head, self.shown))

    def of_head(self, stage: Stage) -> Stage:
        """A stage of this trace cut to the head told in full, or to the key head that this one shares."""
        if not stage.output.has("head") or self.heads is None:
            return stage
        return stage.head(self.own_head(stage.output.size("head")))

    def own_head(self, among: int) -> int:
        """Which of so many heads (from 0) the head told in full uses: of fewer key heads, a shared one."""
        return (self.head or 0) * among // len(self.heads or range(among))
