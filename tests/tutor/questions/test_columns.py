"""Whose columns are whose."""

from __future__ import annotations

import re

import closed
import numpy as np
import pytest
from asked import subject as built_in

from attncli.loading.library import scenario_names
from attncli.tutor.questions import columns

WITH_HEADS = [name for name in scenario_names() if built_in(name).trace.heads is not None]


def meant(text: str, everything: int) -> list[int]:
    """The columns (from 1) that a text names."""
    if text.startswith("all "):
        return list(range(1, everything + 1))
    found = [int(each) for each in re.findall(r"\d+", text)]
    if " to " in text:
        return list(range(found[0], found[1] + 1))
    if "…" in text:
        return list(range(found[0], found[-1] + 1, found[1] - found[0]))
    return found


def asked_head(text: str) -> int:
    """The head (from 0) that a question is about."""
    found = re.findall(r"[Hh]ead\s(\d+)", text)
    return int(found[0]) - 1


@pytest.mark.parametrize("name", scenario_names())
def test_it_keeps_what_every_question_keeps(name: str) -> None:
    for item, question in closed.questions(columns.FAMILY, name, tuple(range(6))):
        closed.keeps(built_in(name), columns.FAMILY, item, question)


def test_it_is_asked_where_there_are_heads_and_nowhere_else() -> None:
    asked = [name for name in scenario_names() if list(closed.questions(columns.FAMILY, name, (0,)))]
    assert asked == WITH_HEADS


@pytest.mark.parametrize("name", WITH_HEADS)
def test_the_right_columns_are_those_that_the_head_is_made_of(name: str) -> None:
    subject = built_in(name)
    for item, question in closed.questions(columns.FAMILY, name, tuple(range(8))):
        stage = subject.numbers.truth[item.stage]
        head = asked_head(closed.text(question.ask))
        [right] = [option for option in question.options if option.right]
        if item.stage == "key_shared":
            kv = int(closed.text(right.words).removeprefix("key head ")) - 1
            assert np.array_equal(stage.output.array[head], stage.input("kv").array[kv])
            continue
        packed = stage.output if item.stage == "concatenated" else stage.input("packed")
        heads = stage.input("context") if item.stage == "concatenated" else stage.output
        own = [column - 1 for column in meant(closed.text(right.words), packed.array.shape[1])]
        assert np.array_equal(packed.array[:, own], heads.array[head])


@pytest.mark.parametrize("name", WITH_HEADS)
def test_what_is_said_of_the_others_is_true_of_their_columns(name: str) -> None:
    subject = built_in(name)
    ordinals = dict(zip(columns.ORDINALS, range(2, 11), strict=True))
    for item, question in closed.questions(columns.FAMILY, name, tuple(range(8))):
        stage = subject.numbers.truth[item.stage]
        if item.stage == "key_shared":
            heads, kv = len(stage.settings["heads"]), stage.settings["kv_heads"]
            assert closed.text(question.then) == (
                "Neighbours share: key head 1 is for heads 1 and 2, key head 2 for heads 3 and 4."
            )
            assert (heads, kv) == (4, 2)
            for option in question.options:
                said = closed.text(option.says)
                if found := re.search(r"[Kk]ey head (\d).* for heads? ([\d andto]+)\.", said):
                    takers = [h + 1 for h in range(heads) if h * kv // heads == int(found[1]) - 1]
                    assert meant(found[2], 0) == takers
                else:
                    assert closed.text(option.words) in ("both of them", f"all {kv} of them")
            continue
        packed = stage.output if item.stage == "concatenated" else stage.input("packed")
        heads = len(stage.settings["heads"])
        n = packed.array.shape[1]
        for option in question.options:
            own, said = meant(closed.text(option.words), n), closed.text(option.says)
            if found := re.search(r"those are for (?:key )?head (\d+)", said):
                width = n // heads
                assert own == list(range((int(found[1]) - 1) * width + 1, int(found[1]) * width + 1))
            elif found := re.search(r"that is every (\w+) column", said):
                head = asked_head(closed.text(question.ask))
                assert own == list(range(head + 1, n + 1, heads))
                assert ordinals[found[1]] == heads
            elif not option.right:
                assert own == list(range(1, n + 1))
        told = re.findall(r"columns? [^,.]*", closed.text(question.then))
        if told:
            assert meant(told[0], n) + meant(told[1], n) == list(range(1, 2 * n // heads + 1))


def test_every_head_is_asked_about_with_some_seed() -> None:
    heads = {
        asked_head(closed.text(question.ask))
        for item, question in closed.questions(columns.FAMILY, "cat-sat-mat-heads", tuple(range(40)))
        if item.stage == "query_heads"
    }
    assert heads == {0, 1, 2, 3}
