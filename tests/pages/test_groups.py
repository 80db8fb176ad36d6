"""The groups of `attn list`: all scenarios stand in one, and those of no group stand last."""

from __future__ import annotations

import json
from pathlib import Path

from attncli.loading.scenario_file import load_scenario
from attncli.pages import groups
from attncli.pages.groups import GROUPS, REST, grouped
from attncli.pages.listing import listing_page
from attncli.render.lines import Look
from attncli.render.text import text
from attncli.scenario import Scenario


def scenario(name: str, teaches: str | None) -> Scenario:
    return load_scenario("cat-sat-mat")._replace(name=name, teaches=teaches)


def test_groups_stand_in_their_own_order_whatever_that_of_the_scenarios_is() -> None:
    found = list(grouped([scenario("a", "Masks"), scenario("b", "First steps"), scenario("c", "Masks")]))
    assert [(group, [each.name for each in members]) for group, _, members in found] == [
        ("First steps", ["b"]),
        ("Masks", ["a", "c"]),
    ]
    assert [about for _, about, _ in found] == [GROUPS["First steps"], GROUPS["Masks"]]


def test_scenarios_of_no_known_group_stand_last() -> None:
    found = list(grouped([scenario("a", None), scenario("b", "Positions"), scenario("c", "Cooking")]))
    assert [(group, [each.name for each in members]) for group, _, members in found] == [
        ("Positions", ["b"]),
        (REST[0], ["a", "c"]),
    ]
    page = text(listing_page([scenario("a", None)], ["scenarios"]), Look())
    assert "\n Others\n\n Scenarios that name no group of these.\n" in page


def test_the_name_of_a_group_needs_no_quotes_in_a_file() -> None:
    assert not [group for group in GROUPS if ":" in group or "#" in group]
    assert REST[0] not in GROUPS


def test_the_schema_proposes_the_groups() -> None:
    schema = json.loads(
        (Path(groups.__file__).parents[1] / "schemas" / "scenario.schema.json").read_text("utf-8")
    )
    assert schema["properties"]["teaches"]["examples"] == list(GROUPS)
