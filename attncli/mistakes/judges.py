"""What a function under test is given: the arrays of a judge, by what its parameters are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.errors import AttnError
from attncli.mistakes.naming import given_tensors
from attncli.record import Record
from attncli.spelling import nearest

if TYPE_CHECKING:
    from attncli.scenario import Scenario

SELF = "x w_q w_k w_v"
OF_BIASES = "b_q b_k b_v"

JUDGES = {
    "scaled-dot-product": "query key value",
    "dot-product": "query key value",
    "causal": "query key value allowed",
    "causal-cached": "query key value allowed",
    "padding": "query key value allowed",
    "causal-padding": "query key value allowed",
    "window": "query key value allowed",
    "projections": SELF,
    "projections-narrow": SELF,
    "biases": f"{SELF} {OF_BIASES}",
    "cross-attention": f"memory {SELF}",
    "cross-attention-lengths": f"memory {SELF} {OF_BIASES}",
    "positions": f"{SELF} base",
    "heads": "query key value heads",
    "multi-head": f"{SELF} w_o heads",
    "multi-head-biases": f"{SELF} w_o {OF_BIASES} b_o heads",
    "multi-head-causal": f"{SELF} w_o heads allowed",
    "multi-head-cross": f"memory {SELF} w_o heads",
    "grouped": f"{SELF} w_o heads kv_heads",
    "additive": "query key value w_a u_a v_a",
    "additive-bias": "query key value w_a u_a v_a b_a",
    "luong-dot": "query key value w_c",
    "luong-general": "query key value w_a w_c",
    "luong-concat": "query key value w_a v_a w_c",
    "luong-location": "query key value w_a w_c",
    "luong-local-m": "query key value w_a w_c window",
    "luong-local-p": "query key value w_a w_p v_p w_c window",
}
"""Every judge, and what a program needs to be given to be judged by it."""

PARAMETERS = {
    "query": "q query queries",
    "key": "k key keys",
    "value": "v value values",
    "x": "x xs input inputs embedding embeddings emb hidden hiddenstates tokens",
    "memory": "memory mem context encoderoutput encoderoutputs encout encoderhiddenstates source src",
    "allowed": "allowed mask attnmask attentionmask allowedmask",
    "causal": "iscausal causal",
    "heads": "heads nheads numheads nhead nhs numberofheads h",
    "kv_heads": "kvheads nkvheads numkvheads nkv",
    "window": "window windowsize",
    "base": "base",
    **{
        f"w_{role}": f"w{role} weight{role} {role}weight w{long} {role}proj"
        for role, long in zip("qkvo", ("query", "key", "value", "out"), strict=True)
    },
    **{f"b_{role}": f"b{role} bias{role} {role}bias" for role in "qkvoa"},
    **{name: name.replace("_", "") for name in ("w_a", "u_a", "v_a", "w_c", "w_p", "v_p")},
}
"""What may be given to a program, and the names of parameters that ask for it, without case and "_"."""

ASKED = {name: given for given, names in PARAMETERS.items() for name in names.split(" ")}

TAKES = '`takes=("q", "k", "v")`'
"""How it is said in Python what a function takes."""

NOT_TOLD = frozenset(("heads", "kv_heads", "window", "base", "allowed"))
"""What a function may know without being told."""


class Asking(Record):
    """The parameters of a function: what each asks for, and whether it can go without."""

    names: tuple[tuple[str, str | None], ...]
    """Each parameter's own name, and what it asks for; None where nobody knows."""
    needed: frozenset[str]
    """Those that must be given: what they ask for, or their own name where nobody knows that."""
    positional: bool = False
    """Whether they are to be given by their place."""

    @property
    def wanted(self) -> frozenset[str]:
        """All that is asked for."""
        return frozenset(given for _, given in self.names if given is not None)


def plain_name(name: str) -> str:
    """The name of a parameter as it is looked up."""
    return name.lower().replace("_", "")


def asking(function: Callable[..., object], takes: Sequence[str] | None = None) -> Asking:
    """What a function takes, by ``takes`` or else by the names of its parameters.

    Raises: AttnError E563 where neither tells.
    """
    from inspect import Parameter, signature

    if takes is not None:
        unknown = [name for name in takes if plain_name(name) not in ASKED]
        if unknown:
            known = ", ".join(PARAMETERS)
            what = f"`{unknown[0]}` is nothing that a function can be given"
            raise AttnError("E563", what, help=f"choose from: {known}")
        places: list[tuple[str, str | None]] = [(name, ASKED[plain_name(name)]) for name in takes]
        return Asking(tuple(places), frozenset(ASKED[plain_name(name)] for name in takes), positional=True)
    try:
        parameters = signature(function).parameters.values()
    except (TypeError, ValueError):
        parameters = {}.values()
    known_kinds = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
    own = [each for each in parameters if each.kind in known_kinds]
    if not own:
        what = "the function does not say what it takes"
        raise AttnError("E563", what, help=f"say it, in its order: {TAKES}")
    names: tuple[tuple[str, str | None], ...] = tuple(
        (each.name, ASKED.get(plain_name(each.name))) for each in own
    )
    needed = [
        given or name
        for (name, given), each in zip(names, own, strict=True)
        if each.default is Parameter.empty
    ]
    unknown = [name for name in needed if name not in PARAMETERS]
    if unknown:
        what = f"nobody knows what to give for the parameter `{unknown[0]}`"
        raise AttnError("E563", what, help=f"say what each is, in their order: {TAKES}")
    positional = own[0].kind is Parameter.POSITIONAL_ONLY
    return Asking(names, frozenset(needed), positional)


def judge_for(asked: Asking) -> str:
    """The judge that gives what a function asks for, and no matrix that it does not. Raises: AttnError E563.

    Of several it is the one that gives most of it, and of those the first.
    """
    wanted = asked.wanted | ({"allowed"} if "causal" in asked.wanted else set())
    fitting = []
    for at, name in enumerate(JUDGES):
        gives = given_by(name, asked)
        if asked.needed - {"causal"} <= gives and gives - NOT_TOLD <= wanted:
            fitting.append((-len(gives & wanted), len(gives - wanted), at, name))
    if not fitting:
        listed = ", ".join(f"`{name}`" for name, _ in asked.names)
        what = f"no judge gives just what the function takes: {listed}"
        raise AttnError("E563", what, help=f"name one of them: {', '.join(JUDGES)}")
    return min(fitting)[-1]


def given_by(judge: str, asked: Asking) -> frozenset[str]:
    """What a judge gives; x in the roles of queries, keys and values where a function asks for these."""
    gives = frozenset(JUDGES[judge].split(" "))
    if "x" in gives and "query" in asked.wanted and "x" not in asked.wanted:
        return gives - {"x"} | {"query", "key", "value"}
    return gives


def offered(scenario: Scenario) -> dict[str, Any]:
    """All that a function can be given of a scenario: what there is, and x in the roles that it plays."""
    found = given_by_scenario(scenario)
    if "x" in found and "query" not in found:
        other = found.get("memory", found["x"])
        found |= {"query": found["x"], "key": other, "value": other}
    return found


def given_by_scenario(scenario: Scenario) -> dict[str, Any]:
    """What a scenario gives: arrays, and numbers that it is set to."""
    found: dict[str, Any] = {tensor.name: np.array(tensor.array) for tensor in given_tensors(scenario)}
    if scenario.heads is not None:
        found["heads"] = len(scenario.heads)
    if scenario.kv_heads is not None:
        found["kv_heads"] = len(scenario.kv_heads)
    if "window" in scenario.settings:
        found["window"] = int(scenario.settings["window"])
    if scenario.positions is not None:
        found["base"] = float(scenario.positions)
    if [mask.kind for mask in scenario.masks] == ["causal"]:
        found["causal"] = True
    return found


def arguments(asked: Asking, given: Mapping[str, Any]) -> dict[str, Any]:
    """What each parameter is given, by its name. Raises: AttnError E563 where something is not there."""
    missing = sorted(asked.needed - set(given))
    if missing:
        what = f"the function takes `{missing[0]}`, which this scenario does not give"
        raise AttnError("E563", what, help=f"choose another: it gives {', '.join(given)}")
    chosen = {name: given[role] for name, role in asked.names if role is not None and role in given}
    roles = {role for _, role in asked.names}
    if {"allowed", "causal"} <= roles and "allowed" in given:
        # One mask said twice is refused by some: the array says more.
        chosen = {name: thing for name, thing in chosen.items() if dict(asked.names)[name] != "causal"}
    return chosen


def scenario_of(judge: str) -> str:
    """The name of the built-in scenario that a judge is. Raises: AttnError E564 if there is no such judge."""
    name = judge.removeprefix("judge-")
    if name not in JUDGES:
        near = nearest(name, JUDGES)
        help = f"did you mean `{near}`?" if near else f"choose one of: {', '.join(JUDGES)}"
        raise AttnError("E564", f"there is no judge `{judge}`", help=help)
    return f"judge-{name}"
