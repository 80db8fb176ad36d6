"""The fields of a scenario file, a function each; what a field alone cannot tell, such as whether two fit, is asked elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attncli.loading.vocabulary import Vocabulary, sentence_of, tokens_of, vocabulary_of
from attncli.reading.matrix import array_of
from attncli.reading.tree import Items, Node, Pairs, Scalar, under
from attncli.reading.values import number, number_of, pairs_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from attncli.loading.expectation import Printed
    from attncli.loading.masks import Mask
    from attncli.loading.memory import Memory
    from attncli.reading.text import Faults
    from attncli.scenario import Origin, Scale

    Arrays = dict[str, NDArray[np.float64] | None]

DEFAULT_MECHANISM = "scaled-dot-product"
LEARNED = {"w_a": 2, "u_a": 2, "v_a": 1, "b_a": 1, "w_c": 2, "w_p": 2, "v_p": 1}
"""Parameters of mechanisms with scores of their own, with how many axes each has."""
PARAMETERS = {"w_q": 2, "w_k": 2, "w_v": 2, "w_o": 2, "b_q": 1, "b_k": 1, "b_v": 1, "b_o": 1, **LEARNED}
"""The learned arrays there may be, with how many axes each has."""
TENSORS = ("query", "key", "value")


class Given:
    """What a file gives. A field that it does not have, or that was refused, is None (``mask`` empty); ``nodes`` tells the two apart."""

    title: str | None = None
    about: str | None = None
    teaches: str | None = None
    source: Origin | None = None
    mechanism: str | None = None
    sentence: list[str] | None = None
    tokens: list[str] | None = None
    query: str | None = None
    embeddings: Vocabulary | None = None
    x: NDArray[np.float64] | None = None
    memory: Memory | None = None
    parameters: Arrays | None = None
    tensors: Arrays | None = None
    heads: int | None = None
    kv_heads: int | None = None
    head_names: list[str] | None = None
    positions: float | None = None
    random: tuple[str, ...] = ()
    """The parameters that were made at random, since the command line asked for it."""
    window: int | None = None
    align: str | None = None
    mask: tuple[Mask, ...] | None = None
    scale: Scale | None = None
    expect: list[Printed] | None = None

    def __init__(self, nodes: Mapping[str, Node], keys: Mapping[str, Scalar]) -> None:
        self.nodes = nodes
        self.keys = keys

    def has(self, field: str) -> bool:
        """Whether the file names the field, be it read or refused."""
        return field in self.nodes

    def failed(self, field: str) -> bool:
        """Whether the file names the field, but it was refused."""
        return field in self.nodes and getattr(self, field) is None


def read_fields(root: Node, faults: Faults) -> Given | None:
    """Every field of the file on its own, in the order of the file."""
    joined = isinstance(root, Scalar) and ":" in root.text
    help = (
        "put a space behind each colon, as in `query: sat`"
        if joined
        else "write fields such as `sentence: The cat sat on the mat`, a line each"
    )
    nodes = pairs_of(root, "", tuple(FIELDS), faults, help)
    if nodes is None:
        return None
    given = Given(nodes, root.keys if isinstance(root, Pairs) else {})
    for name, node in nodes.items():
        if type(node) is not Node:
            setattr(given, name, FIELDS[name](node, name, faults))
    return given


def _origin_of(node: Node, path: str, faults: Faults) -> Origin | None:
    """The field ``source``. Faults: E115, E119, E301 a year that is not a whole number, E312."""
    from attncli.scenario import Origin

    fields = pairs_of(
        node, path, Origin._fields, faults, f"write `{path}: {{title: …, author: …, year: 2024}}`"
    )
    if fields is None:
        return None
    origin: dict[str, Any] = {}
    for name, value in fields.items():
        read = _year_of if name == "year" else text_of
        origin[name] = read(value, under(path, name), faults)
    return None if None in origin.values() else Origin(**origin)


def _year_of(node: Node, path: str, faults: Faults) -> int | None:
    year = number_of(node, path, faults)
    if year is None:
        return None
    if year.is_integer() and 0 < year < 10_000:
        return int(year)
    faults.add(
        "E301",
        f"`{path}` is {year:g}, where a year is expected",
        node,
        path,
        "write four digits, such as `2024`",
    )
    return None


def _mechanism_of(node: Node, path: str, faults: Faults) -> str | None:
    """The field ``mechanism``. Faults: E119, E303 no such mechanism, E312."""
    from attncli.mechanisms import MECHANISMS

    text = text_of(node, path, faults)
    if text is None or text in MECHANISMS:
        return text
    faults.add("E303", f"`{text}` is not a mechanism", node, path, mechanism_help(text))
    return None


def mechanism_help(text: str) -> str:
    """The nearest mechanism, or all of them."""
    from attncli.mechanisms import MECHANISMS
    from attncli.spelling import did_you_mean, quoted

    return did_you_mean(text, MECHANISMS, f"choose one of {quoted(MECHANISMS)}")


def _scale_of(node: Node, path: str, faults: Faults) -> Scale | None:
    """The field ``scale``. Faults: E119, E302, E305 neither ``auto`` nor ``none`` nor a number, E312."""
    text = text_of(node, path, faults)
    if text is None:
        return None
    if text == "auto" or text == "none":
        return text  # type: ignore[return-value]  # mypy does not narrow a str to a Literal
    assert isinstance(node, Scalar)
    if (node.plain and number(text) is not None) or text.lstrip("+-.").lower() in ("inf", "nan", "infinity"):
        return number_of(node, path, faults)
    faults.add("E305", f"`{text}` is not a scale", node, path, scale_help(text, quoted=not node.plain))
    return None


def scale_help(text: str, quoted: bool = False) -> str:
    """How to write the scale that was surely meant."""
    if quoted and number(text) is not None:
        return f"take the quotes away: `{text}`"
    from attncli.spelling import did_you_mean

    return did_you_mean(
        text, ("auto", "none"), "write `auto`, `none`, or the number to multiply by, such as `0.5`"
    )


def _parameters_of(node: Node, path: str, faults: Faults) -> Arrays | None:
    """The field ``parameters``; one that was refused is None. Faults: E115, E119, those of an array, E315 a bias without its matrix."""
    nodes = pairs_of(node, path, tuple(PARAMETERS), faults, f"write `w_q: [[1, 0], [0, 1]]` under `{path}:`")
    if nodes is None:
        return None
    arrays: Arrays = {}
    for name, value in nodes.items():
        matrix = f"w_{name[-1]}"
        if name[0] == "b" and matrix not in nodes:
            faults.add(
                "E315",
                f"`{name}` has no `{matrix}`: a bias is added to what its matrix makes",
                value,
                under(path, name),
                f"give `{matrix}` as well, or take `{name}` out",
            )
            arrays[name] = None
        else:
            arrays[name] = of_heads(value, under(path, name), PARAMETERS[name], faults)
    return arrays


def of_heads(node: Node, path: str, ndim: int, faults: Faults) -> NDArray[np.float64] | None:
    """An array of so many axes, or one a head, with the heads in front. Faults: those of an array, E202 heads of different shapes."""
    if isinstance(node, Items) and node.items and isinstance(node.items[0], (Items, Pairs)):
        from attncli.loading.heads import holds_heads, stacked

        if holds_heads(node, ndim):
            return stacked(node, path, ndim, faults)
    return array_of(node, path, (ndim, ndim + 1) if isinstance(node, Pairs) else ndim, faults)


def _tensors_of(node: Node, path: str, faults: Faults) -> Arrays | None:
    """The field ``tensors``; one that was refused is None. Faults: E115, E119, those of an array, E306 no query or no key."""
    nodes = pairs_of(
        node,
        path,
        TENSORS,
        faults,
        f"write `query:`, `key:` and `value:` under `{path}:`, rows of numbers each",
    )
    if nodes is None:
        return None
    arrays = {name: of_heads(value, under(path, name), 2, faults) for name, value in nodes.items()}
    for name in ("query", "key"):
        if name not in arrays:
            faults.add(
                "E306",
                f"`{path}` has no `{name}`",
                node,
                path,
                f"add a line such as `{name}: [[1, 0], [0, 1]]` under it",
            )
            arrays[name] = None
    return arrays


def _memory_of(node: Node, path: str, faults: Faults) -> Memory | None:
    from attncli.loading.memory import memory_of

    return memory_of(node, path, faults)


def _mask_of(node: Node, path: str, faults: Faults) -> tuple[Mask, ...] | None:
    from attncli.loading.mask_field import masks_of

    return masks_of(node, path, faults)


def _expect_of(node: Node, path: str, faults: Faults) -> list[Printed] | None:
    from attncli.loading.expectation import printed_of

    return printed_of(node, path, faults)


def _window_of(node: Node, path: str, faults: Faults) -> int | None:
    from attncli.loading.parameters import window_of

    return window_of(node, path, faults)


def _align_of(node: Node, path: str, faults: Faults) -> str | None:
    from attncli.loading.parameters import align_of

    return align_of(node, path, faults)


def _count_of(node: Node, path: str, faults: Faults) -> int | None:
    from attncli.loading.heads import count_of

    return count_of(node, path, faults)


def _head_names_of(node: Node, path: str, faults: Faults) -> list[str] | None:
    from attncli.loading.heads import names_of

    return names_of(node, path, faults)


def _positions_of(node: Node, path: str, faults: Faults) -> float | None:
    from attncli.loading.positions import positions_of

    return positions_of(node, path, faults)


FIELDS: dict[str, Callable[[Node, str, Faults], object]] = {
    "title": text_of,
    "about": text_of,
    "teaches": text_of,
    "source": _origin_of,
    "mechanism": _mechanism_of,
    "sentence": sentence_of,
    "tokens": tokens_of,
    "query": text_of,
    "embeddings": vocabulary_of,
    "x": lambda node, path, faults: array_of(node, path, 2, faults),
    "memory": _memory_of,
    "parameters": _parameters_of,
    "tensors": _tensors_of,
    "heads": _count_of,
    "kv_heads": _count_of,
    "head_names": _head_names_of,
    "positions": _positions_of,
    "window": _window_of,
    "align": _align_of,
    "mask": _mask_of,
    "scale": _scale_of,
    "expect": _expect_of,
}
"""Every field of the file, with the function that reads it: (node, path, faults) -> what it says, or None with a fault."""
