"""Another number of heads in place of the scenario's, or another mechanism in place of its heads: packed
columns are cut anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.errors import AttnError
from attncli.loading.given import PARAMETERS, PROJECTIONS, TENSORS
from attncli.spelling import counted

if TYPE_CHECKING:
    from attncli.loading.given import Given


def resplit(given: Given, heads: int) -> Given:
    """The columns cut into so many heads, without names; a scenario that has so many stays as it is.

    Raises: AttnError E531 if they cannot be cut so; the help lists what they can be cut into.
    """
    if not given.variant.heads:
        help = f"take `heads=…` away, or ask for heads: `mechanism=multi-head, heads={heads}`"
        raise AttnError("E531", f"`{given.variant.name}` has no heads", help=help)
    front = given.heads_in_front.get("query", 0)
    own = front or given.heads or 1
    if heads == own:
        return given if front else given._replace(heads=own)
    if front:
        what = f"the tensors of this scenario have their {front} heads in front"
        raise AttnError("E531", what, help=f"take `heads=…` away: there are {front}")
    kv_heads = key_heads_for(given, heads)
    if any(mask.has_heads for mask in given.mask or ()):
        what = f"the mask of this scenario has rows for each of its {own} heads"
        raise AttnError("E531", what, help="take `heads=…` away, or give a mask with `mask=…`")
    return given._replace(heads=heads, kv_heads=kv_heads, head_names=None)


def key_heads_for(given: Given, heads: int) -> int:
    """How many key heads there are once the queries have so many.

    Raises: AttnError E531 if the columns cannot be cut so.
    """
    widths = columns_of(given)
    kv_heads = kv_heads_for(heads, widths) if heads >= 1 else None
    if kv_heads is not None:
        return kv_heads
    columns = widths["query"]
    choices = ", ".join(str(n) for n in range(1, columns + 1) if kv_heads_for(n, widths))
    what = f"the {counted(columns, 'column')} of the queries cannot be cut into {heads} heads of equal width"
    if heads >= 1 and columns % heads == 0:
        what += f" where keys have {widths['key']} columns"
    raise AttnError("E531", what, help=f"choose one of: {choices}")


def kv_heads_for(heads: int, widths: dict[str, int]) -> int | None:
    """How many key heads there are once the queries have so many; None if the columns cannot be cut so."""
    if widths["query"] % heads:
        return None
    width = widths["query"] // heads
    kv_heads, rest = divmod(widths["key"], width)
    return None if rest or not kv_heads or widths["value"] % kv_heads else kv_heads


def columns_of(given: Given) -> dict[str, int]:
    """The columns of queries, keys and values, as packed matrices, tensors or x itself have them."""
    widths = {}
    for role in TENSORS:
        array = given.arrays.get(PROJECTIONS[role])
        if array is None and given.tensors is not None:
            array = given.tensors.get(role, given.tensors["key"])
        if array is None:
            array = given.projected
        assert array is not None
        widths[role] = array.shape[-1]
    return widths


def without_heads(given: Given) -> Given:
    """The scenario for a mechanism that has no heads: the packed columns are one query, one key, one value.

    Raises: AttnError E531 where key heads are shared, or tensors or the mask have heads in front.
    """
    mechanism, help = given.variant.name, "take `mechanism=…` away: this scenario is made for `multi-head`"
    if given.heads_in_front:
        front = given.heads_in_front["query"]
        what = f"the tensors of this scenario have their {front} heads in front, and `{mechanism}` has none"
        raise AttnError("E531", what, help=help)
    widths = columns_of(given)
    if widths["query"] != widths["key"]:
        shared = f"{given.heads} query heads share {given.kv_heads} key heads here"
        compared = f"`{mechanism}` cannot compare {widths['query']} columns with {widths['key']}"
        raise AttnError("E531", f"{shared}, and {compared}", help=help)
    if any(mask.has_heads for mask in given.mask or ()):
        what = f"the mask of this scenario has rows for every head, and `{mechanism}` has none"
        raise AttnError("E531", what, help="give another with `mask=…`")
    kept = {name: array for name, array in given.arrays.items() if PARAMETERS[name].role != "output"}
    parameters = kept if given.parameters else given.parameters
    return given._replace(heads=None, kv_heads=None, head_names=None, parameters=parameters)
