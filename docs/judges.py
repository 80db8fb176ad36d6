"""Makes the judges: the built-in scenarios that `attn grade` gives to a program under test.

    python docs/judges.py write           # writes scenarios/judge-*.yaml
    python docs/judges.py choose [NAME]…  # prints CHOSEN anew: which draw of random numbers each is
    python docs/judges.py near [NAME]…    # prints the mistakes that a judge can hardly tell apart

Their numbers are random and of two decimals. Of many draws of each the one is chosen in which the known
mistakes, each in all its forms, give results that are furthest from the truth and from each other.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

TOP = Path(__file__).parent.parent
DRAWS = 40
"""How many draws of numbers a judge is chosen from."""
SEED = 20_170_612
NEAR = 0.03
"""Results nearer than this share of the largest number may be one in half precision."""

SELF = {"w_q": (3, 3), "w_k": (3, 3), "w_v": (3, 3)}
OF_HEADS = {"w_q": (12, 12), "w_k": (12, 12), "w_v": (12, 12), "w_o": (12, 12)}
ROLES = {"query": (5, 3), "key": (5, 3), "value": (5, 3)}
LUONG = {"query": (4, 3), "key": (4, 3), "value": (4, 3)}


def biases(matrices: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """A bias for every matrix."""
    return {f"b_{name[-1]}": shape[1:] for name, shape in matrices.items()}


JUDGES: dict[str, dict[str, Any]] = {
    "scaled-dot-product": {"title": "Scaled dot products of queries, keys and values", "tensors": ROLES},
    "dot-product": {"title": "Dot products, not scaled", "mechanism": "dot-product", "tensors": ROLES},
    "causal": {"title": "A causal mask", "mask": "causal", "tensors": ROLES},
    "causal-cached": {
        "title": "A causal mask with fewer queries than keys",
        "mask": "{causal: bottom-right}",
        "query": 2,
        "tensors": {"query": (3, 6), "key": (5, 6), "value": (5, 6)},
    },
    "padding": {"title": "Two keys that are padding", "mask": "{valid_length: 3}", "tensors": ROLES},
    "causal-padding": {
        "title": "A causal mask, and a key that is padding",
        "mask": ["causal", "{valid_length: 4}"],
        "tensors": ROLES,
    },
    "window": {"title": "A window of one key on either side", "mask": "{window: 1}", "tensors": ROLES},
    "projections": {"title": "Queries, keys and values by square matrices", "x": (5, 3), "parameters": SELF},
    "projections-narrow": {
        "title": "Queries, keys and values by matrices that are not square",
        "x": (5, 8),
        "parameters": {"w_q": (8, 3), "w_k": (8, 3), "w_v": (8, 4)},
    },
    "biases": {
        "title": "Queries, keys and values by matrices with biases",
        "x": (5, 3),
        "parameters": SELF | biases(SELF),
    },
    "cross-attention": {
        "title": "Keys and values of another sequence",
        "x": (5, 3),
        "memory": (5, 3),
        "parameters": SELF,
    },
    "cross-attention-lengths": {
        "title": "Keys and values of another sequence, of another length",
        "x": (4, 3),
        "memory": (5, 3),
        "parameters": SELF | biases(SELF),
    },
    "positions": {
        "title": "Positions added to the embeddings",
        "positions": 10_000,
        "most": 0.8,
        "x": (4, 6),
        "parameters": {"w_q": (6, 6), "w_k": (6, 6), "w_v": (6, 6)},
    },
    "heads": {
        "title": "Two heads without matrices",
        "mechanism": "multi-head",
        "heads": 2,
        "tensors": {"query": (5, 6), "key": (5, 6), "value": (5, 6)},
    },
    "multi-head": {
        "title": "Four heads",
        "mechanism": "multi-head",
        "heads": 4,
        "x": (5, 12),
        "parameters": OF_HEADS,
    },
    "multi-head-biases": {
        "title": "Four heads, with biases",
        "mechanism": "multi-head",
        "heads": 4,
        "x": (5, 12),
        "parameters": OF_HEADS | biases(OF_HEADS),
    },
    "multi-head-causal": {
        "title": "Four heads with a causal mask",
        "mechanism": "multi-head",
        "heads": 4,
        "mask": "causal",
        "x": (5, 12),
        "parameters": OF_HEADS,
    },
    "multi-head-cross": {
        "title": "Four heads, keys and values of another sequence",
        "mechanism": "multi-head",
        "heads": 4,
        "x": (6, 12),
        "memory": (5, 12),
        "parameters": OF_HEADS,
    },
    "grouped": {
        "title": "Four heads that share two sets of keys",
        "mechanism": "multi-head",
        "heads": 4,
        "kv_heads": 2,
        "x": (5, 12),
        "parameters": {"w_q": (12, 12), "w_k": (12, 6), "w_v": (12, 6), "w_o": (12, 12)},
    },
    "additive": {
        "title": "Additive scores",
        "mechanism": "additive",
        "tensors": LUONG,
        "parameters": {"w_a": (3, 3), "u_a": (3, 3), "v_a": (3,)},
    },
    "additive-bias": {
        "title": "Additive scores with a bias",
        "mechanism": "additive",
        "tensors": LUONG,
        "parameters": {"w_a": (3, 3), "u_a": (3, 3), "v_a": (3,), "b_a": (3,)},
    },
    "luong-dot": {
        "title": "Luong's dot score",
        "mechanism": "luong-dot",
        "tensors": LUONG,
        "parameters": {"w_c": (6, 3)},
    },
    "luong-general": {
        "title": "Luong's general score",
        "mechanism": "luong-general",
        "tensors": LUONG,
        "parameters": {"w_a": (3, 3), "w_c": (6, 3)},
    },
    "luong-concat": {
        "title": "Luong's concat score",
        "mechanism": "luong-concat",
        "tensors": LUONG,
        "parameters": {"w_a": (6, 3), "v_a": (3,), "w_c": (6, 3)},
    },
    "luong-location": {
        "title": "Luong's location score",
        "mechanism": "luong-location",
        "tensors": LUONG,
        "parameters": {"w_a": (3, 4), "w_c": (6, 3)},
    },
    "luong-local-m": {
        "title": "Luong's local attention, monotonic",
        "mechanism": "luong-local-m",
        "window": 1,
        "align": "general",
        "tensors": {"query": (6, 3), "key": (6, 3), "value": (6, 3)},
        "parameters": {"w_a": (3, 3), "w_c": (6, 3)},
    },
    "luong-local-p": {
        "title": "Luong's local attention, predictive",
        "mechanism": "luong-local-p",
        "window": 2,
        "align": "general",
        "tensors": {"query": (6, 3), "key": (6, 3), "value": (6, 3)},
        "parameters": {"w_a": (3, 3), "w_p": (3, 3), "v_p": (3,), "w_c": (6, 3)},
    },
}
"""Every judge: what it is called, what it is set to, and the shapes of its numbers."""

CHOSEN: dict[str, int] = {
    "scaled-dot-product": 9,
    "dot-product": 4,
    "causal": 17,
    "causal-cached": 19,
    "padding": 18,
    "causal-padding": 17,
    "window": 39,
    "projections": 6,
    "projections-narrow": 12,
    "biases": 10,
    "cross-attention": 21,
    "cross-attention-lengths": 2,
    "positions": 11,
    "heads": 14,
    "multi-head": 20,
    "multi-head-biases": 9,
    "multi-head-causal": 1,
    "multi-head-cross": 25,
    "grouped": 0,
    "additive": 27,
    "additive-bias": 34,
    "luong-dot": 3,
    "luong-general": 7,
    "luong-concat": 18,
    "luong-location": 27,
    "luong-local-m": 28,
    "luong-local-p": 6,
}
"""The draw of random numbers that each judge has; 0 where none was chosen."""

PLAIN = ("mechanism", "heads", "kv_heads", "mask", "window", "align")
"""The fields that are written as they are."""


def written(values: Any) -> str:
    """Plain values as they stand in a file."""
    if isinstance(values, list):
        return f"[{', '.join(map(written, values))}]"
    return f"{values:g}" if isinstance(values, float) else str(values)


def drawn(random: np.random.Generator, shape: tuple[int, ...], most: float) -> list[Any]:
    """Random numbers of two decimals, between −most and most, none of them near 0."""
    sizes = random.uniform(0.15, most, shape)
    signs = random.choice([-1.0, 1.0], shape)
    found: list[Any] = np.round(sizes * signs, 2).tolist()
    return found


def rows(name: str, numbers: list[Any], indent: str) -> str:
    """A vector on a line, a matrix a row a line."""
    if not isinstance(numbers[0], list):
        return f"{indent}{name}: {written(numbers)}\n"
    lines = "".join(f"{indent}  - {written(row)}\n" for row in numbers)
    return f"{indent}{name}:\n{lines}"


def taken(judge: Mapping[str, Any]) -> str:
    """What a program takes that is given a judge."""
    arrays = [name for name in ("x", "memory") if name in judge]
    arrays += [*judge.get("tensors", ()), *judge.get("parameters", ())]
    arrays += [name for name in ("mask", "heads", "kv_heads", "window") if name in judge]
    *others, last = arrays
    return f"{', '.join(others)} and {last}"


def text(name: str, draw: int, expected: str = "") -> str:
    """The file of a judge, with the numbers of a draw."""
    judge = JUDGES[name]
    random = np.random.default_rng([SEED, draw, *name.encode()])
    lines = [
        "# yaml-language-server: $schema=../attncli/schemas/scenario.schema.json\n",
        "# Written by docs/judges.py: random numbers, in whose result each mistake shows by itself.\n",
        f'title: "{judge["title"]}"\n',
        "about: >-\n",
        f"  {judge['title']}, to judge a program by that takes {taken(judge)}.\n",
        "teaches: Judges\n",
        "source:\n  title: Examples of its own\n  author: attn\n  year: 2026\n",
        "  note: random numbers; what is expected was checked with a separate program\n",
        *(f"{field}: {written(judge[field])}\n" for field in PLAIN if field in judge),
    ]
    if "positions" in judge:
        lines.append(f"positions: {{sinusoidal: {judge['positions']}}}\n")
    lines.append(f"query: {judge.get('query', 3)}\n")
    if "x" in judge:
        lines.append(rows("x", drawn(random, judge["x"], judge.get("most", 1.5)), ""))
    if "memory" in judge:
        lines += ["memory:\n", rows("x", drawn(random, judge["memory"], 1.5), "  ")]
    if "tensors" in judge:
        lines.append("tensors:\n")
        lines += [rows(role, drawn(random, shape, 2.0), "  ") for role, shape in judge["tensors"].items()]
    if "parameters" in judge:
        lines += ["origin: random\n", "parameters:\n"]
        for parameter, shape in judge["parameters"].items():
            most = 2.4 / shape[0] ** 0.5 if len(shape) == 2 else 0.9
            lines.append(rows(parameter, drawn(random, shape, most), "  "))
    return "".join(lines) + expected


def loaded(name: str, draw: int) -> Any:
    """The scenario that a draw makes."""
    from attncli.loading.scenario_file import load_scenario
    from attncli.reading.text import SourceFile

    return load_scenario(SourceFile(name, f"{name}.yaml", text(name, draw).encode(), None))


def results(scenario: Any) -> dict[str, list[Numbers]]:
    """What comes out at the end with each known mistake, in all its forms."""
    from attncli.mistakes.numbers import Numbers as Wrongs

    wrongs = Wrongs(scenario)
    found: dict[str, list[Numbers]] = {}
    for wrong in wrongs.heard(wrongs.order[-1]):
        array = wrong.array(wrongs.order[-1])
        if array is not None:
            found.setdefault(wrong.mistake.name, []).append(np.asarray(array, float))
    return found


def gaps(scenario: Any) -> Iterator[tuple[float, str, str]]:
    """How far the results of mistakes are from the truth, and from those of each other: the largest
    difference, as a share of the largest number of the two; with their names.
    """
    from attncli.mistakes.catalogue import BY_NAME
    from attncli.mistakes.numbers import Numbers as Wrongs

    truth = Wrongs(scenario)
    right = np.asarray(truth.right(truth.order[-1]).array, float)
    found = {"": [right], **results(scenario)}
    for one, other in combinations(found, 2):
        twins = one and (one in BY_NAME[other].same_as or other in BY_NAME[one].same_as)
        if not twins:
            yield min(gap(a, b) for a in found[one] for b in found[other]), one, other


def gap(one: Numbers, other: Numbers) -> float:
    """How far two results are apart, as a share of the largest number of the first."""
    if not np.array_equal(np.isfinite(one), np.isfinite(other)):
        return 1.0
    finite = np.isfinite(one)
    most = max(float(np.abs(one[finite]).max(initial=0.0)), 1e-12)
    return float(np.abs(one[finite] - other[finite]).max(initial=0.0)) / most


def merit(scenario: Any) -> tuple[int, float]:
    """How good a judge a scenario is: of pairs that are nearer than half precision can tell as few as may be,
    and then the nearest as far apart as may be.
    """
    apart = sorted(each for each, _, _ in gaps(scenario))
    near = sum(each < NEAR for each in apart)
    told = [each for each in apart if each > 1e-6]
    return -near, min(told, default=0.0)


def expectation(scenario: Any) -> str:
    """What the last stage is expected to be, to five decimals."""
    from attncli.mechanisms.attend import attend

    last = attend(scenario, every=True).stages[-1]
    values = np.round(last.output.array, 5).tolist()
    return f"expect:\n  {last.name}:\n    atol: 5.1e-6\n" + rows("values", values, "    ")


def judge(name: str) -> str:
    """The file of a judge, with the draw that was chosen."""
    draw = CHOSEN.get(name, 0)
    return text(name, draw, expectation(loaded(name, draw)))


def write(names: Sequence[str]) -> None:
    """Write the files of judges."""
    for name in names:
        (TOP / "scenarios" / f"judge-{name}.yaml").write_text(judge(name), encoding="utf-8")


def choose(names: Sequence[str]) -> None:
    """Print the best draw of each."""
    for name in names:
        best = max(range(DRAWS), key=lambda draw, name=name: merit(loaded(name, draw)))  # type: ignore[misc]
        print(f'    "{name}": {best},  # {merit(loaded(name, best))}', flush=True)


def near(names: Sequence[str]) -> None:
    """Print the pairs of mistakes, or of one and the truth, that numbers of 16 bits can hardly tell apart."""
    for name in names:
        scenario = loaded(name, CHOSEN.get(name, 0))
        pairs = sorted(each for each in gaps(scenario) if each[0] < NEAR)
        print(f"{name}: {len(results(scenario))} mistakes")
        for apart, one, other in pairs:
            print(f"    {apart:.1e}  {one or 'right'}  {other}")


if __name__ == "__main__":
    {"write": write, "choose": choose, "near": near}[sys.argv[1]](sys.argv[2:] or list(JUDGES))
