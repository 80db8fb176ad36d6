"""The kinds of question, a family a file: which are worth asking, and what makes a question of one."""

NAMES = (
    "order",
    "shape",
    "columns",
    "strongest",
    "choose",
    "what_if",
    "cell",
    "row",
    "which_softmax",
    "first_wrong",
)
"""Every family, in the order in which they are asked of a stage."""
