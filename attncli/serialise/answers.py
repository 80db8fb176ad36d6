"""What the other commands answer, as JSON: lists, checks, words, neighbours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attncli.errors import AttnError
from attncli.mechanisms import MECHANISMS, Mechanism
from attncli.scenario import Scenario
from attncli.serialise import number, vectors_values
from attncli.serialise.json_text import json_text

if TYPE_CHECKING:
    from attncli.glossary import Synonym, Term
    from attncli.meaning import Neighbours, WordVectors
    from attncli.mechanisms.expect import Checked, Compared, Miss

    FaultValues = Callable[[AttnError], Mapping[str, object]]


def list_json(
    scenarios: Sequence[Scenario], wanted: Sequence[str], vectors: Sequence[WordVectors] = ()
) -> str:
    """What there is to choose from as JSON (attn/list, version 1)."""
    values: dict[str, Any] = {"format": "attn/list", "version": 1}
    if "scenarios" in wanted:
        values["scenarios"] = [scenario_values(scenario) for scenario in scenarios]
    if "mechanisms" in wanted:
        values["mechanisms"] = [mechanism_values(mechanism) for mechanism in MECHANISMS.values()]
    if "vectors" in wanted:
        values["vectors"] = [{**vectors_values(words), "source": words.source} for words in vectors]
    return json_text(values)


def scenario_values(scenario: Scenario) -> dict[str, Any]:
    """A scenario as it is listed, as plain values."""
    return {name: getattr(scenario, name) for name in ("name", "title", "teaches", "mechanism", "about")}


def mechanism_values(mechanism: Mechanism) -> dict[str, Any]:
    """A mechanism as it is listed, as plain values."""
    values = {name: getattr(mechanism, name) for name in ("name", "title", "formula", "about")}
    return {**values, "source": mechanism.source.cited}


def check_json(scenarios: Sequence[Checked], fault_values: FaultValues) -> str:
    """What was checked as JSON (attn/check, version 1); ``fault_values``: a fault as attn/error has it."""
    return json_text(
        {
            "format": "attn/check",
            "version": 1,
            "ok": all(checked.ok for checked in scenarios),
            "scenarios": [checked_values(checked, fault_values) for checked in scenarios],
        }
    )


def checked_values(checked: Checked, fault_values: FaultValues) -> dict[str, Any]:
    """A scenario that was checked, as plain values."""
    faults = () if checked.error is None else checked.error.all
    return {
        "name": checked.name,
        "ok": checked.ok,
        "valid": checked.error is None,
        "compared": [compared_values(compared) for compared in checked.compared],
        "errors": [dict(fault_values(fault)) for fault in faults],
    }


def compared_values(compared: Compared) -> dict[str, Any]:
    """One comparison as plain values."""
    return {
        "stage": compared.stage,
        "row": compared.row,
        "numbers": compared.numbers,
        "atol": compared.atol,
        "furthest": number(compared.furthest),
        "rests_on": compared.rests_on,
        "misses": [miss_values(miss) for miss in compared.misses],
    }


def miss_values(miss: Miss) -> dict[str, Any]:
    """A number that is too far off, as plain values."""
    return {
        "cell": miss.cell,
        "expected": miss.expected,
        "found": number(miss.found),
        "off": number(miss.off),
        "atol": miss.atol,
    }


def glossary_json(terms: Sequence[Term]) -> str:
    """Terms of the glossary as JSON (attn/glossary, version 1)."""
    return json_text(
        {"format": "attn/glossary", "version": 1, "terms": [term_values(term) for term in terms]}
    )


def term_values(term: Term) -> dict[str, Any]:
    """A term as plain values."""
    return {
        "name": term.name,
        "meaning": term.meaning,
        "symbol": term.symbol or None,
        "stage": term.stage or None,
        "synonyms": [synonym_values(synonym) for synonym in term.synonyms],
    }


def synonym_values(synonym: Synonym) -> dict[str, Any]:
    """Another word for a term, and who uses it, as plain values."""
    return {"word": synonym.word, "detail": synonym.detail or None, "said_by": synonym.who}


def near_json(found: Neighbours) -> str:
    """The nearest words as JSON (attn/near, version 1)."""
    return json_text(
        {
            "format": "attn/near",
            "version": 1,
            "word": found.word,
            "spelling": found.spelling,
            "vectors": found.source,
            "dims": found.dims,
            "near": [{"word": near.word, "cosine": number(near.similarity)} for near in found.near],
        }
    )
