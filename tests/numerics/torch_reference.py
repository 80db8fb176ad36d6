"""Writes torch_reference.npz: what torch's own attention makes of random inputs.

    python tests/numerics/torch_reference.py

It needs torch; the tests need only the file it writes. Inputs are float64, so that torch computes in float64.
Scores reach ±1e4: there a softmax that does not subtract its highest overflows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
SEED = 20170612  # the day of Attention Is All You Need
SHAPES = (  # heads, kv_heads, n_queries, n_keys, d_k, d_v: primes, so that a turned axis cannot pass
    (1, 1, 3, 5, 2, 7),
    (2, 2, 5, 3, 7, 2),
    (3, 3, 2, 7, 5, 3),
    (4, 2, 3, 5, 2, 7),
    (6, 3, 5, 2, 3, 5),
    (4, 1, 7, 3, 5, 2),
    (1, 1, 1, 11, 3, 3),
    (2, 1, 11, 1, 2, 5),
)
LOGITS = (1.0, 30.0, 1e4)
"""How large scaled scores get, about."""


def attention_case(
    random: np.random.Generator, number: int, shape: tuple[int, ...], logits: float
) -> dict[str, Any]:
    """Inputs for scaled_dot_product_attention: one of four masks in turn."""
    heads, kv_heads, n_queries, n_keys, d_k, d_v = shape
    size = (logits / d_k**0.5) ** 0.5
    query = random.normal(0, size, (heads, n_queries, d_k))
    key = random.normal(0, size, (kv_heads, n_keys, d_k))
    value = random.normal(size=(kv_heads, n_keys, d_v))
    if number % 4 == 0:
        allowed = np.ones((heads, n_queries, n_keys), dtype=bool)
    elif number % 4 == 1:
        allowed = np.broadcast_to(np.tri(n_queries, n_keys, dtype=bool), (heads, n_queries, n_keys)).copy()
    else:
        allowed = random.random((heads, n_queries, n_keys)) < 0.6
        if number % 4 == 3:
            allowed[0, 0] = False  # a query that may attend to nothing
    return {"query": query, "key": key, "value": value, "allowed": allowed}


def module_case(
    random: np.random.Generator, heads: int, d_head: int, n_queries: int, n_keys: int, size: float
) -> dict[str, Any]:
    """Inputs for nn.MultiheadAttention: another sentence is attended to, with projections, biases and W_O."""
    d_model = heads * d_head
    made: dict[str, Any] = {
        "x": random.normal(0, size, (n_queries, d_model)),
        "memory": random.normal(0, size, (n_keys, d_model)),
    }
    for name in ("w_q", "w_k", "w_v", "w_o"):
        made[name] = random.normal(0, d_model**-0.5, (d_model, d_model))
    for name in ("b_q", "b_k", "b_v", "b_o"):
        made[name] = random.normal(size=d_model)
    return {**made, "heads": np.array(heads)}


def inputs() -> dict[str, dict[str, Any]]:
    """Every case by its name, the same each time."""
    random = np.random.default_rng(SEED)
    cases: dict[str, dict[str, Any]] = {}
    for at, shape in enumerate(SHAPES):
        for logits in LOGITS:
            cases[f"sdpa_{len(cases)}"] = attention_case(random, len(cases) + at, shape, logits)
    for heads, d_head, n_queries, n_keys, size in (
        (1, 3, 2, 5, 1.0),
        (2, 3, 5, 3, 1.0),
        (5, 2, 3, 7, 10.0),
        (3, 5, 7, 2, 100.0),
    ):
        cases[f"mha_{len(cases)}"] = module_case(random, heads, d_head, n_queries, n_keys, size)
    return cases


def by_torch(case: dict[str, Any]) -> dict[str, Any]:
    """What torch makes of a case."""
    import torch

    with torch.no_grad():
        if "query" in case:
            query, key, value, allowed = (
                torch.from_numpy(case[name])[None] for name in ("query", "key", "value", "allowed")
            )
            context = torch.nn.functional.scaled_dot_product_attention(
                query, key, value, attn_mask=allowed, enable_gqa=query.shape[1] != key.shape[1]
            )
            return {"context": context[0].numpy()}
        heads, d_model = int(case["heads"]), case["x"].shape[1]
        module = torch.nn.MultiheadAttention(d_model, heads, batch_first=True, dtype=torch.float64).eval()
        # Torch keeps a matrix a row an output, and all three projections in one.
        module.in_proj_weight.copy_(torch.from_numpy(np.concatenate([case[f"w_{each}"].T for each in "qkv"])))
        module.in_proj_bias.copy_(torch.from_numpy(np.concatenate([case[f"b_{each}"] for each in "qkv"])))
        module.out_proj.weight.copy_(torch.from_numpy(case["w_o"].T.copy()))
        module.out_proj.bias.copy_(torch.from_numpy(case["b_o"]))
        x, memory = torch.from_numpy(case["x"])[None], torch.from_numpy(case["memory"])[None]
        output, weights = module(x, memory, memory, need_weights=True, average_attn_weights=False)
        return {"output": output[0].numpy(), "weights": weights[0].numpy()}


def main() -> None:
    """Write the file."""
    import torch

    arrays: dict[str, Any] = {"torch_version": np.array(str(torch.__version__))}
    for name, case in inputs().items():
        for part, array in {**case, **by_torch(case)}.items():
            arrays[f"{name}.{part}"] = array
    np.savez_compressed(HERE / "torch_reference.npz", **arrays)


if __name__ == "__main__":
    main()
