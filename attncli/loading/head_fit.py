"""Whether the heads of a file fit its mechanism, its arrays and each other."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

from attncli.loading.arrays import add_at
from attncli.loading.given import PARAMETERS, PROJECTIONS
from attncli.reading.matrix import shape
from attncli.reading.tree import Pairs, under
from attncli.spelling import counted, expected

if TYPE_CHECKING:
    from attncli.loading.given import Fit, Given, Numbers
    from attncli.reading.text import Faults

FIELDS = ("heads", "kv_heads", "head_names")


def fit_heads(given: Given, faults: Faults) -> tuple[int, int] | None:
    """How many heads queries and keys have; None after a fault.

    Faults: E202 as many parts as heads, E306 parts without ``heads``, E330 heads that cannot share, E331
    heads the mechanism does not have.
    """
    before = len(faults.found)
    if not given.failed("mechanism") and not given.variant.heads:
        tell_headless(given, faults)
    if given.failed("heads") or given.failed("kv_heads"):
        return None
    if tell_mixed(given, faults):
        return None
    front = given.heads_in_front
    heads = given.heads if given.heads is not None else front.get("query")
    kv_heads = given.kv_heads if given.kv_heads is not None else front.get("key", heads)
    if heads is None or kv_heads is None:
        if front:  # the tensor that would say how many is missing or was refused, and told already
            return None
        tell_uncounted(given, faults)
        return (1, 1) if len(faults.found) == before else None
    if heads % kv_heads:
        divisors = ", ".join(str(n) for n in range(1, heads + 1) if heads % n == 0)
        key_heads = "1 key head" if kv_heads == 1 else f"{kv_heads} key heads"
        what = f"{heads} query heads cannot share {key_heads} equally"
        faults.add("E330", what, given.nodes.get("kv_heads"), "kv_heads", f"choose one of {divisors}")
    names = given.head_names
    if names is not None and len(names) != heads:
        there = "there is 1 head" if heads == 1 else f"there are {heads} heads"
        what = f"`head_names` has {counted(len(names), 'name')} where {there}"
        help = "give every query head a name, or take the line out"
        faults.add("E202", what, given.nodes["head_names"], "head_names", help)
    count_parts(given, heads, kv_heads, faults)
    count_heads_in_front(given, heads, kv_heads, faults)
    return (heads, kv_heads) if len(faults.found) == before else None


def tell_headless(given: Given, faults: Faults) -> None:
    """Faults: E331 at whatever has to do with heads, in a scenario whose mechanism has none."""
    mechanism, help = given.variant.name, "write `mechanism: multi-head`, or take it out"
    for name in FIELDS:
        if given.has(name):
            what = f"`{name}` stands beside the mechanism `{mechanism}`, which has no heads"
            faults.add("E331", what, given.keys.get(name), name, help)
            return
    nodes = given.nodes.get("parameters")
    for name, parameter in PARAMETERS.items():
        if parameter.role == "output" and isinstance(nodes, Pairs) and name in nodes.values:
            what = f"`{name}` stands beside the mechanism `{mechanism}`, which mixes no heads"
            faults.add("E331", what, nodes.keys[name], under("parameters", name), help)
            return
    for name in given.heads_in_front:
        sizes = shape(tensor_of(given, name))
        what = f"`{name}` is {sizes}, heads in front, and the mechanism `{mechanism}` has no heads"
        add_at(given, name, "E331", what, help, faults)
        return


def tensor_of(given: Given, name: str) -> Numbers:
    """A tensor that was read."""
    assert given.tensors is not None
    array = given.tensors[name]
    assert array is not None
    return array


def tell_uncounted(given: Given, faults: Faults) -> None:
    """Faults: E306 at the first parameter with parts a head, where nothing says how many heads there are."""
    for name, array in given.arrays.items():
        if array.ndim > PARAMETERS[name].axes:
            parts = counted(len(array), "row") if array.ndim == 2 else matrices(len(array))
            what = f"`{name}` is a list of {parts}, one a head, and the file has no `heads`"
            add_at(given, name, "E306", what, f"add the line `heads: {len(array)}`", faults)
            return


def tell_mixed(given: Given, faults: Faults) -> bool:
    """Whether some tensors have their heads in front and others none. Faults: E202 at the first that has."""
    tensors = {name: array for name, array in (given.tensors or {}).items() if array is not None}
    flat = next((name for name, array in tensors.items() if array.ndim == 2), None)
    if flat is None or not given.heads_in_front:
        return False
    name = next(iter(given.heads_in_front))
    what = f"`{name}` is {shape(tensors[name])}, heads in front, where `{flat}` has none"
    add_at(given, name, "E202", what, "give all of them their heads in front, or none", faults)
    return True


def matrices(count: int) -> str:
    """How many matrices there are."""
    return "1 matrix" if count == 1 else f"{count} matrices"


def count_parts(given: Given, heads: int, kv_heads: int, faults: Faults) -> None:
    """Faults: E202 at every parameter that has not as many parts as there are heads."""
    for name, array in given.arrays.items():
        parameter = PARAMETERS[name]
        wanted = kv_heads if parameter.shared else heads
        if array.ndim == parameter.axes or len(array) == wanted:
            continue
        of = "key head" if parameter.shared and kv_heads != heads else "head"
        there = f"there is one {of}" if wanted == 1 else f"there are {wanted} {of}s"
        packed = "row" if parameter.axes == 1 else "matrix"
        help = f"give it {wanted}, one a head, or write it as one packed {packed}"
        add_at(given, name, "E202", f"`{name}` is a list of {len(array)}, where {there}", help, faults)


def count_heads_in_front(given: Given, heads: int, kv_heads: int, faults: Faults) -> None:
    """Faults: E202 at every tensor that has other heads in front than there are."""
    for name, in_front in given.heads_in_front.items():
        wanted = heads if name == "query" else kv_heads
        if in_front != wanted:
            sizes = shape(tensor_of(given, name))
            verb = "heads are" if wanted > 1 else "head is"
            what = f"`{name}` is {sizes}, where {wanted} {verb} expected in front"
            field = "heads" if name == "query" else "kv_heads"
            add_at(given, name, "E202", what, f"give it {wanted}, or make `{field}` {in_front}", faults)


def check_output(given: Given, fitted: Fit, faults: Faults) -> None:
    """Whether the columns can be cut into heads, and w_o fits what the heads give side by side.

    Faults: E202, E330.
    """
    width = fitted.d_v
    if not given.heads_in_front:
        of_queries, of_values = (cut_array(given, name) for name in ("query", "value"))
        both = (fitted.d_q, fitted.d_v) if fitted.heads == fitted.kv_heads else ()
        d_head = check_width(given, of_queries, fitted.d_q, fitted.heads, faults, both)
        same = of_queries == of_values and fitted.heads == fitted.kv_heads
        if same and d_head is None:  # which was told just now
            width = None
        else:
            width = check_width(given, of_values, fitted.d_v, fitted.kv_heads, faults, both)
    check_w_o(given, None if width is None else width * fitted.heads, faults)


def cut_array(given: Given, role: str) -> str:
    """The array whose columns are cut into heads: the matrix of the role, the tensor, or x itself."""
    if PROJECTIONS[role] in (given.parameters or {}):
        return PROJECTIONS[role]
    if given.tensors is None:
        return "x"
    return role if role in given.tensors else "key"  # which is the value, where there is no other


def check_width(
    given: Given,
    name: str,
    columns: int | None,
    heads: int,
    faults: Faults,
    both: tuple[int | None, ...] = (),
) -> int | None:
    """The columns of one head. ``name`` is the array whose columns are cut, ``both`` all that are cut into as
    many heads.

    Faults: E330 they cannot be cut into so many.
    """
    if not columns:
        return None
    if columns % heads == 0:
        return columns // heads
    shown = name
    if name == "x" and not given.has("x"):
        shown = "embeddings"
    what = (
        f"`{shown}` has {counted(columns, 'column')}, which cannot be cut into {heads} heads of equal width"
    )
    help = divisors_of(name, heads, columns, [other for other in both if other])
    if name == "x":
        faults.add("E330", what, given.keys.get("heads") or given.keys.get(shown), "heads", help)
    else:
        add_at(given, name, "E330", what, help, faults)
    return None


def divisors_of(name: str, heads: int, columns: int, both: list[int]) -> str:
    """Which numbers of heads there can be; where another array allows but one head, which columns."""
    common = gcd(columns, *both)
    divisors = [str(n) for n in range(1, common + 1) if common % n == 0]
    others = " and ".join(map(str, sorted({columns, *both})))
    if len(divisors) > 1 or len({columns, *both}) == 1:
        return f"choose a number of heads that divides {others}: {', '.join(divisors)}"
    wanted = heads * -(-columns // heads)
    return f"give `{name}` {wanted} columns, for no number of heads but 1 divides {others}"


def check_w_o(given: Given, concatenated: int | None, faults: Faults) -> None:
    """Faults: E202 w_o does not fit the heads side by side, b_o does not fit w_o."""
    w, b = given.arrays.get("w_o"), given.arrays.get("b_o")
    if w is None:
        return
    if concatenated is not None and len(w) != concatenated:
        columns = counted(concatenated, "column")
        what = f"`w_o` is {shape(w)} where the heads side by side have {columns}: as many rows are expected"
        help = f"give `w_o` {counted(concatenated, 'row')}"
        if w.shape[1] == concatenated:
            help = "swap its rows and columns (PyTorch's Linear keeps them so)"
        add_at(given, "w_o", "E202", what, help, faults)
    if b is not None and len(b) != w.shape[1]:
        numbers = counted(len(b), "number")
        wanted = f"{expected(w.shape[1], 'number')}, one a column"
        what = f"`b_o` has {numbers} where `w_o` is {shape(w)}: {wanted}"
        add_at(given, "b_o", "E202", what, f"give `b_o` {counted(w.shape[1], 'number')}", faults)
