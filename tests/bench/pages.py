"""How long each page takes to be laid out as rows and columns grow, side by side.

Run it by hand: python tests/bench/pages.py [--rows]. Every mechanism, one query and all, with projections and
without, over 8 to 512 dimensions (or 64 to 1,024 tokens with --rows). Columns are the sizes, numbers are
seconds: what is read from a file, computed, and laid out as text. A page that takes more than a second, or
that grows faster than its input, is marked.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

SIZES = {"dims": (8, 64, 100, 512), "rows": (64, 256, 1024)}
SLOW = 1.0

SHAPES = {
    "scaled-dot-product": (),
    "scaled-dot-product, projections": ("w_q", "w_k", "w_v"),
    "additive": ("w_a", "u_a", "v_a"),
    "luong-general": ("w_a",),
    "luong-concat": ("w_c", "v_a"),
    "multi-head": ("w_q", "w_k", "w_v", "w_o"),
}


def scenario(folder: Path, name: str, n: int, d: int) -> bytes:
    """A scenario of n tokens in d dimensions, whose numbers stand in a file beside it."""
    rng = np.random.default_rng(1)
    arrays: dict[str, np.ndarray] = {"x": rng.normal(size=(n, d)).round(3)}
    for parameter in SHAPES[name]:
        shape = (d,) if parameter == "v_a" else (d, d)
        if name == "luong-concat" and parameter == "w_c":
            parameter, shape = "w_a", (2 * d, d)
        arrays[parameter] = (rng.normal(size=shape) / np.sqrt(d)).round(3)
    np.savez(folder / "a.npz", **arrays)  # type: ignore[arg-type]
    lines = [f"mechanism: {name.partition(',')[0]}"]
    lines += ["heads: 4"] if name == "multi-head" else []
    given = [f"{array}: {{file: a.npz, array: {array}}}" for array in arrays]
    lines.append(given[0])
    lines += ["parameters:", *(f"  {line}" for line in given[1:])] if given[1:] else []
    return ("\n".join(lines) + "\n").encode()


def seconds(name: str, n: int, d: int, query: str | None) -> float:
    """How long the whole page takes."""
    from attncli.loading.scenario_file import load_scenario
    from attncli.mechanisms.attend import attend
    from attncli.pages.explain import explain
    from attncli.reading.text import SourceFile
    from attncli.render.lines import Look
    from attncli.render.text import text

    with tempfile.TemporaryDirectory() as folder:
        data = scenario(Path(folder), name, n, d)
        begin = time.process_time()
        source = SourceFile("bench", "bench.yaml", data, Path(folder))
        trace = attend(load_scenario(source), query=query, every=query is None)
        text(explain(trace), Look())
        return time.process_time() - begin


def main() -> None:
    """Print the table."""
    kind = "rows" if "--rows" in sys.argv else "dims"
    sizes = SIZES[kind]
    print(f"{kind:45}", *(f"{size:>8}" for size in sizes))
    for name in SHAPES:
        for query in ("@1", None):
            pairs = [(6, size) if kind == "dims" else (size, 8) for size in sizes]
            times = [seconds(name, n, d, query) for n, d in pairs]
            mark = " slow" if max(times) > SLOW else ""
            print(f"{name + (', one query' if query else ', all'):45}", *(f"{t:8.3f}" for t in times), mark)


if __name__ == "__main__":
    main()
