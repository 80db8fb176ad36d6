"""Why something does not fit, before it is known whether a file or an argument is to blame."""

from __future__ import annotations

from attncli.record import Record


class Misfit(Record):
    """An error without its place."""

    code: str
    what: str
    help: str
    at: str = ""
    """The field or the parameter that it is about."""
