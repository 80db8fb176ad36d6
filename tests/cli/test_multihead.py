"""`attn multihead`, and --heads, --head and --seed wherever they are taken."""

from __future__ import annotations

import subprocess
import sys

import pytest
from command import attn


def test_multihead_is_explain_with_a_scenario_of_its_own_and_a_given_one_wins() -> None:
    assert attn("multihead", "--json").json() == attn("explain", "-s", "cat-sat-mat-heads", "--json").json()
    assert (
        attn("multihead", "-s", "yeh-mha", "--json").json()
        == attn("explain", "-s", "yeh-mha", "--json").json()
    )
    assert attn("multihead", "-s", "cat-sat-mat", "--json").json()["mechanism"] == "multi-head"


def test_one_head_is_told_in_full_and_the_others_in_brief() -> None:
    page = attn("multihead", "--head", "place", "--stage", "weights").out
    assert "In head 2 (place):" in page
    assert "head 1    subject: “cat” 0.77, no other more than 0.05" in page
    assert "▸ head 2" in page
    assert "The shape of A: 4 heads × 6 queries × 6 keys." in page


def test_the_figure_marks_the_present_stage() -> None:
    assert "▸ split" in attn("multihead", "--stage", "query_heads").out
    assert "┼▸ attention ×4" in attn("multihead", "--stage", "weights").out
    assert "─▸ Linear W_O" in attn("multihead", "--stage", "output").out


def test_json_holds_all_heads_whichever_is_told() -> None:
    found = attn("multihead", "--head", "place", "--stage", "weights", "--json").json()["stages"][0]
    assert [(axis["name"], len(axis["labels"])) for axis in found["axes"]] == [
        ("head", 4),
        ("query", 1),
        ("key", 6),
    ]


def test_why_reads_down_from_the_output_through_heads_to_the_embeddings() -> None:
    cells = attn("why", "output[sat,1]", "-s", "cat-sat-mat-heads", "--depth", "9", "--json").json()["cells"]
    stages = {cell["stage"] for cell in cells}
    assert {"output", "concatenated", "context", "weights", "exponentials", "scaled_scores"} <= stages
    assert {"scores", "query_heads", "key_heads", "query", "key"} <= stages
    rests_on = {name.split("[")[0] for cell in cells for name in cell["rests_on"]}
    assert {"x", "w_q", "w_k", "w_v", "w_o"} <= rests_on


@pytest.mark.parametrize(
    "cell",
    [
        "weights[place,sat,on]",
        "weights[2,sat,on]",
        "weights[place,on]",
        "exponentials[place,sat,on]",
        "concatenated[sat,4]",
        "highest[place,sat]",
    ],
)
def test_a_cell_of_a_head_is_found_by_name_or_number_and_without_its_query(cell: str) -> None:
    assert attn("why", cell, "-s", "cat-sat-mat-heads").code == 0


def test_with_a_head_chosen_a_cell_may_leave_it_out() -> None:
    run = attn("why", "weights[sat,on]", "-s", "cat-sat-mat-heads", "--head", "2")
    assert "weights[place,sat,on] = 0.7719" in run.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["multihead", "--heads", "3"], "E531"),
        (["multihead", "--head", "verb"], "E530"),
        (["explain", "--head", "1"], "E530"),
        (["explain", "--heads", "2"], "E531"),
        (["multihead", "--seed", "1"], "E532"),
        (["why", "weights[sat,on]", "-s", "cat-sat-mat-heads"], "E513"),
        (["multihead", "--heads", "two"], "E500"),
        (["multihead", "--all", "--query", "sat"], "E508"),
    ],
)
def test_a_wrong_command_line_is_refused(arguments: list[str], code: str) -> None:
    run = attn(*arguments)
    assert (run.code, run.out) == (2, "")
    assert f"error[{code}]" in run.err


def test_nothing_of_heads_is_imported_where_there_are_none() -> None:
    script = "import sys; from attncli.cli.app import main; main(['explain']); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    ours = [name for name in run.stdout.splitlines()[-1].split() if name.startswith("attncli")]
    assert ours
    assert not [name for name in ours if "heads" in name or "multi" in name]
