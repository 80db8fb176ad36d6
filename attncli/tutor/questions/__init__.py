"""The kinds of question, a family a file: which are worth asking, and what makes a question of one."""

NAMES = ("strongest", "cell", "row", "first_wrong")
"""Every family, in the order in which they are asked of a stage."""
