"""Every family of questions, in the order in which they are asked of a stage."""

from __future__ import annotations

from attncli.tutor.questions import strongest

FAMILIES = {family.name: family for family in (strongest.FAMILY,)}
