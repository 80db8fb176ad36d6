"""A scenario from a file, checked whole, with what the command line puts in place of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.fields import DEFAULT_MECHANISM, Given, read_fields
from attncli.loading.fitting import Fit, fit
from attncli.loading.layout import lay_out
from attncli.loading.library import LEXICON, Source, open_source
from attncli.loading.text import Faults, decode
from attncli.loading.tree import read_tree
from attncli.scenario import Expectation, Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attncli.scenario import Scale


def load_scenario(
    source: str | Source,
    *,
    sentence: str | None = None,
    tokens: Sequence[str] | None = None,
    query: str | None = None,
    mechanism: str | None = None,
    mask: Sequence[str] = (),
    scale: str | float | None = None,
) -> Scenario:
    """The scenario of this name, path or source; every other argument stands in place of what the file says.

    "glove" is the lexicon: any sentence, with word vectors. ``tokens`` are those of a sentence that is not to be parted.

    Raises: AttnError, with every fault of the file (E1xx to E4xx), or those of the arguments (E5xx).
    """
    if source == LEXICON:
        from attncli.loading.word_scenario import word_scenario

        return word_scenario(sentence, tokens, query=query, mechanism=mechanism, mask=mask, scale=scale)
    if isinstance(source, str):
        source = open_source(source)
    faults = Faults(decode(source))
    given = read_fields(read_tree(faults), faults)
    if given is None:
        raise faults.error()
    own = given.tokens if given.tokens is not None else given.sentence
    fitted = fit(given, own, sentence is not None or tokens is not None, faults)
    _check_masks(given, fitted, faults)
    shown = _shown(given, fitted, faults)
    expect = _expected(given, fitted, faults)
    faults.raise_any()
    if sentence is None and tokens is None and query is None and mechanism is None and not mask and scale is None:
        return build(source.name, given, own, shown, expect)

    from attncli.loading.overrides import Overrides, apply

    words = tokens if tokens is not None else None if sentence is None else sentence.split()
    return apply(Overrides(words, query, mechanism, mask, scale), source.name, given, own, shown, expect)


def build(name: str, given: Given, tokens: Sequence[str] | None, shown: int | None, expect: tuple[Expectation, ...]) -> Scenario:
    """The scenario that checked fields make of these tokens; ``shown`` is the query told in detail."""
    parts = lay_out(given, tokens)
    allowed = None
    if given.mask:
        from attncli.loading.masks import allowed_by

        allowed = allowed_by(given.mask, parts.queries, parts.keys)
    return Scenario(
        name=name,
        title=given.title or (" ".join(tokens) if tokens else name),
        mechanism=given.mechanism or DEFAULT_MECHANISM,
        queries=parts.queries,
        keys=parts.keys,
        x=parts.x,
        query=parts.query,
        key=parts.key,
        value=parts.value,
        parameters=parts.parameters,
        allowed=allowed,
        mask=tuple(text for mask in given.mask or () for text in mask.texts),
        scale=scale_of(given),
        shown=shown,
        about=given.about or "",
        source=given.source,
        expect=expect,
    )


def _check_masks(given: Given, fitted: Fit, faults: Faults) -> None:
    """Whether each mask fits the queries and keys. Faults: E202, E317, E318."""
    if not given.mask or fitted.queries is None or fitted.keys is None:
        return
    from attncli.loading.masks import misfit

    for mask in given.mask:
        wrong = misfit(mask, fitted.queries, fitted.keys)
        if wrong is not None:
            faults.add(wrong.code, wrong.what, mask.node, "mask", wrong.help)


def scale_of(given: Given) -> Scale:
    """The file's scale; a number may be 0, which is not the same as none given."""
    return "auto" if given.scale is None else given.scale


def _shown(given: Given, fitted: Fit, faults: Faults) -> int | None:
    """The file's own query (from 0). Faults: E308, E309."""
    if given.query is None or fitted.queries is None:
        return None
    from attncli.loading.expectation import row_named

    return row_named(given.query, fitted.queries, given.nodes["query"], "query", faults)


def _expected(given: Given, fitted: Fit, faults: Faults) -> tuple[Expectation, ...]:
    if not given.expect:
        return ()
    from attncli.loading.expectation import fitting

    absent: Mapping[str, str] = {} if given.failed("mask") or given.has("mask") else {"masked_scores": "nothing is masked"}
    if not given.failed("scale") and not given.failed("mechanism"):
        scale = scale_of(given)
        if scale == "none":
            absent = {**absent, "scaled_scores": "its scale is `none`"}
        elif scale == "auto" and given.mechanism == "dot-product":
            absent = {**absent, "scaled_scores": "`dot-product` does not scale"}
    axes = {"query": fitted.queries, "key": fitted.keys}
    return fitting(given.expect, axes, {"d_k": fitted.d_k, "d_v": fitted.d_v}, absent, faults)
