"""The groups in which `attn list` shows scenarios, by what they teach: each scenario names its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attncli.scenario import Scenario

JUDGES = "Judges"
"""The group of scenarios that are no lessons: `attn grade` gives them to programs."""

GROUPS = {
    "First steps": "All stages with few numbers, from vectors to the result.",
    "Scores and softmax": (
        "How scores become shares: which differences count, what dividing them changes, "
        "and when one key takes all."
    ),
    "Masks": "Some keys are hidden from some queries, and the others share what is left.",
    "Projections": (
        "Matrices, which a model learns, turn one vector into three: what a word asks for, what it offers, "
        "and what it gives."
    ),
    "Several heads": "The same computation several times side by side, each time with other columns.",
    "Cross-attention": "Queries come from one sequence, keys and values from another.",
    "Other scores": "Additive and Luong attention compare a query with a key in ways of their own.",
    "Positions": "What tells the first word from the last, and what the result owes to it.",
    JUDGES: "Not to learn from: numbers for a program, whose result then tells which mistake is in it.",
}
"""Every group in the order in which they are best gone through, each with a sentence on what it teaches."""

LESSONS = (
    ("cat-sat-mat", "rasbt-simple", "flash-4x4"),
    ("alammar-transformer", "alammar-nmt", "karpathy-sharpens", "tensorflow-lookup"),
    (
        "rasbt-causal",
        "cat-sat-mat-causal",
        "karpathy-average",
        "alammar-gpt2",
        "d2l-valid-lengths",
        "causal-cached",
    ),
    ("yeh-small", "rasbt-trainable", "statquest", "biases"),
    ("cat-sat-mat-heads", "yeh-mha", "cat-sat-mat-grouped", "grouped-output", "cat-sat-mat-multi-query"),
    ("cross-translation", "cross-projections", "karim-nmt"),
    (
        "additive-decoder",
        "luong-dot",
        "luong-general",
        "luong-general-square",
        "luong-concat",
        "luong-location",
        "luong-local-m",
        "luong-local-p",
    ),
    ("mlm-positions", "same-word-twice"),
)
"""The scenarios of each of ``GROUPS``, in its order; judges are not gone through."""

ORDER = {name: at for at, name in enumerate(name for names in LESSONS for name in names)}
"""Where each of them stands in all."""


def in_order(names: Sequence[str]) -> list[str]:
    """The names of scenarios in the order of ``ORDER``, and behind them those that do not stand in it."""
    return sorted(names, key=lambda name: ORDER.get(name, len(ORDER)))


REST = ("Others", "Scenarios that name no group of these.")
"""Where the scenarios stand whose ``teaches`` is left out, or is a name of its author's own."""


def grouped(scenarios: Sequence[Scenario]) -> Iterator[tuple[str, str, list[Scenario]]]:
    """Each group that has scenarios, with its sentence; in a group they stand in the order of ``ORDER``, and
    those of a person's own after it.
    """
    scenarios = sorted(scenarios, key=lambda scenario: ORDER.get(scenario.name, len(ORDER)))
    for group, about in GROUPS.items():
        members = [scenario for scenario in scenarios if scenario.teaches == group]
        if members:
            yield group, about, members
    rest = [scenario for scenario in scenarios if scenario.teaches not in GROUPS]
    if rest:
        yield *REST, rest
