"""What may be supposed about a computation: one thing that is otherwise, and how it is then computed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from attncli.document import Number, Words, say
from attncli.mistakes.changing import run
from attncli.record import Record
from attncli.stages.wording import called, is_itself, joined
from attncli.tensor import Glyph, Tensor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attncli.numerics.arrays import Floats
    from attncli.scenario import Scenario
    from attncli.tensor import Axis, Cell
    from attncli.tutor.subject import Subject


class Change(Record, kw_only=True):
    """One thing that is otherwise, and what it leads to."""

    name: str
    suppose: Words
    """A whole sentence: what is otherwise."""
    because: Words
    """A whole sentence: why a number follows as it does. It says nothing of which way."""
    scenario: Scenario
    standing: Mapping[str, Floats] = {}
    """Arrays that stand in the place of stages."""
    keeps: bool = False
    """Whether it leaves the number that is asked about as it is, whatever the numbers are."""


def of_weights(subject: Subject, cell: Cell) -> Iterator[Change]:
    """What may be otherwise where a weight is asked for; nothing where it is all there is."""
    if (subject.stages["weights"].output.array > 0).sum() < 2:
        return
    if stands_out(subject, cell):
        yield from other_scale(subject)
        yield from other_query(subject)
    yield from other_mask(subject, cell)
    yield from other_scores(subject, cell)
    yield from larger_values(subject)


def stands_out(subject: Subject, cell: Cell) -> bool:
    """Whether a weight is the largest or the smallest of those that are not 0: of these alone one can say
    without reckoning what becomes of them where scores lie further apart.
    """
    seen = [share for share in subject.stages["weights"].output.array[0].tolist() if share > 0]
    largest, smallest = max(seen), min(seen)
    return largest > 1.01 * smallest and not 1.01 * smallest < cell.value < 0.99 * largest


def other_scale(subject: Subject) -> Iterator[Change]:
    """The scores undivided; or divided, where they are not."""
    scores = subject.stages["scores"]
    if set(scores.step.inputs) != {"query", "key"}:
        return
    d_k = scores.input("key").array.shape[-1]
    because = say(
        "The larger the number that scores are divided by, the closer together they lie, and the closer the "
        "weights."
    )
    if "scaled_scores" not in subject.stages:
        yield Change(
            name="scaled",
            suppose=say("Suppose the scores were divided by √d_k = √{d_k} before the softmax.", d_k=d_k),
            because=because,
            scenario=subject.scenario._replace(scale=1 / math.sqrt(d_k)),
        )
    elif "d_k" in subject.stages["scaled_scores"].settings:
        yield Change(
            name="unscaled",
            suppose=say("Suppose the scores were not divided by √d_k = √{d_k}.", d_k=d_k),
            because=because,
            scenario=subject.scenario._replace(scale="none"),
        )


def other_mask(subject: Subject, cell: Cell) -> Iterator[Change]:
    """Another key hidden; all that come later hidden."""
    output = subject.stages["weights"].output
    query, key = output.axes
    shares = output.array[0].tolist()
    own = cell.index[-1] if cell.tensor.name == "weights" else None
    others = [j for j in range(len(key)) if j != own and shares[j] > 0]
    because = say("A hidden key gets nothing; those that are left share the whole of 1 among them.")
    if cell.tensor.name != "weights":
        because = say("A hidden key brings nothing; those that are left weigh more.")
    if len(others) > (own is None):
        heaviest = max(others, key=shares.__getitem__)
        yield Change(
            name="hidden",
            suppose=say(
                "Suppose a mask hid {key} from {query}.",
                key=called(key, heaviest),
                query="itself" if is_itself(query, 0, key, heaviest) else called(query, 0),
            ),
            because=because,
            scenario=hiding(subject.scenario, [heaviest]),
        )
    later = [j for j in others if j > subject.query]
    same = key.sequence is not None and key.sequence == query.sequence
    if same and len(later) > 1 and (own is None or own <= subject.query):
        text = "Suppose a causal mask hid from {query} what comes later: {keys}."
        yield Change(
            name="causal",
            suppose=say(text, query=called(query, 0), keys=joined([called(key, j) for j in later])),
            because=because,
            scenario=hiding(subject.scenario, later),
        )


def hiding(scenario: Scenario, keys: list[int]) -> Scenario:
    """A scenario with some keys (from 0) hidden beside what is hidden already."""
    allowed = np.ones((len(scenario.queries), len(scenario.keys)), dtype=bool)
    allowed[:, keys] = False
    before = scenario.allowed
    if before is None:
        axes = (scenario.queries, scenario.keys)
        return scenario._replace(allowed=Tensor("allowed", Glyph("M", "M"), allowed, axes))
    return scenario._replace(allowed=before.like(before.array & allowed, before.axes, None))


def raised(subject: Subject, row: tuple[int, ...], keys: list[int]) -> dict[str, Floats]:
    """The scores of a row with those of some keys larger by 1."""
    array = np.array(subject.whole("scores").array, dtype=np.float64)
    for j in keys:
        array[(*row, j)] += 1
    return {"scores": array}


def other_scores(subject: Subject, cell: Cell) -> Iterator[Change]:
    """The score of another key larger by 1; all of them larger by 1."""
    weights = subject.stages["weights"].output
    query, key = weights.axes
    *row, own = cell.index
    others = [j for j in range(len(key)) if j != own and weights.array[0, j] > 0]
    if not others:
        return
    nearest = max(others, key=lambda j: float(weights.array[0, j]))
    yield Change(
        name="rival",
        suppose=larger_score(query, key, nearest),
        because=say("The keys share a whole of 1: what one gets, the others lose."),
        scenario=subject.scenario,
        standing=raised(subject, tuple(row), [nearest]),
    )
    yield Change(
        name="shifted",
        suppose=say("Suppose every score of {query} were larger by 1.", query=called(query, 0)),
        because=say(
            "How far the scores lie apart decides the weights: the same number added to all of them changes "
            "none."
        ),
        scenario=subject.scenario,
        standing=raised(subject, tuple(row), list(range(len(key)))),
        keeps=True,
    )


def larger_score(query: Axis, key: Axis, j: int) -> Words:
    """That one score is larger."""
    text = "Suppose the score of {query} with {key}, and no other, were larger by 1."
    other = say("itself") if is_itself(query, 0, key, j) else called(key, j)
    return say(text, query=called(query, 0), key=other)


def other_query(subject: Subject) -> Iterator[Change]:
    """The query twice as large, where that doubles the scores."""
    query = subject.stages["scores"].output.axes[0]
    tensor = subject.numbers.truth["scores"].input("query")
    scenario, standing = with_role(subject, "query", tensor, np.asarray(tensor.array, dtype=np.float64) * 2)
    before = subject.whole("scores").array
    after = run(scenario, (), standing).stages["scores"].output.array
    if np.allclose(after, 2 * before):
        text = "Suppose every number of the query of {query} were twice as large."
        yield Change(
            name="longer-query",
            suppose=say(text, query=called(query, 0)),
            because=say("Twice the query doubles every score: they lie further apart."),
            scenario=scenario,
            standing=standing,
        )


def larger_values(subject: Subject) -> Iterator[Change]:
    """All values twice as large."""
    tensor = subject.numbers.truth["context"].input("value")
    scenario, standing = with_role(subject, "value", tensor, np.asarray(tensor.array, dtype=np.float64) * 2)
    yield Change(
        name="larger-values",
        suppose=say("Suppose every number of the values, and no other, were twice as large."),
        because=say("Weights are made of the scores; the values are only mixed by them."),
        scenario=scenario,
        standing=standing,
        keeps=True,
    )


def with_role(
    subject: Subject, role: str, tensor: Tensor, array: Floats
) -> tuple[Scenario, dict[str, Floats]]:
    """The computation with other numbers in the place of what plays a role, given or made by a stage."""
    # X with its positions is a stage too, and may play all the roles: then it is no longer theirs alone.
    if tensor.name in subject.stages and tensor.name.startswith(role):
        return subject.scenario, {tensor.name: array}
    return subject.scenario._replace(**{role: tensor.like(array, tensor.axes, None)}), {}


def of_context(subject: Subject, cell: Cell) -> Iterator[Change]:
    """What may be otherwise where a number of the context is asked for."""
    yield from other_mask(subject, cell)
    yield from other_shares(subject, cell)
    yield from other_values(subject, cell)


def other_shares(subject: Subject, cell: Cell) -> Iterator[Change]:
    """The score larger of the key whose value is the largest, or the smallest, in this dimension."""
    if "local_weights" in subject.stages:  # they make no whole that is shared
        return
    weights, value = subject.stages["context"].inputs
    query, key = weights.axes
    *row, d = cell.index
    seen = [j for j in range(len(key)) if weights.array[0, j] > 0]
    column = value.array[:, d]
    for name, j in (
        ("larger-share", max(seen, key=column.__getitem__)),
        ("smaller-share", min(seen, key=column.__getitem__)),
    ):
        yield Change(
            name=name,
            suppose=larger_score(query, key, j),
            because=say(
                "The larger a key's weight, the nearer the context comes to that key's value, here {value}.",
                value=Number(float(column[j]), given=value.derive is None),
            ),
            scenario=subject.scenario,
            standing=raised(subject, tuple(row), [j]),
        )


def other_values(subject: Subject, cell: Cell) -> Iterator[Change]:
    """A value larger in another dimension, and one that is hidden."""
    weights, value = subject.stages["context"].inputs
    key = weights.axis("key")
    whole = subject.numbers.truth["context"].input("value")
    *_, d = cell.index
    head = cell.index[:-2]
    heaviest = int(weights.array[0].argmax())
    hidden = [j for j in range(len(key)) if weights.array[0, j] == 0]
    places: list[tuple[str, int, int, str]] = []
    if len(value.axes[1]) > 1:
        other = (d + 1) % len(value.axes[1])
        text = "Each dimension is mixed by itself: number {d} of the values goes into number {d}."
        places.append(("other-value", heaviest, other, text))
    if hidden:
        text = "A key with a weight of 0 brings nothing, whatever its value."
        places.append(("hidden-value", hidden[0], d, text))
    for name, j, column, because in places:
        array = np.array(whole.array, dtype=np.float64)
        array[(*head, j, column)] += 1
        scenario, standing = with_role(subject, "value", whole, array)
        yield Change(
            name=name,
            suppose=say(
                "Suppose number {d} of the value of {key} were larger by 1.", d=column + 1, key=called(key, j)
            ),
            because=say(because, d=column + 1),
            scenario=scenario,
            standing=standing,
            keeps=True,
        )
