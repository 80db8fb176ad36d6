"""The scenarios that come with attn, and those in its docs: complete, credited, and meet what they expect."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import numpy as np
import oracle
import pytest

from attncli.loading import library
from attncli.loading.library import DEFAULT, for_editors, open_source, scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.pages.groups import GROUPS
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario

ROOT = Path(library.__file__).parents[2]
DOCS = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")


def plainly(scenario: Scenario) -> dict[str, Any]:
    """Every stage as the papers write it, in a few lines that share nothing with attn's own."""
    stages: dict[str, Any] = {}
    if scenario.positions is not None:
        assert scenario.x
        n, d = scenario.x.array.shape
        waves = [
            [(np.sin, np.cos)[c % 2](t / scenario.positions ** (2 * (c // 2) / d)) for c in range(d)]
            for t in range(n)
        ]
        stages["positions"] = scenario.x.array + waves
    for name in ("query", "key", "value"):
        tensor, matrix, bias = (
            getattr(scenario, name),
            scenario.parameters.get(f"w_{name[0]}"),
            scenario.parameters.get(f"b_{name[0]}"),
        )
        if matrix:
            memory = scenario.memory if name != "query" else None
            source = memory or scenario.x
            assert source
            rows = source.array if memory else stages.get("positions", source.array)
            stages[name] = rows @ matrix.array + (bias.array if bias else 0)
        elif tensor is None:
            stages[name] = stages["positions"]
        else:
            stages[name] = tensor.array
    if scenario.mechanism == "multi-head":
        return in_heads(scenario, stages)
    if scenario.mechanism not in ("scaled-dot-product", "dot-product"):
        lists: dict[str, Any] = {
            name: tensor.array.tolist()
            for name, tensor in scenario.parameters.items()
            if name[-1] not in "qkv"
        }
        roles = [stages[name].tolist() for name in ("query", "key", "value")]
        made = oracle.scored_attention(
            scenario.mechanism,
            *roles,
            align=scenario.settings.get("align", "dot"),
            window=scenario.settings.get("window", 0),
            **lists,
        )
        return stages | {
            name: np.array([row[0] for row in rows] if name == "alignment_position" else rows)
            for name, rows in made.items()
        }
    stages["scores"] = np.array(
        [[sum(a * b for a, b in zip(q, k, strict=True)) for k in stages["key"]] for q in stages["query"]]
    )
    factor = {
        "auto": 1 if scenario.mechanism == "dot-product" else stages["key"].shape[1] ** -0.5,
        "none": 1,
    }.get(str(scenario.scale), scenario.scale)
    stages["scaled_scores"] = stages["scores"] * factor
    exponentials = np.exp(stages["scaled_scores"]) * (scenario.allowed.array if scenario.allowed else 1)
    stages["weights"] = exponentials / exponentials.sum(axis=1, keepdims=True)
    stages["context"] = stages["weights"] @ stages["value"]
    return stages


def in_heads(scenario: Scenario, stages: dict[str, Any]) -> dict[str, Any]:
    """The stages after the projections, a head at a time."""
    heads, kv_heads = len(scenario.query_heads), len(scenario.key_heads)
    width, value_width = stages["query"].shape[1] // heads, stages["value"].shape[1] // kv_heads
    weights, context = [], []
    for head in range(heads):
        kv = head * kv_heads // heads
        query, key = (
            stages["query"][:, head * width : (head + 1) * width],
            stages["key"][:, kv * width : (kv + 1) * width],
        )
        exponentials = np.exp(query @ key.T / width**0.5) * (
            scenario.allowed.array if scenario.allowed else 1
        )
        weights.append(exponentials / exponentials.sum(axis=1, keepdims=True))
        context.append(weights[-1] @ stages["value"][:, kv * value_width : (kv + 1) * value_width])
    stages |= {"weights": np.array(weights), "concatenated": np.concatenate(context, axis=1)}
    if "w_o" in scenario.parameters:
        bias = scenario.parameters.get("b_o")
        stages["output"] = stages["concatenated"] @ scenario.parameters["w_o"].array + (
            bias.array if bias else 0
        )
    return stages


def meets(scenario: Scenario) -> None:
    stages = plainly(scenario)
    for expected in scenario.expect:
        found = (
            stages[expected.stage]
            if expected.query is None
            else stages[expected.stage][..., expected.query, :]
        )
        assert found.shape == expected.values.shape
        assert (np.abs(found - expected.values) <= expected.atol).all()


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_meets_what_its_source_printed(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.expect
    meets(scenario)


@pytest.mark.parametrize(
    "example",
    [
        example
        for example in re.findall(r"^```yaml\n(.*?)^```$", DOCS, re.DOTALL | re.MULTILINE)
        if "expect:" in example
    ],
)
def test_every_example_in_the_docs_meets_what_it_expects(example: str) -> None:
    meets(load_scenario(SourceFile("mine", "mine.yaml", example.encode(), None)))


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_names_its_source_and_a_query(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.source
    assert scenario.source.title
    assert scenario.source.author
    assert scenario.source.year or "date not known" in scenario.source.note
    assert scenario.about
    assert scenario.shown is not None
    assert open_source(name).data.startswith(b"# ")


def schema_of(data: bytes, folder: Path) -> Path:
    """The schema that the first line of a file leads an editor to; a path is taken from the file's folder."""
    first = data.decode().splitlines()[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert found, first
    address = urlsplit(found[1])
    return Path(url2pathname(address.path)) if address.scheme == "file" else (folder / found[1]).resolve()


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_leads_editors_to_the_schema_of_the_checkout(name: str) -> None:
    assert (
        schema_of((ROOT / "scenarios" / f"{name}.yaml").read_bytes(), ROOT / "scenarios")
        == ROOT / "attncli" / "schemas" / "scenario.schema.json"
    )


def test_the_template_leads_to_the_schema_from_where_it_lies() -> None:
    folder = Path(library.__file__).parent
    assert (
        schema_of((folder / "new.yaml").read_bytes(), folder)
        == folder.parent / "schemas" / "scenario.schema.json"
    )


@pytest.mark.parametrize("package", ["attncli", "a folder #1/ätt%20n"])
def test_a_file_to_take_away_leads_to_the_schema_that_is_installed(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = tmp_path / package / "schemas" / "scenario.schema.json"
    monkeypatch.setattr(library, "PACKAGE", str(tmp_path / package))
    own = b"# A comment of somebody's own.\nx: [[1]]\n"
    for data, lines in (
        (b"# yaml-language-server: $schema=../elsewhere.json\n" + own, 3),
        (own, 3),
        (b"", 1),
    ):
        found = for_editors(data)
        assert schema_of(found, Path("nowhere")) == schema
        assert len(found.splitlines()) == lines
        assert found.endswith(own if data else b"")


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_says_which_group_it_belongs_to(name: str) -> None:
    assert load_scenario(name).teaches in GROUPS


def test_the_default_scenario_meets_every_statement_of_its_article() -> None:
    scenario = load_scenario(DEFAULT)
    stages = plainly(scenario)
    assert scenario.queries.labels == ("The", "cat", "sat", "on", "the", "mat")
    assert scenario.shown == 2
    assert stages["query"][2].tolist() == [1, 1]
    assert np.array_equal(stages["key"], stages["query"])
    words = {
        label.lower(): tuple(row)
        for label, row in zip(scenario.queries.labels, stages["key"].tolist(), strict=True)
    }
    assert len(set(words.values())) == len(words) == 5
    assert {word for word, vector in words.items() if vector[1] == 1} == {"sat", "cat"}
    assert stages["scores"][2].tolist() == [0.5, 1.5, 2, 0, 0.5, 1]
    weights = stages["weights"][2]
    assert np.argsort(-weights)[:2].tolist() == [2, 1]
    assert np.round(stages["context"][2], 3).tolist() == [0.7, 0.544]
    assert np.round(stages["context"][2], 1).tolist() == [0.7, 0.5]


def test_the_default_scenario_is_small() -> None:
    assert len(open_source(DEFAULT).data) < 1024


def test_the_lookup_has_numbered_queries_and_no_words() -> None:
    scenario = load_scenario("tensorflow-lookup")
    assert (scenario.queries.labels, scenario.keys.labels) == (("1", "2", "3"), ("1", "2", "3", "4"))
    assert scenario.shown == 2
    assert scenario.x is None
