"""What is asked for in place of a scenario's fields: one value, from the command line or the library face to
where it is applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attncli.record import Record


class Asked(Record, kw_only=True):
    """What stands in place of the fields of a scenario; what is None or empty leaves it as it is."""

    sentence: str | None = None
    tokens: Sequence[str] | None = None
    """The tokens of a sentence that is not to be parted; they go before ``sentence``."""
    query: str | None = None
    """The token that is told in detail: a word, ``word@position`` or ``@position`` from 1."""
    mechanism: str | None = None
    mask: Sequence[str] = ()
    """Masks that must all agree, as they are typed: ``causal``, ``window=2``; ``none`` for none."""
    scale: str | float | None = None
    """``auto``, ``none``, or the number to multiply by."""
    heads: int | None = None
    seed: int | None = None
    """Of the projections that the scenario lacks: they are made at random."""
    set: Sequence[str] = ()
    """Values in place of parts of the file, as they are typed: ``embeddings.cat=[2, 1]``."""

    @property
    def words(self) -> list[str] | None:
        """The tokens of another sentence, which white space parts where they are not given one by one; None:
        the scenario's own.
        """
        if self.tokens is not None:
            return list(self.tokens)
        return None if self.sentence is None else self.sentence.split()

    @property
    def fields(self) -> dict[str, Any]:
        """What is asked for, by name."""
        values = {name: getattr(self, name) for name in self._fields}
        return {name: value for name, value in values.items() if value is not None and value != ()}

    @property
    def settings(self) -> dict[str, Any]:
        """The fields of a file that are asked for as they would stand there: a single value each."""
        return {name: value for name, value in self.fields.items() if name not in OTHERWISE}

    @property
    def computation(self) -> bool:
        """Whether the same words are to be computed in another way."""
        return not self.fields.keys() <= {"sentence", "tokens", "query"}

    @property
    def anything(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.fields)


OTHERWISE = ("sentence", "tokens", "query", "mask", "heads", "seed", "set")
"""What is put in place in a way of its own, since more than one field of a file follows from it, or none."""

NOTHING = Asked()
