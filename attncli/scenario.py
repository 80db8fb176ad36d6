"""A scenario: a complete, checked description of one computation. Whatever builds one has checked it; nothing
after it checks again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from attncli.record import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from attncli.errors import Place
    from attncli.meaning import WordVectors
    from attncli.tensor import Axis, Tensor
    from attncli.vectors.found import Remark

Scale = Literal["auto", "none"] | float


ORIGINS = ("learned", "random", "made by hand")
"""Where the matrices of an example may come from, as a file says it."""


class Published(Record, kw_only=True):
    """Where an example comes from: who published it, where, and under what licence."""

    title: str = ""
    author: str = ""
    year: int | None = None
    url: str = ""
    licence: str = ""
    note: str = ""


class Expectation(Record):
    """The numbers a source printed for one stage, how close the computation must come to each of them, and
    for which query (None: all).
    """

    stage: str
    values: NDArray[np.float64]
    atol: NDArray[np.float64]
    query: int | None = None


class MaskPart(Record):
    """One of the masks that together make ``allowed``."""

    kind: str
    """causal, hidden, valid_length, window or rows."""
    allowed: NDArray[np.bool_]
    """(n_queries, n_keys) or (heads, n_queries, n_keys), True = may attend, as far as this one says."""


class Edit(Record):
    """A number in place of one that was given: the name of that, where in it (from 0), and the number."""

    tensor: str
    index: tuple[int, ...]
    value: float


def standing(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits that still stand: of several of one number the last."""
    return tuple({(edit.tensor, edit.index): edit for edit in edits}.values())


class Scenario(Record, kw_only=True):
    """One computation of attention.

    Either ``x`` (n_tokens, d_model) is there, with the parameters that project it, or ``query``, ``key`` and
    ``value`` are; a projection that has no parameter takes x itself, so that ``query``, ``key``, ``value``
    are there exactly where no w_ of theirs is. In cross-attention keys and values are made of ``memory`` in
    x's place; its words are another sequence than those that ask.
    """

    name: str
    title: str
    mechanism: str
    queries: Axis
    """The words (or numbers) that ask, on an axis named "query"."""
    keys: Axis
    """Those that are asked, on an axis named "key"."""
    x: Tensor | None = None
    """The embeddings: (token, d_model)."""
    memory: Tensor | None = None
    """What keys and values come from in cross-attention: (token, d_memory); None: from x."""
    query: Tensor | None = None
    """(query, d_k); or with its heads in front, as key and value may have them: (head, query, d_k)"""
    key: Tensor | None = None
    """(key, d_k)"""
    value: Tensor | None = None
    """(key, d_v)"""
    parameters: Mapping[str, Tensor] = {}
    """w_q (d_model, d_k), w_k (d_model, d_k), w_v (d_model, d_v), the rows of w_k and w_v d_memory with a
    memory; b_q, b_k (d_k), b_v (d_v); w_o (d_v, d_out), b_o (d_out).

    With heads d_k and d_v are packed: those of head h stand behind those of the heads before it. Of the
    mechanisms with scores of their own: w_a, u_a, v_a, b_a, w_c, w_p, v_p, as loading/parameters.py tells
    them.
    """
    heads: Axis | None = None
    """The heads of multi-head attention, on an axis named "head"; None: one."""
    kv_heads: Axis | None = None
    """The heads that keys and values have, where they are fewer: several query heads then share one."""
    origin: str = ""
    """Where the parameters of the file come from, one of ``ORIGINS``; "" where it does not say."""
    random: tuple[str, ...] = ()
    """The parameters that are none of the file's but made at random, and the seed they were made from."""
    seed: int | None = None
    positions: float | None = None
    """The base of the sinusoids that are added to x before anything else; None: nothing is added."""
    allowed: Tensor | None = None
    """(query, key) or (head, query, key), True = may attend; None: everything may."""
    mask: tuple[str, ...] = ()
    """How ``allowed`` came about, as the command line writes it: ("causal",)."""
    masks: tuple[MaskPart, ...] = ()
    """The masks by themselves that ``allowed`` is made of."""
    settings: Mapping[str, Any] = {}
    """What the mechanism is set to, of the settings that it needs or takes: ``window``, how many keys on
    either side of its place a query of local attention sees; ``align``, how local attention scores keys (dot,
    general or concat; dot where that is left out).
    """
    scale: Scale = "auto"
    shown: int | None = None
    """The query told in detail (from 0); None where neither the file nor the caller chose one."""
    about: str = ""
    teaches: str | None = None
    """The group of `attn list` that it stands in."""
    source: Published | None = None
    expect: tuple[Expectation, ...] = ()

    def origin_of(self, parameter: str) -> str:
        """Where a parameter comes from: one of ``ORIGINS``, or "" where nobody says."""
        return "random" if parameter in self.random else self.origin

    @property
    def query_heads(self) -> Axis:
        """The heads of the queries; one where the scenario names none."""
        from attncli.tensor import Axis

        return self.heads or Axis.numbered("head", 1)

    @property
    def key_heads(self) -> Axis:
        """The heads of keys and values: those of the queries, unless they are fewer."""
        return self.kv_heads or self.query_heads

    slips: tuple[str, ...] = ()
    """What in its file is no fault, but may not have been meant, a sentence each."""
    largest: Callable[[], tuple[str, Place] | None] | None = None
    """How the largest number that was given is found, in words and with its place in the file."""
    words: WordVectors | None = None
    """Where the vectors come from, if from a lexicon or a file of word vectors: what is near to what is
    looked up there.
    """
    remarks: tuple[Remark, ...] = ()


def find_query(queries: Axis, text: str) -> int:
    """The position (from 0) of the query that a person means.

    Raises: AttnError E504 if none fits, or several do.
    """
    from attncli.errors import AttnError
    from attncli.spelling import did_you_mean, quoted
    from attncli.tensor import LabelError

    try:
        return queries.find(text)
    except LabelError as error:
        from attncli.spelling import without_final

        plain, aside = without_final(text)
        if aside and not error.candidates:
            return find_query(queries, plain)
        if error.candidates:
            what = f"`{text}` stands at several positions: {quoted(error.candidates)}"
            help = f"choose one of them, as in `query={error.candidates[0]}`"
            raise AttnError("E504", what, help=help) from None
        choices = f"choose one of them, or a position from `@1` to `@{len(queries)}`"
        help = did_you_mean(text, queries.labels, choices)
        raise AttnError(
            "E504", f"`{text}` is not among the tokens {quoted(queries.names)}", help=help
        ) from None
