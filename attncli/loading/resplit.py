"""Another number of heads in place of the scenario's, or another mechanism in place of its heads: packed columns are cut anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.errors import AttnError

if TYPE_CHECKING:
    from attncli.loading.fields import Given


def resplit(given: Given, heads: int) -> bool:
    """Cuts the columns of ``given`` into so many heads, which then have no names. Returns whether that changes anything.

    Raises: AttnError E531 if they cannot be cut so; the help lists what they can be cut into.
    """
    columns, key_columns, value_columns = _columns(given)
    if given.mechanism != "multi-head":
        what = f"`{given.mechanism or 'scaled-dot-product'}` has no heads"
        raise AttnError(
            "E531",
            what,
            help=f"take `--heads` away, or ask for heads: `--mechanism multi-head --heads {heads}`",
        )
    front = _heads_in_front(given)
    own = front or given.heads or 1
    if heads == own:
        given.heads = given.heads if front else own
        return False
    if front:
        raise AttnError(
            "E531",
            f"the tensors of this scenario have their {front} heads in front",
            help=f"take `--heads` away: there are {front}",
        )
    fitting = [n for n in range(1, columns + 1) if kv_heads_for(n, columns, key_columns, value_columns)]
    kv_heads = kv_heads_for(heads, columns, key_columns, value_columns) if heads >= 1 else None
    if kv_heads is None:
        counted = f"{columns} {'columns' if columns > 1 else 'column'}"
        there = ", ".join(map(str, fitting))
        shared = heads >= 1 and columns % heads == 0
        reason = f" where keys have {key_columns} columns" if shared else ""
        what = f"the {counted} of the queries cannot be cut into {heads} heads of equal width{reason}"
        raise AttnError("E531", what, help=f"choose one of: {there}")
    given.heads, given.kv_heads, given.head_names = heads, kv_heads, None
    if any(mask.kind == "rows" and mask.setting.ndim == 3 for mask in given.mask or ()):
        raise AttnError(
            "E531",
            f"the mask of this scenario has rows for each of its {own} heads",
            help="take `--heads` away, or give a mask with `--mask`",
        )
    return True


def kv_heads_for(heads: int, columns: int, key_columns: int, value_columns: int) -> int | None:
    """How many key heads there are once the queries have so many; None if the columns cannot be cut so."""
    if columns % heads:
        return None
    width = columns // heads
    kv_heads = key_columns // width
    return (
        None
        if key_columns % width or not kv_heads or heads % kv_heads or value_columns % kv_heads
        else kv_heads
    )


def _columns(given: Given) -> tuple[int, int, int]:
    """The columns of queries, keys and values, as packed matrices or x itself have them."""
    x = given.x if given.x is not None else given.embeddings.vectors if given.embeddings is not None else None
    found = []
    for role in ("query", "key", "value"):
        matrix = (given.parameters or {}).get(f"w_{role[0]}")
        tensor = (given.tensors or {}).get(role, (given.tensors or {}).get("key"))
        array = matrix if matrix is not None else tensor if given.tensors is not None else x
        assert array is not None
        found.append(array.shape[-1])
    query, key, value = found
    return query, key, value


def _heads_in_front(given: Given) -> int:
    """How many heads the scenario's tensors have in front; 0 if they have none."""
    query = (given.tensors or {}).get("query")
    return len(query) if query is not None and query.ndim == 3 else 0


def without_heads(given: Given) -> None:
    """The scenario for a mechanism that has no heads: the packed columns are one query, one key, one value.

    Raises: AttnError E531 if there is no such thing: shared key heads, heads in front of the tensors or of the mask.
    """
    help = "take `--mechanism` away: this scenario is made for `multi-head`"
    columns, key_columns, _ = _columns(given)
    if _heads_in_front(given):
        raise AttnError(
            "E531",
            f"the tensors of this scenario have their {_heads_in_front(given)} heads in front, and `{given.mechanism}` has none",
            help=help,
        )
    if columns != key_columns:
        what = f"{given.heads} query heads share {given.kv_heads} key heads here, and `{given.mechanism}` cannot compare {columns} columns with {key_columns}"
        raise AttnError("E531", what, help=help)
    if any(mask.kind == "rows" and mask.setting.ndim == 3 for mask in given.mask or ()):
        raise AttnError(
            "E531",
            f"the mask of this scenario has rows for every head, and `{given.mechanism}` has none",
            help="give another with `--mask`",
        )
    given.heads = given.kv_heads = given.head_names = None
    if given.parameters:
        given.parameters = {
            name: array for name, array in given.parameters.items() if name not in ("w_o", "b_o")
        }
