"""A command line up to the cursor: which value each word is, and what the word at the cursor is a value of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attncli.record import Record


class Line(Record):
    """A command line up to the cursor. ``parameter`` is what the word there is a value of; None: it names an option."""

    command: str
    parameter: Any
    head: str
    """What of the word stands before that value: ``--query=``."""
    word: str
    given: dict[str, list[str]]
    """The values before the cursor, by the parameter's name in the program; a flag has an empty one."""

    def last(self, name: str) -> str | None:
        """The value of a parameter: the last, where several were given."""
        return self.given.get(name, [None])[-1]


def read(command: str, parameters: Sequence[Any], words: Sequence[str], word: str) -> Line:
    """Which value each word is, and what the one at the cursor is. A word that fits nothing is passed over."""
    named = {
        name: each
        for each in parameters
        for name in (*each.opts, *each.secondary_opts)
        if name.startswith("-")
    }
    places = [each for each in parameters if each.param_type_name == "argument"]
    given: dict[str, list[str]] = {}
    waits: Any = None
    only_places, at = False, 0

    def take(parameter: Any, value: str) -> None:
        given.setdefault(parameter.name, []).append(value)

    for each in words:
        name, equals, value = opened(each)
        if waits is not None:
            take(waits, each)
            waits = None
        elif only_places or not each.startswith("-") or each == "-":
            if at < len(places):
                take(places[at], each)
                at += places[at].nargs != -1
        elif each == "--":
            only_places = True
        elif name in named:
            if equals or named[name].is_flag:
                take(named[name], value)
            else:
                waits = named[name]
    if waits is not None:
        return Line(command, waits, "", word, given)
    if not only_places and word.startswith("-"):
        name, equals, value = opened(word)
        valued = equals and name in named and not named[name].is_flag
        return (
            Line(command, named[name], word[: len(word) - len(value)], value, given)
            if valued
            else Line(command, None, "", word, given)
        )
    return Line(command, places[at] if at < len(places) else None, "", word, given)


def opened(word: str) -> tuple[str, bool, str]:
    """An option parted from the value in the same word, and whether there is one: ``--query=sat``, ``-qsat``.

    >>> opened("--query=sat"), opened("-qsat"), opened("--all")
    (('--query', True, 'sat'), ('-q', True, 'sat'), ('--all', False, ''))
    """
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        return name, bool(equals), value
    return word[:2], len(word) > 2, word[2:]
