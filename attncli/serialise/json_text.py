"""Plain values as the text of JSON, laid out so that a person reads it too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SIGNS = (0x61C, 0x200E, 0x200F, 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""What parts lines, or turns the letters round it, wherever the JSON is shown."""

ESCAPES = {
    **{code: f"\\u{code:04x}" for code in (*range(0x20), *range(0x7F, 0xA0), *SIGNS)},
    0x22: '\\"',
    0x5C: "\\\\",
    0x08: "\\b",
    0x09: "\\t",
    0x0A: "\\n",
    0x0C: "\\f",
    0x0D: "\\r",
}
"""What JSON does not take in a string as it is, and what a terminal would obey."""


def json_text(values: Mapping[str, Any]) -> str:
    """Values as JSON, indented, but with a row of numbers or words on one line."""
    pieces: list[str] = []
    add_json(values, "", pieces)
    return "".join(pieces) + "\n"


def add_json(value: Any, indent: str, pieces: list[str]) -> None:
    """Add the text of a value to the pieces."""
    inner = indent + "  "
    if isinstance(value, dict) and value and not short(value):
        for at, (name, field) in enumerate(value.items()):
            pieces.append(f"{',' if at else '{'}\n{inner}{one_line(name)}: ")
            add_json(field, inner, pieces)
        pieces.append(f"\n{indent}}}")
    elif is_deep(value):
        for at, item in enumerate(value):
            pieces.append(f"{',' if at else '['}\n{inner}")
            add_json(item, inner, pieces)
        pieces.append(f"\n{indent}]")
    else:
        pieces.append(one_line(value))


def one_line(value: Any) -> str:
    """A value as JSON on one line: what json.dumps(value, ensure_ascii=False) gives, as a test holds it to,
    but with what a terminal would obey as escapes.

    Importing json brings its decoder along, which costs a run 2 % of its time. The values hold no infinity.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value.translate(ESCAPES)}"'
        case list():
            return f"[{', '.join(map(repr if set(map(type, value)) == {float} else one_line, value))}]"
        case dict():
            fields = (f"{one_line(name)}: {one_line(field)}" for name, field in value.items())
            return f"{{{', '.join(fields)}}}"
        case _:
            return repr(value)


def is_deep(value: Any) -> bool:
    """Whether a value is a list of lists or of objects."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], (list, dict))


def short(value: Mapping[str, Any]) -> bool:
    """Whether an object reads well on one line: a name and labels, a source."""
    length = 0
    for field in value.values():
        if isinstance(field, dict) or is_deep(field):
            return False
        length += len(field) if isinstance(field, (str, list)) else 1
    return length <= 64
