"""What a source printed against what is computed: every number that is off by more than it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.errors import AttnError
from attncli.mechanisms.attend import LONG, attend, pairs_of
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.scenario import Expectation, Scenario
    from attncli.tensor import Tensor
    from attncli.trace import Trace

NOISE = 1e-14
"""What the last bits of two float64 numbers may make of their difference, as a share of the larger: 0.75 is
not more than 0.05 off 0.8.
"""


class Miss(Record):
    """One number that is off by more than it may be; ``cell`` is its name, as `attn why` takes it."""

    cell: str
    expected: float
    found: float
    off: float


class Compared(Record, kw_only=True):
    """One stage, or one row of it, against what the source printed."""

    stage: str
    row: str | None
    """The token whose row it is; None: all rows."""
    numbers: int
    atol: float
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
    return tuple(compared)


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
    off = abs(found - expectation.values)
    noise = NOISE * abs(expectation.values)
    misses = []
    for index in zip(*(off > expectation.atol + noise).nonzero(), strict=True):
        place = tuple(map(int, index if row is None else (*index[:at], row, *index[at:])))[
            : tensor.array.ndim
        ]
        misses.append(
            Miss(
                tensor.cell(*place).name,
                float(expectation.values[index]),
                float(found[index]),
                float(off[index]),
            )
        )
    return Compared(
        stage=expectation.stage,
        row=None if row is None else rows.names[row],
        numbers=int(off.size),
        atol=expectation.atol,
        furthest=float(off.max()),
        misses=tuple(misses),
    )


def computed(name: str, trace: Trace) -> Tensor:
    """The stage of this name or, where nothing projects the embeddings, the given."""
    return next((given for given in trace.givens if given.name == name), None) or trace.stage(name).output
