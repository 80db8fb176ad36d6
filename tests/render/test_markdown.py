"""Markdown: no word becomes markup, wherever it stands; tables keep their cells, and numbers their digits."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from command import attn
from hypothesis import example, given
from hypothesis import strategies as st
from lessons import lessons
from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token
from render.document import WORDS, document

from attncli.document import Code, Column, Document, Outside, Prose, Row, Said, Section, Words, Working, say
from attncli.document import Token as Word
from attncli.render.escape import harmless
from attncli.render.lines import Look
from attncli.render.markdown import markdown
from attncli.render.markup import code, escaped

HOSTILE = (
    *WORDS,
    *("**x**", "__x__", "_x_", "*", "a*b*c", "~~x~~", "`x`", "``", "`", "a`b", "$x$", "$$", "$", "a|b"),
    *("|", "||", "\\", "\\|", "a\\", "\\\\|", "\\*x*"),
    *("<b>x</b>", "<script>alert(1)</script>", "<!--", "-->", "<https://x.example>", "<", ">", "> x"),
    *("&lt;", "&#124;", "&amp"),
    *("[a](b)", "![a](b)", "[a]: b", "[^1]", "[ ] x", "[x]", "http://x.example", "www.x.example"),
    *("WWW.x.example", "me@x.example", "@me", "a@5", "#1", "a/b#1"),
    *("# x", "#", "x #", "- x", "-", "---", "+ x", "* x", "***", "___"),
    *("===", "=", "1. x", "1.", "1)", "12) x", "123456789.", "```", "```math", "~~~", "    x"),
    *(":--", "|---|", "--- | ---", ":+1:", "a:b", "::", "{x}", "{{x}}", "%s", "^x^", "H~2~O", "=x="),
    *("!", "![", "](", "x  y", '"', "'", "( )", "é_é", "猫_猫_"),
)
"""Whatever means something to some reader of Markdown."""

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
NUMBER = re.compile(r"[<>]?−?\d+(?:,\d{3})*(?:\.\d+)?(?:×10\^−?\d+)?")


def nodes(page: str) -> Iterator[Token]:
    """Every node of a page, those within lines too, but for tags that only keep a sign apart from others."""
    for block in PARSER.parse(page):
        yield block
        yield from (
            child
            for child in block.children or ()
            if not (child.type == "html_inline" and child.content in ("<span>", "</span>"))
        )


def structure(page: str) -> list[str]:
    """The kinds of all nodes in order, but for mere text."""
    return [node.type for node in nodes(page) if node.type != "text"]


def words_of(page: str) -> str:
    """All text of a page; that of code does not count."""
    return "".join(node.content for node in nodes(page) if node.type == "text")


def assert_table_cells_are_kept(page: str) -> None:
    """Each row of a table has as many cells as its heading: a parser would fill up or cut the others."""
    counts: list[int] = []
    for line in page.splitlines():
        if line.startswith("|"):
            counts.append(len(escapedSplit(line)))
            assert counts[-1] == counts[0], line
        else:
            counts = []


def explained(words: Sequence[str], *options: str, verb: tuple[str, ...] = ("explain",)) -> str:
    """The Markdown of a scenario of these words, all of whose texts are made of them."""
    about = " ".join(words[:3])
    rows = [[(at * 7 % 11) / 4 - 1, (at * 3 % 5) / 2] for at in range(len(words))]
    file = {
        "title": words[0],
        "about": about,
        "source": {"title": words[-1], "author": words[0]},
        "tokens": list(words),
        "x": rows,
        "query": "@1",
    }
    run = attn(*verb, "-s", "-", "--format", "markdown", *options, stdin=json.dumps(file))
    assert run.code == 0, run.err
    return run.out


# Words


@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        "# {}",
        "- {}",
        "* {}",
        "> **Note:** {}",
        "| {} | y |\n| --- | --- |\n| **{}** | {} |",
        "**{}**: x",
        "  {}",
    ],
)
@pytest.mark.parametrize("word", HOSTILE)
def test_no_hostile_word_becomes_anything_but_text(word: str, frame: str) -> None:
    assert_is_text(harmless(word), frame)


marks = st.text("\\`*_{}[]()<>#+-.!|~&$:@=^\"' 1ax/猫", min_size=1, max_size=12)


@given(marks)
@example("a_ _b")
@example("1) ")
def test_no_text_of_marks_becomes_anything_but_text(word: str) -> None:
    for frame in ("{}", "# {}", "- {}", "| {} | y |\n| --- | --- |\n| **{}** | {} |", "**{}** x"):
        assert_is_text(word, frame)


def assert_is_text(word: str, frame: str) -> None:
    """An escaped word leaves a frame of Markdown built as a plain one does, and reads as written."""
    if word.strip() and escaped(word):
        page, plain = frame.replace("{}", escaped(word)), frame.replace("{}", "word")
        assert structure(page) == structure(plain)
        assert words_of(page) == words_of(plain).replace("word", word.strip())


@pytest.mark.parametrize("word", ["$x$", "http://x.example", "me@x.example", "@me", ":cat:", "#1"])
def test_what_github_looks_for_when_the_markdown_is_read_is_kept_apart_by_a_tag(word: str) -> None:
    assert "<span>" in escaped(word)


def test_the_words_of_every_day_stay_readable() -> None:
    sayings = ("the@5", "“the@5” spends 0.32.", "it's", "a: b", "x/y")
    for text in (*sayings, "masked_scores", "0.05", "1.5 / √d_k", "e^(0.5 − 1)"):
        assert escaped(text) == text


@pytest.mark.parametrize("text", [word for word in map(harmless, HOSTILE) if word.strip()])
def test_code_holds_a_text_to_the_letter(text: str) -> None:
    inline = [child for block in PARSER.parse(code(text)) for child in block.children or ()]
    assert [(child.type, child.content) for child in inline] == [("code_inline", text)]


@pytest.mark.parametrize("text", ["a|b", "`|`", "\\|", "attn why 'weights[|,x]'"])
def test_code_with_a_bar_in_a_table_parts_no_cell(text: str) -> None:
    row = Row((Word("|"),), (Said((Code(text),)),))
    table = Working(say("key"), (Column(say("a|b")),), (row,), ())
    page = markdown(Document("x", (Section(title="y", blocks=(table,)),)), Look())
    assert_table_cells_are_kept(page)
    assert words_of(page).endswith(f"|{text}")


@pytest.mark.parametrize(
    "words",
    [
        (Outside("    x"),),
        (Outside("- x"),),
        (Outside("1."), Code("x")),
        (Outside("#"), Outside(" x")),
        (Outside("<b"), Word(">")),
    ],
)
def test_a_paragraph_that_starts_with_a_text_from_outside_is_a_paragraph(words: Words) -> None:
    page = markdown(Document("x", (Section(title="y", blocks=(Prose(words),)),)), Look())
    opened = [kind for kind in structure(page) if kind.endswith("open")]
    assert opened == ["heading_open", "heading_open", "paragraph_open"]
    assert "html_inline" not in structure(page)


# Pages


@pytest.mark.law
@pytest.mark.parametrize(
    "options",
    [
        ("explain",),
        ("explain", "--all"),
        ("explain", "--mask", "causal"),
        ("why", "weights[@1,@2]", "--depth", "9"),
    ],
)
@pytest.mark.parametrize("at", range(0, len(HOSTILE), 12))
def test_a_page_of_hostile_words_is_built_like_one_of_plain_words(options: tuple[str, ...], at: int) -> None:
    words = [word for word in HOSTILE[at : at + 12] if word.strip()]
    page = explained(words, verb=options)
    plain = explained([f"w{n}" for n in range(len(words))], verb=options)
    assert structure(page) == structure(plain)
    assert_table_cells_are_kept(page)
    assert not {c for c in page if c not in "\n\u200d" and not c.isprintable()}


def test_the_shared_document_has_no_nodes_but_those_of_a_page() -> None:
    page = markdown(document(), Look())
    assert_table_cells_are_kept(page)
    assert {node.type.removesuffix("_open").removesuffix("_close") for node in nodes(page)} == {
        *("heading", "paragraph", "inline", "text", "strong", "em", "link", "code_inline"),
        *("fence", "blockquote"),
        *("bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td"),
    }
    addresses = {node.attrs["href"] for node in nodes(page) if node.type == "link_open"}
    assert addresses == {"https://arxiv.org/abs/1706.03762"}
    assert [node.info for node in nodes(page) if node.type == "fence"] == ["math"] * 3 + ["text"] * 3
    assert "猫が座った" in words_of(page)


def test_lists_behind_each_other_stay_two() -> None:
    lists = [
        node
        for node in nodes(markdown(document(), Look()))
        if node.type == "bullet_list_open" and node.level == 0
    ]
    assert [node.markup for node in lists] == ["-", "*", "-"]


def test_a_derivation_is_a_list_as_deep_as_it_goes() -> None:
    page = attn("why", "weights[sat,cat]", "--depth", "9", "--format", "markdown").out
    depth = max(line.index("- ") for line in page.splitlines() if line.lstrip().startswith("- ")) // 2
    assert max(node.level for node in nodes(page) if node.type == "bullet_list_open") == 2 * depth
    assert depth > 2


def test_no_line_ends_in_white_space_and_the_width_changes_nothing() -> None:
    page = markdown(document(), Look())
    assert all(line == line.rstrip() for line in page.splitlines())
    assert page.endswith("\n")
    assert not page.endswith("\n\n")
    assert markdown(document(), Look(20)) == page == markdown(document(), Look(500))


# Numbers


def numbers(page: str) -> Counter[str]:
    """Every number of a page, as often as it stands there."""
    return Counter(NUMBER.findall(page))


@pytest.mark.law
@pytest.mark.parametrize("name", lessons())
@pytest.mark.parametrize("options", [(), ("--all",), ("--digits", "0"), ("--digits", "5")])
def test_the_numbers_of_a_page_are_those_of_the_text_page(name: str, options: tuple[str, ...]) -> None:
    page, text = (
        attn("explain", "-s", name, *options, "--format", format, "--width", "500").out
        for format in ("markdown", "text")
    )
    assert numbers(bare(page)) == numbers(text)
    assert sum(numbers(text).values()) > 20


@pytest.mark.parametrize("cell", ["weights[sat,cat]", "context[sat,1]", "x[sat,1]", "masked_scores[sat,mat]"])
@pytest.mark.parametrize("digits", ["0", "2", "7"])
def test_the_numbers_of_a_derivation_are_those_of_the_text_page(cell: str, digits: str) -> None:
    options = ("why", cell, "--depth", "9", "--mask", "causal", "--digits", digits, "--width", "500")
    page, text = (attn(*options, "--format", format).out for format in ("markdown", "text"))
    assert numbers(bare(page)) == numbers(text)


def bare(page: str) -> str:
    """A page without what the text page does not have: addresses, backslashes, ^2 and _1."""
    plain = re.sub(r"\]\(https:[^)]*\)", "]", page).replace("\\", "").replace("_1,", "₁,")
    return re.sub(r"\^2(?!\d)", "²", plain)
