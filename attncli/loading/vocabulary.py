"""Words with a vector each, and the tokens that are looked up in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.reading.text import MOST_FAULTS
from attncli.reading.tree import Items, Node, Pairs, Scalar, under
from attncli.reading.values import items_of, text_of, wrong_kind
from attncli.tensor import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from attncli.errors import Place
    from attncli.reading.text import Faults


class Vocabulary:
    """The words that have a vector, and their vectors: (n_words, d_model)."""

    __slots__ = ("_folded", "positions", "vectors")

    def __init__(self, words: Sequence[str], vectors: NDArray[np.float64]) -> None:
        self.positions = {word: at for at, word in enumerate(words)}
        self.vectors = vectors
        self._folded: dict[str, list[str]] | None = None

    @property
    def words(self) -> list[str]:
        """In the order of the file."""
        return list(self.positions)

    def spellings(self, token: str) -> list[str]:
        """The words a token may mean: the one spelt exactly so, else all that differ in case alone."""
        if token in self.positions:
            return [token]
        if self._folded is None:
            self._folded = {}
            for word in self.positions:
                self._folded.setdefault(fold(word), []).append(word)
        return self._folded.get(fold(token), [])

    def rows(self, tokens: Sequence[str]) -> NDArray[np.float64]:
        """A vector a token: (n_tokens, d_model). Raises: ValueError unless every token means one word."""
        at = []
        for token in tokens:
            (word,) = self.spellings(token)
            at.append(self.positions[word])
        return self.vectors[at]


def vocabulary_of(node: Node, path: str, faults: Faults) -> Vocabulary | None:
    """The field ``embeddings``. Faults: E119, E203 no words, E312 an empty word, and those of its rows."""
    if not isinstance(node, Pairs):
        wrong_kind(
            node,
            path,
            "a mapping of words to vectors",
            faults,
            "write `cat: [0.5, 1]`, a word a line; a list of rows is the field `x`",
        )
        return None
    if not node.values:
        faults.add(
            "E203",
            f"`{path}` is empty, where a vector a word is expected",
            node,
            path,
            "write `cat: [0.5, 1]`, a word a line",
        )
        return None
    from attncli.reading.matrix import rows_of

    for word, key in node.keys.items():
        if not word.strip():
            faults.add("E312", f"a word of `{path}` is blank", key, path, "write the word before the colon")
            return None
    rows = [(under(path, word), row) for word, row in node.values.items()]
    vectors = rows_of(rows, path, faults, even="give every word the same number of dimensions")
    return None if vectors is None else Vocabulary(list(node.values), vectors)


def sentence_of(node: Node, path: str, faults: Faults) -> list[str] | None:
    """The field ``sentence``, split on white space. Faults: E119, E311 no words."""
    if isinstance(node, Items):
        wrong_kind(node, path, "a text", faults, "name the list `tokens`, or write the sentence as one text")
        return None
    if isinstance(node, Scalar) and not node.text.strip():
        faults.add(
            "E311",
            f"`{path}` is empty, where at least one word is expected",
            node,
            path,
            "write a sentence: `sentence: The cat sat on the mat`",
        )
        return None
    text = text_of(node, path, faults)
    return text.split() if text else None


def tokens_of(node: Node, path: str, faults: Faults) -> list[str] | None:
    """The field ``tokens``. Faults: E119, E311 no tokens, E312 an empty one."""
    split = (
        f"name the text `sentence`, or write a list: `[{', '.join(node.text.split())}]`"
        if isinstance(node, Scalar) and node.text.strip()
        else None
    )
    items = items_of(node, path, "a list of tokens", faults, split)
    if items is None:
        return None
    if not items:
        faults.add(
            "E311",
            f"`{path}` is empty, where at least one token is expected",
            node,
            path,
            "write the tokens: `tokens: [The, cat, sat]`",
        )
        return None
    tokens = []
    before = len(faults.found)
    for at, item in enumerate(items, 1):
        if len(faults.found) - before >= MOST_FAULTS:
            return None
        if isinstance(item, Scalar) and not item.text.strip():
            faults.add(
                "E312",
                f"token {at} is empty, where a text is expected",
                item,
                under(path, at),
                "write the token, or take the item out",
            )
        elif isinstance(item, Scalar):
            tokens.append(item.text)
        else:
            wrong_kind(
                item,
                under(path, at),
                "a single token",
                faults,
                "put the token in quotes if a bracket or a colon is part of it",
            )
    return tokens if len(tokens) == len(items) else None


def check_words(
    tokens: Sequence[str],
    vocabulary: Vocabulary,
    node: Node,
    path: str,
    faults: Faults,
    where: str = "embeddings",
) -> None:
    """Faults: E310 tokens without a vector, E316 tokens that several words spell, each token once, where it first stands."""
    seen = set()
    before = len(faults.found)
    for at, token in enumerate(tokens):
        if token in vocabulary.positions or token in seen:
            continue
        seen.add(token)
        spellings = vocabulary.spellings(token)
        if len(spellings) == 1:
            continue
        if len(faults.found) - before >= MOST_FAULTS:
            return
        from attncli.spelling import did_you_mean, quoted

        place = _place(tokens, at, node, path, faults)
        if spellings:
            faults.add(
                "E316",
                f"`{token}` may be any of {quoted(spellings)}, which differ in case alone",
                place,
                help="spell it as one of them",
            )
        else:
            row = ", ".join(["0"] * min(vocabulary.vectors.shape[1], 8))
            help = did_you_mean(
                token, vocabulary.words, f"add a line such as `{token}: [{row}]` to `{where}`"
            )
            faults.add("E310", f"`{token}` has no vector in `{where}`", place, help=help)


def _place(tokens: Sequence[str], at: int, node: Node, path: str, faults: Faults) -> Place:
    """Where a token stands: the item of a list, or the word in the line of a sentence (the whole text where it is folded)."""
    if isinstance(node, Items):
        return faults.text.span(node.items[at], under(path, at + 1))
    lines = faults.text.lines
    line = lines[node.start.line] if node.start.line < len(lines) else ""
    column = node.start.column
    for token in tokens[: at + 1]:
        column = line.find(token, column)
        if column < 0:
            return faults.text.span(node, path)
        column += len(token)
    return faults.text.place(node.start.line, column - len(tokens[at]), len(tokens[at]), path)
