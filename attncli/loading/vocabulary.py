"""The fields of words: the sentence, its tokens, and the vectors that they are looked up in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.given import Vocabulary
from attncli.reading.text import MOST_FAULTS
from attncli.reading.tree import Items, Node, Pairs, Scalar, under
from attncli.reading.values import items_of, text_of, wrong_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.errors import Place
    from attncli.reading.text import Faults


def vocabulary_of(node: Node, path: str, faults: Faults) -> Vocabulary | None:
    """The field ``embeddings``. Faults: E119, E203 no words, E312 an empty word, and those of its rows."""
    help = "write `cat: [0.5, 1]`, a word a line"
    if not isinstance(node, Pairs):
        wanted = "a mapping of words to vectors"
        wrong_kind(node, path, wanted, faults, f"{help}; a list of rows is the field `x`")
        return None
    if not node.values:
        faults.add("E203", f"`{path}` is empty, where a vector a word is expected", node, path, help)
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
        what = f"`{path}` is empty, where at least one word is expected"
        faults.add("E311", what, node, path, "write a sentence: `sentence: The cat sat on the mat`")
        return None
    text = text_of(node, path, faults)
    return text.split() if text else None


def tokens_of(node: Node, path: str, faults: Faults) -> list[str] | None:
    """The field ``tokens``. Faults: E119, E311 no tokens, E312 an empty one."""
    help = None
    if isinstance(node, Scalar) and node.text.strip():
        help = f"name the text `sentence`, or write a list: `[{', '.join(node.text.split())}]`"
    items = items_of(node, path, "a list of tokens", faults, help)
    if items is None:
        return None
    if not items:
        what = f"`{path}` is empty, where at least one token is expected"
        faults.add("E311", what, node, path, "write the tokens: `tokens: [The, cat, sat]`")
        return None
    tokens = []
    before = len(faults.found)
    for at, item in enumerate(items, 1):
        if len(faults.found) - before >= MOST_FAULTS:
            return None
        if not isinstance(item, Scalar):
            from attncli.reading.slips import in_quotes, written

            help = "put the token in quotes if a bracket or a colon is part of it"
            word = written(faults.text, item)
            if word[:1] not in ("[", "{"):
                help = f"put it in quotes if it is one: {in_quotes(word)}"
            wrong_kind(item, under(path, at), "a single token", faults, help)
        elif item.text.strip():
            tokens.append(item.text)
        else:
            from attncli.reading.slips import left_out

            what = f"token {at} is empty, where a text is expected"
            help = left_out(faults.text, item) or "write the token, or take the item out"
            faults.add("E312", what, item, under(path, at), help)
    return tokens if len(tokens) == len(items) else None


def check_words(
    tokens: Sequence[str],
    vocabulary: Vocabulary,
    node: Node,
    path: str,
    faults: Faults,
    where: str = "embeddings",
) -> None:
    """Faults: E310 tokens without a vector, E316 tokens that several words spell, each token once, where it
    first stands.
    """
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

        place = place_of_token(tokens, at, node, path, faults)
        if spellings:
            what = f"`{token}` may be any of {quoted(spellings)}, which differ in case alone"
            faults.add("E316", what, place, help="spell it as one of them")
        else:
            row = ", ".join(["0"] * min(vocabulary.vectors.shape[1], 8))
            help = did_you_mean(
                token, vocabulary.words, f"add a line such as `{token}: [{row}]` to `{where}`"
            )
            faults.add("E310", f"`{token}` has no vector in `{where}`", place, help=help)


def place_of_token(tokens: Sequence[str], at: int, node: Node, path: str, faults: Faults) -> Place:
    """Where a token stands: the item of a list, or the word in the line of a sentence (the whole text where
    it is folded).
    """
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
