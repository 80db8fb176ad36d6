"""A scenario from a file, checked whole, with what the command line puts in place of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.asked import NOTHING, Asked
from attncli.loading.fields import DEFAULT_MECHANISM, LEARNED, Given, read_fields
from attncli.loading.fitting import Fit, fit
from attncli.loading.kind import SCENARIO
from attncli.loading.layout import lay_out
from attncli.loading.library import open_source
from attncli.reading.text import Faults, Source, decode
from attncli.reading.tree import read_tree
from attncli.scenario import Expectation, Scenario
from attncli.vectors import LEXICON

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attncli.scenario import Edit, Scale


def load_scenario(
    source: str | Source,
    *,
    sentence: str | None = None,
    tokens: Sequence[str] | None = None,
    query: str | None = None,
    mechanism: str | None = None,
    mask: Sequence[str] = (),
    scale: str | float | None = None,
    heads: int | None = None,
    seed: int | None = None,
    edits: Sequence[Edit] = (),
) -> Scenario:
    """The scenario of this name, path or source; every other argument stands in place of what the file says.

    "glove" is the lexicon: any sentence, with word vectors. ``tokens`` are those of a sentence that is not to be parted. ``seed`` makes the
    projections that the file lacks, at random. ``edits`` are numbers in place of those that the file gives or the seed makes: what was
    published is then published no longer, and source and expect are gone.

    Raises: AttnError, with every fault of the file (E1xx to E4xx), or those of the arguments (E5xx).
    """
    asked = Asked(
        sentence=sentence,
        tokens=tokens,
        query=query,
        mechanism=mechanism,
        mask=mask,
        scale=scale,
        heads=heads,
        seed=seed,
    )
    return load(source, asked, edits)


def load(source: str | Source, asked: Asked = NOTHING, edits: Sequence[Edit] = ()) -> Scenario:
    """The scenario of this name, path or source, with what is asked for in place of its fields, and these numbers in place of its own.

    Raises: AttnError, with every fault of the file (E1xx to E4xx), or of what is asked for (E5xx).
    """
    if source == LEXICON:
        from attncli.loading.word_scenario import word_scenario

        return word_scenario(asked)
    if isinstance(source, str):
        source = open_source(source)
    faults = Faults(decode(source, SCENARIO))
    root = read_tree(faults)
    given = read_fields(root, faults)
    if given is None:
        raise faults.error()
    own = given.tokens if given.tokens is not None else given.sentence
    fitted = fit(given, own, asked.words is not None, faults)
    _check_masks(given, fitted, faults)
    _check_parameters(given, fitted, faults)
    shown = _shown(given, fitted, faults)
    expect = _expected(given, fitted, faults)
    faults.raise_any()
    made_at_random: tuple[str, ...] = ()
    seed = asked.seed
    if edits:
        from attncli.loading.editing import edit_tree

        plain = load(source, asked)
        edit_tree(root, given, plain, edits)
        given, made_at_random, asked = read_fields(root, faults), plain.random, asked._replace(seed=None)
        assert given is not None
        if given.heads is not None:
            from attncli.loading.heads import pack

            pack(given)
        given.source = given.about = None
        expect = ()
    if not asked.anything:
        scenario = build(source.name, given, own, shown, expect)
    else:
        from attncli.loading.overrides import apply

        scenario = apply(asked, source.name, given, own, shown, expect)
    return scenario._replace(random=made_at_random, seed=seed) if made_at_random else scenario


def build(
    name: str, given: Given, tokens: Sequence[str] | None, shown: int | None, expect: tuple[Expectation, ...]
) -> Scenario:
    """The scenario that checked fields make of these tokens; ``shown`` is the query told in detail."""
    parts = lay_out(given, tokens)
    allowed = None
    masks = given.mask or ()
    if given.mechanism == "luong-local-m" and given.window is not None:
        from attncli.loading.masks import Mask

        masks = (*masks, Mask((f"window={given.window}",), "window", given.window))
    if masks:
        from attncli.loading.masks import allowed_by

        allowed = allowed_by(masks, parts.queries, parts.keys, parts.heads)
    local = (given.mechanism or "").startswith("luong-local")
    return Scenario(
        name=name,
        title=given.title or (" ".join(tokens) if tokens else name),
        mechanism=given.mechanism or DEFAULT_MECHANISM,
        queries=parts.queries,
        keys=parts.keys,
        x=parts.x,
        memory=parts.memory,
        query=parts.query,
        key=parts.key,
        value=parts.value,
        parameters=parts.parameters,
        heads=parts.heads,
        kv_heads=parts.kv_heads,
        positions=given.positions,
        allowed=allowed,
        mask=tuple(text for mask in given.mask or () for text in mask.texts),
        window=given.window if local else None,
        align=given.align or "dot" if local else "dot",
        scale=scale_of(given),
        shown=shown,
        about=given.about or "",
        teaches=given.teaches,
        source=given.source,
        expect=expect,
    )


def _check_masks(given: Given, fitted: Fit, faults: Faults) -> None:
    """Whether each mask fits the queries and keys. Faults: E202, E317, E318."""
    if not given.mask or fitted.queries is None or fitted.keys is None:
        return
    from attncli.loading.masks import misfit

    for mask in given.mask:
        wrong = misfit(mask, fitted.queries, fitted.keys, fitted.sizes.get("head"))
        if wrong is not None:
            faults.add(wrong.code, wrong.what, mask.node, "mask", wrong.help)


def _check_parameters(given: Given, fitted: Fit, faults: Faults) -> None:
    """Whether the file has what its mechanism needs. Faults: E202, E306, E340."""
    if not any(map(given.has, ("mechanism", "window", "align"))) and LEARNED.keys().isdisjoint(
        given.parameters or {}
    ):
        return
    from attncli.loading.parameters import Sizes, check_parameters

    check_parameters(
        given, Sizes(fitted.d_q, fitted.d_k, fitted.d_v, len(fitted.keys) if fitted.keys else None), faults
    )


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

    local = (given.mechanism or "").startswith("luong-local")
    absent: Mapping[str, str] = (
        {} if given.failed("mask") or given.has("mask") or local else {"masked_scores": "nothing is masked"}
    )
    if not given.has("positions"):
        absent = {**absent, "positions": "it has no `positions`"}
    headed = given.mechanism == "multi-head"
    if headed or given.failed("mechanism"):
        from attncli.loading.expectation import absent_with_heads

        absent = {**absent, **absent_with_heads(given, fitted)}
    if not given.failed("scale") and not given.failed("mechanism"):
        scale = scale_of(given)
        if scale == "none":
            absent = {**absent, "scaled_scores": "its scale is `none`"}
        elif scale == "auto" and given.mechanism not in (None, DEFAULT_MECHANISM):
            absent = {**absent, "scaled_scores": f"`{given.mechanism}` does not scale"}
        absent = {**absent, **_absent_stages(given)}
    axes = {"query": fitted.queries, "key": fitted.keys}
    w_c = (given.parameters or {}).get("w_c")
    sizes = {
        "d_q": fitted.d_q,
        "d_k": fitted.d_k,
        "d_v": fitted.d_v,
        "d_out": None if w_c is None else w_c.shape[1],
        "d_model": fitted.d_model,
        **fitted.sizes,
    }
    return fitting(given.expect, axes, sizes, absent, faults, headed=headed, in_front=fitted.in_front)


def _absent_stages(given: Given) -> dict[str, str]:
    """The stages of other mechanisms, with why they are not there."""
    mechanism = given.mechanism or DEFAULT_MECHANISM
    absent = {}
    if mechanism != "luong-local-p":
        absent = dict.fromkeys(("alignment_position", "local_weights"), f"`{mechanism}` predicts no position")
    if "w_c" not in (given.parameters or {}):
        absent["attentional"] = "there is no `w_c`"
    return absent
