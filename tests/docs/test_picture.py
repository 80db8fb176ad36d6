"""The picture in the README is what the commands print on a terminal today, and stands by itself."""

from __future__ import annotations

import html
import re
import runpy
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from command import ROOT, attn

PICTURE: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "picture.py"))
SVG = (ROOT / "docs" / "session.svg").read_text(encoding="utf-8")


def lines(svg: str) -> list[str]:
    """The lines in a picture, each piece of text put back at its column."""
    at: dict[float, str] = {}
    for x, y, text in re.findall(
        r'<text class="attn-r\d+" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', svg
    ):
        before = at.get(float(y), "")
        at[float(y)] = (
            before
            + " " * (round(float(x) / 12.2) - len(before))
            + html.unescape(text).replace("\xa0", " ").rstrip("\n")
        )
    return [at[y].rstrip() for y in sorted(at) if at[y].strip()]


def test_the_picture_is_what_the_commands_print_today() -> None:
    assert PICTURE["picture"](PICTURE["SESSION"]) == SVG, "run: python docs/picture.py"


def test_the_picture_shows_every_command_and_all_that_it_prints() -> None:
    wanted = []
    for command in PICTURE["SESSION"]:
        page = re.sub(r"\x1b\[[\d;]*m", "", PICTURE["printed"](command))
        wanted += [f"$ {command}", *(line.rstrip() for line in page.splitlines() if line.strip())]
    assert lines(SVG) == wanted


def test_the_picture_fetches_nothing_and_is_well_formed() -> None:
    ET.fromstring(SVG)
    addresses = set(re.findall(r"https?://[^\s\"'<)]+", SVG))
    assert addresses == {
        "http://www.w3.org/2000/svg",
        "https://www.textualize.io",
    }  # the name of SVG, and who made the drawing, in a comment
    assert not re.search(r"@font-face|@import|<image|<script|url\((?!#)", SVG)


def test_the_readme_shows_the_picture_and_says_in_words_what_is_in_it() -> None:
    [(words, _)] = re.findall(r"!\[([^]]+)\]\((docs/session\.svg)\)", (ROOT / "README.md").read_text("utf-8"))
    assert len(words) > 40


def test_a_session_of_another_width_and_with_other_commands_is_drawn_as_well() -> None:
    drawn = lines(PICTURE["picture"](["attn list mechanisms"], 60))
    assert drawn[0] == "$ attn list mechanisms"
    assert drawn[1:] == [
        line
        for line in attn("list", "mechanisms", "--width", "60", "--format", "text").out.splitlines()
        if line
    ]


def test_a_command_that_fails_makes_no_picture() -> None:
    with pytest.raises(ValueError, match="exit code 2"):
        PICTURE["picture"](["attn explain --query dog"])
