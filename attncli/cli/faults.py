"""Faults as the command line tells them: what the library calls arguments are options here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from typer.models import ParameterInfo

from attncli.cli.choice import Choice
from attncli.cli.look import Telling, Wanted
from attncli.cli.options import declared, spellings
from attncli.errors import AttnError, all_of
from attncli.reading.text import SET

LEFT_OPEN = "…"
"""What stands for a value that is yours to choose."""


def in_options(error: AttnError, typed: Sequence[str] = ()) -> AttnError:
    """An error with its arguments as options; ``typed`` is the command line, whose words stay as they are."""
    faults = []
    for fault in error.all:
        own = (*typed, fault.where.text) if fault.where is not None else typed
        help = None if fault.help is None else as_options(fault.help, own)
        where = fault.where
        if where is not None and where.file == SET:
            where = where._replace(file=f"--{SET}")
        faults.append(AttnError(fault.code, as_options(fault.what, own), where, help))
    return all_of(faults)


@contextmanager
def naming_options() -> Iterator[None]:
    """Whatever is raised inside names options: for what tells errors itself, before the boundary does."""
    try:
        yield
    except AttnError as error:
        raise in_options(error) from None


def as_options(text: str, own: Iterable[str] = ()) -> str:
    """A text with the arguments that it names, between backticks, as options; what stands in ``own`` stays.

    >>> as_options("take `heads=…` away, or ask for `mechanism=multi-head, heads=4`; `window=2` is a mask")
    'take `--heads` away, or ask for `--mechanism multi-head --heads 4`; `window=2` is a mask'
    """
    options = declared(Choice) | declared(Telling) | declared(Wanted)
    name = f"(?:{'|'.join(options)})="

    def translated(found: re.Match[str]) -> str:
        arguments = found[1]
        if any(arguments in word for word in own):
            return found[0]
        parts = (part.partition("=") for part in re.split(f", (?={name})", arguments))
        return f"`{' '.join(as_option(options[field], value) for field, _, value in parts)}`"

    return re.sub(f"`({name}[^`]*)`", translated, text)


def as_option(parameter: ParameterInfo, value: str) -> str:
    """An option with its value, as a person types it; a switch, and one whose value is left open, alone."""
    names = spellings(parameter)
    if not names:
        return str(parameter.metavar).strip("[]") if value == LEFT_OPEN else value
    alone = value == LEFT_OPEN or parameter.metavar is None
    return names[0] if alone else f"{names[0]} {value}"
