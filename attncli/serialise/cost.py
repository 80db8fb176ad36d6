"""What a layer costs, as JSON (attn/cost)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attncli.serialise import tree_values
from attncli.serialise.json_text import json_text

if TYPE_CHECKING:
    from attncli.cost.costs import Costs
    from attncli.cost.kinds import Kind
    from attncli.tensor import Cell


def cost_json(costs: Costs) -> str:
    """Every number of a layer's costs with its arithmetic, as JSON (attn/cost, version 1)."""
    sizes = costs.sizes._asdict()
    assumed = sizes.pop("assumed")
    return json_text(
        {
            "format": "attn/cost",
            "version": 1,
            "sizes": sizes,
            "assumed": list(assumed),
            "costs": [cost_values(kind, cell) for kind in costs.kinds for cell in kind.cells],
        }
    )


def cost_values(kind: Kind, cell: Cell) -> dict[str, Any]:
    """One number with how it follows, as plain values."""
    quantity = kind.quantity(cell)
    return {
        "name": cell.name,
        "kind": kind.tensor.name,
        "of": quantity.label or None,
        "unit": kind.unit or None,
        "value": int(cell.value) if kind.tensor.whole else cell.value,
        "formula": {"plain": quantity.formula.plain, "latex": quantity.formula.latex},
        "because": quantity.because,
        "arithmetic": tree_values(quantity.tree),
    }
