"""All that a file gives, as data: its fields as they were read, before anybody asked whether they fit each
other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attncli.record import Record
from attncli.tensor import Axis, fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from attncli.mechanisms import Mechanism
    from attncli.reading.tree import Node, Scalar
    from attncli.scenario import Published, Scale

    Numbers = NDArray[np.float64]
    Arrays = Mapping[str, Numbers | None]
    """Arrays by name; one that was refused is None."""

DEFAULT_MECHANISM = "scaled-dot-product"
TENSORS = ("query", "key", "value")
"""The tensors that a file may give in place of embeddings, and the roles that a projection makes of
embeddings.
"""

PUBLISHED = ("source", "expect", "about", "teaches")
"""What holds of the example as it was published, and of no other."""

SETTINGS = ("window", "align")
"""Fields of mechanisms with scores of their own."""


class Parameter(Record):
    """What is known of a parameter by its name alone."""

    symbol: str
    axes: int
    """How many it has: 2 of a matrix, 1 of a row."""
    role: str = ""
    """What it makes: query, key, value or output; "" of one that a mechanism has for its own scores."""
    matrix: str = ""
    """Of a bias: the matrix it belongs to."""

    @property
    def shared(self) -> bool:
        """Whether its heads are those of keys and values, which may be fewer than those of the queries."""
        return self.role in ("key", "value")


PARAMETERS = {
    "w_q": Parameter("W_Q", 2, "query"),
    "w_k": Parameter("W_K", 2, "key"),
    "w_v": Parameter("W_V", 2, "value"),
    "w_o": Parameter("W_O", 2, "output"),
    "b_q": Parameter("b_Q", 1, "query", "w_q"),
    "b_k": Parameter("b_K", 1, "key", "w_k"),
    "b_v": Parameter("b_V", 1, "value", "w_v"),
    "b_o": Parameter("b_O", 1, "output", "w_o"),
    "w_a": Parameter("W_a", 2),
    "u_a": Parameter("U_a", 2),
    "v_a": Parameter("v_a", 1),
    "b_a": Parameter("b_a", 1, matrix="w_a"),
    "w_c": Parameter("W_c", 2),
    "w_p": Parameter("W_p", 2),
    "v_p": Parameter("v_p", 1),
}
"""The parameters there may be, in the order in which they are laid out."""

PROJECTIONS = {
    parameter.role: name for name, parameter in PARAMETERS.items() if parameter.role and not parameter.matrix
}
"""The matrix that makes each role: ``{"query": "w_q", …}``."""

BIASES = {parameter.matrix: name for name, parameter in PARAMETERS.items() if parameter.matrix}
"""The bias that is added to what a matrix makes: ``{"w_q": "b_q", …}``."""

LEARNED = tuple(name for name, parameter in PARAMETERS.items() if not parameter.role)
"""Parameters of mechanisms with scores of their own."""


class Vocabulary:
    """The words that have a vector, and their vectors: (n_words, d_model)."""

    __slots__ = ("_folded", "positions", "vectors")

    def __init__(self, words: Sequence[str], vectors: Numbers) -> None:
        self.positions = {word: at for at, word in enumerate(words)}
        self.vectors = vectors
        self._folded: dict[str, list[str]] | None = None

    @property
    def words(self) -> list[str]:
        """In the order of the file."""
        return list(self.positions)

    def spellings(self, token: str) -> list[str]:
        """The words a token may mean: the one spelt exactly so, else all that differ in case alone."""
        if token in self.positions:
            return [token]
        if self._folded is None:
            self._folded = {}
            for word in self.positions:
                self._folded.setdefault(fold(word), []).append(word)
        return self._folded.get(fold(token), [])

    def rows(self, tokens: Sequence[str]) -> Numbers:
        """A vector a token: (n_tokens, d_model). Raises: ValueError unless every token means one word."""
        at = []
        for token in tokens:
            (word,) = self.spellings(token)
            at.append(self.positions[word])
        return self.vectors[at]


class Memory(Record):
    """What a file says of the memory; what it does not say is None."""

    nodes: Mapping[str, Node]
    keys: Mapping[str, Scalar]
    tokens: Sequence[str] | None = None
    vocabulary: Vocabulary | None = None
    x: Numbers | None = None


class Mask(Record):
    """One mask: how it is asked for, its kind, what it is set to, and (in a file) where it stands."""

    texts: tuple[str, ...]
    kind: str
    setting: Any = None
    """causal: "" or "bottom-right"; hidden: tokens; valid_length: one or several; window: how far; rows."""
    node: Node | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mask) or self.texts != other.texts:
            return False
        return self.kind != "rows" or bool(
            (self.setting.shape == other.setting.shape) and (self.setting == other.setting).all()
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def has_heads(self) -> bool:
        """Whether it has rows of its own for every head; one set of rows is what all heads share."""
        return self.kind == "rows" and self.setting.ndim == 3 and len(self.setting) > 1


class Printed(Record, kw_only=True):
    """What a file expects of one stage."""

    stage: str
    key: Node
    path: str
    values: Numbers
    atol: Numbers
    query: str | None
    nodes: Mapping[str, Node]


class Given(Record, kw_only=True):
    """What a file gives. What it lacks, or what was refused, is None: ``nodes`` tells the two apart."""

    nodes: Mapping[str, Node] = {}
    keys: Mapping[str, Scalar] = {}
    title: str | None = None
    about: str | None = None
    teaches: str | None = None
    source: Published | None = None
    mechanism: str | None = None
    sentence: Sequence[str] | None = None
    tokens: Sequence[str] | None = None
    query: str | None = None
    embeddings: Vocabulary | None = None
    x: Numbers | None = None
    memory: Memory | None = None
    parameters: Arrays | None = None
    origin: str | None = None
    """Where the parameters come from; None where the file does not say."""
    tensors: Arrays | None = None
    heads: int | None = None
    kv_heads: int | None = None
    head_names: Sequence[str] | None = None
    positions: float | None = None
    window: int | None = None
    align: str | None = None
    mask: tuple[Mask, ...] | None = None
    scale: Scale | None = None
    expect: Sequence[Printed] | None = None
    random: tuple[str, ...] = ()
    """The parameters that were made at random, since that was asked for, and the seed they were made from."""
    seed: int | None = None

    def has(self, field: str) -> bool:
        """Whether the file names the field, be it read or refused."""
        return field in self.nodes

    def failed(self, field: str) -> bool:
        """Whether the file names the field, but it was refused."""
        return field in self.nodes and getattr(self, field) is None

    @property
    def whole(self) -> bool:
        """Whether no single array was refused of those that have names."""
        arrays = (*(self.parameters or {}).values(), *(self.tensors or {}).values())
        return all(array is not None for array in arrays)

    @property
    def words(self) -> Sequence[str] | None:
        """The tokens, however they came; None where the rows of numbers have no words."""
        return self.tokens if self.tokens is not None else self.sentence

    @property
    def variant(self) -> Mechanism:
        """The mechanism; the default one where the file names none."""
        from attncli.mechanisms import MECHANISMS

        return MECHANISMS[self.mechanism or DEFAULT_MECHANISM]

    @property
    def scoring(self) -> str:
        """How keys are scored: in the mechanism's own way or, where it has none, in that of ``align``."""
        return self.variant.scoring or self.align or "dot"

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings of the mechanism, of those that it uses."""
        used = (*self.variant.needs, *self.variant.takes)
        there = {name: getattr(self, name) for name in SETTINGS if name in used}
        return {name: value for name, value in there.items() if value is not None}

    @property
    def may_differ(self) -> bool:
        """Whether queries and keys may be of different length, as far as the mechanism is known."""
        return self.failed("mechanism") or self.failed("align") or self.scoring != "dot"

    @property
    def scaling(self) -> Scale:
        """The file's scale; a number may be 0, which is not the same as none at all."""
        return "auto" if self.scale is None else self.scale

    @property
    def arrays(self) -> Mapping[str, Numbers]:
        """The parameters that were read."""
        return {name: array for name, array in (self.parameters or {}).items() if array is not None}

    @property
    def projected(self) -> Numbers | None:
        """What queries are made of: the rows of ``x``, or the vectors of the embeddings, a row a word."""
        return self.embeddings.vectors if self.embeddings is not None else self.x

    @property
    def heads_in_front(self) -> Mapping[str, int]:
        """How many heads each tensor has in front, of those that have any."""
        tensors = (self.tensors or {}).items()
        return {name: len(array) for name, array in tensors if array is not None and array.ndim == 3}


class Fit(Record, kw_only=True):
    """The axes and sizes that the fields agree on; None: not known, because of a fault that was told."""

    queries: Axis | None = None
    keys: Axis | None = None
    d_q: int | None = None
    d_k: int | None = None
    d_v: int | None = None
    heads: int = 1
    kv_heads: int = 1
    parameters: Arrays | None = None
    """The parameters, packed: the columns of the heads side by side."""
