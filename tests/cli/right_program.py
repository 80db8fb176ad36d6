"""A program that computes attention rightly, for `attn grade` to call."""

from __future__ import annotations

from typing import Any

import numpy as np


def my_attention(query: Any, key: Any, value: Any) -> Any:
    """Scaled dot-product attention."""
    powers = np.exp(query @ key.T / key.shape[-1] ** 0.5)
    return powers / powers.sum(axis=-1, keepdims=True) @ value
