"""Programs as strangers write them, with one thing wrong each: told by the result alone, in 32 bits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import attncli


def softmax(scores: Any, axis: int) -> Any:
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def multi_head(x: Any, of_heads: Any, heads: int, allowed: Any = None, **wrong: Any) -> Any:
    """Multi-head attention, with what is wrong by its place."""
    n = len(x)
    w_q, w_k, w_v, w_o = (np.float32(each) for each in of_heads)
    if wrong.get("matrices") == "transposed":
        w_q, w_k, w_v = w_q.T, w_k.T, w_v.T
    x = np.float32(x)
    query, key, value = x @ w_q, x @ w_k, x @ w_v
    if wrong.get("value") == "x":
        value = x
    d = query.shape[1] // heads

    def split(packed: Any) -> Any:
        match wrong.get("split"):
            case "without transpose":
                return packed.reshape(heads, n, d)
            case "interleaved":
                return packed.reshape(n, d, heads).transpose(2, 0, 1)
        return packed.reshape(n, heads, d).transpose(1, 0, 2)

    query, key, value = split(query), split(key), split(value)
    if wrong.get("value") == "key":
        value = key
    scores = query @ key.transpose(0, 2, 1)
    divisors = {"none": 1.0, "d": d, "d_model": x.shape[1] ** 0.5, "precedence": d / 2, "keys": n**0.5}
    scores = scores / np.float32(divisors.get(str(wrong.get("scale")), d**0.5))
    if allowed is not None:
        scores = masked(scores, allowed, wrong.get("mask"))
    weights = softmax(scores, wrong.get("axis", -1))
    if wrong.get("mask") == "after":
        weights = weights * allowed
    context = weights @ value
    match wrong.get("merge"):
        case "without transpose":
            together = context.reshape(n, -1)
        case "interleaved":
            together = context.transpose(1, 2, 0).reshape(n, -1)
        case _:
            together = context.transpose(1, 0, 2).reshape(n, -1)
    match wrong.get("output"):
        case "left out":
            return together
        case "transposed":
            return together @ w_o.T
        case "residual":
            return together @ w_o + x
    return together @ w_o


def masked(scores: Any, mask: Any, wrong: Any) -> Any:
    match wrong:
        case "forgotten" | "after":
            return scores
        case "polarity":
            return np.where(mask, -np.inf, scores)
        case "added":
            return scores + mask
        case float():
            return np.where(mask, scores, wrong)
    return np.where(mask, scores, -np.inf)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"scale": "none"}, "no-scale"),
    ({"scale": "d"}, "scale-by-d-k"),
    ({"scale": "d_model"}, "scale-by-d-model"),
    ({"scale": "precedence"}, "scale-precedence"),
    ({"scale": "keys"}, "scale-by-keys"),
    ({"split": "without transpose"}, "heads-without-transpose"),
    ({"split": "interleaved"}, "head-columns-interleaved"),
    ({"merge": "without transpose"}, "merge-without-transpose"),
    ({"merge": "interleaved"}, "merge-interleaved"),
    ({"split": "without transpose", "merge": "without transpose"}, "split-and-merge-without-transpose"),
    ({"matrices": "transposed"}, "projection-transposed"),
    ({"value": "x"}, "values-unprojected"),
    ({"value": "key"}, "keys-as-values"),
    ({"axis": 1}, "softmax-axis"),
    ({"axis": 0}, "softmax-over-heads"),
    ({"output": "left out"}, "no-output-projection"),
    ({"output": "transposed"}, "output-transposed"),
    ({"output": "residual"}, "residual-added"),
    ({"mask": "forgotten"}, "mask-forgotten"),
    ({"mask": "polarity"}, "mask-polarity"),
    ({"mask": "added"}, "mask-added-as-a-number"),
    ({"mask": "after"}, "mask-after-softmax"),
    ({"mask": 0.0}, "mask-filled-with-0"),
    ({"mask": 1e-9}, "mask-filled-with-0"),
    ({"mask": 1e9}, "mask-sign"),
]


@pytest.mark.parametrize(("wrong", "name"), WRONG, ids=lambda thing: thing if isinstance(thing, str) else "")
def test_what_is_wrong_with_a_program_is_told_by_its_result(wrong: dict[str, Any], name: str) -> None:
    with_mask = "mask" in wrong

    def plain(x: Any, w_q: Any, w_k: Any, w_v: Any, w_o: Any, heads: int) -> Any:
        return multi_head(x, (w_q, w_k, w_v, w_o), heads, **wrong)

    def causal(x: Any, w_q: Any, w_k: Any, w_v: Any, w_o: Any, heads: int, mask: Any) -> Any:
        return multi_head(x, (w_q, w_k, w_v, w_o), heads, mask, **wrong)

    with np.errstate(all="ignore"):
        for function in (causal,) if with_mask else (plain, causal):
            verdict = attncli.grade(function)
            assert not verdict
            assert verdict.causes == (name,), repr(verdict)


@pytest.mark.parametrize("fill", [-np.inf, -1e9, -1e4, float(np.finfo(np.float32).min)])
def test_right_programs_are_right_however_they_hide(fill: float) -> None:
    def causal(x: Any, w_q: Any, w_k: Any, w_v: Any, w_o: Any, n_heads: int, attn_mask: Any) -> Any:
        return multi_head(x, (w_q, w_k, w_v, w_o), n_heads, attn_mask, mask=float(fill))

    assert attncli.grade(causal)


@pytest.mark.parametrize("last", [0, 1])
def test_a_loop_over_every_second_column_that_takes_it_for_the_pair_is_told(last: int) -> None:
    """``i`` goes in steps of two, and is doubled once more: with the sine's column, or each with its own."""

    def with_positions(x: Any, w_q: Any, w_k: Any, w_v: Any) -> Any:
        n, d = x.shape
        x = x.copy()
        for place in range(n):
            for i in range(0, d, 2):
                x[place, i] += np.sin(place / 10_000 ** (2 * i / d))
                x[place, i + 1] += np.cos(place / 10_000 ** (2 * (i + last) / d))
        scores = x @ w_q @ (x @ w_k).T / np.sqrt(d)
        return softmax(scores, -1) @ (x @ w_v)

    verdict = attncli.grade(with_positions, judge="positions")
    assert verdict.causes == ("every-column",), repr(verdict)
