"""Attention as slow loops over Python floats, written from the papers alone: nothing here has seen numerics/.

Vaswani et al. 2017, section 3.2.1: Attention(Q, K, V) = softmax(Q K^T / √d_k) V, what is not allowed set to
−∞ before the softmax. Luong, Pham and Manning 2015, section 3.1: softmax(Q K^T) V, without the root. A row a
query; contract.md says what a row without any key is: zeros.
"""

from __future__ import annotations

import math
from typing import Any

Row = list[float]
Matrix = list[Row]
Truths = list[list[bool]]


def linear(x: Matrix, w: Matrix, b: Row | None = None) -> Matrix:
    """y_ij = Σ_m x_im w_mj + b_j"""
    made = []
    for row in x:
        made.append(
            [
                math.fsum(row[m] * w[m][j] for m in range(len(w))) + (b[j] if b is not None else 0.0)
                for j in range(len(w[0]))
            ]
        )
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
    """Key j for query i where j ≤ i, counted from the start of both or (bottom-right) from their end."""
    late = n_keys - n_queries if bottom_right else 0
    return [[j <= i + late for j in range(n_keys)] for i in range(n_queries)]


def masked(scores: Matrix, allowed: Truths) -> Matrix:
    """s_ij where it is allowed, −∞ elsewhere."""
    return [
        [s if may else -math.inf for s, may in zip(row, truths, strict=True)]
        for row, truths in zip(scores, allowed, strict=True)
    ]


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
    return [
        [math.fsum(row[j] * value[j][d] for j in range(len(value))) for d in range(len(value[0]))]
        for row in weights
    ]


def attention(
    query: Matrix,
    key: Matrix,
    value: Matrix,
    *,
    scaled: bool = True,
    factor: float | None = None,
    allowed: Truths | None = None,
) -> dict[str, Matrix]:
    """Dot-product attention, divided by √d_k (scaled), multiplied by a factor, or neither."""
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
    """Dot-product attention with Q = X W_Q + b_Q and so on, each where it has a matrix; what has none is X.

    Only what was projected is a stage. With a memory keys and values are made of that in place of X (Vaswani
    et al. 2017, section 3.2.3, "encoder-decoder attention").
    """
    other = x if memory is None else memory
    roles = (("query", x, w_q, b_q), ("key", other, w_k, b_k), ("value", other, w_v, b_v))
    made = {name: linear(source, w, b) for name, source, w, b in roles if w is not None}
    return made | attention(
        made.get("query", x),
        made.get("key", other),
        made.get("value", other),
        scaled=scaled,
        factor=factor,
        allowed=allowed,
    )


# Bahdanau, Cho and Bengio 2015, appendix A.1.2, and Luong, Pham and Manning 2015, sections 3, 3.1 and 3.2.
# The papers' vectors are columns and their matrices stand before them; here vectors are rows, and a matrix of
# theirs is transposed.


def additive_scores(
    query: Matrix, key: Matrix, w_a: Matrix, u_a: Matrix, v_a: Row, b_a: Row | None = None
) -> Matrix:
    """e_ij = Σ_h v_h tanh(Σ_m q_im w_mh + Σ_m k_jm u_mh + b_h)"""
    made = []
    for q in query:
        row = []
        for k in key:
            total = []
            for h in range(len(v_a)):
                inner = (
                    [q[m] * w_a[m][h] for m in range(len(q))]
                    + [k[m] * u_a[m][h] for m in range(len(k))]
                    + ([b_a[h]] if b_a is not None else [])
                )
                total.append(v_a[h] * math.tanh(math.fsum(inner)))
            row.append(math.fsum(total))
        made.append(row)
    return made


def general_scores(query: Matrix, key: Matrix, w_a: Matrix) -> Matrix:
    """s_ij = Σ_m Σ_n q_im w_mn k_jn"""
    return [
        [math.fsum(q[m] * w_a[m][n] * k[n] for m in range(len(q)) for n in range(len(k))) for k in key]
        for q in query
    ]


def concat_scores(query: Matrix, key: Matrix, w_a: Matrix, v_a: Row) -> Matrix:
    """s_ij = Σ_h v_h tanh(Σ_m [q_i; k_j]_m w_mh)"""
    made = []
    for q in query:
        row = []
        for k in key:
            both = q + k
            row.append(
                math.fsum(
                    v_a[h] * math.tanh(math.fsum(both[m] * w_a[m][h] for m in range(len(both))))
                    for h in range(len(v_a))
                )
            )
        made.append(row)
    return made


def location_scores(query: Matrix, w_a: Matrix) -> Matrix:
    """s_ij = Σ_m q_im w_mj: the key at j is not looked at."""
    return [[math.fsum(q[m] * w_a[m][j] for m in range(len(q))) for j in range(len(w_a[0]))] for q in query]


def predicted_positions(query: Matrix, w_p: Matrix, v_p: Row, n_keys: int) -> Row:
    """p_i = S / (1 + e^−x), x = Σ_h v_h tanh(Σ_m q_im w_mh)"""
    places = []
    for q in query:
        x = math.fsum(
            v_p[h] * math.tanh(math.fsum(q[m] * w_p[m][h] for m in range(len(q)))) for h in range(len(v_p))
        )
        places.append(n_keys / (1 + math.exp(-x)) if x > -700 else 0.0)
    return places


def window_round(places: Row, n_keys: int, window: int) -> Truths:
    """Position s, counted from 1, where ⌈p − D⌉ ≤ s ≤ ⌊p + D⌋."""
    return [
        [math.ceil(p - window) <= s <= math.floor(p + window) for s in range(1, n_keys + 1)] for p in places
    ]


def favoured(weights: Matrix, places: Row, window: int) -> Matrix:
    """a_is e^(−(s − p_i)² / 2σ²), σ = D / 2, s counted from 1"""
    sigma = window / 2
    return [
        [a * math.exp(-((s - p) ** 2) / (2 * sigma**2)) for s, a in enumerate(row, 1)]
        for row, p in zip(weights, places, strict=True)
    ]


def attentional(context: Matrix, query: Matrix, w_c: Matrix) -> Matrix:
    """h_io = tanh(Σ_m [c_i; q_i]_m w_mo)"""
    return [
        [math.tanh(math.fsum((c + q)[m] * w_c[m][o] for m in range(len(w_c)))) for o in range(len(w_c[0]))]
        for c, q in zip(context, query, strict=True)
    ]


def scored_attention(
    mechanism: str,
    query: Matrix,
    key: Matrix,
    value: Matrix,
    *,
    align: str = "dot",
    window: int = 0,
    factor: float | None = None,
    allowed: Truths | None = None,
    w_a: Matrix | None = None,
    u_a: Matrix | None = None,
    v_a: Row | None = None,
    b_a: Row | None = None,
    w_c: Matrix | None = None,
    w_p: Matrix | None = None,
    v_p: Row | None = None,
) -> dict[str, Matrix]:
    """Additive attention or one of Luong's; ``alignment_position`` is a column of one number a query."""
    stages: dict[str, Matrix] = {}
    places: Row = [t + 1.0 for t in range(len(query))]
    if mechanism == "luong-local-p":
        assert w_p is not None
        assert v_p is not None
        places = predicted_positions(query, w_p, v_p, len(key))
        stages["alignment_position"] = [[p] for p in places]
    scoring = align if "local" in mechanism else mechanism.removeprefix("luong-")
    if scoring == "dot":
        stages["scores"] = dot_scores(query, key)
    else:
        assert w_a is not None
        if scoring == "general":
            stages["scores"] = general_scores(query, key, w_a)
        elif scoring == "location":
            stages["scores"] = location_scores(query, w_a)
        else:
            assert v_a is not None
            stages["scores"] = (
                concat_scores(query, key, w_a, v_a)
                if u_a is None
                else additive_scores(query, key, w_a, u_a, v_a, b_a)
            )
    last = stages["scores"]
    if factor is not None:
        last = stages["scaled_scores"] = multiplied(last, factor)
    if "local" in mechanism:
        near = window_round(places, len(key), window)
        allowed = (
            near
            if allowed is None
            else [
                [one and other for one, other in zip(*rows, strict=True)]
                for rows in zip(near, allowed, strict=True)
            ]
        )
    if allowed is not None:
        last = stages["masked_scores"] = masked(last, allowed)
    weights = stages["weights"] = softmax(last)
    if mechanism == "luong-local-p":
        weights = stages["local_weights"] = favoured(weights, places, window)
    stages["context"] = weighted_sum(weights, value)
    if w_c is not None:
        stages["attentional"] = attentional(stages["context"], query, w_c)
    return stages


def positions(x: Matrix, base: float) -> Matrix:
    """x_tc + sin(t / base^(2i/d)) where c = 2i, + cos of it where c = 2i + 1.

    Vaswani et al. 2017, section 3.5.
    """
    made = []
    for t, row in enumerate(x):
        placed = []
        for c, number in enumerate(row):
            i = c // 2
            angle = t / base ** (2 * i / len(row))
            placed.append(number + (math.sin(angle) if c == 2 * i else math.cos(angle)))
        made.append(placed)
    return made


def split(packed: Matrix, heads: int) -> list[Matrix]:
    """Head h has columns h·d … (h+1)·d − 1."""
    d = len(packed[0]) // heads
    return [[row[h * d : (h + 1) * d] for row in packed] for h in range(heads)]


def multi_head(
    x: Matrix | None,
    query: Matrix | list[Matrix] | None,
    key: Matrix | list[Matrix] | None,
    value: Matrix | list[Matrix] | None,
    *,
    heads: int,
    kv_heads: int,
    in_front: bool = False,
    memory: Matrix | None = None,
    base: float | None = None,
    w_q: Matrix | None = None,
    w_k: Matrix | None = None,
    w_v: Matrix | None = None,
    w_o: Matrix | None = None,
    b_q: Row | None = None,
    b_k: Row | None = None,
    b_v: Row | None = None,
    b_o: Row | None = None,
    scaled: bool = True,
    factor: float | None = None,
    allowed: Any = None,
    allowed_by_head: bool = False,
) -> dict[str, Any]:
    """Vaswani et al. 2017, section 3.2.2, a head at a time.

    Query head h has key head ⌊h · kv_heads / heads⌋ (Ainslie et al. 2023, section 2.2).
    """
    stages: dict[str, Any] = {}
    if base is not None and x is not None:
        x = stages["positions"] = positions(x, base)
    made: dict[str, Any] = {}
    for name, given, w, b in (("query", query, w_q, b_q), ("key", key, w_k, b_k), ("value", value, w_v, b_v)):
        source = memory if memory is not None and name != "query" else x
        if w is not None:
            assert source is not None
            made[name] = stages[name] = linear(source, w, b)
        else:
            made[name] = source if given is None else given
    if not in_front:
        for name, count in (("query", heads), ("key", kv_heads), ("value", kv_heads)):
            made[name] = stages[f"{name}_heads"] = split(made[name], count)
    if kv_heads != heads:
        for name in ("key", "value"):
            made[name] = stages[f"{name}_shared"] = [
                made[name][math.floor(h * kv_heads / heads)] for h in range(heads)
            ]
    one = []
    for h in range(heads):
        mine = allowed[h] if allowed_by_head else allowed
        one.append(
            attention(
                made["query"][h], made["key"][h], made["value"][h], scaled=scaled, factor=factor, allowed=mine
            )
        )
    for name in one[0]:
        stages[name] = [each[name] for each in one]
    stages["concatenated"] = [
        [number for h in range(heads) for number in stages["context"][h][i]]
        for i in range(len(stages["context"][0]))
    ]
    if w_o is not None:
        stages["output"] = linear(stages["concatenated"], w_o, b_o)
    return stages


def slopes(weights: Row) -> Matrix:
    """∂a_i / ∂s_j of a softmax: a_i (δ_ij − a_j), one pair at a time."""
    n = range(len(weights))
    return [[weights[i] * ((1.0 if i == j else 0.0) - weights[j]) for j in n] for i in n]


def entropy(weights: Row) -> float:
    """− Σ a ln a"""
    return -math.fsum(a * math.log(a) for a in weights if a > 0)
