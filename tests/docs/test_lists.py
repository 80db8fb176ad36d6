"""Where the docs list what there is, the list is whole; and the files that they name are there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command import ROOT

from attncli.loading.mask_field import KINDS
from attncli.mechanisms import MECHANISMS

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SCHEMA = json.loads((ROOT / "attncli" / "schemas" / "scenario.schema.json").read_text("utf-8"))


def part(name: str, start: str, end: str) -> str:
    """The text of a page from one line's beginning to another's."""
    page = (ROOT / "docs" / name).read_text("utf-8")
    found = re.search(rf"^{re.escape(start)}.*?(?=^{re.escape(end)})", page, re.MULTILINE | re.DOTALL)
    assert found, start
    return found[0]


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("commands.md", "| `--mask` |", "| `--heads` |"),
        ("errors.md", "## E505", "## E506"),
        ("scenarios.md", "**`mask`**", "**`scale`**"),
    ],
)
def test_a_list_of_masks_names_every_kind(name: str, start: str, end: str) -> None:
    listed = part(name, start, end)
    for kind in KINDS:
        assert re.search(rf"`\{{?{kind}\b", listed), kind


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("scenarios.md", "| stage | shape |", "Which stages a scenario"),
        ("json.md", "| stage | there is one", "With heads (`multi-head`)"),
    ],
)
def test_a_list_of_stages_names_all_that_can_be_expected(name: str, start: str, end: str) -> None:
    listed = set(re.findall(r"`(\w+)`", part(name, start, end)))
    assert set(SCHEMA["properties"]["expect"]["properties"]) <= listed


def test_every_mechanism_has_its_section() -> None:
    page = (ROOT / "docs" / "mechanisms.md").read_text("utf-8")
    assert set(MECHANISMS) <= set(re.findall(r"^## (\S+)$", page, re.MULTILINE))


def test_what_a_mechanism_needs_and_takes_is_listed() -> None:
    table = part("scenarios.md", "| mechanism | needs |", "They stand under")
    rows = dict(re.findall(r"^\| `([\w-]+)` (\|.*)$", table, re.MULTILINE))
    for mechanism in MECHANISMS.values():
        for name in (*mechanism.needs, *mechanism.takes):
            by_align = mechanism.aligns and name in ("w_a", "v_a")
            assert by_align or f"`{name}`" in rows[mechanism.name], (mechanism.name, name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_file_of_the_project_that_a_page_names_is_there(page: Path) -> None:
    text = re.sub(r"https?://\S+", "", page.read_text("utf-8"))
    for named in re.findall(r"\b(?:attncli|tests|docs|scenarios)/[\w./-]*\w", text):
        if "my_" not in named and "my-" not in named:
            assert (ROOT / named).exists(), named
