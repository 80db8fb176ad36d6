"""Sentences on what the output means: from whom a query took, what is compared, and where it has moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attncli.document import Number, Outside, Plain, Symbol, Token, Words, head_called, plural, say, share

if TYPE_CHECKING:
    from attncli.meaning import Heaviest, Meaning, Near
    from attncli.trace import Trace

TIE = 1e-9
"""Numbers this close to each other are equal: they differ by rounding alone."""

MOSTLY = 0.5
"""A weight on itself from here on is most of the attention."""

LITTLE = 0.01
"""A gain below this is hardly one: no word is named for it."""

CLOSE = 0.99
"""Above this, likenesses are not told one by one."""

FEW = 4
"""Heads, or words, that are named one by one."""

CLOSELY = Number(CLOSE, given=True)
"""The same as it is shown."""

COSINE_SAYS = (
    "How alike two vectors are is told by the cosine of the angle between them: 1 is the same direction, "
    "0 neither alike nor opposite, −1 the opposite direction."
)


def joined(names: Sequence[Words]) -> Words:
    """A list in words: “a”, “b” and “c”; of many, the first ones and how many more there are."""
    several = [*names[:FEW], say("{n} more", n=len(names) - FEW)] if len(names) > FEW + 1 else list(names)
    words: Words = ()
    for at, name in enumerate(several):
        between = " and " if at == len(several) - 1 else ", "
        words += (Plain(between), *name) if at else name
    return words


def tokens(names: Sequence[str]) -> Words:
    """Words of the sentence as a list."""
    return joined([(Token(name),) for name in names])


def opening(found: Meaning, asker: Words, trace: Trace) -> Words:
    """From whom the query took, and how likeness is measured."""
    words = of_heads(found, asker, trace) if trace.heads is not None else of_one(found, asker, trace)
    if not found.others:
        return words
    return words + compared(found, trace) + with_all(found, asker, trace) + say(" " + COSINE_SAYS)


def with_all(found: Meaning, asker: Words, trace: Trace) -> Words:
    """With how many words the query is compared, where those are not the words of the sentence alone."""
    if found.own or trace.words is None:
        return ()
    n = trace.words.words
    text = " {query} is compared with all {n}words that have a vector, not only with those of the sentence."
    return say(text, query=asker, n="" if n is None else f"{n:,} ")


def of_one(found: Meaning, asker: Words, trace: Trace) -> Words:
    """From whom the query took, where there are no heads."""
    (itself,), (kept,), (total,) = found.itself, found.kept, found.total
    lost: Words = ()
    if total < 1 - TIE:
        text = " The weights add up to {total}: that makes what it takes home shorter, and turns it nowhere."
        lost = say(text, total=share(total))
    if not found.others:
        return alone(found, asker) + lost
    weight = share(itself)
    if itself >= MOSTLY:
        why = ""
        if found.likes:
            why = ": with Q\u00a0=\u00a0K its own key is its query once more"
        text = "{query} spends most of its attention on itself ({weight}){why}. "
        words = say(text, query=asker, weight=weight, why=why)
    elif itself:
        words = say("{query} spends {weight} of its attention on itself. ", query=asker, weight=weight)
    else:
        words = say("{query} spends no attention on itself. ", query=asker)
    if kept - itself > TIE:
        words += same_value(trace, kept - itself)
    return words + rest(found, total - kept) + lost


def same_value(trace: Trace, weight: float) -> Words:
    """What the words get that have the same value as the query, and which those are."""
    from attncli.brought import taken

    found = taken(trace)
    assert found is not None
    own = found.position
    alike = (found.values == found.values[own]).all(axis=1) & (found.weights > 0).any(axis=0)
    names = [found.keys.names[at] for at in alike.nonzero()[0].tolist() if at != own]
    text = "{names}, with the same value, {get} {weight}{together}. "
    get, together = plural(len(names), "gets", "get"), "" if len(names) == 1 else " together"
    return say(text, names=tokens(names), get=get, weight=share(weight), together=together)


def rest(found: Meaning, weight: float) -> Words:
    """What the other words have, and which has most of it."""
    names, most = found.most
    if abs(most - weight) <= TIE:
        return say("{name} has the other {weight}.", name=tokens(names), weight=share(most))
    words = say("The other words have {weight} together", weight=share(weight))
    if abs(most * len(names) - weight) <= TIE:
        return words + say(", {most} each.", most=share(most))
    if len(names) > FEW:
        return words + say(".")
    each = " each" if len(names) > 1 else ""
    return words + say(", {names} the most ({most}{each}).", names=tokens(names), most=share(most), each=each)


def alone(found: Meaning, asker: Words) -> Words:
    """That nothing else brought anything."""
    where = "In every head " if len(found.itself) > 1 else ""
    if all(abs(kept - itself) <= TIE for kept, itself in zip(found.kept, found.itself, strict=True)):
        text = (
            "{where}{query} attends to itself alone, so its direction is what it was: nothing has moved it."
        )
    else:
        text = (
            "{where}{query} attends to nothing but what has the same value as it, so its direction is what "
            "it was: nothing has moved it."
        )
    return say(text, where=where, query=asker)


def of_heads(found: Meaning, asker: Words, trace: Trace) -> Words:
    """From whom the query took, head by head."""
    assert trace.heads is not None
    if not found.others:
        return alone(found, asker)
    least, most = min(found.itself), max(found.itself)
    if most - least <= TIE:
        each = "in each head " if len(found.itself) > 1 else ""
        text = "{query} spends {weight} of its attention {each}on itself."
        return say(text, query=asker, weight=share(most), each=each)
    if len(found.itself) > FEW:
        text = "{query} spends from {least} to {most} of its attention on itself, head by head."
        return say(text, query=asker, least=share(least), most=share(most))
    shares = [
        say("{weight} in {head}", weight=share(weight), head=head_called(trace.heads, head))
        for head, weight in enumerate(found.itself)
    ]
    return say(
        "{query} spends this much of its attention on itself: {shares}.", query=asker, shares=joined(shares)
    )


def compared(found: Meaning, trace: Trace) -> Words:
    """Which vectors stand for the words, where they are not the vectors that were given."""
    stages = {stage.name: stage for stage in trace.stages}
    made = [stages[name].input("w") for name in ("value", "output") if name in stages]
    matrices = joined([(Symbol(matrix.symbol),) for matrix in made])
    words: Words = ()
    if trace.heads is not None and len(trace.heads) > 1:
        mixed = say(", times {w}", w=Symbol(made[-1].symbol)) if "output" in stages else ()
        text = (
            " To compare, each word is represented by what it would bring if every head attended to it "
            "alone: its values side by side{mixed}."
        )
        words = say(text, mixed=mixed)
    elif made:
        words = say(
            " To compare, each word is represented by what it would bring alone: its value, made by "
            "{matrices}.",
            matrices=matrices,
        )
    if made and not found.own and trace.words is not None:
        text = " Every word of {name} goes through {matrices} for that, so all are in one space."
        words += say(text, name=Outside(trace.words.name), matrices=matrices)
    drawn = [(Symbol(matrix.symbol),) for matrix in made if matrix.name in trace.random]
    if drawn:
        are = plural(len(drawn), "is", "are")
        words += say(
            " {matrices} {are} drawn at random, and so is that space.", matrices=joined(drawn), are=are
        )
    return words


def headline(found: Meaning, asker: Words) -> Words:
    """Towards what the query has moved."""
    most = found.gained[0].gain
    if most < LITTLE:
        return say(
            "{query} points nearly where it did: its likeness to no word has risen by as much as 0.01.",
            query=asker,
        )
    first = [moved for moved in found.gained if most - moved.gain <= TIE]
    words = say("In this sentence {query} has moved most", query=asker)
    if len(first) > 1:
        names = tokens([moved.word for moved in first])
        words += say(", and equally, towards {names}, by {gain}", names=names, gain=share(most))
    else:
        words += say(" towards {first}, by {gain}", first=Token(first[0].word), gain=share(most))
        after = [moved for moved in found.gained[1:] if found.gained[1].gain - moved.gain <= TIE]
        if after and len(after) <= FEW:
            words += say(", then towards {second}", second=tokens([moved.word for moved in after]))
    if first[0].after < 0:
        text = ": it is only less unlike {it} than it was"
        words += say(text, it=(Token(first[0].word),) if len(first) == 1 else "them")
    return words + say(". ") + nearest_now(found)


def nearest_now(found: Meaning) -> Words:
    """Whether what was nearest still is."""
    was, now = nearest_of(found.before), nearest_of(found.after)
    if not was or not now or max(len(was), len(now)) > FEW:
        return ()
    before, after = share(was[0].similarity), share(now[0].similarity)
    if now[0].similarity <= 0:
        return say("It is still like none of them.") if was[0].similarity <= 0 else ()
    old, new = tokens([near.word for near in was]), tokens([near.word for near in now])
    if {near.word for near in was} == {near.word for near in now}:
        text = "It is still nearest to {old} ({before} before, {after} now)."
        if min(was[0].similarity, now[0].similarity) > CLOSE:
            text, before = "It is still nearest to {old} (above {before}, as before).", CLOSELY
    elif was[0].similarity <= 0:
        text = "It was like none of them, and now is nearest to {new} ({after})."
    else:
        text = "It was nearest to {old} ({before}), and now is nearest to {new} ({after})."
    return say(text, old=old, new=new, before=before, after=after)


def nearest_of(near: tuple[Near, ...]) -> list[Near]:
    """The first of them, and those that are as near."""
    return [one for one in near if near[0].similarity - one.similarity <= TIE]


def why_not(heaviest: Heaviest, asker: Words) -> Words:
    """Why the word with most of the attention is not what the query has moved towards most."""
    word, weight = Token(heaviest.word), share(heaviest.weight)
    before, after = share(heaviest.before), share(heaviest.after)
    fallen = heaviest.before - heaviest.after
    if fallen < LITTLE and heaviest.before > CLOSE:
        text = (
            "Of the other words {word} has the most attention ({weight}), but it points nearly where "
            "{query} pointed already (above {close}), and so turns it little."
        )
        return say(text, word=word, weight=weight, query=asker, close=CLOSELY)
    if fallen < LITTLE:
        text = (
            "Yet of the other words {word} has the most attention ({weight}). A weight is not a gain: what "
            "turns a direction is weight times value, and how far the value points from where it was. {word} "
            "went from {before} to {after}."
        )
        return say(text, word=word, weight=weight, before=before, after=after)
    text = (
        "Yet of the other words {word} has the most attention ({weight}), and {query} is less like it now "
        "({before} before, {after} now): the others together outweigh it."
    )
    words = say(text, word=word, weight=weight, query=asker, before=before, after=after)
    turn = heaviest.turn
    if turn is None:
        return words
    return words + say(
        " In two dimensions a direction can turn only two ways: {against} {turns} it one way, {towards} "
        "{turn} it the other{dimension}, and that is more.",
        against=tokens(turn.against),
        turns=plural(len(turn.against), "turns", "turn"),
        towards=tokens(turn.towards),
        turn=plural(len(turn.towards), "turns", "turn"),
        dimension=f", towards dimension {turn.dimension}" if turn.dimension else "",
    )


def listed(near: tuple[Near, ...]) -> Words:
    """Words with how alike they are; those that are all but the same direction together."""
    n = sum(one.similarity > CLOSE for one in near)
    if n < 2:
        n = 0
    names = [
        say("{word} ({similarity})", word=Token(one.word), similarity=share(one.similarity))
        for one in near[n:]
    ]
    if n:
        close = separated([(Token(one.word),) for one in near[:n]])
        names.insert(0, close + say(" (each above {close})", close=CLOSELY))
    return separated(names)


def separated(names: Sequence[Words]) -> Words:
    """A list with commas alone."""
    words: Words = ()
    for at, name in enumerate(names):
        words += say(", ") + name if at else name
    return words
