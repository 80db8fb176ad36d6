"""How two scenarios are compared: number by number where they have the same tokens, else by a shared word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.comparison.numbers import Comparison, comparison, fits
from attncli.comparison.word import OfWord, of_word
from attncli.errors import AttnError
from attncli.tensor import fold

if TYPE_CHECKING:
    from attncli.scenario import Scenario


def compared(
    a: Scenario, b: Scenario, *, query: str | None = None, every: bool = False, head: str | None = None
) -> Comparison | OfWord:
    """Two scenarios beside each other: number by number where they have the same tokens, else by the word
    that is told.

    Raises: AttnError E583 where they have no word in common, E584 where all queries of other words are asked
    for, and whatever is wrong with the query or the head.
    """
    from attncli.mechanisms.attend import attend

    if same_tokens(a, b):
        if query is not None:
            a, b = told(a, query), told(b, query)
        elif a.shown is None:
            a = a._replace(shown=b.shown)
        b = b._replace(shown=a.shown)
        return comparison(attend(a, every=every, head=head), attend(b, every=every, head=head_of(b, head)))
    if every:
        what = "all queries are asked for, and the two have other words"
        raise AttnError("E584", what, help="leave `every=True` out, and choose the word with `query=…`")
    a, b = with_shared_word(a, b, query)
    return of_word(attend(a, head=head), attend(b, head=head_of(b, head)))


def head_of(scenario: Scenario, head: str | None) -> str | None:
    """The head that is told in full, where the scenario has it too."""
    from attncli.mechanisms.attend import find_head

    try:
        if head is not None:
            find_head(scenario, head)
    except AttnError:
        return None
    return head


def told(scenario: Scenario, query: str) -> Scenario:
    """A scenario that tells a query; a place behind the word need not be the one it has here."""
    from attncli.scenario import find_query

    try:
        return scenario._replace(shown=find_query(scenario.queries, query))
    except AttnError:
        word, at, _ = query.rpartition("@")
        if not (word and at):
            raise
        return scenario._replace(shown=find_query(scenario.queries, word))


def same_tokens(a: Scenario, b: Scenario) -> bool:
    """Whether queries and keys are the same words in the same order."""
    return fits(a.queries, b.queries) and fits(a.keys, b.keys)


def with_shared_word(a: Scenario, b: Scenario, query: str | None) -> tuple[Scenario, Scenario]:
    """Both, telling the same word. Raises: AttnError E583 if there is none, E504 it is not in both."""
    from attncli.spelling import quoted

    there = {fold(label) for label in b.queries.labels} if b.queries.named else set()
    words = a.queries.labels if a.queries.named else ()
    shared = [at for at, label in enumerate(words) if fold(label) in there]
    if not shared:
        named = [quoted(each.queries.names) if each.queries.named else counted(each) for each in (a, b)]
        what = f"the two have no word in common that asks: A has {named[0]}, B has {named[1]}"
        help = "compare two sentences that share a word, or one with something changed, such as `scale=none`"
        raise AttnError("E583", what, help=help)
    if query is not None:
        return told(a, query), told(b, query)
    own = [at for at in (a.shown, *reversed(shared)) if at in shared]
    if b.shown is not None:
        word = fold(b.queries.labels[b.shown])
        own[1:1] = [at for at in shared if fold(a.queries.labels[at]) == word]
    lettered = [at for at in own if any(char.isalnum() for char in words[at])]
    at = (lettered or own)[0]
    places = [place for place, label in enumerate(b.queries.labels) if fold(label) == fold(words[at])]
    return a._replace(shown=at), b._replace(shown=b.shown if b.shown in places else places[0])


def counted(scenario: Scenario) -> str:
    """The queries of a scenario that are no words."""
    n = len(scenario.queries)
    return f"{n} {'query' if n == 1 else 'queries'} without words"
