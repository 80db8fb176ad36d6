"""Text from outside is made harmless: nothing is obeyed, nothing is lost, what is visible stays as it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from attncli.errors import AttnError, Place
from attncli.render.errors import error_text
from attncli.render.escape import harmless, shortened
from attncli.render.lines import fitted, outside

texts = st.text() | st.text(
    st.characters(categories=["Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs", "Mn", "Lo", "So"])
)


@given(texts)
def test_what_is_shown_has_no_character_that_commands_a_terminal(text: str) -> None:
    for c in harmless(text):
        assert unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp"), hex(ord(c))
        assert unicodedata.category(c) != "Cf" or c in "\u200c\u200d", hex(ord(c))


@given(texts)
def test_what_was_escaped_can_be_read_back(text: str) -> None:
    shown = harmless(text.replace("\\", ""))
    read = (
        "".join(c if ord(c) < 128 else f"\\U{ord(c):08x}" for c in shown)
        .encode("ascii")
        .decode("unicode_escape")
    )
    assert read == text.replace("\\", "")


@given(texts)
def test_making_harmless_twice_changes_nothing_more(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)


@pytest.mark.parametrize(
    "text",
    [
        *("sat", "naïve", "猫", "👩\u200d💻", "❤\ufe0f", "e\u0301", "[mask]", "[/]", ":cat:"),
        *("نمستے\u200c", "שלום", "a b", "\\", "नमस्ते"),
    ],
)
def test_visible_words_are_shown_as_they_are(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("\x00", "\\x00"),
        ("\x7f", "\\x7f"),
        ("\x9b", "\\x9b"),
        ("\n", "\\x0a"),
        ("\t", "\\x09"),
        ("\u202e", "\\u202e"),
        ("\u2066", "\\u2066"),
        ("\u200b", "\\u200b"),
        ("\u2028", "\\u2028"),
        ("\ufeff", "\\ufeff"),
        ("\xad", "\\xad"),
        ("\xa0", "\\xa0"),
        ("\u3000", "\\u3000"),
        ("\udcff", "\\udcff"),
        ("\ue000", "\\ue000"),
        ("\U000e0001", "\\U000e0001"),
        ("\u061c", "\\u061c"),
    ],
)
def test_what_could_command_or_mislead_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert harmless(text) == shown


@given(st.text(max_size=400), st.integers(20, 300))
def test_a_shortened_text_keeps_its_ends_and_says_how_much_is_missing(text: str, longest: int) -> None:
    short = shortened(text, longest)
    if len(text) <= longest:
        assert short == text
    else:
        assert len(short) <= longest + 4
        start, _, rest = short.partition("…(")
        assert text.startswith(text[:3])
        assert short[:3] == text[:3]
        assert short[-3:] == text[-3:]
        if "…(" not in text:
            count, _, end = rest.partition(" more)…")
            assert len(start) + int(count) + len(end) == len(text)


@given(texts, st.integers(1, 40))
def test_a_fitted_text_takes_no_more_columns_than_it_may(text: str, columns: int) -> None:
    assert cell_len(fitted(outside(text), columns)) <= columns


def test_an_error_shows_hostile_places_harmlessly_with_the_caret_in_line() -> None:
    place = Place(
        file="\x1b[2J.yaml", line=3, column=4, path="tokens[\u202e]", text="\x1b\u202e猫: bad", width=2
    )
    told = error_text(AttnError("E101", "a \x07 bell", place, "say \x9b"))
    assert not {c for c in told if c != "\n" and not c.isprintable()}
    line, caret = told.splitlines()[2:4]
    at = caret.index("^")
    assert cell_len(line[: line.index(": bad")]) == at
