"""`attn why`: every option, every way to name a cell, and its JSON."""

from __future__ import annotations

import re
from typing import Any

import pytest
from command import attn


def cell(*arguments: str) -> dict[str, Any]:
    """The JSON of a cell."""
    run = attn("why", *arguments, "--json")
    assert run.code == 0, run.err
    told: dict[str, Any] = run.json()
    return told


def test_the_json_is_attn_why_with_the_cell_first() -> None:
    told = cell("weights[sat,cat]")
    assert (told["format"], told["version"], told["cell"], told["depth"]) == (
        "attn/why",
        1,
        "weights[sat,cat]",
        2,
    )
    assert told["value"] == pytest.approx(0.22428, abs=1e-5)
    assert told["cells"][0]["cell"] == "weights[sat,cat]"
    assert told["cells"][0]["arithmetic"]["of"][0]["op"] == "quotient"


def test_no_cell_is_told_twice() -> None:
    for depth in ("1", "2", "3", "99"):
        names = [one["cell"] for one in cell("context[sat,1]", "--depth", depth)["cells"]]
        assert len(set(names)) == len(names)


def test_the_deepest_derivation_ends_in_what_was_given() -> None:
    told = {one["cell"]: one for one in cell("context[sat,1]", "--depth", "99")["cells"]}
    for one in told.values():
        for name in one["rests_on"]:
            assert name in told or name.partition("[")[0] in ("query", "key", "value")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("weights[sat,cat]", "weights[sat,cat]"),
        ("weights[@3,@2]", "weights[sat,cat]"),
        ("weights[3,2]", "weights[sat,cat]"),
        ("weights[SAT, Cat]", "weights[sat,cat]"),
        (' weights[ "sat" , cat ] ', "weights[sat,cat]"),
        ("weights[The@1,the@5]", "weights[The,the]"),
        ("weights[cat]", "weights[sat,cat]"),
        ("context[2]", "context[sat,2]"),
        ("total[sat]", "total[sat]"),
        ("highest[cat]", "highest[cat]"),
        ("exponentials[cat,mat]", "exponentials[cat,mat]"),
        ("x[sat,1]", "x[sat,1]"),
        ("value[mat,2]", "value[mat,2]"),
    ],
)
def test_a_cell_is_named_by_labels_positions_or_without_its_query(typed: str, meant: str) -> None:
    assert cell(typed)["cell"] == meant


def test_a_query_that_was_chosen_is_the_one_a_shorter_cell_means() -> None:
    assert cell("weights[cat]", "--query", "mat")["cell"] == "weights[mat,cat]"


def test_a_cell_of_another_query_than_the_chosen_one_is_found() -> None:
    assert cell("weights[on,cat]", "--query", "mat")["cell"] == "weights[on,cat]"


def test_the_scenario_options_are_those_of_explain() -> None:
    assert cell("weights[cat,mat]", "--mask", "causal")["value"] == 0
    assert cell("weights[@2,1]", "-s", "rasbt-simple")["value"] == pytest.approx(0.1385, abs=1e-4)
    assert cell("scaled_scores[sat,sat]", "--scale", "3")["value"] == 6
    assert cell("weights[cat,on]", "cat on", "-m", "dot-product")["value"] == pytest.approx(
        1 / (1 + 2.718281828459045**1.25)
    )


def test_a_word_that_stands_twice_is_an_error_that_names_both_places() -> None:
    run = attn("why", "weights[cat,the]", "the cat the")
    assert run.code == 2
    assert "the@1" in run.err
    assert "the@3" in run.err
    assert cell("weights[cat,the@3]", "the cat the")["cell"] == "weights[cat,the@3]"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "weights",
        "weights[",
        "weights[sat",
        "weights]",
        "weights[]",
        "weights[sat,cat,1]",
        "weights[sat,dog]",
        "nothing[sat]",
        "weights[sat,@0]",
        "weights[sat,@7]",
        "weights[sat,-1]",
        'weights["sat,cat]',
        "[sat,cat]",
        "weights[sat,cat]x",
        "total[]",
        "highest[dog]",
        "context[sat,3]",
        "x[1]",
        "weights[,]",
    ],
)
def test_a_cell_that_is_not_there_is_a_usage_error_with_help(typed: str) -> None:
    run = attn("why", typed)
    assert run.code == 2
    assert run.out == ""
    assert run.err.startswith("error[E5")
    assert "help: " in run.err


@pytest.mark.parametrize("depth", ["0", "-1", "x", "1.5"])
def test_a_depth_below_one_is_refused(depth: str) -> None:
    assert attn("why", "weights[sat,cat]", "--depth", depth).code == 2


def test_a_greater_depth_tells_more_and_says_how_to_get_there() -> None:
    shallow, deep = (attn("why", "weights[sat,cat]", "--depth", depth).out for depth in ("1", "9"))
    assert len(shallow.splitlines()) < len(deep.splitlines())
    assert "--depth 2" in shallow
    assert "--depth" not in deep


def test_digits_and_width_are_obeyed() -> None:
    page = attn("why", "weights[sat,cat]", "--digits", "6", "--width", "50").out
    assert "weights[sat,cat] = 0.22428202" in page
    assert max(map(len, page.splitlines())) <= 50


def test_a_hidden_weight_says_why_it_is_zero() -> None:
    page = attn("why", "weights[sat,mat]", "--mask", "causal").out
    assert "weights[sat,mat] = 0.0000" in page
    assert re.search("because (it is )?hidden", page)


def test_a_given_number_says_that_it_is_given() -> None:
    page = attn("why", "x[sat,1]").out
    assert "is given" in page
    assert " = 1" in page


def test_npz_is_no_format_of_a_derivation() -> None:
    assert attn("why", "weights[sat,cat]", "-f", "npz").code == 2


@pytest.mark.parametrize(
    ("typed", "what", "help"),
    [
        ("0.22", "`0.22` is what a number shows, not its name", "ask by its name: weights[sat,cat]"),
        ("3.13", "`3.13` is what a number shows, not its name", "ask by its name: total[sat]"),
        (
            "0.11",
            "0.11 stands for 2 numbers here",
            "choose one by its name: weights[sat,The], weights[sat,the]",
        ),
        ("9.99", "no number of a stage shows as 9.99 here", "ask by its name, as in weights[sat,sat]"),
        *(
            (
                typed,
                f"`{typed}` does not say of which stage",
                "choose one: `scores[sat,cat]`, `scaled_scores[sat,cat]` or `weights[sat,cat]`",
            )
            for typed in ("sat,cat", "sat cat", "cat")
        ),
        *(
            (f"weights[{typed}]", f"`total` is no label of `weights[{typed}]`", "ask for `total[sat]`")
            for typed in ("sat,total", "total", "total,sat")
        ),
        ("dog", "`dog` is not a cell", 'write a stage and its labels in brackets: "weights[sat,cat]"'),
    ],
)
def test_what_is_no_cell_leads_to_the_cells_that_may_be_meant(typed: str, what: str, help: str) -> None:
    run = attn("why", typed)
    assert run.code == 2
    assert what in run.err
    assert f"help: {help}\n" in run.err
    for name in re.findall(r"\w+\[.*?\]", help):
        assert attn("why", name).code == 0
