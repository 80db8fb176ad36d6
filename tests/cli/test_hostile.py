"""Words that nobody would wish for: shown harmlessly, in line and never obeyed; in JSON unchanged."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence

import pytest
from command import Result, attn
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from attncli.cli.meant import known_options

WORDS = {
    "markup": [
        *("[mask]", "[/]", "[bold]x[/bold]", "[link=file:///etc/passwd]x[/link]", ":cat:", "[red"),
        *("\\[x]", "{query}", "{0}", "%s", "**x**", "`x`", "$x$", "=1+1"),
    ],
    "escapes": [
        *("\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\"),
        *("\x1b[2J", "\x1bc", "\x9b31mred", "\x1b[6n"),
    ],
    "controls": [
        *("\x00", "a\x08\x08b", "\x7f", "a\x85b", "\x9d", "a\rb", "a\nb", "a\tb", "a\x0bb", "a\x0cb"),
        *("\ufeff", "a\u2028b", "a\u2029b"),
    ],
    "directions": ["\u202eabc", "\u2066abc\u2069", "\u200fabc", "\u061cabc", "שלום", "عربى"],
    "emoji": [
        *("👩\u200d💻", "👨\u200d👩\u200d👧\u200d👦", "🇩🇪", "❤\ufe0f", "☺\ufe0e"),
        *("👍🏽", "1\ufe0f\u20e3", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
    ],
    "wide": ["猫", "座りました", "ｆｕｌｌ", "ｶﾅ", "한국어", "가"],
    "combining": [
        "Z\u0351\u036b\u0343a\u0321\u035cl\u0353\u0367g\u0325o\u032f",
        "e\u0301",
        "\u0301",
        "นี้",
        "नमस्ते",
        "ﬁ",
    ],
    "odd": [
        *("a\u200bb", "\u200b", "\xad", "\ue000", "\U0010ffff", "a\xa0b", "a\u3000b", "@", "a@1", "[]"),
        *(",", '"', "'", "\\", "−∞", "…", "▸", "hidden"),
    ],
}


def scenario(words: Sequence[str], dimensions: int = 2, query: int = 1) -> str:
    """A scenario file with these words; no two rows are alike."""
    rows = [
        [(at * 7 % 11) / 4 - 1, *((at * 3 % 5) / 2 for _ in range(dimensions - 1))]
        for at in range(len(words))
    ]
    listed = ", ".join(map(quoted, words))
    title, author, about = quoted(words[0]), quoted(words[-1]), quoted(" ".join(words)[:500])
    texts = f"title: {title}\nabout: {about}\nsource: {{title: {title}, author: {author}}}\n"
    return f'{texts}tokens: [{listed}]\nx: {json.dumps(rows)}\nquery: "@{query}"\n'


def quoted(text: str) -> str:
    """A text in YAML's double quotes."""
    escapes = {c: f"\\U{ord(c):08x}" for c in text if not c.isprintable()}
    escapes |= {c: f"\\{c}" for c in '"\\'}
    inner = "".join(escapes.get(c, c) for c in text)
    return f'"{inner}"'


def run(words: Sequence[str], *options: str, verb: str = "explain", query: int = 1) -> Result:
    """A command on a scenario of these words."""
    return attn(verb, *options, "-s", "-", stdin=scenario(words, query=query).encode("utf-8"))


def assert_harmless(text: str) -> None:
    """No character in a page commands the terminal, turns letters round or is invisible without a use."""
    assert not {c for c in text if c not in "\n\u200c\u200d" and not c.isprintable()}
    assert "\t" not in text


def assert_in_line(page: str, *headings: str) -> None:
    """The numbers of every table that ends in a column of numbers stand under each other."""
    for heading in headings:
        lines = page.splitlines()
        above = [
            re.sub(r"\s(of\slargest(, ░\snegative)?|░\snegative)$", "", line.rstrip()).rstrip()
            for line in lines
        ]
        start = next(at for at, line in enumerate(above) if line.endswith(heading))
        ends = set()
        for line in lines[start + 1 :]:
            if not line.strip():
                break
            ends.add(cell_len(line.rstrip(" ▏▎▍▌▋▊▉█░▒▓")))
        assert len(ends) == 1, page


@pytest.mark.parametrize("kind", WORDS)
@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--all"],
        ["--mask", "causal"],
        ["--width", "40"],
        ["--color", "always"],
        ["--all", "--mask", "causal", "--width", "200"],
    ],
)
def test_hostile_words_are_shown_harmlessly(kind: str, options: list[str]) -> None:
    page = run(WORDS[kind], *options)
    assert page.code == 0, page.err
    text = page.out
    if "always" in options:
        text = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert_harmless(text)
    assert_harmless(page.err)


@pytest.mark.parametrize("kind", WORDS)
@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_tables_of_hostile_words_stay_in_line_and_within_the_page(kind: str, width: str) -> None:
    page = run(WORDS[kind], "--width", width).out
    assert_in_line(page, "dim 2", *(["scaled score"] if width != "40" else []))
    assert max(cell_len(line) for line in page.splitlines()) <= int(width)


@pytest.mark.parametrize("kind", WORDS)
def test_hostile_words_come_back_unchanged_in_json(kind: str) -> None:
    words = WORDS[kind]
    trace = json.loads(run(words, "--json").raw.decode("utf-8", "surrogatepass"))
    assert trace["givens"][0]["axes"][0]["labels"] == words
    assert trace["query"]["token"] == words[0]
    assert trace["title"] == words[0]


@pytest.mark.parametrize("kind", WORDS)
def test_why_tells_of_hostile_words_harmlessly_and_finds_them_by_the_name_it_shows(kind: str) -> None:
    words = WORDS[kind]
    for position in range(1, len(words) + 1):
        page = run(words, f"weights[@1,@{position}]", "--depth", "9", verb="why")
        assert page.code == 0, page.err
        assert_harmless(page.out)
        name = run(words, f"weights[@1,@{position}]", "--json", verb="why").json()["cell"]
        assert run(words, name, "--json", verb="why").json()["cell"] == name


def test_markup_is_a_word() -> None:
    page = run(WORDS["markup"]).out
    for word in (word for word in WORDS["markup"] if len(word) < 20):
        assert f"   {word}  " in page.replace("▸", " ")


def test_an_escape_is_shown_as_an_escape() -> None:
    page = run(WORDS["escapes"]).out
    assert "\\x1b[31mred\\x1b[0m" in page
    assert "\\x9b31mred" in page


def test_a_sentence_of_hostile_words_in_an_error_is_harmless() -> None:
    for kind in WORDS:
        for word in WORDS[kind]:
            told = attn("explain", word.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape"))
            assert told.code in (0, 2)
            assert_harmless(told.err)


def test_a_hostile_title_and_author_are_harmless() -> None:
    text = json.dumps(
        {
            "title": "\x1b[2J[bold]\u202e",
            "about": "a\x1b[2J\nb\u2066",
            "source": {"title": "[/]\x07", "author": "\x9b", "note": "\u202e"},
            "tokens": ["a", "b"],
            "x": [[1], [2]],
            "query": "a",
        }
    )
    for options in ([], ["--all"], ["--color", "always"]):
        page = attn("explain", "-s", "-", *options, stdin=text)
        assert page.code == 0, page.err
        assert "\x1b[2J" not in page.out
        assert not set(page.out) & set("\u202e\u2066\x07\x9b")


@pytest.mark.parametrize(
    "word",
    [
        "x" * 10_000,
        "猫" * 10_000,
        "\x1b" * 10_000,
        "e\u0301" * 5_000,
        "👩\u200d💻" * 3_000,
        "a" * 9_999 + "b",
    ],
)
@pytest.mark.parametrize("options", [[], ["--all"], ["--width", "40"]])
def test_a_word_of_ten_thousand_characters_is_cut_and_keeps_the_table_in_line(
    word: str, options: list[str]
) -> None:
    page = run([word, "cat", "sat"], *options)
    assert page.code == 0
    assert len(page.out) < 60_000
    assert max(cell_len(line) for line in page.out.splitlines()) <= (40 if options[:1] == ["--width"] else 80)
    assert_in_line(page.out, *(["dim 2"] if options else ["scaled score", "dim 2"]))
    assert json.loads(run([word, "cat", "sat"], "--json").raw)["query"]["token"] == word


def test_a_long_word_in_an_error_is_cut() -> None:
    for arguments in (["x" * 10_000], ["-q", "x" * 10_000], ["-s", "x" * 10_000], ["--stage", "x" * 10_000]):
        assert len(attn("explain", *arguments).err) < 2_000


def test_whatever_is_given_to_an_option_is_cut_in_the_error() -> None:
    for command in ("explain", "near"):
        for typed in ("x" * 5_000, "a b'`" * 1_000, "x/" * 2_500):
            for option in (*known_options(), "--frobnicate", "-Z", f"--{typed}"):
                words = [option, f"{option}={typed}"] if option.startswith("--") else [f"{option}{typed}"]
                for arguments in ([option, typed], words):
                    run = attn(command, "cat", *arguments, stdin="")
                    assert len(run.err) < 3_000, (command, arguments[0][:40])


MANY = [f"w{at}" for at in range(3_000)]


@pytest.mark.law
@pytest.mark.parametrize("options", [[], ["--all"], ["--mask", "causal"], ["--all", "--mask", "causal"]])
def test_three_thousand_words_stay_a_page_that_is_read_and_is_there_soon(options: list[str]) -> None:
    started = time.process_time()
    page = run(MANY, *options, query=1_500)
    assert page.code == 0, page.err
    assert time.process_time() - started < (10 if "--all" in options else 5)
    assert len(page.out.splitlines()) < 300
    assert "--json" in page.out
    if "--all" not in options:
        assert "w1499" in page.out


def test_three_thousand_hostile_words_stay_harmless() -> None:
    words = [word for kind in WORDS.values() for word in kind]
    page = run((words * 40)[:3_000], query=1_500)
    assert page.code == 0
    assert_harmless(page.out)
    assert len(page.out.splitlines()) < 300


def test_what_is_left_out_of_a_long_sentence_is_counted() -> None:
    page = run(MANY[:200], query=100).out
    assert "others" in page
    assert any(str(200 - shown) in page for shown in range(8, 25))


def test_one_of_three_thousand_words_is_told_by_why() -> None:
    page = run(MANY, "weights[w5,w6]", verb="why", query=1_500)
    assert page.code == 0, page.err
    assert len(page.out.splitlines()) < 100


@pytest.mark.law
@settings(max_examples=60)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5), min_size=1, max_size=4
    ),
    st.sampled_from([[], ["--all"], ["--mask", "causal", "--width", "40"]]),
)
def test_any_words_at_all_are_shown_harmlessly(words: list[str], options: list[str]) -> None:
    page = run(words, *options)
    assert page.code in (0, 3), page.err
    assert_harmless(page.out)
    assert_harmless(page.err)
    if page.code == 0:
        trace = json.loads(run(words, "--json").raw.decode("utf-8", "surrogatepass"))
        assert trace["stages"][-2]["axes"][1]["labels"] == words
