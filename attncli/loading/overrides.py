"""What the command line puts in place of a scenario's fields; its faults name no line of a file."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from attncli.errors import AttnError, all_of
from attncli.loading.fields import DEFAULT_MECHANISM, mechanism_help, scale_help
from attncli.loading.scenario_file import build, scale_of
from attncli.reading.values import number
from attncli.spelling import quoted
from attncli.tensor import Axis, LabelError, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.loading.asked import Asked
    from attncli.loading.fields import Given
    from attncli.scenario import Expectation, Scale, Scenario


def apply(
    asked: Asked,
    name: str,
    given: Given,
    tokens: Sequence[str] | None,
    shown: int | None,
    expect: tuple[Expectation, ...],
) -> Scenario:
    """The scenario with these in place of its own. ``given`` is changed.

    Raises: AttnError E501 a word without a vector, E502 the scenario has its own tokens, E504 the query,
    E505 the mechanism, mask or scale, E506 an empty sentence, E531 the heads, E532 the seed, E540 a mechanism that the scenario lacks
    something for.
    """
    faults: list[AttnError] = []
    same_numbers = all(
        [_computation(asked, given, faults), _projections(asked, given, faults)]
    )  # both, whatever the first says
    own = tokens
    words = asked.words
    if words is not None:
        tokens = _tokens(words, name, given, faults)
    if faults:
        raise all_of(faults)
    if words is not None and tokens != own:
        assert tokens is not None
        word = own[shown] if own is not None and shown is not None else None
        shown = _same_word(word or given.query, Axis("query", tokens))
        given.title, given.source = " ".join(tokens), None
        same_numbers = False
    if asked.mechanism is not None or words is not None:
        _check_mechanism(given, tokens)
    if given.mask and (asked.mask or words is not None):
        from attncli.loading.layout import lay_out
        from attncli.loading.masks import refuse_misfits

        parts = lay_out(given, tokens)
        refuse_misfits(
            given.mask,
            parts.queries,
            parts.keys,
            len(parts.heads) if parts.heads else None,
            of_file=not asked.mask,
        )
    scenario = build(name, given, tokens, shown, expect if same_numbers else ())
    if asked.seed is not None:
        scenario = scenario._replace(random=given.random, seed=asked.seed)
    if asked.query is None:
        return scenario
    from attncli.mechanisms.attend import find_query

    return scenario._replace(shown=find_query(scenario.queries, asked.query))


def _computation(asked: Asked, given: Given, faults: list[AttnError]) -> bool:
    """Puts mechanism, mask and scale in place of the file's. Returns whether they are the file's, so that its numbers still hold."""
    before = (given.mechanism or DEFAULT_MECHANISM, given.mask or (), scale_of(given))
    if asked.mechanism is not None:
        from attncli.mechanisms import MECHANISMS

        if asked.mechanism not in MECHANISMS:
            faults.append(
                AttnError(
                    "E505", f"`{asked.mechanism}` is not a mechanism", help=mechanism_help(asked.mechanism)
                )
            )
        given.mechanism = asked.mechanism
    if asked.mask:
        from attncli.loading.mask_field import masks_from

        try:
            given.mask = masks_from(asked.mask)
        except AttnError as error:
            faults.append(error)
    if asked.scale is not None:
        scale = _scale(asked.scale)
        if scale is None:
            faults.append(
                AttnError("E505", f"`{asked.scale}` is not a scale", help=scale_help(str(asked.scale)))
            )
        given.scale = scale
    return before == (given.mechanism or DEFAULT_MECHANISM, given.mask or (), scale_of(given))


def _projections(asked: Asked, given: Given, faults: list[AttnError]) -> bool:
    """Puts heads and projections in place of the file's. Returns whether they are the file's, so that its numbers still hold."""
    headed = given.heads is not None or any(
        array is not None and array.ndim == 3 for array in (given.tensors or {}).values()
    )
    same = True
    try:
        if asked.mechanism is not None and asked.mechanism != "multi-head" and headed:
            from attncli.loading.resplit import without_heads

            without_heads(given)
        if asked.heads is not None:
            from attncli.loading.resplit import resplit

            same = not resplit(given, asked.heads)
        if asked.seed is not None:
            from attncli.loading.random_projections import make_projections

            given.random = make_projections(given, asked.seed)
            same = False
    except AttnError as error:
        faults.append(error)
    return same


def _check_mechanism(given: Given, tokens: Sequence[str] | None) -> None:
    """Whether the mechanism has what it needs of the scenario. Raises: AttnError E540."""
    from attncli.loading.parameters import mechanism_of, misfits, sizes_of

    chosen = mechanism_of(given)
    assert chosen is not None
    found = misfits(*chosen, given.parameters or {}, given.window, sizes_of(given, tokens))
    wrong = [AttnError("E540", each.what, help=each.help) for each in found]
    if wrong:
        raise all_of(wrong)


def _scale(value: str | float) -> Scale | None:
    if value == "auto" or value == "none":
        return value  # type: ignore[return-value]  # mypy does not narrow a str to a Literal
    scale = number(value) if isinstance(value, str) else float(value)
    return scale if scale is not None and isfinite(scale) else None


def _tokens(tokens: Sequence[str], name: str, given: Given, faults: list[AttnError]) -> Sequence[str] | None:
    """The words of another sentence, if each of them has a vector."""
    if given.embeddings is None:
        own = "x" if given.has("x") else "tensors"
        help = "leave the sentence out, or take a scenario with `embeddings`, such as `cat-sat-mat`"
        faults.append(
            AttnError(
                "E502",
                f"`{name}` has its own tokens, one a row of `{own}`: another sentence cannot take their place",
                help=help,
            )
        )
        return None
    if not tokens or not all(token.strip() for token in tokens):
        faults.append(
            AttnError(
                "E506",
                "the sentence is empty, where at least one word is expected",
                help='write it in quotes: `"The cat sat on the mat"`',
            )
        )
        return None
    vocabulary = given.embeddings
    missing, unclear = [], []
    for token in dict.fromkeys(tokens):
        spellings = vocabulary.spellings(token)
        if not spellings:
            missing.append(token)
        elif len(spellings) > 1:
            unclear.append((token, spellings))
    if missing:
        what = f"the vocabulary of `{name}` has no vector for {quoted(missing, len(missing))}"
        words = ", ".join(vocabulary.words[:12]) + (", …" if len(vocabulary.words) > 12 else "")
        each = quoted(missing[:1])
        help = f"use words it has ({words}), or give {each} a vector in a scenario file of your own: `attn new mine.yaml`"
        faults.append(
            AttnError("E501", what, help=f"{help}; or leave `-s` out, for word vectors of any sentence")
        )
    for token, spellings in unclear:
        what = f"in the vocabulary of `{name}`, `{token}` may be any of {quoted(spellings)}, which differ in case alone"
        faults.append(AttnError("E501", what, help="spell it as one of them"))
    return tokens


def _same_word(word: str | None, queries: Axis) -> int | None:
    """Where another sentence has the word that the file tells in detail, if it has it once."""
    if word is None:
        return None
    try:
        position = queries.find(word)
    except LabelError:
        return None
    return position if fold(queries.labels[position]) == fold(word) else None
