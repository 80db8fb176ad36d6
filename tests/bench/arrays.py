"""What writing a trace as .npz takes, beside numpy.savez of the same arrays.

Run it by hand: python tests/bench/arrays.py. Both are done in turn, five times each; the smallest CPU time of
each is compared. It should be at most 1.5 times that of numpy.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from functools import partial

import numpy as np

SIZES = (256, 1024)


def seconds(work: Callable[[], object]) -> float:
    """The CPU time of this piece of work."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def main() -> None:
    """Print a line a size: n tokens, 16 dimensions, 8 heads, all queries."""
    from attncli.loading.scenario_file import load_scenario
    from attncli.mechanisms.attend import attend
    from attncli.reading.text import SourceFile
    from attncli.serialise import npz_bytes

    rng = np.random.default_rng(1)
    for n in SIZES:
        rows = rng.normal(size=(n, 16)).round(2).tolist()
        data = f"mechanism: multi-head\nheads: 8\nx: {rows}\n".encode()
        trace = attend(load_scenario(SourceFile("bench", "bench.yaml", data, None)), every=True)
        tensors = (*trace.givens, *(stage.output for stage in trace.shown))
        arrays = {tensor.name: tensor.array for tensor in tensors}
        pairs = [(seconds(partial(npz_bytes, trace)), seconds(partial(saved, arrays))) for _ in range(5)]
        ours, theirs = (min(times) for times in zip(*pairs, strict=True))
        print(f"{n:5} tokens: attn {ours:.3f} s, numpy.savez {theirs:.3f} s, {ours / theirs:.2f} times")


def saved(arrays: dict[str, np.ndarray]) -> bytes:
    """The arrays as numpy writes them."""
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]  # its stub takes a flag among them
    return file.getvalue()


if __name__ == "__main__":
    main()
