"""A scenario from a file, checked whole, with what is asked for in place of its fields."""

from __future__ import annotations

from functools import partial
from os import PathLike, fspath
from typing import TYPE_CHECKING

from attncli.errors import AttnError
from attncli.loading.asked import NOTHING, Asked
from attncli.loading.building import build
from attncli.loading.fields import FIELDS, read_fields
from attncli.loading.fitting import fit, row_named
from attncli.loading.given import LEARNED, SETTINGS, Given
from attncli.loading.kind import SCENARIO
from attncli.loading.library import open_source
from attncli.reading.text import Faults, SourceFile, decode
from attncli.reading.tree import read_tree
from attncli.record import Record
from attncli.scenario import find_query
from attncli.vectors import LEXICON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.errors import Place
    from attncli.reading.tree import Node
    from attncli.scenario import Edit, Expectation, Scenario

DESCRIPTIVE = ("title", "about", "teaches", "source", "origin", "query", "expect")
"""Fields that nothing is computed from."""


def load_scenario(
    source: str | PathLike[str] | SourceFile,
    *,
    sentence: str | None = None,
    tokens: Sequence[str] | None = None,
    query: str | None = None,
    mechanism: str | None = None,
    mask: str | Sequence[str] = (),
    scale: str | float | None = None,
    heads: int | None = None,
    seed: int | None = None,
    set: str | Sequence[str] = (),
    edits: Sequence[Edit] = (),
) -> Scenario:
    """The scenario of this name, path or source; every other argument stands in place of what the file says.

    "glove" is the lexicon: any sentence, with word vectors. ``tokens`` are those of a sentence that is not to
    be parted. ``seed`` makes the projections that the file lacks, at random. ``set`` are values in place of
    parts of the file, before it is checked: ``"embeddings.cat=[2, 1]"``. ``edits`` are numbers in place of
    those that the file gives or the seed makes. What was published is then published no longer, and source
    and expect are gone.

    Raises: AttnError, with every fault of the file (E1xx to E4xx), or those of the arguments (E5xx); E542 for
    a ``source`` that is none of these.
    """
    if isinstance(source, PathLike):
        source = fspath(source)
    if not isinstance(source, str | SourceFile):
        raise no_source(source)
    asked = Asked(
        sentence=sentence,
        tokens=tokens,
        query=query,
        mechanism=mechanism,
        mask=(mask,) if isinstance(mask, str) else mask,
        scale=scale,
        heads=heads,
        seed=seed,
        set=(set,) if isinstance(set, str) else set,
    )
    if asked.set:
        from attncli.loading.setting import as_arguments

        asked = as_arguments(asked)
    return load(source, asked, edits)


def no_source(source: object) -> AttnError:
    """E542: what stands where a scenario is expected is neither a name, nor a path, nor a source."""
    what = f"a scenario is a name or a path, where this is a `{type(source).__name__}`"
    help = 'hand over a name, such as `"cat-sat-mat"`, or the path of a file'
    if isinstance(source, dict):
        help = "write it into a file, such as `mine.json` with `json.dump`, and hand over its path"
    return AttnError("E542", what, help=help)


def load(source: str | SourceFile, asked: Asked = NOTHING, edits: Sequence[Edit] = ()) -> Scenario:
    """The scenario of this name, path or source, with what is asked for in place of its fields, and these
    numbers in place of its own.

    Raises: AttnError, with every fault of the file (E1xx to E4xx), or of what is asked for (E5xx).
    """
    if source == LEXICON:
        from attncli.loading.word_scenario import word_scenario, word_source

        if not edits and not asked.set:
            return word_scenario(asked)
        source, asked = word_source(asked)
    found = loaded(source, asked)
    if not edits:
        return found.scenario
    from attncli.loading.editing import put_in_place

    put_in_place(found.root, found.given, found.scenario, asked, edits)
    name, plain = found.scenario.name, found.scenario
    given, expect = checked(name, found.root, False, found.faults)
    edited = computed(name, given, expect, NOTHING)
    return edited._replace(random=plain.random, seed=plain.seed)


class Loaded(Record):
    """A scenario, and the tree and the fields of the file that it came from."""

    root: Node
    given: Given
    scenario: Scenario
    faults: Faults
    """Where whoever reads the tree again notes what is wrong with it."""


def loaded(source: str | SourceFile, asked: Asked) -> Loaded:
    """The scenario of a file, with what is asked for in place of its fields. Raises: AttnError."""
    opened = open_source(source) if isinstance(source, str) else source
    faults = Faults(decode(opened, SCENARIO))
    root = read_tree(faults)
    if asked.set:
        from attncli.loading.setting import put_settings

        put_settings(root, asked.set, faults, asked.words or ())
    given, expect = checked(opened.name, root, asked.words is not None, faults)
    scenario = computed(opened.name, given, expect, asked)._replace(slips=tuple(faults.cut))
    if asked.scale is None:  # which may be larger than all that the file gives
        scenario = scenario._replace(largest=partial(largest_number, given, faults))
    return Loaded(root, given, scenario, faults)


def largest_number(given: Given, faults: Faults) -> tuple[str, Place] | None:
    """The largest number of a file, in words, with its place."""
    from attncli.loading.largest import largest_given

    return largest_given(given, faults)


def computed(name: str, given: Given, expect: tuple[Expectation, ...], asked: Asked) -> Scenario:
    """The scenario of checked fields, with what is asked for in their place. Raises: AttnError E5xx."""
    if asked.anything:
        from attncli.loading.overrides import overridden

        given = overridden(given, asked, name)
    scenario = build(name, given, expect if given.expect else ())
    if asked.query is None:
        return scenario
    return scenario._replace(shown=find_query(scenario.queries, asked.query))


def checked(name: str, root: Node, wordless: bool, faults: Faults) -> tuple[Given, tuple[Expectation, ...]]:
    """The fields of a file that fit each other, and what it expects of the stages it will have.

    ``wordless``: the file need not have a sentence, since another is asked for.

    Raises: AttnError with every fault there is, in the order of the file.
    """
    given = read_fields(root, faults)
    if given is None:
        raise faults.error()
    sound = not any(given.failed(field) for field in FIELDS if field not in DESCRIPTIVE) and given.whole
    before = len(faults.found)
    fitted = fit(given, wordless, faults)
    if given.mask:
        from attncli.loading.masks import check_masks

        check_masks(given, fitted, faults)
    of_its_own = any(name in LEARNED for name in given.parameters or {})
    if of_its_own or given.has("mechanism") or any(given.has(setting) for setting in SETTINGS):
        from attncli.loading.parameters import Sizes, check_parameters

        n_keys = len(fitted.keys) if fitted.keys else None
        check_parameters(given, Sizes(fitted.d_q, fitted.d_k, fitted.d_v, n_keys), faults)
    sound = sound and len(faults.found) == before
    if given.query is not None and fitted.queries is not None:
        row_named(given.query, fitted.queries, given.nodes["query"], "query", faults)
    given = given._replace(parameters=fitted.parameters)
    expect = expected(name, given, sound, faults) if given.has("expect") else ()
    faults.raise_any()
    return given, expect


def expected(name: str, given: Given, sound: bool, faults: Faults) -> tuple[Expectation, ...]:
    """What a file expects of its stages, where its other fields are ``sound``.

    Faults: E202, E204, E308, E309, E313.
    """
    from attncli.loading.expectation_fit import fit_expectations, refuse_unknown_stages

    if sound and (given.words is not None or given.embeddings is None):
        return fit_expectations(given, build(name, given._replace(query=None)), faults)
    refuse_unknown_stages(given, faults)
    return ()
