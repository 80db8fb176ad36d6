"""What is asked for put in place of a file's fields; its faults name no line of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.errors import AttnError, all_of
from attncli.loading.fields import reader
from attncli.loading.fitting import SHORTER, too_long
from attncli.loading.kind import SCENARIO
from attncli.reading.emitting import NOWHERE, text_node
from attncli.reading.tensor_checks import LONGEST
from attncli.reading.text import Faults, Text
from attncli.spelling import quoted
from attncli.tensor import Axis, LabelError, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from attncli.loading.asked import Asked
    from attncli.loading.given import Given

    Change = Callable[[Given, Asked], Given]

SHOWN_WORDS = 12
"""Words of a vocabulary that an error lists."""


def overridden(given: Given, asked: Asked, name: str) -> Given:
    """The fields of a scenario with what is asked for in their place; where that gives other numbers, nothing
    is expected of them.

    Raises: AttnError E501 a word without a vector, E502 the scenario has its own tokens, E505 the mechanism,
    mask or scale, E506 an empty sentence, E531 the heads, E532 the seed, E540 a mechanism that the scenario
    lacks something for; E430 more tokens than are computed with.
    """
    faults: list[AttnError] = []
    new = given
    count = len(asked.words or given.words or ())
    if count > LONGEST:
        raise AttnError("E430", too_long(count), help=SHORTER)
    for change in (with_settings, without_spare_heads, with_masks, with_projections):
        try:
            new = change(new, asked)
        except AttnError as error:
            faults += error.all
    words = asked.words
    if words is not None:
        faults += faults_of_words(words, given, name)
    if faults:
        raise all_of(faults)
    if asked.seed is not None or computation(new) != computation(given):
        new = new._replace(expect=None)
    if words is not None and words != list(given.words or ()):
        new = with_words(new, words)
    if asked.mechanism is not None or words is not None:
        refuse_unfit_mechanism(new)
    if new.mask and (asked.mask or words is not None):
        from attncli.loading.building import lay_out
        from attncli.loading.masks import refuse_misfits

        parts = lay_out(new)
        heads = 1 if parts.heads is None else len(parts.heads)
        refuse_misfits(new.mask, parts.queries, parts.keys, heads, of_file=not asked.mask)
    return new


def computation(given: Given) -> tuple[object, ...]:
    """What decides which numbers come of the same words and the same projections."""
    heads = given.heads or 1
    return given.variant.name, given.mask or (), given.scaling, heads, given.kv_heads or heads


def with_settings(given: Given, asked: Asked) -> Given:
    """What is asked for in place of single fields, each read as it would be in the file.

    Raises: AttnError E505.
    """
    read: dict[str, object] = {}
    faults: list[AttnError] = []
    for name, value in asked.settings.items():
        text = value if isinstance(value, str) else repr(value)
        place = Faults(Text("", text, None, SCENARIO))
        read[name] = reader(name)(text_node(text, NOWHERE), name, place)
        faults += [AttnError("E505", fault.what, help=fault.help) for fault in place.found]
    if faults:
        raise all_of(faults)
    return given._replace(**read)


def without_spare_heads(given: Given, asked: Asked) -> Given:
    """No heads where another mechanism has none.

    Raises: AttnError E531 it cannot do without those of the scenario.
    """
    headed = given.heads is not None or given.heads_in_front
    if asked.mechanism is None or given.variant.heads or not headed:
        return given
    from attncli.loading.resplit import without_heads

    return without_heads(given)


def with_masks(given: Given, asked: Asked) -> Given:
    """Other masks in place of the file's. Raises: AttnError E505."""
    if not asked.mask:
        return given
    from attncli.loading.mask_field import asked_masks

    return given._replace(mask=asked_masks(asked.mask))


def with_projections(given: Given, asked: Asked) -> Given:
    """Other heads in place of the file's, and projections at random where it has none.

    Raises: AttnError E531, E532.
    """
    if asked.heads is not None:
        from attncli.loading.resplit import resplit

        given = resplit(given, asked.heads)
    if asked.seed is not None:
        from attncli.loading.random_projections import projected_at_random

        given = projected_at_random(given, asked.seed)
    return given


def with_words(given: Given, words: Sequence[str]) -> Given:
    """Another sentence: what was published of the file's own holds no longer; the query is the same word, if
    it is there.
    """
    query = same_word(given, Axis("query", words))
    title = " ".join(words)
    return given._replace(tokens=words, sentence=None, title=title, query=query, source=None, expect=None)


def same_word(given: Given, queries: Axis) -> str | None:
    """What the word that the file tells in detail is called in another sentence, if it stands there once."""
    word = given.query
    if word is None:
        return None
    if given.words is not None:
        own = Axis("query", given.words)
        word = own.labels[own.find(word)]
    try:
        position = queries.find(word)
    except LabelError:
        return None
    return queries.names[position] if fold(queries.labels[position]) == fold(word) else None


def refuse_unfit_mechanism(given: Given) -> None:
    """Whether the mechanism has what it needs of the scenario. Raises: AttnError E540."""
    from attncli.loading.parameters import misfits, sizes_of

    wrong = []
    for misfit in misfits(given, sizes_of(given)):
        help = misfit.help
        if misfit.code == "E306":  # a sentence cannot bring what is learned
            help = f"see it at work with `attn explain -s {given.variant.example}`, which has what it needs"
        wrong.append(AttnError("E540", misfit.what, help=help))
    if wrong:
        raise all_of(wrong)


def faults_of_words(words: Sequence[str], given: Given, name: str) -> list[AttnError]:
    """Why another sentence cannot take the place of the file's: E501 a word without a vector, E502, E506."""
    if given.embeddings is None:
        own = "tensors" if given.tensors is not None else "x"
        what = f"`{name}` has its own tokens, one a row of `{own}`: another sentence cannot take their place"
        help = "leave the sentence out, or take a scenario with `embeddings`, such as `cat-sat-mat`"
        return [AttnError("E502", what, help=help)]
    if not words or not all(word.strip() for word in words):
        what = "the sentence is empty, where at least one word is expected"
        return [AttnError("E506", what, help='write it in quotes: `"The cat sat on the mat"`')]
    vocabulary = given.embeddings
    missing = [word for word in dict.fromkeys(words) if not vocabulary.spellings(word)]
    faults = []
    if missing:
        what = f"the vocabulary of `{name}` has no vector for {quoted(missing, len(missing))}"
        there = vocabulary.words
        known = ", ".join(there[:SHOWN_WORDS]) + (", …" if len(there) > SHOWN_WORDS else "")
        own_file = f"give {quoted(missing[:1])} a vector in a scenario file of your own: `attn new mine.yaml`"
        lexicon = "leave `scenario=…` out, for word vectors of any sentence"
        help = f"use words it has ({known}), or {own_file}; or {lexicon}"
        faults.append(AttnError("E501", what, help=help))
    for word in dict.fromkeys(words):
        spellings = vocabulary.spellings(word)
        if len(spellings) > 1:
            alike = f"`{word}` may be any of {quoted(spellings)}, which differ in case alone"
            what = f"in the vocabulary of `{name}`, {alike}"
            faults.append(AttnError("E501", what, help="spell it as one of them"))
    return faults
