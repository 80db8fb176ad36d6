"""A mistake as data: where it enters a computation, what comes out there instead, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from attncli.record import Record
from attncli.tensor import Index

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats
    from attncli.trace import Step

Maker = Literal["hand", "rows", "program"]
"""Who makes a mistake: a person with the row of one query before them, one who has all rows, or a program
alone (a layout of memory, a type of numbers).
"""


class Instead(Record):
    """What one stage, or one finer step, is in place of what it should be.

    ``at`` is a stage (``weights``) or a finer step (``weights/exponentials``: a stage told in finer steps is
    then reckoned by them). ``becomes`` is a function of numerics/mistaken/; its parameters name what it
    needs: roles of the op, settings (an axis of heads as their number), roles of ``takes``, or ``right``,
    what the true op makes of the same inputs. None is the true op, with other inputs. ``takes`` gives a role
    another tensor, by its address:

    - ``x``, ``w_k``: what was given; ``weights``: what came out of a stage, wrong or not
    - ``scores.key``: what the mechanism hands to a stage in a role; ``weights/exponentials.scores`` is
      written ``exponentials.scores`` within the same stage
    - ``masked_scores.right``: what the true op makes of what it is handed there
    - ``scaled_scores.d_k``: a setting of a stage, as an array without axes
    - ``mask.causal``, ``mask.others``: what a causal mask allows, and what all other masks allow together
    - ``mask.window``, ``mask.beside_window``: the same of a mask that is a window
    - ``b_q?``: any of these, or None where it is not there

    A step that ``where`` does not hold of is left as it is. An ``optional`` change need not find its stage.
    """

    at: str
    becomes: Callable[..., Floats] | None
    takes: Mapping[str, str] = {}
    where: Callable[[Step], bool] | None = None
    optional: bool = False

    @property
    def stage(self) -> str:
        """The stage it is at."""
        return self.at.partition("/")[0]


Form = tuple[Instead, ...]
"""One way to make a mistake: every change that it takes."""


class Mistake(Record, kw_only=True):
    """A misconception, or a bug, with a name.

    It applies where every change of a form that is not optional finds its stage and what it takes.
    ``would`` ends the sentence "0.39 is what comes out if …"; ``because`` is the one sentence that puts it
    right. Both may have gaps, which are filled with facts of the computation (mistakes/words.py).
    """

    name: str
    forms: tuple[Form, ...]
    """Several where the same mistake gives different numbers."""
    would: str
    because: str
    by: Maker
    source: str
    """Where people make it: an address that was read, with a word on what stands there; "" where none was
    found.
    """
    same_as: tuple[str, ...] = ()
    """Mistakes that give the same numbers by algebra, and are told as one with it."""
    unless: tuple[str, ...] = ()
    """Stages that must not be there."""


class Place(Record):
    """A cell of a stage (``weights``) or of a finer step (``weights/exponentials``)."""

    stage: str
    index: Index
