"""What a layer costs: operations, steps and bytes as whole numbers. No arrays: sizes alone decide."""

from __future__ import annotations

import math


def attention_operations(n: int, d: int) -> int:
    """The multiplications of every position's dot product with every position: n² d.

    Units: multiplications, each with an addition; of the order of the whole layer.
    Source: Vaswani et al. 2017, section 4, table 1.

    >>> attention_operations(512, 64)
    16777216
    """
    return n * n * d


def recurrent_operations(n: int, d: int) -> int:
    """The multiplications of a state of d numbers with a d × d matrix, once a position: n d².

    Units: multiplications, each with an addition; of the order of the whole layer.
    Source: Vaswani et al. 2017, section 4, table 1.

    >>> recurrent_operations(512, 64)
    2097152
    """
    return n * d * d


def convolutional_operations(n: int, d: int, k: int) -> int:
    """The multiplications of k neighbours with a d × d matrix each, at every position: k n d².

    Units: multiplications, each with an addition; of the order of the whole layer.
    Source: Vaswani et al. 2017, section 4, table 1.

    >>> convolutional_operations(512, 64, 3)
    6291456
    """
    return k * n * d * d


def restricted_operations(n: int, d: int, r: int) -> int:
    """The multiplications of every position's dot product with r positions: r n d.

    Units: multiplications, each with an addition; of the order of the whole layer.
    Source: Vaswani et al. 2017, section 4, table 1.

    >>> restricted_operations(512, 64, 32)
    1048576
    """
    return r * n * d


def dilated_layers(n: int, k: int) -> int:
    """How many convolutional layers join n positions, each with gaps k times those before it: ⌈log_k n⌉.

    A stack of L such layers sees k^L positions, for k from 2 on.

    Source: Vaswani et al. 2017, section 4, table 1.

    >>> dilated_layers(512, 3), dilated_layers(243, 3), dilated_layers(244, 3)
    (6, 5, 6)
    """
    layers, seen = 0, 1
    while seen < n:
        layers, seen = layers + 1, seen * k
    return layers


def logarithm(n: int, k: int) -> float:
    """To what power k must be raised to give n: a whole number where there is one.

    >>> logarithm(243, 3), logarithm(512, 3)
    (5.0, 5.678367782143117)
    """
    layers = dilated_layers(n, k)
    return float(layers) if k**layers == n else math.log2(n) / math.log2(k)


def restricted_layers(n: int, r: int) -> int:
    """How many layers of self-attention restricted to r positions lie between the ends: ⌈n / r⌉.

    Source: Vaswani et al. 2017, section 4, table 1.

    >>> restricted_layers(512, 32), restricted_layers(10, 4)
    (16, 3)
    """
    return -(-n // r)


def score_count(n: int, heads: int, batch: int) -> int:
    """How many scores a layer of self-attention makes: one a pair of positions, in each head: batch heads n².

    >>> score_count(512, 8, 1)
    2097152
    """
    return batch * heads * n * n


def kept_positions(n: int, layers: int, window: int | None = None, window_layers: int = 0) -> int:
    """Of how many positions the layers keep keys and values, all of them added up.

    A layer with a window keeps that of the last positions, as many as there are in it; the others keep all n.

    >>> kept_positions(32768, 32), kept_positions(32768, 32, 1024, 27), kept_positions(10, 1, 1024, 1)
    (1048576, 191488, 10)
    """
    if window is None:
        return n * layers
    return n * (layers - window_layers) + min(n, window) * window_layers


def kept_numbers(d: int, heads: int, kv_heads: int) -> int:
    """How many numbers a position leaves in a layer, a key and a value in each of them: 2 kv_heads d / heads.

    Raises: ValueError if d cannot be cut into so many heads.

    >>> kept_numbers(4096, 32, 32), kept_numbers(4096, 32, 8)
    (8192, 2048)
    """
    if d % heads:
        raise ValueError(f"{d} numbers cannot be cut into {heads} equal parts")
    return 2 * kv_heads * (d // heads)


def cache_bytes(kept: int, numbers: int, batch: int, bytes: int) -> int:
    """How many bytes the keys and values take that are kept of so many positions, of so many numbers each.

    >>> cache_bytes(kept_positions(32768, 32), kept_numbers(4096, 32, 32), 1, 2)
    17179869184
    """
    return batch * kept * numbers * bytes
