"""What `attn` alone says on a terminal: what this is, and what to type first."""

from __future__ import annotations

STEPS = (
    ("attn explain", "an example, page by page: Enter leads on, q leaves"),
    ('attn explain "My dog sleeps"', "a sentence of yours, with real word vectors"),
    ("attn list scenarios", "more examples, in an order to learn from"),
)
"""What to type first, second and third, each with what it shows."""

WIDE = 80
"""Columns that the two columns of the steps need."""


def welcome(width: int) -> str:
    """Ten lines at most, on any terminal of 40 columns or more."""
    if width < WIDE:
        steps = [f"{at}  {command}\n   {about}" for at, (command, about) in enumerate(NARROW, 1)]
        return "\n".join(
            ("attn: attention, one number at a time.", "", *steps, "", "All commands: attn --help", "")
        )
    steps = [f"  {at}  {command:<30}{about}" for at, (command, about) in enumerate(STEPS, 1)]
    intro = (
        "Attention, one number at a time: how each word of a sentence takes in what it",
        "needs of the others. Begin with the first, and go on when you like:",
    )
    return "\n".join((*intro, "", *steps, "", "Its words: attn glossary. All commands: attn --help.", ""))


NARROW = tuple(
    (command, about)
    for (command, _), about in zip(
        STEPS, ("an example, page by page", "a sentence of yours", "more examples, in order"), strict=True
    )
)
"""The same on a narrow terminal."""
