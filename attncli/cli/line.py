"""A command line up to the cursor: what each word is a value of, and what the word at the cursor is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attncli.record import Record


class Line(Record):
    """A command line up to the cursor."""

    command: str
    parameter: Any
    """What the word at the cursor is a value of; None: it names an option, or there is no room for it."""
    head: str
    """What of the word stands before that value: ``--query=``."""
    word: str
    given: dict[str, list[str]]
    """The values before the cursor, by the parameter's name in the program; a flag has an empty one."""

    def last(self, name: str) -> str | None:
        """The value of a parameter: the last, where several were given."""
        return self.given.get(name, [None])[-1]


def read(command: str, parameters: Sequence[Any], words: Sequence[str], at_cursor: str) -> Line:
    """The line of these words, and one at the cursor. A word that fits nothing is passed over."""
    named = {name: parameter for parameter in parameters for name in spelt(parameter)}
    places = [parameter for parameter in parameters if parameter.param_type_name == "argument"]
    values: dict[str, list[str]] = {}
    waits: Any = None
    only_places, at = False, 0

    def take(parameter: Any, value: str) -> None:
        values.setdefault(parameter.name, []).append(value)

    for word in words:
        name, equals, value = opened(word)
        if waits is not None:
            take(waits, word)
            waits = None
        elif only_places or not word.startswith("-") or word == "-":
            if at < len(places):
                take(places[at], word)
                at += places[at].nargs != -1
        elif word == "--":
            only_places = True
        elif name in named:
            if equals or named[name].is_flag:
                take(named[name], value)
            else:
                waits = named[name]
    if waits is not None:
        return Line(command, waits, "", at_cursor, values)
    if not only_places and at_cursor.startswith("-"):
        name, equals, value = opened(at_cursor)
        if equals and name in named and not named[name].is_flag:
            return Line(command, named[name], at_cursor.removesuffix(value), value, values)
        return Line(command, None, "", at_cursor, values)
    return Line(command, places[at] if at < len(places) else None, "", at_cursor, values)


def spelt(parameter: Any) -> list[str]:
    """The names of an option, and those that say the opposite; a value without a name has none."""
    return [name for name in (*parameter.opts, *parameter.secondary_opts) if name.startswith("-")]


def opened(word: str) -> tuple[str, bool, str]:
    """An option parted from the value in the same word, and whether there is one: ``--query=sat``, ``-qsat``.

    >>> opened("--query=sat"), opened("-qsat"), opened("--all")
    (('--query', True, 'sat'), ('-q', True, 'sat'), ('--all', False, ''))
    """
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        return name, bool(equals), value
    return word[:2], len(word) > 2, word[2:]
