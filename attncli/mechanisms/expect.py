"""What a source printed against what is computed: every number that is off by more than it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.errors import AttnError
from attncli.mechanisms.attend import LONG, attend, pairs_of
from attncli.record import Record
from attncli.trace import played

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.scenario import Expectation, Scenario
    from attncli.tensor import Cell, Tensor
    from attncli.trace import Trace

NOISE = 1e-14
"""What the last bits of two float64 numbers may make of their difference, as a share of the larger: 0.75 is
not more than 0.05 off 0.8.
"""


class Miss(Record, kw_only=True):
    """One number that is off by more than it may be; ``cell`` is its name, as `attn why` takes it."""

    cell: str
    expected: float
    found: float
    off: float
    atol: float
    """How far off it may be."""
    number: Cell
    """The number that was found, with how it follows."""


class Compared(Record, kw_only=True):
    """One stage, or one row of it, against what the source printed."""

    stage: str
    row: str | None
    """The token whose row it is; None: all rows."""
    numbers: int
    atol: float
    """How far off a number may be; where each has its own, the largest."""
    each: bool = False
    """Whether each has its own: half a unit of its last digit as it is written."""
    rests_on: str | None = None
    """The stage that misses as well, and that this one is made of: the first such; None if there is none."""
    furthest: float
    """How far off the number is that is furthest off."""
    misses: tuple[Miss, ...] = ()


class Checked(Record):
    """A scenario that was checked: what it was compared with, or why it could not be."""

    name: str
    """As it was asked for: a name, a path, or ``<stdin>``."""
    compared: tuple[Compared, ...] = ()
    error: AttnError | None = None

    @property
    def misses(self) -> tuple[Miss, ...]:
        """Every number that is off by more than it may be."""
        return tuple(miss for each in self.compared for miss in each.misses)

    @property
    def numbers(self) -> int:
        """How many numbers were compared."""
        return sum(each.numbers for each in self.compared)

    @property
    def ok(self) -> bool:
        """Whether the file is valid, and meets whatever it expects."""
        return self.error is None and not self.misses


def compare(scenario: Scenario) -> tuple[Compared, ...]:
    """A scenario's computation against all that it expects; it is run even if it expects nothing.

    Raises: AttnError E320 if a number grows past what a computer can hold, E511 if all rows of a very long
    sequence are expected.
    """
    small = pairs_of(scenario) <= LONG
    whole = attend(scenario, every=small)
    compared = []
    for expectation in scenario.expect:
        trace = whole
        if not small:  # then one row at a time, and an error where it would have to be all of them
            trace = (
                attend(scenario, every=True)
                if expectation.query is None
                else attend(scenario._replace(shown=row_of(scenario, expectation)))
            )
        compared.append(against(expectation, trace))
    missed = [each.stage for each in compared if each.misses]
    return tuple(each._replace(rests_on=first_below(whole, each.stage, missed)) for each in compared)


def first_below(trace: Trace, stage: str, missed: Sequence[str]) -> str | None:
    """The first of the stages with misses, in the order of the computation, that this one is made of."""
    below = made_of(trace, trace.meant(stage))
    order = [tensor.name for tensor in trace.givens] + [each.name for each in trace.stages]
    found = [name for name in missed if trace.meant(name) in below]
    return min(found, key=lambda name: order.index(trace.meant(name)), default=None)


def made_of(trace: Trace, name: str) -> set[str]:
    """Everything that a stage is computed from, by name; nothing for what was given."""
    inputs = {stage.name: [tensor.name for tensor in stage.inputs] for stage in trace.stages}
    below: set[str] = set()
    waiting = list(inputs.get(name, ()))
    while waiting:
        one = waiting.pop()
        if one not in below:
            below.add(one)
            waiting += inputs.get(one, ())
    return below


def row_of(scenario: Scenario, expectation: Expectation) -> int | None:
    """The query whose row of the computation an expectation needs; the rows of keys and values are there with
    any.
    """
    return (
        scenario.shown if expectation.stage.startswith(("key", "value", "positions")) else expectation.query
    )


def against(expectation: Expectation, trace: Trace) -> Compared:
    """One expectation against the stage, or the given, that it names."""
    tensor = computed(expectation.stage, trace)
    at = 1 if tensor.has("head") else 0
    rows = tensor.axes[at]
    row = None if expectation.query is None else rows.positions.index(expectation.query + 1)
    found = tensor.array if row is None else tensor.array[(slice(None),) * at + (row,)]
    found = found.reshape(expectation.values.shape)  # the number of one query is expected as a list of one
    off = abs(found - expectation.values)
    noise = NOISE * abs(expectation.values)
    atol = expectation.atol
    misses = []
    for index in zip(*(off > atol + noise).nonzero(), strict=True):
        place = tuple(map(int, index if row is None else (*index[:at], row, *index[at:])))[
            : tensor.array.ndim
        ]
        cell = tensor.cell(*place)
        misses.append(
            Miss(
                cell=cell.name,
                expected=float(expectation.values[index]),
                found=float(found[index]),
                off=float(off[index]),
                atol=float(atol[index]),
                number=cell,
            )
        )
    return Compared(
        stage=expectation.stage,
        row=None if row is None else rows.names[row],
        numbers=int(off.size),
        atol=float(atol.max()),
        each=float(atol.min()) < float(atol.max()),
        furthest=float(off.max()),
        misses=tuple(misses),
    )


def computed(name: str, trace: Trace) -> Tensor:
    """The stage of this name or, where nothing projects the embeddings, the given; X with its positions where
    that is what plays the role.
    """
    given = next((given for given in trace.givens if given.name == name), None)
    if given is not None:
        return given
    output = trace.stage(trace.meant(name)).output
    return output if output.name == name else played(name, output)
