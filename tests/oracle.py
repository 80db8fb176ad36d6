"""The same maths as slow loops over Python floats, written from the papers alone: nothing here has seen numerics/.

Vaswani et al. 2017, section 3.2.1: Attention(Q, K, V) = softmax(Q K^T / √d_k) V, what is not allowed set to −∞ before the softmax.
Luong, Pham and Manning 2015, section 3.1: the same without the root. A row a query; contract.md says what a row without any key is: zeros.
"""

from __future__ import annotations

import math

Row = list[float]
Matrix = list[Row]
Truths = list[list[bool]]


def linear(x: Matrix, w: Matrix, b: Row | None = None) -> Matrix:
    """y_ij = Σ_m x_im w_mj + b_j"""
    made = []
    for row in x:
        made.append([math.fsum(row[m] * w[m][j] for m in range(len(w))) + (b[j] if b is not None else 0.0) for j in range(len(w[0]))])
    return made


def dot_scores(query: Matrix, key: Matrix) -> Matrix:
    """s_ij = Σ_d q_id k_jd"""
    return [[math.fsum(q[d] * k[d] for d in range(len(q))) for k in key] for q in query]


def over_root(scores: Matrix, d_k: int) -> Matrix:
    """s_ij / √d_k"""
    return [[s / math.sqrt(d_k) for s in row] for row in scores]


def multiplied(scores: Matrix, factor: float) -> Matrix:
    """s_ij · factor"""
    return [[s * factor for s in row] for row in scores]


def causal(n_queries: int, n_keys: int, *, bottom_right: bool = False) -> Truths:
    """Key j for query i where j ≤ i, counted from the start of both, or (bottom-right) so that the last of both stand side by side."""
    late = n_keys - n_queries if bottom_right else 0
    return [[j <= i + late for j in range(n_keys)] for i in range(n_queries)]


def masked(scores: Matrix, allowed: Truths) -> Matrix:
    """s_ij where it is allowed, −∞ elsewhere."""
    return [[s if may else -math.inf for s, may in zip(row, truths, strict=True)] for row, truths in zip(scores, allowed, strict=True)]


def softmax(scores: Matrix) -> Matrix:
    """e^s_ij / Σ_m e^s_im; a row without any key is 0 everywhere."""
    made = []
    for row in scores:
        top = max(row)
        if top == -math.inf:
            made.append([0.0 for _ in row])
            continue
        powers = [math.exp(s - top) for s in row]
        made.append([power / math.fsum(powers) for power in powers])
    return made


def weighted_sum(weights: Matrix, value: Matrix) -> Matrix:
    """c_id = Σ_j a_ij v_jd"""
    return [[math.fsum(row[j] * value[j][d] for j in range(len(value))) for d in range(len(value[0]))] for row in weights]


def attention(
    query: Matrix, key: Matrix, value: Matrix, *, scaled: bool = True, factor: float | None = None, allowed: Truths | None = None
) -> dict[str, Matrix]:
    """Dot-product attention, divided by √d_k (scaled), multiplied by a factor of one's own, or neither: every stage by its name."""
    stages = {"scores": dot_scores(query, key)}
    last = stages["scores"]
    if factor is not None:
        last = stages["scaled_scores"] = multiplied(last, factor)
    elif scaled:
        last = stages["scaled_scores"] = over_root(last, len(key[0]))
    if allowed is not None:
        last = stages["masked_scores"] = masked(last, allowed)
    stages["weights"] = softmax(last)
    stages["context"] = weighted_sum(stages["weights"], value)
    return stages


def self_attention(
    x: Matrix,
    w_q: Matrix | None = None,
    w_k: Matrix | None = None,
    w_v: Matrix | None = None,
    b_q: Row | None = None,
    b_k: Row | None = None,
    b_v: Row | None = None,
    *,
    memory: Matrix | None = None,
    scaled: bool = True,
    factor: float | None = None,
    allowed: Truths | None = None,
) -> dict[str, Matrix]:
    """The same with Q = X W_Q + b_Q and so on, each where it has a matrix; what has none is X. Only what was projected is a stage.

    With a memory keys and values are made of that in place of X (Vaswani et al. 2017, section 3.2.3, "encoder-decoder attention").
    """
    other = x if memory is None else memory
    roles = (("query", x, w_q, b_q), ("key", other, w_k, b_k), ("value", other, w_v, b_v))
    made = {name: linear(source, w, b) for name, source, w, b in roles if w is not None}
    return made | attention(made.get("query", x), made.get("key", other), made.get("value", other), scaled=scaled, factor=factor, allowed=allowed)
