"""What to go on with after a built-in scenario."""

from __future__ import annotations

from attncli.pages.groups import GROUPS, LESSONS


def following(name: str) -> dict[str, str]:
    """The scenarios to go on with after one, each with what it is: the next of its group, and the first of
    the next group. None after one of a person's own.

    >>> for name, about in following("rasbt-simple").items():
    ...     print(f"{name}: {about}")
    flash-4x4: the next example of “First steps”
    alammar-transformer: the first example of “Scores and softmax”
    """
    groups = tuple(GROUPS)
    at = next((at for at, names in enumerate(LESSONS) if name in names), None)
    if at is None:
        return {}
    rest = LESSONS[at][LESSONS[at].index(name) + 1 :]
    found = {rest[0]: f"the next example of “{groups[at]}”"} if rest else {}
    if at + 1 < len(LESSONS):
        found[LESSONS[at + 1][0]] = f"the first example of “{groups[at + 1]}”"
    return found
