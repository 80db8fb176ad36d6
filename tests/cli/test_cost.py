"""`attn cost`: the page, one number of it, JSON, and what cannot be."""

from __future__ import annotations

import pytest
from command import attn
from trees import number, worth

PUBLISHED = (
    "--n 32768 --d 4096 --heads 32 --kv-heads 8 --layers 32 --bytes 2 --window 1024 --window-layers 27"
)
"""rasbt/LLMs-from-scratch, ch04/06_swa/README.md."""


def flat(text: str) -> str:
    """A page without its line breaks."""
    return " ".join(text.split())


def test_table_1_is_told_with_the_numbers_of_the_reader() -> None:
    run = attn("cost", "--n", "512", "--d", "64")
    assert (run.err, run.code) == ("", 0)
    rows = {words[0]: words[1:] for line in run.out.splitlines() if "×" in line and (words := line.split())}
    assert rows["self-attention"][-3:] == ["16,777,216", "1", "1"]
    assert rows["recurrent"][-3:] == ["2,097,152", "512", "512"]
    assert rows["convolutional"][-3:] == ["6,291,456", "1", "6"]
    assert rows["restricted"][-3:] == ["1,048,576", "1", "16"]
    assert "section 4, table 1" in run.out


def test_alone_it_says_what_it_takes_for_the_sizes() -> None:
    assert "Taken where nothing was said: n = 512, d = 64, k = 3, r = 32, heads = 1" in flat(attn("cost").out)
    said = ["n", "d", "k", "r", "heads", "kv-heads", "layers", "bytes", "batch"]
    assert "Taken where" not in attn("cost", *(word for name in said for word in (f"--{name}", "2"))).out


@pytest.mark.parametrize(
    ("n", "d", "says"),
    [
        (8, 32, "n is smaller than d, a recurrent layer takes d / n = 4 times as many operations as self"),
        (32, 32, "n equals d, self-attention takes as many operations as a recurrent layer"),
        (48, 32, "n is larger than d, self-attention takes n / d = 1.50 times as many operations as a rec"),
    ],
)
def test_what_is_cheaper_is_said_of_these_sizes(n: int, d: int, says: str) -> None:
    assert f"As {says}" in flat(attn("cost", "--n", str(n), "--d", str(d)).out)


def test_a_neighbourhood_of_all_positions_is_not_said_to_divide_anything() -> None:
    assert "positions alone divides" in flat(attn("cost", "--n", "64", "--r", "32").out)
    assert "positions alone divides" not in flat(attn("cost", "--n", "64", "--r", "64").out)


def test_the_published_caches_stand_on_one_page() -> None:
    page = attn("cost", *PUBLISHED.split()).out
    ends = [
        line.split()[-1] for line in page.splitlines() if " × 8,192 × 2 " in line or " × 2,048 × 2 " in line
    ]
    assert ends == ["17.18", "4.29", "3.14", "0.78"]


def test_a_window_that_is_wider_than_all_is_said_to_save_nothing() -> None:
    page = flat(attn("cost", "--n", "16", "--window", "64").out)
    assert "A window of 64 positions keeps all 16 of them: it saves nothing here." in page


@pytest.mark.parametrize("width", ["40", "80"])
def test_the_page_keeps_to_its_columns_and_cuts_no_name(width: str) -> None:
    page = attn("cost", *PUBLISHED.split(), "--width", width).out
    assert max(map(len, page.splitlines())) <= int(width)
    assert "…" not in page.replace("3², …", "")


def test_each_number_answers_why_with_its_arithmetic() -> None:
    for each in attn("cost", *PUBLISHED.split(), "--json").json()["costs"]:
        run = attn("cost", *PUBLISHED.split(), "--why", each["name"])
        assert (run.err, run.code) == ("", 0)
        assert each["name"] in run.out
        assert flat(each["because"])[1:] in flat(run.out)


def test_why_follows_a_number_down_to_the_sizes() -> None:
    told = attn("cost", *PUBLISHED.split(), "--why", "cache_gb[shared-window]").out
    assert "784,334,848 / 1,000,000,000" in told
    assert "1 × 191,488 × 2,048 × 2" in told
    assert "32,768 × (32 − 27)" in told
    assert "128 = 4,096 / 32" in told


def test_a_size_follows_from_nothing() -> None:
    assert "n = 512, given" in attn("cost", "--why", "n").out


def test_json_holds_every_number_with_its_tree() -> None:
    found = attn("cost", *PUBLISHED.split(), "--json").json()
    assert (found["format"], found["version"]) == ("attn/cost", 1)
    assert found["sizes"]["kv_heads"] == 8
    assert found["assumed"] == ["k", "r", "batch"]
    by_name = {each["name"]: each for each in found["costs"]}
    assert by_name["cache_bytes[all]"]["value"] == 17_179_869_184
    for each in found["costs"]:
        assert worth(each["arithmetic"]) == pytest.approx(number(each), rel=1e-14)


def test_why_as_json_is_a_derivation_like_any_other() -> None:
    found = attn("cost", "--n", "243", "--why", "path[convolutional]", "--json").json()
    assert (found["format"], found["cell"], found["value"]) == ("attn/why", "path[convolutional]", 5)
    assert [each["cell"] for each in found["cells"]] == ["path[convolutional]", "logarithm"]


@pytest.mark.parametrize(
    ("arguments", "code", "what", "help"),
    [
        ("--n 0", "E570", "--n 0 cannot be: a path joins two positions", "from 2 to 1000000000"),
        ("--n 1", "E570", "--n 1", ""),
        ("--n 2000000000", "E570", "beyond reason", "from 2 to 1000000000"),
        ("--d 0", "E570", "--d 0", "from 1"),
        ("--d -64", "E570", "--d -64", "from 1"),
        ("--k 1", "E570", "--k 1", "from 2"),
        ("--r 1", "E570", "--r 1", "from 2"),
        ("--heads 0", "E570", "--heads 0", "from 1"),
        ("--kv-heads -1", "E570", "--kv-heads -1", "from 1"),
        ("--layers 0", "E570", "--layers 0", "from 1"),
        ("--bytes 0", "E570", "--bytes 0", "from 1 to 16"),
        ("--bytes 17", "E570", "--bytes 17", "from 1 to 16"),
        ("--batch 0", "E570", "--batch 0", "from 1"),
        ("--window 0", "E570", "--window 0", "from 1"),
        ("--window 4 --window-layers -1", "E570", "--window-layers -1", "from 0"),
        ("--n 16 --k 17", "E571", "--k 17 is more than the 16 positions", "from 2 to 16"),
        ("--n 16 --r 17", "E571", "--r 17 is more than the 16 positions", "from 2 to 16"),
        ("--d 64 --heads 3", "E572", "64 numbers cannot be shared out equally among --heads 3", "1, 2, 4, 8"),
        ("--d 64 --heads 8 --kv-heads 3", "E572", "8 heads cannot be shared out", "1, 2, 4, 8"),
        ("--d 64 --heads 8 --kv-heads 16", "E572", "8 heads cannot be shared out", "8"),
        ("--window-layers 1", "E573", "there is none", "--window 1024"),
        ("--window 4 --layers 2 --window-layers 3", "E573", "more than the layers there are, 2", "0 to 2"),
        ("--why oprations[recurrent]", "E513", "no number `oprations`", "did you mean `operations`?"),
        ("--why operations", "E513", "is 4 numbers, not one", "operations[recurrent]"),
        ("--why operations[linear]", "E513", "has no `linear`", "recurrent"),
        ("--why xyz", "E513", "no number `xyz`", "operations"),
        ("--why=", "E513", "no number ``", "operations"),
        ("--why [", "E513", "is not a cell", ""),
        ("--n many", "E500", "many", ""),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(arguments: str, code: str, what: str, help: str) -> None:
    run = attn("cost", *arguments.split(), "--json")
    assert (run.out, run.code) == ("", 2)
    assert run.error()["code"] == code
    assert what in run.error()["what"]
    assert help in (run.error()["help"] or "")


def test_the_largest_sizes_there_are_come_out() -> None:
    sizes = "--n 1000000000 --d 1000000 --heads 1000000 --layers 1000000 --batch 1000000 --bytes 16"
    run = attn("cost", *sizes.split())
    assert (run.err, run.code) == ("", 0)
    assert "1.00×10^24" in run.out


def test_the_numbers_and_no_sizes_are_proposed_to_a_shell() -> None:
    lines = attn("cost", "--why", "path[", env={"_ATTN_COMPLETE": "zsh"}).out.splitlines()
    assert [line.partition("\t")[0] for line in lines[1:]] == [
        "path[self-attention]",
        "path[recurrent]",
        "path[convolutional]",
        "path[restricted]",
    ]
    assert attn("cost", "--heads", "", env={"_ATTN_COMPLETE": "zsh"}).out.splitlines() == ["words"]
