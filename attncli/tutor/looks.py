"""Other looks at the same computation: its vectors, more digits, and what can be pressed."""

from __future__ import annotations

from attncli.document import Block, Code, Entries, Entry, Matrix, Prose, Symbol, say
from attncli.pages.changes import marked
from attncli.pages.tables import readable, telling_keys
from attncli.tutor.presses import Press
from attncli.tutor.stepper import MOST_DIGITS, Answer, Stepping, aside, offered, page, pages


def vectors(state: Stepping) -> Answer:
    """The embeddings, and what they have become as queries, keys and values."""
    trace = state.trace
    keys = telling_keys(trace)
    embedded = any(tensor.name == "x" for tensor in trace.givens)
    wanted = ("x", "memory") if embedded else ("memory", *PROJECTED)
    tensors = [tensor for tensor in trace.givens if tensor.name in wanted]
    tensors += [stage.output for stage in trace.stages if stage.name in PROJECTED]
    blocks: list[Block] = []
    for tensor in tensors:
        what = WHAT.get(tensor.name, "what is given")
        blocks.append(Prose(say("{symbol}, {what}:", symbol=Symbol(tensor.symbol), what=what)))
        for block in readable(tensor, trace, keys):
            is_marked = state.edits and isinstance(block, Matrix)
            blocks.append(marked(block, state.original) if is_marked else block)
    return state, aside(state, *blocks, title="The vectors")


PROJECTED = ("query", "key", "value")
"""What embeddings become, or what is given in their place."""
WHAT = {
    "x": "the embeddings",
    "memory": "the embeddings that are attended to",
    "query": "the queries",
    "key": "the keys",
    "value": "the values",
}


def next_head(state: Stepping) -> Answer:
    """The page with the next head told in full."""
    heads = state.trace.heads
    assert heads is not None
    trace = state.trace._replace(head=((state.trace.head or 0) + 1) % len(heads))
    state = state._replace(trace=trace, sections=pages(trace, state.tools, state.edits), told=None)
    return state, page(state)


def compare(state: Stepping) -> Answer:
    """What the changes have come to: the computation as it was given, A, beside what it is now, B."""
    from attncli.comparison.numbers import comparison
    from attncli.pages.compare import sentences
    from attncli.pages.compare_stages import beside_each_other, stages_table

    found = comparison(state.original._replace(head=state.trace.head), state.trace)
    blocks: list[Block] = [Prose(words) for words in sentences(found, typed=False)]
    if not found.alike:
        blocks.append(stages_table(found))
    two = next((two for two in found.stages if two.name == state.section.name), None)
    if two is not None and two.how != "same":
        blocks += beside_each_other(found, two)
    return state, aside(state, *blocks, title="As it was given, A, and as it is now, B")


def digits(state: Stepping, more: int) -> Answer:
    """The page with more digits, or fewer."""
    state = state._replace(digits=min(max(state.digits + more, 0), MOST_DIGITS))
    places = "place" if state.digits == 1 else "places"
    return state, page(state, say("Results have {n} decimal {places} now.", n=state.digits, places=places))


def presses(state: Stepping) -> Answer:
    """What can be pressed now."""
    rows = [Entry(Code(LONG[press][0] or press.label), say(LONG[press][1])) for press in offered(state)]
    rows.insert(2, Entry(Code("0 … 9"), say("go to a stage by its number; 0 is what is given")))
    rounded = say(
        "Numbers are rounded for show; attn computes with all their digits, and {press} shows one more.",
        press=Code(Press.DIGITS.label),
    )
    return state, aside(state, Entries(tuple(rows)), Prose(rounded))


LONG = {
    Press.NEXT: ("↵", "next page; so do the space bar, n and →"),
    Press.BACK: ("b", "back to the page before; so does ←"),
    Press.UP: ("↑", "up to what stands above, or back to the page from this; so does PageUp"),
    Press.DOWN: ("↓", "down to what the window had no room for; so does PageDown"),
    Press.WHY: (
        "w",
        "why a number is what it is: type its label on this page, the number itself, or its name with the "
        "symbol, as in A[sat,cat], or in words, as in weights[sat,cat]; the Tab key completes it",
    ),
    Press.DEEPER: ("", "tell the number just asked about one level deeper"),
    Press.EDIT: ("e", "change a number that was given, and see what follows from it"),
    Press.UNDO: ("u", "undo the last change"),
    Press.COMPARE: ("c", "compare with the computation as it was given: A is that, B is what you see"),
    Press.SAVE: ("s", "save this as a scenario file of your own"),
    Press.HEAD: ("h", "tell the next head in full; after the last the first again"),
    Press.PREDICT: ("p", "be asked before each stage that is still to come, or no more"),
    Press.VECTORS: ("v", "show the vectors"),
    Press.DIGITS: ("d", "show one more digit"),
    Press.FEWER: ("D", "show one digit less"),
    Press.AGAIN: ("r", "show this page again, as wide as the window is now"),
    Press.HELP: ("?", "show this list"),
    Press.LEAVE: ("q", "leave; so does Ctrl-D"),
}
