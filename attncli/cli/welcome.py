"""What `attn` alone says on a terminal: what this is, and what to type first."""

from __future__ import annotations

STEPS = (
    ("attn explain", "an example, page by page", ": Enter leads on"),
    ('attn explain "My dog sleeps"', "a sentence of yours", ", with real word vectors"),
    ("attn list scenarios", "more examples", ", in an order to learn them in"),
)
"""What to type first, second and third, what it shows, and more of that where there is room."""

WIDE = 80
"""Columns from which on what it shows stands beside what is typed."""


def welcome(width: int) -> str:
    """Ten lines at most, on any terminal of 40 columns or more."""
    if width < WIDE:
        steps = [f"{at}  {command}\n   {about}" for at, (command, about, _) in enumerate(STEPS, 1)]
        lines = ("attn: attention, one number at a time.", "", *steps, "", "All commands: attn --help")
    else:
        steps = [f"  {at}  {command:<31}{about}{more}" for at, (command, about, more) in enumerate(STEPS, 1)]
        lines = (
            "Attention, one number at a time: how each word of a sentence takes in",
            "something of the others. What to type first, second and third:",
            "",
            *steps,
            "",
            "What words mean: attn glossary. All commands: attn --help",
        )
    return "\n".join((*lines, ""))
