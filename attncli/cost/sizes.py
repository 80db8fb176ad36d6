"""The sizes that decide what a layer costs, and what is taken for those that nobody said."""

from __future__ import annotations

from collections.abc import Mapping

from attncli.record import Record

PLAINEST = {"n": 512, "d": 64, "heads": 1, "layers": 1, "bytes": 4, "batch": 1}
"""What is taken for a size that nobody said: one head and one layer, and numbers of 4 bytes (float32)."""
KERNEL, NEIGHBOURS = 3, 32
"""The same for k and r, or as many positions as there are."""
ASSUMED = ("n", "d", "k", "r", "heads", "kv_heads", "layers", "bytes", "batch")
"""The sizes that something is taken for; without a window, there is none."""


class Sizes(Record, kw_only=True):
    """How large everything is. ``window`` is None where every layer keeps all positions."""

    n: int
    d: int
    k: int
    r: int
    heads: int
    kv_heads: int
    layers: int
    bytes: int
    batch: int
    window: int | None
    window_layers: int
    assumed: tuple[str, ...] = ()
    """The sizes that nobody said."""

    @property
    def shares(self) -> bool:
        """Whether several heads share their keys and values."""
        return self.kv_heads < self.heads

    @property
    def windowed(self) -> bool:
        """Whether some layer keeps a part of the positions alone: a window as wide as all does not."""
        return self.window is not None and self.window < self.n and self.window_layers > 0


def filled(asked: Mapping[str, int | None]) -> Sizes:
    """The sizes that were asked for, and for those that are None or lacking what is taken in their place.

    >>> sizes = filled({"n": 8, "heads": 4})
    >>> sizes.n, sizes.r, sizes.kv_heads, sizes.window_layers, "d" in sizes.assumed
    (8, 8, 4, 0, True)
    """
    said = {name: value for name, value in asked.items() if value is not None}
    sizes = {**PLAINEST, **said}
    sizes.setdefault("k", min(KERNEL, sizes["n"]))
    sizes.setdefault("r", min(NEIGHBOURS, sizes["n"]))
    sizes.setdefault("kv_heads", sizes["heads"])
    sizes.setdefault("window_layers", sizes["layers"] if "window" in said else 0)
    return Sizes(
        n=sizes["n"],
        d=sizes["d"],
        k=sizes["k"],
        r=sizes["r"],
        heads=sizes["heads"],
        kv_heads=sizes["kv_heads"],
        layers=sizes["layers"],
        bytes=sizes["bytes"],
        batch=sizes["batch"],
        window=said.get("window"),
        window_layers=sizes["window_layers"],
        assumed=tuple(name for name in ASSUMED if name not in said),
    )
