"""A scenario: a complete, checked description of one computation. Whatever builds one has checked it; nothing after it checks again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from attncli.record import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from attncli.meaning import WordVectors
    from attncli.tensor import Axis, Tensor

Scale = Literal["auto", "none"] | float


class Origin(Record):
    """Where an example comes from: who published it, where, and under what licence."""

    title: str = ""
    author: str = ""
    year: int | None = None
    url: str = ""
    licence: str = ""
    note: str = ""


class Remark(Record):
    """Something about a word's vector that must be said: it is another word's, it is random, it was left out, it was cut.

    ``code`` is the note's; ``other`` the word whose vector stands in; ``numbers`` what is told of a cut.
    """

    code: str
    token: str = ""
    other: str = ""
    numbers: tuple[float, ...] = ()


class Expectation(Record):
    """The numbers a source printed for one stage, how close the computation must come, and for which query (None: all)."""

    stage: str
    values: NDArray[np.float64]
    atol: float
    query: int | None = None


class Scenario(Record):
    """One computation of attention.

    Either ``x`` (n_tokens, d_model) is there, with the parameters that project it, or ``query``, ``key`` and ``value`` are;
    a projection that has no parameter takes x itself, so that ``query``, ``key``, ``value`` are there exactly where no w_ of theirs is.
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
    query: Tensor | None = None
    """(query, d_k)"""
    key: Tensor | None = None
    """(key, d_k)"""
    value: Tensor | None = None
    """(key, d_v)"""
    parameters: Mapping[str, Tensor] = {}
    """w_q (d_model, d_k), w_k (d_model, d_k), w_v (d_model, d_v); b_q, b_k (d_k), b_v (d_v)."""
    allowed: Tensor | None = None
    """(query, key), True = may attend; None: everything may."""
    mask: tuple[str, ...] = ()
    """How ``allowed`` came about, as the command line writes it: ("causal",)."""
    scale: Scale = "auto"
    shown: int | None = None
    """The query told in detail (from 0); None where neither the file nor the caller chose one."""
    about: str = ""
    source: Origin | None = None
    expect: tuple[Expectation, ...] = ()
    words: WordVectors | None = None
    """Where the vectors come from, if from a lexicon or a file of word vectors: what is near to what is looked up there."""
    remarks: tuple[Remark, ...] = ()
