"""Every family of questions, in the order in which they are asked of a stage: none answers a later one."""

from __future__ import annotations

from attncli.tutor.questions import (
    cell,
    choose,
    columns,
    first_wrong,
    order,
    row,
    shape,
    strongest,
    what_if,
    which_softmax,
)

FAMILIES = {
    family.name: family
    for family in (
        order.FAMILY,
        shape.FAMILY,
        columns.FAMILY,
        strongest.FAMILY,
        choose.FAMILY,
        what_if.FAMILY,
        cell.FAMILY,
        row.FAMILY,
        which_softmax.FAMILY,  # it shows a whole row of weights
        first_wrong.FAMILY,
    )
}
