"""What a shell is told when it asks how a word may go on: the protocol of three shells, without them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from command import Result, attn
from hypothesis import given
from hypothesis import strategies as st

from attncli.cli.app import COMMANDS, application
from attncli.cli.candidates import COMPLETERS, listed
from attncli.cli.shellwords import continued, in_bash, split
from attncli.glossary import names
from attncli.loading.library import scenario_names
from attncli.mechanisms import MECHANISMS

ODD = """tokens: [New York, "it's", 'say "hi"', "$(touch pwned)", "a!b", "x:y", "*", "\\e[31mred",
  "tab\\tbed", "new\\nline", "\\u202eturned", "a,b", été]
x: [[1], [2], [3], [4], [5], [6], [7], [8], [9], [10], [11], [12], [13]]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(shell: str, *arguments: str) -> list[str]:
    """The lines of the answer, which comes without a word on standard error and with exit code 0."""
    run = attn(*arguments, env={"_ATTN_COMPLETE": shell})
    assert (run.err, run.code) == ("", 0)
    return run.out.splitlines()


def zsh(*words: str) -> list[str]:
    """The candidates for the last of the words."""
    kind, *lines = asked("zsh", *words)
    assert kind == "words"
    return [line.partition("\t")[0] for line in lines]


def fish(*words: str) -> list[str]:
    """The candidates as fish asks for them: the last word is as it was typed."""
    kind, *lines = asked("fish", *words)
    assert kind == "words"
    return [line.partition("\t")[0] for line in lines]


def bash(line: str, tail: str | None = None) -> list[str]:
    """What bash puts in place of the end of the line (all from its last blank, where it is not said)."""
    kind, *lines = asked("bash", line, line.rpartition(" ")[2] if tail is None else tail)
    assert kind == "words"
    return lines


def test_the_first_word_is_a_command() -> None:
    assert zsh("") == fish("") == bash("attn ") == list(COMMANDS)
    assert zsh("ex") == ["explain"]
    assert zsh("-") == ["--help", "--version"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_long_option_of_a_command_is_proposed_until_it_is_given(name: str) -> None:
    command = typer.main.get_command(application(name))
    wanted = {
        each
        for param in command.params
        for each in (*param.opts, *param.secondary_opts)
        if each.startswith("--")
    } | {"--help"}
    assert set(zsh(name, "--")) == wanted
    if "--output" in wanted:
        assert "--output" not in zsh(name, "-o", "x.txt", "--")
        assert zsh(name, "-o") == ["-o"]
    if "--mask" in wanted:
        assert "--mask" in zsh(name, "--mask", "causal", "--")


def test_every_value_can_be_completed_or_is_known_not_to_be() -> None:
    found = set()
    for name in COMMANDS:
        for param in typer.main.get_command(application(name)).params:
            if param.param_type_name == "argument" or not param.is_flag:  # type: ignore[attr-defined]  # an option has it
                found.add(param.name)
                assert param.name in COMPLETERS or listed(param.metavar or ""), (
                    f"{name} {param.name}: see docs/architecture.md, An option"
                )
    assert set(COMPLETERS) <= found


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("explain", "-s", ""), lambda: [*scenario_names(), "glove"]),
        (("show", ""), lambda: scenario_names()),
        (("check", "cat-sat-mat", ""), lambda: scenario_names()),
        (("explain", "--scenario="), lambda: [f"--scenario={name}" for name in (*scenario_names(), "glove")]),
        (("explain", "-m", ""), lambda: list(MECHANISMS)),
        (("explain", "-mdot"), lambda: ["-mdot-product"]),
        (("explain", "--mask", "ca"), lambda: ["causal", "causal=bottom-right"]),
        (("explain", "--mask", "hidden=m"), lambda: ["hidden=mat"]),
        (("explain", "--scale", ""), lambda: ["auto", "none"]),
        (("explain", "-f", ""), lambda: ["terminal", "text", "markdown", "json", "npz"]),
        (("why", "-f", ""), lambda: ["terminal", "text", "markdown", "json"]),
        (("explain", "--color", "a"), lambda: ["auto", "always"]),
        (("list", ""), lambda: ["scenarios", "mechanisms", "vectors"]),
        (("schema", ""), lambda: ["scenario", "trace"]),
        (("completion", ""), lambda: ["bash", "zsh", "fish"]),
        (("glossary", ""), lambda: names()),
        (("explain", ""), list),
        (("explain", "--digits", ""), list),
        (("nonsense", ""), list),
        (("explain", "--nonsense", "-s", "cat-sat-mat-h"), lambda: ["cat-sat-mat-heads"]),
        (("explain", "--", "-"), list),
    ],
)
def test_a_value_is_completed_with_what_may_stand_there(
    words: tuple[str, ...], wanted: Callable[[], list[str]]
) -> None:
    assert zsh(*words) == fish(*words) == wanted()


def test_scenario_files_and_folders_are_proposed_beside_the_built_in_ones(folder: Path) -> None:
    for name in ("zebra.yaml", "zebra.txt", ".hidden.yaml"):
        (folder / name).write_text("")
    (folder / "zoo").mkdir()
    assert zsh("explain", "-s", "z") == zsh("check", "z") == ["zebra.yaml", "zoo/"]
    assert zsh("explain", "-s", "")[len(scenario_names()) + 1 :] == ["zebra.yaml", "zoo/"]


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "-o", ""),
        ("explain", "--output=x"),
        ("new", ""),
        ("explain", "-s", "./"),
        ("explain", "-s", "~/"),
    ],
)
def test_where_any_file_may_stand_the_shell_finds_it(words: tuple[str, ...]) -> None:
    assert asked("zsh", *words) == asked("fish", *words) == ["files"]


def test_the_words_behind_query_are_those_of_the_scenario_or_the_sentence_on_the_line() -> None:
    assert zsh("explain", "-q", "") == ["The", "cat", "sat", "on", "the", "mat"]
    assert zsh("explain", "the cat the", "--query", "") == ["the@1", "cat", "the@3"]
    assert zsh("explain", "-s", "rasbt-simple", "-q", "st") == ["starts", "step"]
    assert zsh("explain", "--scenario=rasbt-simple", "--query=s") == ["--query=starts", "--query=step"]
    assert zsh("why", "weights[sat,cat]", "the cat", "-q", "") == ["the", "cat"]
    assert zsh("explain", "-s", "statquest", "-q", "") == ["1", "2", "3"]


def test_stages_are_those_of_the_computation_on_the_line() -> None:
    assert zsh("explain", "--stage", "") == ["scores", "scaled_scores", "weights", "context"]
    assert zsh("explain", "--mask", "causal", "--scale", "none", "--stage", "") == [
        "scores",
        "masked_scores",
        "weights",
        "context",
    ]
    assert zsh("explain", "-s", "rasbt-trainable", "--stage", "k") == ["key"]


def test_a_cell_is_completed_a_part_at_a_time() -> None:
    assert zsh("why", "s") == ["scores[", "scaled_scores["]
    assert zsh("why", "wei") == [
        f"weights[{word}," for word in ("The", "cat", "sat", "on", "the", "mat")
    ]  # no other begins so
    assert zsh("why", "weights[s") == [
        f"weights[sat,{word}]" for word in ("The", "cat", "sat", "on", "the", "mat")
    ]
    assert zsh("why", "weights[sat,c") == ["weights[sat,cat]"]
    assert zsh("why", "context[sat,") == ["context[sat,1]", "context[sat,2]"]
    assert zsh("why", "exp") == [
        f"exponentials[sat,{word}]" for word in ("The", "cat", "sat", "on", "the", "mat")
    ]
    assert zsh("why", "weights[sat,cat]") == ["weights[sat,cat]"]
    assert zsh("why", "nonsense[") == zsh("why", "weights[sat,cat,") == []


def test_every_cell_that_is_proposed_is_a_cell(folder: Path) -> None:
    (folder / "odd.yaml").write_text(ODD)
    for cell in (
        *zsh("why", "-s", "odd.yaml", "weights[@8,"),
        *zsh("why", "-s", "odd.yaml", 'weights["a,b",'),
    ):
        assert attn("why", cell, "-s", "odd.yaml").code == 0, cell


def test_every_query_that_is_proposed_is_one_and_none_of_them_commands_the_terminal(folder: Path) -> None:
    (folder / "odd.yaml").write_text(ODD)
    proposed = zsh("explain", "-s", "odd.yaml", "-q", "")
    assert proposed == fish("explain", "-s", "odd.yaml", "-q", "")
    assert proposed == [
        *("New York", "it's", 'say "hi"', "$(touch pwned)", "a!b", "x:y", "*", "@8", "@9", "@10"),
        *("@11", "a,b", "été"),
    ]
    for at, query in enumerate(proposed, 1):
        assert attn("explain", "-s", "odd.yaml", "-q", query, "--json").json()["query"]["position"] == at
    lines = asked("zsh", "explain", "-s", "odd.yaml", "-q", "")
    assert not [c for line in lines for c in line if not c.isprintable() and c != "\t"]


@pytest.mark.parametrize(
    "line",
    [
        "-s none.yaml -q",
        "-s none -q",
        "-s broken.yaml -q",
        "-s broken.yaml --stage",
        "-s folder -q",
        "-s - -q",
        "- -q",
        "-s pipe -q",
        "'no xqztwv word' -q",
        "-m nonsense --stage",
        "--mask nonsense --stage",
        "-s huge.yaml -q",
    ],
)
def test_whatever_is_wrong_there_is_nothing_to_choose_and_nothing_is_said(line: str, folder: Path) -> None:
    import os
    import shlex

    (folder / "broken.yaml").write_text("x: [[1]\n")
    (folder / "huge.yaml").write_text("#" * (2 << 20))
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")  # whoever reads it, waits
    assert asked("zsh", "explain", *shlex.split(line), "") in ([], ["words"])
    assert asked("bash", f"attn explain {line} ", "") in ([], ["words"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("bash",),
        ("bash", "attn explain -q m", "x"),
        ("bash", "", ""),
        ("nonsense", "explain", "-q"),
        ("bash", "attn", "attn"),
    ],
)
def test_a_shell_that_asks_wrongly_gets_no_traceback(arguments: tuple[str, ...]) -> None:
    run: Result = attn(*arguments[1:], env={"_ATTN_COMPLETE": arguments[0]})
    assert (run.err, run.code) == ("", 0)


def test_standard_input_is_left_alone() -> None:
    run = attn("explain", "-", "-q", "", env={"_ATTN_COMPLETE": "zsh"}, stdin="The cat")
    assert (run.out, run.err, run.code) == ("words\n", "", 0)


# Bash parts words where it pleases, and is told what to put in place of the last part, quoted as it must be.


@pytest.mark.parametrize(
    ("typed", "tail", "wanted"),
    [
        ("New", "New", "New\\ York"),
        ("New\\ ", "New\\ ", "New\\ York"),
        ('"New', "New", "New York"),
        ("'New Y", "New Y", "New York"),
        ("it", "it", "it\\'s"),
        ("'it", "it", "it'\\''s"),
        ('"it', "it", "it's"),
        ('"say', "say", 'say \\"hi\\"'),
        ("\\$", "\\$", "\\$\\(touch\\ pwned\\)"),
        ("'$", "$", "$(touch pwned)"),
        ('"$', "$", "\\$(touch pwned)"),
        ("a", "a", "a\\!b"),
        ('"a!', "a!", "a\"'!'\"b"),
        ("x:", "", "y"),
        ("\\*", "\\*", "\\*"),
    ],
)
def test_bash_is_told_the_rest_of_the_word_as_it_must_be_quoted(
    typed: str, tail: str, wanted: str, folder: Path
) -> None:
    (folder / "odd.yaml").write_text(ODD)
    assert wanted in bash(f"attn explain -s odd.yaml -q {typed}", tail)
    rest = [wanted] if typed[0] not in "x" else ["y"]
    assert bash(f"attn explain -s odd.yaml --query={typed}", tail)[:1] == rest


def test_options_with_their_values_are_parted_as_bash_parts_them() -> None:
    assert bash("attn explain --query=m", "m") == ["mat"]
    assert bash("attn explain --mask hidden=m", "m") == ["mat"]
    assert bash('attn explain "The cat" -q c', "c") == ["cat"]
    assert bash('attn explain "The cat" -qc', "-qc") == ["-qcat"]


words_of_any_kind = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@pytest.mark.law
@given(st.lists(words_of_any_kind, max_size=3), words_of_any_kind, st.sampled_from(["", "'", '"']))
def test_splitting_a_line_gives_the_words_that_were_quoted(words: list[str], last: str, quote: str) -> None:
    line = "".join(f"{in_bash(word, '')} " for word in words) + quote + in_bash(last, quote)
    found, word = split(line)
    assert found == words
    assert (word.value, word.raw) == (last, quote + in_bash(last, quote))


@given(words_of_any_kind, st.data(), st.sampled_from(["", "'", '"']))
def test_a_word_that_is_continued_becomes_the_whole(whole: str, data: st.DataObject, quote: str) -> None:
    begun = quote + in_bash(whole[: data.draw(st.integers(0, len(whole)))], quote)
    word = split(begun)[1]
    rest = continued(word, begun.removeprefix(quote), whole)
    assert rest is not None
    assert split(quote + rest)[1].value == whole


@given(st.text(max_size=30))
def test_no_line_is_too_odd_to_be_split(line: str) -> None:
    _, word = split(line)
    assert line.endswith(word.raw)
    assert len(word.states) == len(word.raw) + 1


@pytest.mark.skipif(
    not shutil.which("bash"), reason="there is no bash on this machine to read its own quoting"
)
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_bash_reads_what_was_quoted_as_it_was_meant(quote: str) -> None:
    meant = [*map(chr, range(32, 127)), "a b", "été", "$(touch pwned)", "!!", "~", "{a,b}"]
    line = " ".join(quote + in_bash(word, quote) + quote for word in meant)
    run = subprocess.run(["bash", "-c", f"printf '%s\\n' {line}"], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == meant


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_is_printed_and_the_shell_can_read_it(shell: str, tmp_path: Path) -> None:
    run = attn("completion", shell)
    assert (run.err, run.code) == ("", 0)
    assert f"_ATTN_COMPLETE={shell}" in run.out
    assert f"attn completion {shell}" in run.out
    if shutil.which(shell):
        (tmp_path / "script").write_text(run.out)
        subprocess.run([shell, "-n", str(tmp_path / "script")], check=True, timeout=10)


def test_a_shell_without_a_script_is_refused() -> None:
    run = attn("completion", "fsh")
    assert (run.out, run.code) == ("", 2)
    assert "did you mean `fish`?" in run.err
