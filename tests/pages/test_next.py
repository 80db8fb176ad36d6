"""What next: the next thing to learn, and commands that do what is said of them."""

from __future__ import annotations

import pytest
from command import attn, unasked

from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.pages.groups import GROUPS, JUDGES, LESSONS, grouped
from attncli.pages.lessons import following


def proposed(*arguments: str) -> list[str]:
    """The commands under What next, as they stand on the page."""
    page = attn(*arguments, "--width", "500").out
    lines = page[page.index(" What next") :].splitlines()
    return [line.strip().split("   ")[0] for line in lines if line.startswith("   attn ")]


LEARNT = [name for name in scenario_names() if load_scenario(name).teaches != JUDGES]
"""The built-in scenarios that somebody learns from."""


def test_every_built_in_scenario_stands_in_the_order_and_in_its_own_group() -> None:
    of_group = dict(zip(GROUPS, LESSONS, strict=False))
    assert [group for group in GROUPS if group not in of_group] == [JUDGES]
    assert sorted(name for names in LESSONS for name in names) == sorted(LEARNT)
    for name in LEARNT:
        teaches = load_scenario(name).teaches
        assert teaches is not None
        assert name in of_group[teaches]


def test_attn_list_shows_the_scenarios_in_the_order_in_which_pages_lead_through_them() -> None:
    listed = [
        one.name for _, _, members in grouped(list(map(load_scenario, scenario_names()))) for one in members
    ]
    assert listed[: len(LEARNT)] == [name for names in LESSONS for name in names]


def test_judges_are_listed_last_and_lead_nowhere() -> None:
    *_, (group, _, members) = grouped(list(map(load_scenario, scenario_names())))
    assert group == JUDGES
    assert {one.name for one in members} == set(scenario_names()) - set(LEARNT)
    assert not any(following(one.name) for one in members)


def test_whoever_follows_what_next_comes_through_every_example() -> None:
    seen = ["cat-sat-mat"]
    while after := following(seen[-1]):
        seen.append(next(iter(after)))
    assert seen == [name for names in LESSONS for name in names]


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("cat-sat-mat", ["rasbt-simple", "alammar-transformer"]),
        ("flash-4x4", ["alammar-transformer"]),
        ("rasbt-causal", ["cat-sat-mat-causal", "yeh-small"]),
        ("mlm-positions", ["same-word-twice", "trained-heads"]),
        ("same-word-twice", ["trained-heads"]),
        ("trained-heads", []),
    ],
)
def test_a_page_names_the_next_example_and_the_next_subject(name: str, after: list[str]) -> None:
    commands = proposed("explain", "-s", name)
    assert [
        each.removeprefix("attn explain -s ") for each in commands if each.count(" ") == 3 and "-s" in each
    ] == after
    assert commands[-1] == "attn list scenarios"


@pytest.mark.law
@pytest.mark.parametrize(
    "arguments",
    [
        *(("explain", "-s", name) for name in scenario_names()),
        ("explain", "--all"),
        ("multihead",),
        ("multihead", "--all"),
        ("explain", "The river bank was steep", "-q", "bank"),
        ("multihead", "The river bank was steep", "-q", "bank"),
        ("multihead", "The river bank was steep", "-q", "bank", "-s", "glove", "--heads", "2"),
        ("explain", "bank"),
        ("explain", "-s", "rasbt-causal", "-q", "Your"),
        ("explain", "--mask", "causal", "-q", "mat"),
    ],
    ids=" ".join,
)
def test_every_command_that_a_page_proposes_runs(arguments: tuple[str, ...]) -> None:
    for line in proposed(*arguments):
        run = attn(*unasked(line), "--width", "120")
        assert run.code == 0, (line, run.err)


def test_what_is_said_of_a_command_is_what_it_does() -> None:
    masked = "attn explain -s cat-sat-mat --query sat --mask causal"
    assert masked in proposed("explain", "-s", "cat-sat-mat")
    assert "3 hidden keys" in " ".join(attn(*masked.split()[1:]).out.split())
    head = "attn explain -s cat-sat-mat-heads --query sat --head place"
    assert head in proposed("multihead")
    assert all(each.count(" --mask ") <= 1 for each in proposed("explain", "--mask", "none"))
    assert all(" --all" not in each and " --mask " not in each for each in proposed("explain", "bank"))
