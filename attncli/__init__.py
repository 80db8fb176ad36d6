"""attn: the attention mechanism, one number at a time.

    >>> import attncli
    >>> scenario = attncli.load_scenario("cat-sat-mat", query="sat")
    >>> trace = attncli.attend(scenario)
    >>> trace.stage("scores").output.array[2]
    array([0.5, 1.5, 2. , 0. , 0.5, 1. ])
    >>> print(attncli.write(attncli.why(trace, "scores[sat,cat]")).splitlines()[3].rstrip())
     Why this number?

The names below are the whole library face. Importing this module imports nothing else: each name is loaded
when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attncli.errors import AttnError as AttnError
    from attncli.formats import write as write
    from attncli.judging import grade as grade
    from attncli.loading.scenario_file import load_scenario as load_scenario
    from attncli.mechanisms.attend import attend as attend
    from attncli.pages.explain import explain as explain
    from attncli.pages.why import why as why

__version__ = "0.1.0"
__all__ = ["AttnError", "attend", "explain", "grade", "load_scenario", "why", "write"]

HOMES = {
    "AttnError": "errors",
    "attend": "mechanisms.attend",
    "explain": "pages.explain",
    "grade": "judging",
    "load_scenario": "loading.scenario_file",
    "why": "pages.why",
    "write": "formats",
}


def __getattr__(name: str) -> object:
    if name not in HOMES:
        raise AttributeError(f"module 'attncli' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"attncli.{HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*globals(), *HOMES]
