"""What a person may call a stage, a matrix or a finer step: its name, its symbol on the page, its number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from attncli.errors import AttnError, no_such_stage
from attncli.tensor import Tensor
from attncli.trace import Trace

ALIASES = {
    "softmax": "weights",
    "attention": "weights",
    "attention_weights": "weights",
    "dot_product": "scores",
    "scale": "scaled_scores",
    "scaled": "scaled_scores",
    "mask": "masked_scores",
    "masked": "masked_scores",
    "embedding": "x",
    "embeddings": "x",
    "concat": "concatenated",
}
"""What else people call them; the first of them that there is counts."""

PRIMES = str.maketrans({"′": "'", "’": "'", "‘": "'", "″": "''", "`": "'", '"': "''"})


def bare(symbol: str) -> str:
    """A symbol as anybody may type it: S', S′, Qh, Q_h and Qₕ without what keyboards lack.

    >>> [bare(each) for each in ("S′", "S’", "S″", "Qₕ", "Q_h", "Cₐₗₗ", "W_Q")]
    ["S'", "S'", "S''", 'Qh', 'Qh', 'Call', 'WQ']
    """
    text = unicodedata.normalize("NFKC", symbol.translate(PRIMES))
    return "".join(c for c in text if c not in "_{} ")


def everything(trace: Trace) -> Iterator[Tensor]:
    """Every tensor that can be asked about: the stages, what is given, and the finer steps."""
    yield from (stage.output for stage in trace.stages)
    yield from trace.givens
    for stage in trace.stages:
        yield from (step.output for step in stage.steps(0)[:-1])


def called(text: str, tensors: Iterable[Tensor]) -> str | None:
    """The name of the tensor that a text means; None if it means none.

    A name counts before a symbol, and both before either of them in another case.
    """
    tensors = list(tensors)
    if any(tensor.name == text for tensor in tensors):
        return text
    symbol = bare(text)
    folded = symbol.casefold()
    for fits in (
        lambda tensor: bare(tensor.symbol.plain) == symbol,
        lambda tensor: bare(tensor.name).casefold() == folded,
        lambda tensor: bare(tensor.symbol.plain).casefold() == folded,
        lambda tensor: tensor.name == ALIASES.get(text.casefold().replace(" ", "_")),
    ):
        found = next(filter(fits, tensors), None)
        if found is not None:
            return found.name
    return None


SECTIONS = ("givens", "meaning", "next")
"""Sections of a page that tell no stage: a person who steps can start there."""


def stage_called(trace: Trace, text: str) -> str:
    """The name of the stage that a text means: its name, symbol or number on the page, or a finer step.

    Raises: AttnError E507.
    """
    names = [stage.name for stage in trace.stages]
    text = text.strip()
    if text in names:
        return text
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= len(names):
        return names[int(text[:9]) - 1]
    found = called(text, (stage.output for stage in trace.stages))
    if found is not None:
        return found
    for stage in trace.stages:
        if called(text, [step.output for step in stage.steps(0)[:-1]]) is not None:
            return stage.name
    if text.casefold() in SECTIONS:
        help = "leave `--stage` out to see it among the others, or step there with `--step`"
        raise AttnError("E507", f"`{text}` is a page, not a stage", help=help)
    from attncli.mechanisms.outline import stage_names
    from attncli.spelling import nearest

    near = None if text in stage_names() else nearest(text, names)  # that of another computation is no slip
    raise no_such_stage(text, names, near)


def apart(text: str) -> tuple[str, str] | None:
    """A name and what stands behind it, without brackets: ``total``, ``A sat cat``, ``A(sat,cat)``.

    >>> apart("weights sat cat"), apart("A(sat, cat)"), apart("total"), apart("weights[sat,cat]")
    (('weights', 'sat,cat'), ('A', 'sat, cat'), ('total', ''), None)
    """
    if "[" in text:
        return None
    found = re.fullmatch(r"\s*([^\s(]+)\s*(?:\((.*)\)|(.*?))\s*", text, re.DOTALL)
    if found is None:
        return None
    name, inside, behind = found.groups()
    if inside is not None:
        return name, inside
    return name, behind if "," in behind else ",".join(behind.split())


def not_named(text: str, trace: Trace) -> AttnError:
    """E513: nothing is called so."""
    from attncli.spelling import nearest

    names = [tensor.name for tensor in (*trace.givens, *(stage.output for stage in trace.stages))]
    names += [step.name for stage in trace.stages for step in stage.steps(0)[:-1]]
    near = nearest(text, names)
    help = f"did you mean `{near}`?" if near else f"choose one of: {', '.join(names)}"
    return AttnError("E513", f"there is no stage or given `{text}` here", help=help)
