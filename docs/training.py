"""The tables of docs/training.md: what came of the training that docs/trained.py did."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from typing import Any

import learning
import numpy as np
from learning import ADJECTIVES, NOUNS, VERBS, WORDS, Batch, Parameters, batches, parted
from trained import HEAD_NAMES, RECORD, STARTS, looked, right

from attncli.loading.scenario_file import load_scenario

ASKED_OF_VERBS = ("subject", "object")


def shipped() -> Parameters:
    """The parameters of the scenario as it is."""
    made = load_scenario("trained-heads", sentence=" ".join(WORDS), query="@1")
    assert made.x
    found: Parameters = {"embeddings": made.x.array.astype(np.float64)}
    return found | {name: given.array.astype(np.float64) for name, given in made.parameters.items()}


def record() -> list[dict[str, str]]:
    """The lines of the record."""
    with RECORD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def grammar() -> None:
    """Print how many sentences there are, and some of those held back."""
    trained_on, held_back = parted()
    (own, of), (objects, of_verbs) = right(shipped(), batches(held_back))
    some = ", ".join(f"*{' '.join(sentence)}*" for sentence in held_back[:3])
    out(
        f"There are {len(learning.sentences())} such sentences. {len(trained_on)} were trained on. The "
        f"others, {len(held_back)} drawn at random, were held back: no gradient was ever computed from one. "
        f"Three of them are {some}. They ask {of} times for a noun of one's own, and {of_verbs} times for an "
        f"object: {own} and {objects} of the answers are right."
    )


def curve() -> None:
    """Print how the loss fell from the first start."""
    _, (of, of_verbs) = zip(*right(shipped(), batches(parted()[1])), strict=True)
    out("| after steps | loss, trained on | loss, held back | right, held back |")
    out("|--:|--:|--:|--:|")
    for line in record():
        if line["start"] == str(STARTS[0]):
            losses = " | ".join(f"{float(line[name]):.4f}" for name in ("loss", "held_back"))
            out(f"| {int(line['step']):,} | {losses} | {line['right']} of {of + of_verbs} |")


def jobs() -> None:
    """Print which noun each head looks at, for every kind of word of the sentences held back."""
    kept, data = shipped(), batches(parted()[1])
    columns = [f"`{head}` at {what}" for head in HEAD_NAMES for what in ("that noun", "the last noun")]
    out(f"| who asks | how often | {' | '.join(columns)} |")
    out(f"|---|{'--:|' * (1 + len(columns))}")
    for who, words, question in (
        ("an article, for its noun", learning.ARTICLES, 0),
        ("an adjective, for its noun", ADJECTIVES, 0),
        ("a verb, for its subject", VERBS, 0),
        ("a verb, for its object", VERBS, 1),
        ("a noun, which is asked nothing", NOUNS, None),
    ):
        times = sum(int(np.isin(batch.tokens, [WORDS.index(word) for word in words]).sum()) for batch in data)
        at_right = [""] * len(HEAD_NAMES)
        if question is not None:
            at_right = [f"{share:.0%}" for share in looked(kept, data, words, question)]
        at_last = [f"{share:.0%}" for share in at_the_last(kept, data, words)]
        cells = [cell for pair in zip(at_right, at_last, strict=True) for cell in pair]
        out(f"| {who} | {times} | {' | '.join(cells)} |")


def at_the_last(given: Parameters, data: Sequence[Batch], words: Sequence[str]) -> list[float]:
    """How often each head gives its largest weight to the last noun, where one of ``words`` asks."""
    hits = []
    for batch in data:
        largest = learning.passed(given, batch).weights.argmax(axis=-1).swapaxes(1, 2)
        last = largest == batch.tokens.shape[1] - 1
        hits.append(last[np.isin(batch.tokens, [WORDS.index(word) for word in words])])
    return [float(share) for share in np.concatenate(hits).mean(axis=0)]


def starts() -> None:
    """Print where training ended from each of the starts."""
    ends = [line for line in record() if line["step"] == str(learning.STEPS)]
    one_each = [
        line for line in ends if set(looks(line, "subject") + looks(line, "object")) == {"0.00", "1.00"}
    ]
    lowest = min(float(line["loss"]) for line in ends if line not in one_each)
    highest = max(float(line["loss"]) for line in one_each)
    out("| start | loss | right, held back | at the subject | at the object |")
    out("|--:|--:|--:|--:|--:|")
    for line in ends:
        shares = [
            " and ".join(f"{float(share):.0%}" for share in looks(line, name)) for name in ASKED_OF_VERBS
        ]
        told = f"{line['right']} of {sum(of for _, of in right(shipped(), batches(parted()[1])))}"
        out(f"| {line['start']} | {float(line['loss']):.4f} | {told} | {' | '.join(shares)} |")
    out(
        f"\nIn {len(one_each)} of {len(ends)} one head took the subjects and the other the objects, with a "
        f"loss of at most {highest:.4f}; in the others, with {lowest:.4f} or more, one head looks at both by "
        f"turns."
    )


def looks(line: dict[str, str], name: str) -> list[str]:
    """How often each head looks at the subject, or the object, of a verb."""
    return [line[f"{name}_{head}"] for head in (1, 2)]


def alone() -> None:
    """Print how the answers come out without each of the heads."""
    out("| | own noun right | object right |")
    out("|---|--:|--:|")
    for name in ("", *HEAD_NAMES):
        given = shipped()
        if name:
            silent = given["w_o"].copy()
            silent[HEAD_NAMES.index(name) * learning.D_V :][: learning.D_V] = 0
            given["w_o"] = silent
        counts = " | ".join(f"{hits} of {of}" for hits, of in right(given, batches(parted()[1])))
        out(f"| {f'without `{name}`' if name else 'both heads'} | {counts} |")


def beyond() -> None:
    """Print how the answers come out where a noun has two different adjectives, which no sentence had."""
    out("| sentences with | for instance | own noun right | object right |")
    out("|---|---|--:|--:|")
    pairs = [(one, other) for one in ADJECTIVES for other in ADJECTIVES if one != other]
    plain = [sentence for sentence in learning.sentences() if len(sentence) == 5]
    for name, first, last in (
        ("two adjectives before the first noun", pairs, [()]),
        ("two before the last", [()], pairs),
        ("two before each", pairs, pairs),
    ):
        made = [
            (the, *one, noun, verb, the, *other, object)
            for the, noun, verb, _, object in plain
            for one in first
            for other in last
        ]
        counts = " | ".join(f"{hits} of {of}" for hits, of in right(shipped(), batches(made)))
        out(f"| {name} | *{' '.join(made[0])}* | {counts} |")


def alike() -> None:
    """Print how alike the embeddings of words of a kind have become."""
    vectors = shipped()["embeddings"]
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    out("| two | cosine of their embeddings |")
    out("|---|--:|")
    for kind in ("adjective", "verb", "noun"):
        rows = [WORDS.index(word) for word in learning.KINDS[kind]]
        cosines = [float(units[one] @ units[other]) for one in rows for other in rows if one < other]
        least, most = (f"{cosine:.4f}".replace("-", "−") for cosine in (min(cosines), max(cosines)))
        out(f"| {kind}s | {least} to {most} |")


def setting() -> None:
    """Print what was trained, and in how many steps."""
    shapes = {name: array.shape for name, array in shipped().items()}
    told = ", ".join(
        f"{symbol} {rows} × {columns}"
        for symbol, (rows, columns) in zip(
            ("the embeddings", "W_Q", "W_K", "W_V", "W_O"),
            (shapes[name] for name in ("embeddings", "w_q", "w_k", "w_v", "w_o")),
            strict=True,
        )
    )
    count = sum(rows * columns for rows, columns in shapes.values())
    out(
        "Everything but the [positions](scenarios.md#positions), sines and cosines, was learned: "
        f"{told}, which are {count} numbers. Each of {learning.HEADS} heads has {learning.D_K} columns of "
        f"W_Q, W_K and W_V. The numbers begin at random, and take {learning.STEPS:,} steps."
    )


def out(text: str) -> None:
    """Print a line into the page that cog is writing."""
    cog: Any = sys.modules["cog"]
    cog.outl(text)
