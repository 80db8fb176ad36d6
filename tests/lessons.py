"""The built-in scenarios that people read.

Judges are for programs: many numbers that were drawn, and of their pages nobody reads more than one.
"""

from __future__ import annotations

from attncli.loading.library import scenario_names


def lessons() -> list[str]:
    """The names of the built-in scenarios without the judges."""
    return [name for name in scenario_names() if not name.startswith("judge-")]
