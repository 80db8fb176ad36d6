"""A hundred first tries, typed wrong on purpose: each does what was meant, or says what to type."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from command import ROOT, attn, in_process_of_its_own, shell

CAT = "The cat sat on the mat"

TRIES = [
    # Without a command, or with the wrong one
    (f'"{CAT}"', 0, "Score each key against the query"),
    (f'"{CAT}" --query sat', 0, "query: sat"),
    (f'"{CAT}." -q sat --stage weights', 0, "0.32 of its attention on itself"),
    ('"The river bank was steep" -q bank', 0, "The river bank was steep"),
    ("the cat sat on the mat", 2, 'a sentence goes in quotes: `attn explain "the cat sat on the mat"`'),
    ("the cat sat --query sat", 2, '`attn explain "the cat sat" --query sat`'),
    ("hello", 2, "to explain a sentence: `attn explain hello`"),
    ("attn explain --stage weights", 0, "Turn scores into weights"),
    ("help", 0, "Commands:"),
    ("help explain", 0, "Usage: attn explain"),
    ("help multihead", 0, "Usage: attn multihead"),
    ("help softmax", 2, "`attn glossary softmax` tells what it means"),
    ("help me", 2, "attn --help"),
    ("--help explain", 0, "Usage: attn explain"),
    ("-help", 0, "Commands:"),
    ("-h", 0, "Commands:"),
    ("-?", 0, "Commands:"),
    ("man", 0, "Commands:"),
    ("version", 0, "attn 0"),
    ("-V", 0, "attn 0"),
    ("-v", 0, "attn 0"),
    ("-version", 0, "attn 0"),
    ("learn", 2, "begin with `attn explain`"),
    ("start", 2, "begin with `attn explain`"),
    ("tutorial", 2, "begin with `attn explain`"),
    ("tour", 2, "begin with `attn explain`"),
    ("lesson 1", 2, "begin with `attn explain`"),
    ("demo", 2, "begin with `attn explain`"),
    ("Explain --stage weights", 0, "Turn scores into weights"),
    ("EXPLAIN --stage weights", 0, "Turn scores into weights"),
    ("explian", 2, "did you mean `attn explain`?"),
    ("expain sentence", 2, "did you mean `attn explain`?"),
    ("mutlihead", 2, "did you mean `attn multihead`?"),
    ("multi-head", 2, "did you mean `attn multihead`?"),
    ("heads", 2, "did you mean `attn multihead`?"),
    ("lst", 2, "did you mean `attn list`?"),
    ("ls", 2, "did you mean `attn list`?"),
    ("examples", 2, "did you mean `attn list`?"),
    ("scenarios", 2, "did you mean `attn list`?"),
    ("visualize", 2, "did you mean `attn explain`?"),
    ("validate mine.yaml", 2, "did you mean `attn check`?"),
    ("similar bank", 2, "did you mean `attn near`?"),
    ("define softmax", 2, "did you mean `attn glossary`?"),
    ("glossery", 2, "did you mean `attn glossary`?"),
    ("softmax", 2, "`attn glossary softmax`"),
    ("query", 2, "`attn glossary query`"),
    ("W_O", 2, "`attn glossary W_O`"),
    ("cat-sat-mat", 2, "did you mean `attn explain -s cat-sat-mat`?"),
    ("statquest", 2, "did you mean `attn explain -s statquest`?"),
    ("bahdanau", 2, "did you mean `attn explain -s additive-decoder`?"),
    ("luong", 2, "did you mean `attn explain -m luong-dot`?"),
    ("mine.yaml", 2, "did you mean `attn explain -s mine.yaml`?"),
    ('"weights[sat,cat]"', 2, 'did you mean `attn why "weights[sat,cat]"`?'),
    ("--query sat", 2, "put the command first: `attn explain --query sat`"),
    ("-s statquest", 2, "put the command first: `attn explain -s statquest`"),
    ("-q sat explain", 2, "put the command first: `attn explain -q sat`"),
    ("--json", 2, "put the command first"),
    ('"explain the cat"', 2, '`attn explain "the cat"`'),
    # explain
    ("explain the cat sat on", 2, 'put the sentence in quotes: `attn explain "the cat sat on"`'),
    ("explain the cat sat --query sat", 2, '`attn explain "the cat sat" --query sat`'),
    ("explain --query the the cat --all", 2, '`attn explain "the cat" --query the --all`'),
    ("multihead the cat sat", 2, '`attn multihead "the cat sat"`'),
    (f'explain "{CAT}" sat', 2, f'name the query so: `attn explain "{CAT}" --query sat`'),
    (f'explain "{CAT}" "the dog ran"', 2, f'one sentence at a time, as in `attn explain "{CAT}"`'),
    ('""', 2, "begin with `attn explain`"),
    ("explain help", 0, "Usage: attn explain"),
    ("explain -help", 0, "Usage: attn explain"),
    ("list help", 0, "Usage: attn list"),
    ("explain -query sat --stage weights", 0, "query: sat"),
    ("explain -mask causal -q sat", 0, "Hide"),
    ("explain -json -q sat", 0, '"attn/trace"'),
    ("explain cat-sat-mat", 2, "did you mean `-s cat-sat-mat`?"),
    ("multihead cat-sat-mat-heads", 2, "did you mean `-s cat-sat-mat-heads`?"),
    ("explain mysentence.txt", 2, "did you mean `- < mysentence.txt`?"),
    ("explain mine.yaml", 2, "did you mean `-s mine.yaml`?"),
    ("explain multi-head", 2, "did you mean `-m multi-head`?"),
    ("explain bahdanau", 2, "did you mean `-s additive-decoder`?"),
    ("explain -m bahdanau", 2, "`attn explain -s additive-decoder` shows it"),
    ("explain -m Bahdanau-attention", 2, "`attn explain -s additive-decoder` shows it"),
    ("explain -m luong", 2, "write `luong-dot`, as it is called here"),
    ("explain -m self-attention", 2, "any of them is self-attention"),
    ("explain -m cross-attention", 2, "`attn explain -s cross-translation`"),
    ("explain -m causal", 2, "ask for `--mask causal`"),
    ("explain -m masked", 2, "ask for `--mask causal`"),
    ("explain -m transformer", 2, "write `multi-head`"),
    ("explain -m multihead", 2, "write `multi-head`"),
    ('explain -m "scaled dot product attention"', 2, "write `scaled-dot-product`"),
    ("explain -m additive", 2, "see it at work with `attn explain -s additive-decoder`"),
    ("explain -m luong-general", 2, "see it at work with `attn explain -s luong-general`"),
    (f'explain "{CAT}." -q sat --stage weights', 0, "`.`, so that is set aside"),
    (f'explain "{CAT}!" -q sat --stage weights', 0, "`!`, so that is set aside"),
    (f'multihead "{CAT}." -q sat --stage weights', 0, "`cat-sat-mat-heads` has no `.`, so that is set aside"),
    (f'explain "{CAT}." -s cat-sat-mat --stage weights', 0, "`.`, so that is set aside"),
    ('explain "The dog sat on the mat" -q sat', 0, "has no `dog`, so word vectors (glove) are taken"),
    (f'explain "{CAT}, softly" -q sat', 0, "100 numbers a word in place of 2"),
    (f'explain "{CAT}" -q mat. --stage weights', 0, "query: mat"),
    ('explain "I don\'t know" -q "don\'t"', 2, "word vectors part it into `do`, `n't`"),
    ('explain "Der Hund schläft dort"', 2, "the words here are English"),
    ('explain "le chat" -s additive-decoder', 0, "le chat"),
    ("explain -s cat-sat-mta", 2, "did you mean `cat-sat-mat`?"),
    ("explain --heads two", 2, "attn explain --help"),
    ("explain --qeury sat", 2, "--query"),
    # the other commands
    ("why", 2, 'attn why "weights[sat,cat]"'),
    ('why "weights[sat,cat]" the cat sat', 2, '`attn why "weights[sat,cat]" "the cat sat"`'),
    ("near", 2, "attn near bank"),
    ("near New York", 2, "ask for one at a time, as in `attn near New`"),
    ('near "New York"', 2, "ask for one of them: `York`"),
    ("near bank.", 0, "bank"),
    ("glossary dot product", 2, 'put the term in quotes: `attn glossary "dot product"`'),
    ("glossary matrices", 0, "rows and columns"),
    ("glossary Q", 0, "What a word asks for"),
    ("glossary token", 0, "A word, a part of a word or a sign"),
    ("list stages", 2, "choose scenarios, mechanisms or vectors"),
    ("list heads", 2, "`attn glossary heads` tells what the word means"),
    ("list scenario", 2, "did you mean `attn list scenarios`?"),
    ("show", 2, "attn show cat-sat-mat"),
    ("new", 2, "attn new mine.yaml"),
    ("check", 0, "pass"),
]


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(("line", "code", "helps"), TRIES, ids=[line for line, *_ in TRIES])
def test_a_first_try_does_what_was_meant_or_says_what_to_type(
    line: str, code: int, helps: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = attn(*shlex.split(line))
    assert run.code == code, run
    assert helps in flat(run.out + run.err)
    assert "Traceback" not in run.err


def test_there_are_a_hundred_tries_and_each_is_another() -> None:
    assert len({line for line, *_ in TRIES}) == len(TRIES) >= 100


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_attn_alone_on_a_terminal_says_in_ten_lines_what_to_type_first(columns: str) -> None:
    run = attn(tty=True, env={"COLUMNS": columns})
    lines = run.out.splitlines()
    assert (run.code, run.err) == (0, "")
    assert len(lines) <= 10
    assert max(map(len, lines)) <= int(columns)
    typed = re.findall(r"^ *[123]  (attn .*?)(?:   .*)?$", run.out, re.MULTILINE)
    assert len(typed) == 3
    assert typed[0] == "attn explain"
    assert "attn --help" in lines[-1]
    for command in typed:
        assert attn(*shlex.split(command)[1:]).code == 0


def test_attn_alone_through_a_pipe_prints_the_help() -> None:
    assert attn().out == attn("--help").out


def test_a_sentence_on_standard_input_that_is_not_asked_for_is_said_to_be_there() -> None:
    run = shell('echo "A dog ran" | attn explain --query dog')
    assert run.code == 2
    assert "standard input is not read; `attn explain -` takes a sentence there" in run.err
    assert shell('echo "A dog ran" | attn explain - --query dog').code == 0


def test_nothing_waits_for_standard_input_and_nothing_is_said_where_nothing_stands() -> None:
    for line in ("sleep 1 | attn explain --stage weights", "attn explain --stage weights < /dev/null"):
        run = shell(line)
        assert (run.code, run.err) == (0, ""), line
    run = shell(
        'for s in "the cat" "the mat"; do echo "$s"; done | while read s; do attn explain "$s" -q the; done'
    )
    assert (run.code, run.err) == (0, "")
    assert run.out.count("query: the") == 2


def test_a_file_that_is_there_is_told_from_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("The cat sat")
    run = in_process_of_its_own("explain", "notes.txt", cwd=tmp_path)
    assert run.code == 2
    assert "did you mean `- < notes.txt`?" in run.err
    assert (ROOT / "scenarios").is_dir()


@pytest.mark.parametrize(
    "sentence", ["The river bank was steep.", "I sat on the bank of the river", "My dog sleeps"]
)
def test_a_sentence_of_other_words_is_explained_without_a_remark_on_the_example(sentence: str) -> None:
    assert attn("explain", sentence, "-q", sentence.split()[1].strip(".")).err == ""
