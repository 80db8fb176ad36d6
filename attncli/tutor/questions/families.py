"""Every family of questions, in the order in which they are asked of a stage."""

from __future__ import annotations

from attncli.tutor.questions import cell, first_wrong, row, strongest

FAMILIES = {family.name: family for family in (strongest.FAMILY, cell.FAMILY, row.FAMILY, first_wrong.FAMILY)}
