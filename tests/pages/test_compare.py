"""The sentences of a comparison are true of the numbers, which numpy finds again by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from attncli.comparison.choosing import compared
from attncli.comparison.numbers import Comparison
from attncli.comparison.word import OfWord
from attncli.document import Facing, Working, plain
from attncli.errors import AttnError
from attncli.formats import write
from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.pages.compare import compare_page, sentences
from attncli.pages.compare_sides import Side
from attncli.scenario import Scenario
from attncli.trace import Trace

Array = NDArray[np.float64]

A, B = Side("one", "attn explain -s one"), Side("other", "attn explain -s other")
CHANGES: tuple[dict[str, object], ...] = (
    {"scale": "none"},
    {"scale": 2.5},
    {"scale": -1.0},
    {"mask": "causal"},
    {"mask": "none"},
    {"mask": "window=1"},
    {"heads": 1},
    {"mechanism": "multi-head", "heads": 2},
    {"mechanism": "luong-dot"},
)


def pairs() -> Iterator[Any]:
    """Every built-in scenario, beside what each change makes of it where it can."""
    for name, change in product(scenario_names(), CHANGES):
        try:
            changed = load_scenario(name, **change)  # type: ignore[arg-type]
        except AttnError:  # it has no heads, or no such masks
            continue
        yield pytest.param(load_scenario(name), changed, id=f"{name} {change}")


PAIRS = list(pairs())


@pytest.mark.parametrize("name", scenario_names())
@pytest.mark.parametrize("every", [False, True])
def test_nothing_differs_from_itself(name: str, every: bool) -> None:
    scenario = load_scenario(name)
    found = compared(scenario, load_scenario(name), every=every)
    assert isinstance(found, Comparison)
    assert found.alike
    assert found.first is None
    assert found.elsewhere == 0
    [said] = map(plain, sentences(found))
    trace = attend(scenario, every=every)
    outputs = {stage.name: stage.output for stage in trace.shown}
    givens = [tensor for tensor in trace.givens if tensor.name not in outputs]
    n = sum(tensor.array.size for tensor in (*givens, *outputs.values()))
    assert f"all {n} numbers are the same in A and in B." in said


@pytest.mark.parametrize(("a", "b"), PAIRS)
@pytest.mark.parametrize("swapped", [False, True])
def test_every_sentence_is_true_of_the_numbers(a: Scenario, b: Scenario, swapped: bool) -> None:
    found = compared(*((b, a) if swapped else (a, b)))
    assert isinstance(found, Comparison)
    for words in sentences(found):
        text = plain(words)
        while text:
            text = checked(text, found).lstrip()


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_what_is_said_of_all_queries_is_true_of_the_numbers(a: Scenario, b: Scenario) -> None:
    found = compared(a, b, every=True)
    assert isinstance(found, Comparison)
    for words in sentences(found):
        text = plain(words)
        while text:
            text = checked(text, found).lstrip()


def checked(text: str, found: Comparison) -> str:
    """The rest of a text behind its first sentence, which was held against the numbers."""
    for pattern, check in CHECKS.items():
        said = re.match(pattern, text)
        if said is not None:
            check(said, found)
            return text[said.end() :]
    raise AssertionError(f"no test knows this sentence: {text}")


NUMBER = r"(-?[\d.]+(?:e[-+]?\d+)?|-?inf|yes|no)"


def weights_of(trace: Trace) -> Array:
    """The weights of the query and the head that are told."""
    stage = next(stage for stage in trace.stages if stage.name == "weights")
    array = stage.output.array
    if stage.output.has("head"):
        array = array[trace.head or 0]
    return np.asarray(array[trace.query if len(array) > 1 else 0], dtype=np.float64)


def names_in(trace: Trace, keys: list[int]) -> set[str]:
    """What some keys are called."""
    axis = next(stage for stage in trace.stages if stage.name == "weights").output.axis("key")
    own = axis.sequence is not None and axis.sequence == trace.queries.sequence
    named = {at: axis.names[at] if axis.sequence is not None else f"key {axis.labels[at]}" for at in keys}
    return {"itself" if own and at == trace.query else name for at, name in named.items()}


def assert_names(said: str, trace: Trace, keys: list[int]) -> None:
    """Whether a list in words names these keys; past a few it counts the others."""
    more = re.search(r" and (\d+) more$", said)
    said = said[: more.start()] if more else said
    there = {name.replace("Key ", "key ") for name in re.split(r", | and ", said)}
    assert there <= names_in(trace, keys)
    assert len(there) + int(more[1] if more else 0) == len(names_in(trace, keys))


def heaviest(row: Array) -> list[int]:
    """The keys with the largest weight."""
    return (row >= row.max() - 1e-9).nonzero()[0].tolist() if row.any() else []


def tensors(trace: Trace) -> dict[str, Any]:
    """All that was given, then all that came out, as it is shown."""
    stages = {stage.name: stage.output for stage in trace.shown}
    givens = {tensor.name: tensor for tensor in trace.givens if tensor.name not in stages}
    return {name: tensor.array for name, tensor in {**givens, **stages}.items()}


def differs(one: Any, other: Any) -> Any:
    """Where two arrays differ by more than rounding."""
    if one.dtype == bool:
        return one != other
    size = max(float(np.abs(each[np.isfinite(each)]).max(initial=0)) for each in (one, other))
    with np.errstate(invalid="ignore"):
        return ~((one == other) | (np.abs(one - other) <= 1e-12 * size))


def check_first(said: re.Match[str], found: Comparison) -> None:
    cell, *numbers = said.groups()
    a, b = tensors(found.a), tensors(found.b)
    both = [name for name in a if name in b and a[name].shape == b[name].shape]
    name = next(name for name in both if differs(a[name], b[name]).any())
    at = tuple(np.argwhere(differs(a[name], b[name]))[0])
    assert cell.startswith(f"{name}[")
    truths = {"yes": True, "no": False}
    values = [truths[number] if number in truths else float(number) for number in numbers]
    assert values == [a[name][at], b[name][at]]


def check_none(_: re.Match[str], found: Comparison) -> None:
    a, b = tensors(found.a), tensors(found.b)
    both = [name for name in a if name in b and a[name].shape == b[name].shape]
    assert not any(differs(a[name], b[name]).any() for name in both)


def check_alone(said: re.Match[str], found: Comparison) -> None:
    names, _, kind, side = said.groups()
    own, other = (found.a, found.b) if side == "A" else (found.b, found.a)
    alone = [name for name in tensors(own) if name not in tensors(other)]
    made = {stage.name for stage in own.stages} if kind == "computed" else set()
    expected = [name for name in alone if (name in made) == (kind == "computed")]
    for name in re.split(r", | and ", re.sub(r" and \d+ more$", "", names)):
        assert name in expected


def check_mechanisms(said: re.Match[str], found: Comparison) -> None:
    assert said.groups() == (found.a.mechanism, found.b.mechanism)
    assert said[1] != said[2]


def check_same_top(said: re.Match[str], found: Comparison) -> None:
    one, other = weights_of(found.a), weights_of(found.b)
    assert heaviest(one) == heaviest(other)
    assert_names(said["names"], found.a, heaviest(one))
    assert float(said["a"]) == one.max()
    second = said.groupdict().get("b")
    assert (second is None) == (abs(one.max() - other.max()) <= 1e-9)
    assert second is None or float(second) == other.max()


def check_other_top(said: re.Match[str], found: Comparison) -> None:
    one, other = weights_of(found.a), weights_of(found.b)
    assert heaviest(one) != heaviest(other)
    assert_names(said["names_a"], found.a, heaviest(one))
    assert_names(said["names_b"], found.b, heaviest(other))
    assert (float(said["a"]), float(said["b"])) == (one.max(), other.max())


def check_empty(said: re.Match[str], found: Comparison) -> None:
    rows = {"A": weights_of(found.a), "B": weights_of(found.b)}
    assert not rows[said["empty"]].any()
    assert float(said["weight"]) == rows[said["full"]].max() > 0
    assert_names(said["names"], found.a, heaviest(rows[said["full"]]))


def check_alike(_: re.Match[str], found: Comparison) -> None:
    np.testing.assert_allclose(weights_of(found.a), weights_of(found.b), atol=1e-9)


def check_hidden(said: re.Match[str], found: Comparison) -> None:
    rows = {"A": weights_of(found.a), "B": weights_of(found.b)}
    gone = (rows[said["where"]] == 0) & (rows[said["there"]] > 0)
    assert_names(said["keys"], found.a, gone.nonzero()[0].tolist())
    assert float(said["weight"]) == pytest.approx(rows[said["there"]][gone].sum(), abs=1e-12)


def check_left(said: re.Match[str], found: Comparison) -> None:
    rows = {"A": weights_of(found.a), "B": weights_of(found.b)}
    more, less = rows[said["there"]], rows[said["here"]]
    left = more > 0
    np.testing.assert_allclose(more[left], float(said["ratio"]) * less[left], rtol=1e-8)
    if said["shares"]:
        assert more.sum() == pytest.approx(less.sum(), abs=1e-9)


def check_spread(said: re.Match[str], found: Comparison) -> None:
    scores = {}
    for side, trace in (("A", found.a), ("B", found.b)):
        stage = next(stage for stage in trace.told if stage.name == "weights")
        row = stage.inputs[0].array[0]
        scores[side] = row[np.isfinite(row)]
    more, less = scores[said["more"]], scores[said["less"]]
    factor = float(said["factor"])
    assert factor > 1
    np.testing.assert_allclose(more - more.max(), factor * (less - less.max()), atol=1e-8 * np.ptp(more))
    rows = {"A": weights_of(found.a), "B": weights_of(found.b)}
    assert rows[said["more"]].max() >= rows[said["less"]].max() - 1e-12


def check_result(said: re.Match[str], found: Comparison) -> None:
    one, other = (trace.shown[-1].output.array for trace in (found.a, found.b))
    far = np.abs(other - one)
    at = np.unravel_index(far.argmax(), far.shape)
    assert (float(said["a"]), float(said["b"])) == (one[at], other[at])
    assert said["label"] == found.a.shown[-1].output.axes[-1].labels[at[-1]]


def check_same_result(_: re.Match[str], found: Comparison) -> None:
    one, other = (trace.shown[-1].output.array for trace in (found.a, found.b))
    np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-11)


def check_sizes(said: re.Match[str], found: Comparison) -> None:
    sizes = [trace.shown[-1].output.array.size for trace in (found.a, found.b)]
    assert [int(said[1]), int(said[2])] == sizes


def check_elsewhere(said: re.Match[str], found: Comparison) -> None:
    count = 0
    values = None
    others = {stage.name: stage.output for stage in found.b.stages}
    for stage in found.a.stages:
        one, other = stage.output, others.get(stage.name)
        if other is None or one.array.shape != other.array.shape or not one.has("query"):
            continue
        at = one.axes.index(one.axis("query"))
        places = np.delete(differs(one.array, other.array), found.a.query or 0, axis=at)
        count += int(places.sum())
        if values is None and places.any():
            first = tuple(np.argwhere(places)[0])
            values = [np.delete(each.array, found.a.query or 0, axis=at)[first] for each in (one, other)]
    assert int(said["n"]) == count
    assert values == [float(said["a"]), float(said["b"])]


def check_average(said: re.Match[str], found: Comparison) -> None:
    means = [trace.stage("weights").output.array.max(axis=-1).mean() for trace in (found.a, found.b)]
    assert float(said["a"]) == pytest.approx(means[0], abs=1e-12)
    if said["b"] is not None:
        assert float(said["b"]) == pytest.approx(means[1], abs=1e-12)
    assert (said["b"] is None) == (abs(means[0] - means[1]) <= 1e-9)


def check_all_alike(_: re.Match[str], found: Comparison) -> None:
    one, other = (trace.stage("weights").output.array for trace in (found.a, found.b))
    np.testing.assert_allclose(one, other, atol=1e-11)


def check_heads(said: re.Match[str], found: Comparison) -> None:
    trace = found.a if said["side"] == "A" else found.b
    weights = next(stage for stage in trace.shown if stage.name == "weights").output
    rows = weights.array.reshape(-1, weights.array.shape[-1])
    assert int(said["n"]) == len(rows)
    numbers = [float(number) for number in re.findall(r"\((0?\.?\d[\d.e-]*)\)", said["parts"])]
    for number, row in zip(numbers, rows, strict=False):
        assert number == row.max()


def check_nothing(said: re.Match[str], found: Comparison) -> None:
    assert found.alike
    a, b = tensors(found.a), tensors(found.b)
    assert a.keys() == b.keys()
    assert not any(differs(a[name], b[name]).any() for name in a)
    assert int(said["n"]) == sum(array.size for array in a.values())


WHERE = r"(?:In head\s\d+(?: \(.*?\))? )?"
WHO = r"(?:[Qq]uery \d+|\S+)"
CHECKS: dict[str, Callable[[re.Match[str], Comparison], None]] = {
    rf"Nothing differs(?: for {WHO})?: all (?P<n>\d+) numbers are the same in A and in B\.": check_nothing,
    rf"The first number that differs is (\S+): {NUMBER} in A, {NUMBER} in B\.": check_first,
    r"No number differs that stands in both\.": check_none,
    r"(.+?) (is|are) (given|computed) in ([AB]) alone\.": check_alone,
    r"A is computed by (\S+), B by (\S+)\.": check_mechanisms,
    rf"{WHERE}{WHO} attends most to (?P<names>.+?) in both(?:: (?P<a>\S+) in A, (?P<b>\S+) in B)\.": (
        check_same_top
    ),
    rf"{WHERE}{WHO} attends most to (?P<names>.+?) in both, and as much \((?P<a>\S+)\)\.": check_same_top,
    rf"{WHERE}{WHO} attends most to (?P<names_a>[^()]+?) in A \((?P<a>\S+)\), most to "
    r"(?P<names_b>[^()]+?) in B \((?P<b>\S+)\)\.": check_other_top,
    rf"{WHERE}{WHO} attends to nothing in (?P<empty>[AB]), and most to (?P<names>.+?) in (?P<full>[AB]) "
    r"\((?P<weight>\S+)\)\.": check_empty,
    rf"{WHERE}{WHO} attends alike in both: the weights are the same\.": check_alike,
    r"(?P<keys>[^.]+?) weighs? exactly 0 in (?P<where>[AB]); in (?P<there>[AB]) (?:it has|they have) "
    r"(?P<weight>[\d.e-]+?)(?: together)?\.(?= |$)": check_hidden,
    r"What is left weighs (?P<ratio>\S+) times as much in (?P<there>[AB]) as in (?P<here>[AB])"
    r"(?P<shares>: it shares what the others have no longer)?\.": check_left,
    r"The scores that the weights are made of lie (?P<factor>\S+) times as far apart in (?P<more>[AB]) as in "
    r"(?P<less>[AB]): the further apart, the more goes to the largest\.": check_spread,
    rf"What it becomes differs most in \w+ (?P<label>\S+): (?P<a>{NUMBER}) in A, (?P<b>{NUMBER}) in B\.": (
        check_result
    ),
    r"What it becomes is the same in both\.": check_same_result,
    r"What it becomes has (\d+) numbers in A and (\d+) in B\.": check_sizes,
    rf"Of other queries (?P<n>\d+) numbers? differs?, the first of them \S+: (?P<a>{NUMBER}) in A, "
    rf"(?P<b>{NUMBER}) in B\. --all shows them all\.": check_elsewhere,
    r"The largest weight of a query(?: in a head)? is (?P<a>\S+) on average"
    r"(?: in A, (?P<b>\S+) in B|, in both)\.": check_average,
    r"Every query attends alike in both: the weights are the same\.": check_all_alike,
    r"In (?P<side>[AB]), with (?P<n>\d+) heads?, \S+(?: \d+)? attends (?P<parts>.+?)\."
    r"(?= In B, with| What it|$)": check_heads,
}
"""Every sentence that there may be, with what holds it against the numbers."""


def test_the_two_banks_are_told_by_what_the_word_becomes() -> None:
    a, b = (
        load_scenario("glove", sentence=sentence, query="bank")
        for sentence in ("The river bank was steep", "The bank lent him money")
    )
    found = compared(a, b, query="bank")
    assert isinstance(found, OfWord)
    text = " ".join(map(plain, sentences(found)))
    rows = []
    for scenario in (a, b):
        assert scenario.x is not None
        x = np.asarray(scenario.x.array, dtype=np.float64)
        scores = x @ x[scenario.shown or 0] / np.sqrt(x.shape[1])
        weights = np.exp(scores - scores.max())
        rows.append((x, weights / weights.sum()))
    (xa, wa), (xb, wb) = rows
    home = wa @ xa, wb @ xb
    cosine = home[0] @ home[1] / np.linalg.norm(home[0]) / np.linalg.norm(home[1])
    assert found.alike == pytest.approx(cosine, abs=1e-12)
    assert found.began == pytest.approx(1, abs=1e-12)
    kept = re.search(r"keeps (\S+) of its attention in A and (\S+) in B", text)
    assert kept is not None
    assert [float(kept[1]), float(kept[2])] == pytest.approx([wa[2], wb[1]], abs=1e-12)
    assert f"most goes to river in A ({np.sort(wa)[-2]!s:.8}" in text
    assert "in A most towards river, creek and gorge, in B most towards money, lent and much" in text
    assert "None of the 12 words that gain most is the same in both." in text


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_two_stand_side_by_side_from_100_columns(width: int) -> None:
    a, b = (
        load_scenario("cat-sat-mat", sentence=sentence, query="cat")
        for sentence in ("The cat sat", "The mat cat sat on")
    )
    page = compare_page(compared(a, b), A, B)
    assert any(isinstance(block, Facing) for section in page.sections for block in section.blocks)
    lines = write(page, width=width).splitlines()
    assert all(len(line) <= width for line in lines)
    assert any("A: one" in line and "B: other" in line for line in lines) == (width >= 100)


def test_numbers_of_a_table_are_those_of_both_and_their_difference() -> None:
    a, b = load_scenario("cat-sat-mat"), load_scenario("cat-sat-mat", scale="none")
    page = compare_page(compared(a, b), A, B)
    section = next(section for section in page.sections if section.name == "weights")
    [table] = [block for block in section.blocks if isinstance(block, Working)]
    one, other = (weights_of(attend(scenario)) for scenario in (a, b))
    for row, was, now in zip(table.rows, one, other, strict=True):
        values = [entry.cell.value for entry in row.entries[:3]]  # type: ignore[union-attr]
        assert values == pytest.approx([was, now, now - was], abs=1e-15)
