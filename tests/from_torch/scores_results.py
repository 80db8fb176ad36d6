"""What PyTorch computes for additive attention and for Luong's scores, written to a file that the tests read.

Run it where torch is (`pip install torch==2.13.0`), from this folder: `python scores_results.py`. It shares
nothing with attn: the layers are torch's own Linear, tanh, softmax and scaled_dot_product_attention, in
float64, put together as the papers have them.
"""

from __future__ import annotations

import math
from importlib import import_module
from typing import Any

import numpy as np

# Primes, each another.
N_QUERIES, N_KEYS = 5, 7
D_Q, D_K, D_V, D_HIDDEN, D_POSITION, D_OUT = 3, 2, 11, 13, 17, 19
WINDOW = 2


def main() -> None:
    """Compute and write everything."""
    torch: Any = import_module("torch")  # here, since the tests that read this folder have no torch
    nn = torch.nn
    torch.manual_seed(20260119)
    torch.set_default_dtype(torch.float64)
    saved: dict[str, Any] = {"torch_version": np.array(torch.__version__), "window": np.array(WINDOW)}
    query, key, value = torch.randn(N_QUERIES, D_Q), torch.randn(N_KEYS, D_K), torch.randn(N_KEYS, D_V)
    twin = torch.randn(N_KEYS, D_Q)  # keys as long as queries, for the dot product
    allowed = torch.rand(N_QUERIES, N_KEYS) > 0.3
    allowed[:, 0] = True
    saved |= {"query": query, "key": key, "value": value, "twin": twin, "allowed": allowed}

    w, u = nn.Linear(D_Q, D_HIDDEN, bias=False), nn.Linear(D_K, D_HIDDEN)
    v = nn.Linear(D_HIDDEN, 1, bias=False)
    additive = v(torch.tanh(w(query)[:, None] + u(key)[None])).squeeze(-1)
    saved |= {"w_a": w.weight.T, "u_a": u.weight.T, "b_a": u.bias, "v_a": v.weight[0], "additive": additive}

    between = nn.Linear(D_K, D_Q, bias=False)  # W_a h_s
    saved |= {"general_w_a": between.weight, "general": torch.einsum("id,jd->ij", query, between(key))}

    both = nn.Linear(D_Q + D_K, D_HIDDEN, bias=False)
    pairs = torch.cat([query[:, None].expand(-1, N_KEYS, -1), key[None].expand(N_QUERIES, -1, -1)], dim=-1)
    saved |= {"concat_w_a": both.weight.T, "concat": v(torch.tanh(both(pairs))).squeeze(-1)}

    place = nn.Linear(D_Q, N_KEYS, bias=False)
    saved |= {"location_w_a": place.weight.T, "location": place(query)}

    # Weights and contexts, with a mask and without, by torch's own attention: the scores come in as its
    # additive mask, over queries of zeros.
    for name in ("additive", "general", "concat", "location"):
        for masked in (False, True):
            bias = saved[name].masked_fill(~allowed, -math.inf) if masked else saved[name]
            context = nn.functional.scaled_dot_product_attention(
                torch.zeros(1, N_QUERIES, 4), torch.zeros(1, N_KEYS, 4), value[None], attn_mask=bias[None]
            )
            saved |= {
                f"{name}_weights_{masked}": torch.softmax(bias, dim=-1),
                f"{name}_context_{masked}": context[0],
            }
    dot = nn.functional.scaled_dot_product_attention(query[None], twin[None], value[None], scale=1.0)[0]

    out = nn.Linear(D_V + D_Q, D_OUT, bias=False)
    saved |= {
        "dot_context": dot,
        "w_c": out.weight.T,
        "attentional": torch.tanh(out(torch.cat([dot, query], dim=-1))),
    }

    # local-p over the general score
    w_p, v_p = nn.Linear(D_Q, D_POSITION, bias=False), nn.Linear(D_POSITION, 1, bias=False)
    p = N_KEYS * torch.sigmoid(v_p(torch.tanh(w_p(query)))).squeeze(-1)
    s = torch.arange(1, N_KEYS + 1)
    inside = (s >= torch.ceil(p - WINDOW)[:, None]) & (s <= torch.floor(p + WINDOW)[:, None])
    weights = torch.softmax(saved["general"].masked_fill(~inside, -math.inf), dim=-1)
    local = weights * torch.exp(-((s - p[:, None]) ** 2) / (2 * (WINDOW / 2) ** 2))
    saved |= {
        "w_p": w_p.weight.T,
        "v_p": v_p.weight[0],
        "alignment_position": p,
        "local_p_weights": weights,
        "local_weights": local,
        "local_p": local @ value,
    }

    # local-m over the general score
    t = torch.arange(1, N_QUERIES + 1)
    near = (s[None] - t[:, None]).abs() <= WINDOW
    weights = torch.softmax(saved["general"].masked_fill(~near, -math.inf), dim=-1)
    saved |= {"local_m_weights": weights, "local_m": weights @ value}

    np.savez_compressed(
        "scores_results.npz",
        **{
            name: each.detach().numpy() if isinstance(each, torch.Tensor) else each
            for name, each in saved.items()
        },
    )


if __name__ == "__main__":
    main()
