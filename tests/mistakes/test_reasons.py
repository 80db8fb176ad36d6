"""Why mistakes do not show: every reason is named where it is one, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from mistakes.small import (
    HALF,
    KEY,
    NO_MASK,
    NO_SCALE,
    QUERY,
    SHIFTED,
    VALUE,
    WORDS,
    linted,
    mistake,
    tensors,
)

from attncli.document import plain
from attncli.mistakes.mistake import Instead, Mistake

BY_X = mistake("by-x", Instead("scaled_scores", lambda scores, x: scores / x.shape[-1] ** 0.5, {"x": "x"}))
BY_HEADS = mistake("by-heads", Instead("scaled_scores", lambda scores: scores / len(scores) ** 0.5))
BY_KEYS = mistake("by-keys", Instead("scaled_scores", lambda scores: scores / scores.shape[-1] ** 0.5))
KEYS_AS_VALUES = mistake("keys-as-values", Instead("context", None, {"value": "scores.key"}))
TURNED_MASK = mistake(
    "turned-mask",
    Instead("masked_scores", lambda scores, right: np.where(np.isfinite(right.T), scores, -np.inf)),
)
TURNED = mistake("turned", Instead("query", lambda x, w: x @ w.T))
UNPROJECTED = mistake("unprojected", Instead("value", lambda x: x))
TWICE = mistake(
    "twice", Instead("weights", lambda right: np.exp(right) / np.exp(right).sum(-1, keepdims=True))
)
NEARLY = mistake("nearly", Instead("context", lambda right: right + 4e-4))
FIRST_ROW = mistake("first-row", Instead("scores", lambda right: np.vstack([right[:1] * 2, right[1:]])))
FIRST_PRODUCT = mistake("first-product", Instead("scores", lambda query, key: query[:, :1] @ key[:, :1].T))
ZEROS_HIDDEN = mistake(
    "zeros-hidden", Instead("masked_scores", lambda right: np.where(right == 0, -np.inf, right))
)
NO_MAXIMUM = mistake(
    "no-maximum", Instead("weights", lambda scores: np.exp(scores) / np.exp(scores).sum(-1, keepdims=True))
)
RIGHT = mistake("right", Instead("context", lambda right: right))
HALVES = mistake("halves", Instead("query", lambda right: np.roll(right, right.shape[1] // 2, axis=1)))
OTHER_HEAD = mistake("other-head", Instead("query_heads", lambda right: right[::-1]))

X = "x: [[1, 0.5, 0], [0, 1, 2], [1, 1, 0.5]]\nquery: 2\n"


def heads(*columns: str) -> str:
    """Two heads over x, with matrices whose rows are these."""
    matrix, w_v = f"[{', '.join(columns)}]", "[[1, 0], [0, 2], [1, 1]]"
    return f"mechanism: multi-head\nheads: 2\n{X}parameters: {{w_q: {matrix}, w_k: {matrix}, w_v: {w_v}}}\n"


TWO_HEADS = heads("[0.5, 0, 1, 0.5]", "[0, 0.5, 0.5, 0]", "[0.5, 0.5, 0, 1]")

REASONS: list[tuple[str, Mistake, str, str, str]] = [
    (
        "roles-alike",
        KEYS_AS_VALUES,
        tensors(QUERY, KEY, KEY),
        tensors(QUERY, KEY, "[[1, 0, 2], [0.5, 1, 0], [1, 1, 4]]"),
        "K and V are the same numbers",
    ),
    (
        "d-k-is-d-model",
        BY_X,
        X + "parameters: {w_q: [[1, 0, 2], [0, 1, 0], [1, 1, 0]], w_k: [[1, 0, 1], [0, 2, 0], [0, 0, 1]]}",
        X + "parameters: {w_q: [[1, 0], [0, 1], [1, 1]], w_k: [[1, 0], [0, 2], [0, 1]]}",
        "d_k is 3, and so is d_model",
    ),
    (
        "d-k-is-1",
        NO_SCALE,
        tensors("[[1], [2]]", "[[1], [3]]", "[[1], [5]]"),
        tensors("[[1, 0], [2, 0]]", "[[1, 0], [3, 0]]", "[[1], [5]]"),
        "d_k is 1, and so is its root",
    ),
    (
        "d-k-is-4",
        HALF,
        tensors("[[1, 0, 2, 1]]", "[[1, 0, 0, 1], [1, 2, 1, 0]]", "[[1], [5]]"),
        tensors("[[1, 0, 2]]", "[[1, 0, 0], [1, 2, 1]]", "[[1], [5]]"),
        "d_k is 4, and its half is its root",
    ),
    (
        "d-k-is-heads",
        BY_HEADS,
        TWO_HEADS,
        heads("[0.5, 0, 0.5, 1, 0.5, 0]", "[0, 0.5, 0, 0.5, 0, 0.5]", "[0.5, 0.5, 0, 0, 0, 0.5]"),
        "d_k is 2, and so is the number of heads",
    ),
    (
        "d-k-is-keys",
        BY_KEYS,
        tensors(QUERY, KEY, VALUE),
        tensors(QUERY, "[[1, 0, 2], [0.5, 1, 0]]", "[[1, 0], [2, 3]]"),
        "d_k is 3, and so is the number of keys",
    ),
    (
        "equal-scores",
        NO_SCALE,
        tensors("[[1, 2]]", "[[2, 0], [0, 1]]", "[[1], [5]]"),
        tensors("[[1, 2]]", "[[2, 0], [0, 2]]", "[[1], [5]]"),
        "all scores of query 1 are equal",
    ),
    (
        "saturated",
        NO_SCALE,
        tensors("[[30, 2]]", "[[2, 0], [0, 1]]", "[[1], [5]]"),
        tensors("[[1, 0.5]]", "[[2, 0], [0, 1]]", "[[1], [5]]"),
        "the softmax of query 1 is saturated: scores twice as far apart give the same weights",
    ),
    (
        "sees-everything",
        NO_MASK,
        WORDS + "query: 3\nmask: causal",
        WORDS + "query: 2\nmask: causal",
        "the mask hides nothing from query 3: query 1 would show it",
    ),
    (
        "one-key",
        NO_SCALE,
        WORDS + "query: 1\nmask: causal",
        WORDS + "query: 2\nmask: causal",
        "query 1 sees one key alone: query 2 would show it",
    ),
    (
        "mask-symmetric",
        TURNED_MASK,
        WORDS + "query: 1\nmask: [[true, true, false], [true, true, true], [false, true, true]]",
        WORDS + "query: 1\nmask: [[true, true, false], [true, true, true], [true, true, true]]",
        "the mask is the same when it is turned",
    ),
    (
        "symmetric",
        TURNED,
        WORDS + "parameters: {w_q: [[1, 2], [2, 0]]}",
        WORDS + "parameters: {w_q: [[1, 2], [1, 0]]}",
        "W_Q is the same when it is turned",
    ),
    (
        "identity",
        UNPROJECTED,
        WORDS + "parameters: {w_v: [[1, 0], [0, 1]]}",
        WORDS + "parameters: {w_v: [[1, 0], [1, 1]]}",
        "W_V changes nothing: it has 1 on its diagonal, 0 elsewhere",
    ),
    (
        "zeros",
        mistake("x-times-3", Instead("positions", lambda right, x: right + 2 * x)),
        "positions: sinusoidal\nx: [[0, 0], [0, 0]]",
        "positions: sinusoidal\nx: [[0, 0], [0, 1]]",
        "X is all zeros",
    ),
    (
        "equal-values",
        TWICE,
        tensors(QUERY, KEY, "[[1, 4], [1, 4], [1, 4]]"),
        tensors(QUERY, KEY, "[[1, 4], [1, 4], [2, 4]]"),
        "all keys have the same value",
    ),
    (
        "columns-alike",
        HALVES,
        WORDS + "parameters: {w_q: [[0.5, 1, 0.5, 1], [1, 0, 1, 0]], w_k: [[1, 0, 0.5, 0], [0, 1, 0, 0.5]]}",
        WORDS + "parameters: {w_q: [[0.5, 1, 0.5, 1], [1, 0, 1, 1]], w_k: [[1, 0, 0.5, 0], [0, 1, 0, 0.5]]}",
        "the two halves of W_Q are the same",
    ),
    (
        "one-query",
        mistake("whole", Instead("weights", lambda scores: np.exp(scores) / np.exp(scores).sum())),
        tensors("[[1, 2]]", "[[1, 0], [0, 2]]", "[[1], [5]]"),
        tensors("[[1, 2], [0, 1]]", "[[1, 0], [0, 2]]", "[[1], [5]]"),
        "there is one query alone",
    ),
    (
        "too-small",
        NEARLY,
        tensors("[[0, 0, 0]]", KEY, "[[1, 1], [1, 2], [1, 6]]"),
        tensors("[[0, 0, 0]]", KEY, "[[1.0047, 1], [1.0047, 2], [1.0047, 6]]"),
        "4 decimals would tell",
    ),
    (
        "another-query",
        FIRST_ROW,
        WORDS + "query: 2",
        WORDS + "query: 1",
        "query 2 does not tell: query 1 would",
    ),
    (
        "no-zero",
        ZEROS_HIDDEN,
        WORDS + "query: 3\nmask: causal",
        "x: [[1, 0], [0, 1], [2, 1]]\nquery: 2\nmask: causal",
        "no score of query 3 is 0",
    ),
    (
        "small",
        NO_MAXIMUM,
        tensors("[[1, 2]]", "[[1, 0], [0, 1]]", "[[1], [5]]"),
        tensors("[[1000, 2000]]", "[[1, 0], [0, 1]]", "[[1], [5]]"),
        "the scores are too small to overflow",
    ),
    (
        "zeros",
        FIRST_ROW,
        tensors("[[0, 0], [0, 0]]", "[[0, 0], [0, 0]]", "[[1], [5]]"),
        tensors("[[1, 0], [0, 0]]", "[[1, 0], [0, 0]]", "[[1], [5]]"),
        "Q and K are all zeros",
    ),
    (
        "chance",
        FIRST_PRODUCT,
        tensors("[[1, 0]]", "[[1, 3], [2, 1]]", "[[1], [5]]"),
        tensors("[[1, 1]]", "[[1, 3], [2, 1]]", "[[1], [5]]"),
        "by chance of these numbers",
    ),
]


@pytest.mark.parametrize(
    ("why", "mistake", "special", "common", "says"), REASONS, ids=[each[0] for each in REASONS]
)
def test_a_reason_is_named_where_it_is_one_and_without_it_the_mistake_shows(
    why: str, mistake: Mistake, special: str, common: str, says: str
) -> None:
    [hidden] = linted(special, mistake).mistakes
    assert hidden.why is not None
    assert (hidden.shows, hidden.why.name, plain(hidden.why.words)) == (False, why, says)
    [shown] = linted(common, mistake).mistakes
    assert (shown.shows, shown.why) == (True, None)


def test_what_moves_all_scores_alike_shows_in_the_scores_and_no_further() -> None:
    [found] = linted(tensors(QUERY, KEY, VALUE), SHIFTED).mistakes
    assert found.why is not None
    assert (found.why.name, found.stages) == ("all-scores-moved", ("scores", "scaled_scores"))
    assert linted(tensors(QUERY, KEY, VALUE), SHIFTED, stage="scores").mistakes[0].shows


def test_what_is_right_is_said_to_show_with_no_numbers() -> None:
    [found] = linted(tensors(QUERY, KEY, VALUE), RIGHT).mistakes
    assert found.why is not None
    assert found.why.name == "always"


def test_heads_that_are_alike_are_not_told_apart() -> None:
    alike = heads("[1, 0, 1, 0]", "[0, 1, 0, 1]", "[2, 1, 2, 1]")
    [found] = linted(alike, OTHER_HEAD).mistakes
    assert found.why is not None
    assert found.why.name in ("columns-alike", "heads-alike")
    assert linted(TWO_HEADS, OTHER_HEAD).mistakes[0].shows


def test_a_coincidence_is_not_put_down_to_what_is_special_beside_it() -> None:
    # W_Q is symmetric, but the mistake has nothing to do with it: zeros hide the second product.
    text = "x: [[1, 0], [2, 0]]\nquery: 1\nparameters: {w_q: [[1, 0], [0, 2]], w_k: [[1, 0], [0, 3]]}"
    [found] = linted(text, FIRST_PRODUCT).mistakes
    assert found.why is not None
    assert found.why.name == "chance"
