"""Every kind of stage, told once: its formula, its numpy function, how one cell follows, and its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attncli.trace import Op


def every_op() -> Iterator[Op]:
    """Every kind of stage and of finer step that there is; imports all of them, as no run does but one that
    names them.
    """
    from collections.abc import Mapping
    from importlib import import_module
    from pkgutil import iter_modules

    from attncli.trace import Op

    for module in iter_modules(__path__):
        for value in vars(import_module(f"{__name__}.{module.name}")).values():
            for op in value.values() if isinstance(value, Mapping) else [value]:
                if isinstance(op, Op):
                    yield op
