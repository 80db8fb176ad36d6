"""Rows as CSV (RFC 4180) that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

FORMULA = ("=", "+", "-", "−", "@", "\t", "\r")
"""How a text begins that a spreadsheet would compute; numbers are written as numbers, with their sign."""


def csv_text(rows: Sequence[Sequence[str | float]]) -> str:
    r"""Rows as CSV, numbers in full.

    >>> csv_text([["=1+1", "a,b"], [-0.1, 2]])
    '\'=1+1,"a,b"\r\n-0.1,2\r\n'
    """
    file = io.StringIO()
    csv.writer(file).writerows([[harmless(each) for each in row] for row in rows])
    return file.getvalue()


def harmless(entry: str | float) -> str | float:
    """An entry; a text that might be a formula gets an apostrophe in front, which makes it a text."""
    return f"'{entry}" if isinstance(entry, str) and entry.startswith(FORMULA) else entry
