"""What the other commands answer, as JSON: lists, checks, words, neighbours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attncli.errors import AttnError
from attncli.mechanisms import MECHANISMS
from attncli.scenario import Scenario
from attncli.serialise import json_text, number, vectors_values

if TYPE_CHECKING:
    from attncli.glossary import Term
    from attncli.meaning import Neighbours, WordVectors
    from attncli.mechanisms.expect import Checked, Compared


def list_json(
    scenarios: Sequence[Scenario], wanted: Sequence[str], vectors: Sequence[WordVectors] = ()
) -> str:
    """What there is to choose from as JSON (attn/list, version 1)."""
    values: dict[str, Any] = {"format": "attn/list", "version": 1}
    if "scenarios" in wanted:
        values["scenarios"] = [
            {
                "name": each.name,
                "title": each.title,
                "teaches": each.teaches,
                "mechanism": each.mechanism,
                "about": each.about,
            }
            for each in scenarios
        ]
    if "mechanisms" in wanted:
        values["mechanisms"] = [
            {
                "name": each.name,
                "title": each.title,
                "formula": each.formula,
                "about": each.about,
                "source": each.source.cited,
            }
            for each in MECHANISMS.values()
        ]
    if "vectors" in wanted:
        values["vectors"] = [{**vectors_values(each), "source": each.origin} for each in vectors]
    return json_text(values)


def check_json(checked: Sequence[Checked], told: Callable[[AttnError], Mapping[str, object]]) -> str:
    """What was checked as JSON (attn/check, version 1); ``told`` makes the values of a fault, as attn/error has them."""
    return json_text(
        {
            "format": "attn/check",
            "version": 1,
            "ok": all(each.ok for each in checked),
            "scenarios": [
                {
                    "name": each.name,
                    "ok": each.ok,
                    "valid": each.error is None,
                    "compared": [compared_values(compared) for compared in each.compared],
                    "errors": [] if each.error is None else [dict(told(fault)) for fault in each.error.all],
                }
                for each in checked
            ],
        }
    )


def compared_values(compared: Compared) -> dict[str, Any]:
    """One comparison as plain values."""
    return {
        "stage": compared.stage,
        "row": compared.row,
        "numbers": compared.numbers,
        "atol": compared.atol,
        "furthest": number(compared.furthest),
        "misses": [
            {
                "cell": miss.cell,
                "expected": miss.expected,
                "found": number(miss.found),
                "off": number(miss.off),
            }
            for miss in compared.misses
        ],
    }


def glossary_json(terms: Sequence[Term]) -> str:
    """Terms of the glossary as JSON (attn/glossary, version 1)."""
    values = [
        {
            "name": term.name,
            "meaning": term.meaning,
            "symbol": term.symbol or None,
            "stage": term.stage or None,
            "synonyms": [
                {
                    "word": each.word,
                    "detail": each.detail or None,
                    "said_by": each.said_by if isinstance(each.said_by, str) else each.said_by.cited,
                }
                for each in term.synonyms
            ],
        }
        for term in terms
    ]
    return json_text({"format": "attn/glossary", "version": 1, "terms": values})


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
            "near": [{"word": each.word, "cosine": number(each.similarity)} for each in found.near],
        }
    )
