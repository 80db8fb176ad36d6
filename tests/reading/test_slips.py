"""Slips of the hand that YAML takes for something else are told for what they are, at their place."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest
import yaml
from command import attn

from attncli.errors import AttnError
from attncli.loading.scenario_file import load_scenario
from attncli.reading.text import SourceFile

X = "x: [[1], [2], [3]]\n"


@pytest.fixture(params=["libyaml", "pure Python"], autouse=True)
def parser(request: pytest.FixtureRequest) -> Iterator[str]:
    """Either of PyYAML's parsers."""
    loader = (
        yaml.SafeLoader if request.param == "pure Python" else getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    with mock.patch("attncli.reading.tree.parser_class", return_value=loader):
        yield request.param


def fault_of(text: str) -> AttnError:
    """The first fault of a file."""
    with pytest.raises(AttnError) as caught:
        load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None))
    return caught.value.all[0]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("sentence:The cat sat\n" + X, 1, 9),
        ("sentence:a\nx:[[1]]\n", 1, 9),
        (X + "sentence:a b c\n", 2, 9),
        ("sentence: a b\nembeddings:\n  a: [1]\n  b:[2]\n", 4, 4),
        ("sentence: a b\nembeddings:\n  a:[1]\n  b: [2]\n", 3, 4),
        ("sentence: a b\nembeddings:\n  a:[1]\n  b:[2]\n", 3, 4),
        ("sentence: a b\nembeddings:{a: [1], b: [2]}\n", 2, 11),
        (X + "mask: {window:2}\n", 2, 14),
        (X + "source:\n  title:x\n  author: y\n", 3, 8),
        (X + "source:\n  author: y\n  title:x\n", 4, 8),
        (X + "mask:causal\n", 2, 5),
    ],
)
def test_a_colon_without_a_blank_behind_it_is_told_at_the_colon(text: str, line: int, column: int) -> None:
    fault = fault_of(text)
    assert (fault.code, fault.what) == ("E111", "a blank is missing behind the colon")
    assert fault.where
    assert (fault.where.line, fault.where.column) == (line, column)


def test_a_colon_without_a_blank_before_a_list_is_told_at_the_colon(parser: str) -> None:
    text = "sentence: a b\nembeddings: {a: [1], b:[2]}\n"
    if parser == "pure Python":  # which reads it as it was meant
        return
    fault = fault_of(text)
    assert fault.where
    assert (fault.what, fault.where.column) == ("a blank is missing behind the colon", 23)


def test_colons_that_are_no_slip_stay_what_they_are() -> None:
    text = "title: a:b http://x.org\nsentence: 12:30:45 3:2 x\nsource: {url: http://a.b/c}\n" + X
    scenario = load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None))
    assert scenario.queries.labels == ("12:30:45", "3:2", "x")
    assert scenario.title == "a:b http://x.org"


@pytest.mark.parametrize(
    ("blank", "name"),
    [
        ("\xa0", "no-break space (U+00A0)"),
        ("\u3000", "ideographic space (U+3000)"),
        ("\u2003", "em space (U+2003)"),
        ("\u200b", "zero width space (U+200B)"),
    ],
)
def test_another_blank_than_the_space_is_named_where_it_indents_or_parts(blank: str, name: str) -> None:
    for text, line, column in (
        (f"sentence: a b\nembeddings:\n{blank} a: [1]\n{blank} b: [2]\n", 3, 1),
        (f"sentence: a b\nembeddings:\n  a: [1]\n{blank} b: [2]\n", 4, 1),
        (f"sentence: a b\nembeddings:\n  {blank}a: [1]\n  b: [2]\n", 3, 3),
        (f"tokens:\n  -{blank}a\n  -{blank}b\nx: [[1], [2]]\n", 2, 4),
        (f"x:\n  -{blank}[1]\n  - [2]\n", 2, 4),
        (f"sentence: a b\nembeddings:{blank}{{a: [1], b: [2]}}\n", 2, 12),
    ):
        fault = fault_of(text)
        assert (fault.code, name in fault.what) == ("E111", True), text
        assert fault.where
        assert (fault.where.line, fault.where.column) == (line, column), text
    fault = fault_of(f"x: [[1,{blank}2]]\n")
    assert (fault.code, name in (fault.help or "")) == ("E301", True)


def test_another_blank_inside_a_text_is_part_of_it() -> None:
    text = "sentence: The\xa0cat\nembeddings: {The: [1], cat: [2]}\n"
    assert load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None)).queries.labels == (
        "The",
        "cat",
    )


SIGNS = (":", ",", "&", "*", "[", "{", ":)", ":(", "@a", "%", "|", ">", "`", "- a")


@pytest.mark.parametrize("sign", [*SIGNS, "#", "#python", "'tis", '"q', "]", "a:"])
def test_a_sign_that_yaml_keeps_to_itself_is_told_to_need_quotes(sign: str, parser: str) -> None:
    if sign == "a:" and parser == "pure Python":  # a mapping to it; libyaml stumbles
        return
    fault = fault_of(f"tokens: [is, {sign}, on]\n{X}")
    quoted = f"'{sign}'" if '"' in sign else f'"{sign}"'
    assert fault.code == "E111"
    assert f"`{quoted}`" in (fault.help or "")
    text = f"tokens: [is, {quoted}, on]\n{X}"
    scenario = load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None))
    assert scenario.queries.labels == ("is", sign, "on")


@pytest.mark.parametrize("sign", ["#", "#python", "|", ">", ":", ",", "&", "*", "@a", "%"])
def test_the_same_behind_a_dash_and_as_a_title(sign: str) -> None:
    assert f'`"{sign}"`' in (fault_of(f"tokens:\n  - is\n  - {sign}\n  - on\n{X}").help or "")
    if sign in ("#", "#python", "|", ">", "@a", "%"):
        assert f'`"{sign}"`' in (fault_of(f"title: {sign}\n{X}").help or "")


def test_a_text_that_a_comment_cuts_short_is_told_in_a_note() -> None:
    for command in ("check", "explain"):
        options = () if command == "check" else ("-s",)
        run = attn(command, *options, "-", stdin=f"title: Attention #1 of 2\n{X}")
        assert run.code == 0
        assert "note: `title` ends before `#1 of 2`, a comment (line 1)" in run.err
        assert '`"Attention #1 of 2"`' in run.err
        for text in ("Attention # a comment", "'Attention #1'", "C#", "Attention #!x"):
            assert "comment" not in attn(command, *options, "-", stdin=f"title: {text}\n{X}").err


KEPT = ("?", "? x", "!", "!x", "! b", "&c", "&", "*", "*c", "a: b", "{", ":", "@", "%", "'tis")


@pytest.mark.parametrize("token", KEPT)
@pytest.mark.parametrize("form", ["tokens: [the, {}]\n", "tokens: [{}, the]\n", "tokens:\n  - the\n  - {}\n"])
def test_a_token_that_yaml_keeps_to_itself_is_one_fault_whose_help_puts_it_in_quotes(
    token: str, form: str
) -> None:
    if token == "{" and "-" in form:  # several lines may close it
        return
    text = form.replace("{}", token) + "x: [[1], [2]]\n"
    with pytest.raises(AttnError) as caught:
        load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None))
    [fault] = caught.value.all
    assert f'`"{token}"`' in (fault.help or "")
    mended = form.replace("{}", f'"{token}"') + "x: [[1], [2]]\n"
    assert token in load_scenario(SourceFile("mine", "mine.yaml", mended.encode(), None)).queries.labels


@pytest.mark.parametrize("arguments", [["explain"], ["why", "weights[a,a]"], ["explain", "--presses", "q"]])
def test_a_text_that_a_comment_cuts_is_told_by_every_command(arguments: list[str]) -> None:
    run = attn(*arguments, "-s", "-", stdin="title: Attention #1\nsentence: a b\nx: [[1], [2]]\n")
    assert run.code == 0
    assert run.err.count("`title` ends before `#1`, a comment (line 1)") == 1
