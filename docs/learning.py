"""Two heads of attention learn, with gradients worked out by hand: the sentences, the loss, and the training.

A sentence has a verb between two nouns, each with an article and perhaps an adjective. Every word but the
nouns is asked which noun is its own: that of an article or an adjective, the subject of a verb. A verb is
asked for its object besides. No word knows these things of itself, and there is no way from one word to
another but attention. docs/trained.py trains them, and docs/training.md shows what came of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Parameters = dict[str, Numbers]
Sentence = tuple[str, ...]

ARTICLES = ("the",)
ADJECTIVES = ("big", "small", "old")
NOUNS = ("cat", "dog", "bird")
VERBS = ("saw", "heard", "chased")
WORDS = (*ARTICLES, *ADJECTIVES, *NOUNS, *VERBS)
KINDS = {"article": ARTICLES, "adjective": ADJECTIVES, "noun": NOUNS, "verb": VERBS}
QUESTIONS = ("own", "object")
"""What is asked of a word; the output has a column a noun for the first, and then for the second."""

HEADS, D_MODEL, D_K, D_V = 2, 6, 2, 2
BASE = 100
"""The base of the sines and cosines of the positions."""

HELD_BACK = 72
STEPS, RATE, DECAY = 1500, 0.02, 0.001


class Batch(NamedTuple):
    """Sentences of one length, so that nothing has to be padded."""

    tokens: NDArray[np.int64]
    """Rows of ``WORDS`` (sentences, words)."""
    places: NDArray[np.int64]
    """Where the noun stands that each question asks for, -1 where nothing is asked (sentences, words, 2)."""

    @property
    def asked(self) -> NDArray[np.bool_]:
        """Which words are asked which question (sentences, words, 2)."""
        return self.places >= 0

    @property
    def answers(self) -> NDArray[np.int64]:
        """The row of ``NOUNS`` that is right; anything where nothing is asked (sentences, words, 2)."""
        rows = np.arange(len(self.tokens))[:, None, None]
        return self.tokens[rows, self.places] - WORDS.index(NOUNS[0])


class Passed(NamedTuple):
    """All that is computed on the way from the words to the output."""

    x: Numbers
    """(sentences, words, d_model)"""
    query: Numbers
    """(sentences, heads, words, d_k), as are the keys."""
    key: Numbers
    value: Numbers
    """(sentences, heads, words, d_v)"""
    weights: Numbers
    """(sentences, heads, words, words)"""
    concatenated: Numbers
    """(sentences, words, heads · d_v)"""
    output: Numbers
    """(sentences, words, 2 questions, nouns)"""


def sentences() -> list[Sentence]:
    """All sentences of the grammar. The two nouns differ: otherwise either would be a right answer."""
    before = [(), *((adjective,) for adjective in ADJECTIVES)]
    phrases = [("the", *adjective, noun) for adjective in before for noun in NOUNS]
    made = itertools.product(phrases, VERBS, phrases)
    return [(*one, verb, *other) for one, verb, other in made if one[-1] != other[-1]]


def parted() -> tuple[list[Sentence], list[Sentence]]:
    """The sentences to train on, and those held back."""
    all = sentences()
    order = np.random.RandomState(0).permutation(len(all))
    return [all[at] for at in order[HELD_BACK:]], [all[at] for at in order[:HELD_BACK]]


def places(sentence: Sentence) -> list[tuple[int, int]]:
    """Where the own noun and the object of each word stand, -1 where there is none."""
    nouns = [at for at, word in enumerate(sentence) if word in NOUNS]
    found = []
    for at, word in enumerate(sentence):
        before, after = [noun for noun in nouns if noun < at], [noun for noun in nouns if noun > at]
        if word in VERBS:
            found.append((before[-1], after[0]))
        else:
            found.append((-1 if word in NOUNS else after[0], -1))
    return found


def batches(chosen: Sequence[Sentence]) -> list[Batch]:
    """Sentences as numbers, those of one length together."""
    made = []
    for length in sorted({len(sentence) for sentence in chosen}):
        some = [sentence for sentence in chosen if len(sentence) == length]
        tokens = [[WORDS.index(word) for word in sentence] for sentence in some]
        made.append(Batch(np.array(tokens), np.array([places(sentence) for sentence in some])))
    return made


def positions(n: int) -> Numbers:
    """The sines and cosines (n, d_model) of Vaswani et al. 2017, section 3.5."""
    column = np.arange(D_MODEL)
    angles = np.arange(n)[:, None] / BASE ** (column // 2 * 2 / D_MODEL)
    return np.where(column % 2 == 0, np.sin(angles), np.cos(angles))


def beginning(start: int) -> Parameters:
    """Numbers at random to begin with; those of RandomState are the same in every version of numpy."""
    random = np.random.RandomState(start)
    shapes = {
        "embeddings": (len(WORDS), D_MODEL),
        "w_q": (D_MODEL, HEADS * D_K),
        "w_k": (D_MODEL, HEADS * D_K),
        "w_v": (D_MODEL, HEADS * D_V),
        "w_o": (HEADS * D_V, len(QUESTIONS) * len(NOUNS)),
    }
    return {name: random.normal(0, 0.5, shape) for name, shape in shapes.items()}


def softmax(rows: Numbers) -> Numbers:
    """Shares of 1 along the last axis."""
    raised: Numbers = np.exp(rows - rows.max(axis=-1, keepdims=True))
    raised /= raised.sum(axis=-1, keepdims=True)
    return raised


def split(rows: Numbers) -> Numbers:
    """(sentences, words, heads · d) to (sentences, heads, words, d)."""
    return rows.reshape(*rows.shape[:2], HEADS, -1).swapaxes(1, 2)


def merged(heads: Numbers) -> Numbers:
    """(sentences, heads, words, d) to (sentences, words, heads · d)."""
    rows = heads.swapaxes(1, 2)
    return rows.reshape(*rows.shape[:2], -1)


def passed(given: Parameters, batch: Batch) -> Passed:
    """From the words to the output: what `attn multihead -s trained-heads` shows, for many sentences."""
    x = given["embeddings"][batch.tokens] + positions(batch.tokens.shape[1])
    query, key, value = (split(x @ given[name]) for name in ("w_q", "w_k", "w_v"))
    weights = softmax(query @ key.swapaxes(-1, -2) / D_K**0.5)
    concatenated = merged(weights @ value)
    output = (concatenated @ given["w_o"]).reshape(*batch.asked.shape, len(NOUNS))
    return Passed(x, query, key, value, weights, concatenated, output)


def loss(given: Parameters, data: Sequence[Batch]) -> float:
    """The mean of −log of the share that the right noun is given, over all questions; log 3 = 1.10 is what
    guessing costs.
    """
    costs = []
    for batch in data:
        shares = softmax(passed(given, batch).output)
        right = np.take_along_axis(shares, batch.answers[..., None], axis=-1)[..., 0]
        costs.append(-np.log(right[batch.asked]))
    return float(np.concatenate(costs).mean())


def gradients(given: Parameters, data: Sequence[Batch]) -> Parameters:
    """How fast the loss rises with each parameter: the chain rule, from the output back to the words."""
    found = {name: np.zeros_like(array) for name, array in given.items()}
    asked = sum(int(batch.asked.sum()) for batch in data)
    for batch in data:
        step = passed(given, batch)
        # Of −log softmax: the shares, less 1 for the right noun; nothing where nothing is asked.
        wrong = (softmax(step.output) - np.eye(len(NOUNS))[batch.answers]) * batch.asked[..., None]
        d_output = wrong.reshape(*batch.tokens.shape, -1) / asked
        found["w_o"] += flat(step.concatenated).T @ flat(d_output)
        d_context = split(d_output @ given["w_o"].T)
        d_weights = d_context @ step.value.swapaxes(-1, -2)
        # Of softmax: a weight rises with its own score, and falls with the others of its row.
        pulled = d_weights - (step.weights * d_weights).sum(axis=-1, keepdims=True)
        d_scores = step.weights * pulled / D_K**0.5
        d_x = np.zeros_like(step.x)
        for name, d_heads in (
            ("w_q", d_scores @ step.key),
            ("w_k", d_scores.swapaxes(-1, -2) @ step.query),
            ("w_v", step.weights.swapaxes(-1, -2) @ d_context),
        ):
            found[name] += flat(step.x).T @ flat(merged(d_heads))
            d_x += merged(d_heads) @ given[name].T
        np.add.at(found["embeddings"], batch.tokens, d_x)
    return found


def flat(rows: Numbers) -> Numbers:
    """(sentences, words, d) to (sentences · words, d)."""
    return rows.reshape(-1, rows.shape[-1])


def training(start: int, data: Sequence[Batch]) -> Iterator[tuple[int, Parameters]]:
    """The parameters after 0, 1, … ``STEPS`` steps of Adam (Kingma and Ba, arXiv 1412.6980), each on all
    sentences at once. A little of each parameter is added to its gradient, so that none grows without need.
    In the second half the steps grow shorter.
    """
    given = beginning(start)
    mean, square = ({name: np.zeros_like(array) for name, array in given.items()} for _ in range(2))
    yield 0, given
    for step in range(1, STEPS + 1):
        rate = RATE * min(1, 2 - 2 * step / (STEPS + 1))
        slopes = gradients(given, data)
        for name, array in given.items():
            slope = slopes[name] + DECAY * array
            mean[name] = 0.9 * mean[name] + 0.1 * slope
            square[name] = 0.99 * square[name] + 0.01 * slope**2
            deviation = np.sqrt(square[name] / (1 - 0.99**step)) + 1e-8
            given[name] = array - rate * mean[name] / (1 - 0.9**step) / deviation
        yield step, given
