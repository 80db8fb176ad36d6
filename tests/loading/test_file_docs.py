"""docs/scenarios.md and the error pages say what is so: examples load, and every code has its heading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import attncli
from attncli.errors import AttnError
from attncli.loading.fields import FIELDS
from attncli.loading.given import PARAMETERS
from attncli.loading.library import scenario_names
from attncli.loading.mask_field import KINDS
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.outline import outline
from attncli.reading.text import SourceFile
from attncli.scenario import Published

DOCS = Path(__file__).parents[2] / "docs"
SCENARIOS = (DOCS / "scenarios.md").read_text(encoding="utf-8")
ERRORS = "\n".join(page.read_text(encoding="utf-8") for page in sorted(DOCS.glob("errors*.md")))
FENCE = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HEADED = re.compile(r"^## (E\d{3}) [^\n]+\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
SECTIONS: dict[str, str] = dict(HEADED.findall(ERRORS))
ROOMS = ("reading", "vectors", "loading")
FILES = [file for room in ROOMS for file in Path(attncli.__file__).parent.joinpath(room).glob("*.py")]
CODES = sorted({code for file in FILES for code in re.findall(r'"(E[1-5]\d\d)"', file.read_text("utf-8"))})


def load(text: str) -> None:
    load_scenario(SourceFile("mine", "mine.yaml", text.encode(), DOCS))


@pytest.mark.parametrize("example", FENCE.findall(SCENARIOS))
def test_every_example_of_the_page_is_a_complete_file(example: str) -> None:
    load(example)


def test_the_page_has_examples_and_names_every_field() -> None:
    assert len(FENCE.findall(SCENARIOS)) >= 8
    stages = {stage for name in scenario_names() for stage in outline(load_scenario(name))}
    for name in [*FIELDS, *PARAMETERS, *stages, *Published._fields, *KINDS]:
        assert f"`{name}`" in SCENARIOS, name


def test_every_error_has_its_heading() -> None:
    assert len(CODES) > 40
    assert set(CODES) <= set(SECTIONS)


@pytest.mark.parametrize("code", CODES)
def test_every_error_has_an_example_and_its_mending(code: str) -> None:
    before, fence, after = SECTIONS[code].partition("```\n")
    assert "```" in before
    assert fence
    assert after.strip()


@pytest.mark.parametrize("code", [code for code in CODES if "```yaml" in SECTIONS.get(code, "")])
def test_the_example_of_an_error_has_that_error_and_no_other(code: str) -> None:
    [example] = FENCE.findall(SECTIONS[code])
    with pytest.raises(AttnError) as caught:
        load(example)
    assert [fault.code for fault in caught.value.all] == [code]
