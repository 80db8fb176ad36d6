"""What stands round the stages of a computation in heads: what heads are for, and what one head would see."""

from __future__ import annotations

from attncli.document import (
    Block,
    Code,
    Diagram,
    Entries,
    Entry,
    Number,
    Plain,
    Prose,
    Section,
    Words,
    columns_called,
    head_called,
    plural,
    say,
    sentence,
)
from attncli.pages.figure import MATRICES, diagram
from attncli.pages.roles import projections
from attncli.pages.tables import FEW, MOST_BESIDE, find_given, head_entry, readable
from attncli.pages.typing import shell, typed_label
from attncli.sources import VASWANI_2017
from attncli.tensor import Axis, stacked
from attncli.trace import Trace


def around(trace: Trace, sections: list[Section], keys: tuple[int, ...]) -> list[Section]:
    """The sections of the stages, with what stands before them and after the weights."""
    assert trace.heads is not None
    sections = [opening(trace, trace.heads), *map(with_small_figure, sections)]
    if trace.query is None or trace.single is None:
        return sections
    at = next(at for at, section in enumerate(sections) if section.name == "weights") + 1
    alone = one_head(trace, trace.heads, trace.single(), keys)
    return [*sections[:at], alone, *sections[at:]]


def with_small_figure(section: Section) -> Section:
    """A section behind the opening, which shows the figure whole: here it is a line."""
    blocks = (block._replace(small=True) if isinstance(block, Diagram) else block for block in section.blocks)
    return section._replace(blocks=tuple(blocks))


def opening(trace: Trace, heads: Axis) -> Section:
    """What heads are for, the way through them, the equations, and which head is told in full."""
    blocks: list[Block] = [
        Prose(what_for(len(heads), width_of(trace), sets_of_keys(trace))),
        Prose(legend(trace)),
        diagram(trace),
        Prose(say("As equations:")),
        Entries(
            (Entry(Plain("together"), joined(trace, len(heads))), Entry(Plain("each head"), each_head(trace)))
        ),
        Prose(say(SAID_WHERE)),
    ]
    if len(heads) > 1:
        blocks += [owners(trace, heads), Prose(in_full(trace, heads))]
    title = "Heads side by side" if len(heads) > 1 else "One head"
    return Section(title=title, blocks=tuple(blocks), name="heads")


def width_of(trace: Trace) -> int:
    """How many columns of the queries a head compares."""
    return trace.stage("scores").input("query").size("d_k")


SAID_WHERE = "Vaswani et al. 2017 have them in section 3.2.2."


def sets_of_keys(trace: Trace) -> int | None:
    """How many sets of keys and values there are, where the heads share them; None where each has its own."""
    shared = next((stage for stage in trace.stages if stage.name == "key_shared"), None)
    return None if shared is None else int(shared.settings["kv_heads"])


def legend(trace: Trace) -> Words:
    """What the words and the shapes in the figure say."""
    names = {stage.name for stage in trace.stages}
    steps = ["Linear: multiply by a matrix."] if names & {*MATRICES, "output"} else []
    steps += ["split: cut into heads."] if "query_heads" in names else []
    steps += ["share: give several heads the same set."] if "key_shared" in names else []
    rows, numbers = (len(axis) for axis in trace.stage("concatenated").output.axes)
    return say(
        "{steps} Concat: put side by side. With each step stands the shape of what comes out of it: "
        "{rows} × {numbers} is {rows} {called} of {numbers} {counted}.",
        steps=" ".join(steps),
        rows=rows,
        numbers=numbers,
        called=plural(rows, "row"),
        counted=plural(numbers, "number"),
    )


def what_for(n: int, width: int, sets: int | None) -> Words:
    """What so many heads of so many columns are for; ``sets`` of keys and values, if they share those."""
    if n == 1:
        text = "Here multi-head attention has one head, which sees {all}: that is attention as it is."
        return say(text, all="the one column there is" if width == 1 else f"all {width} columns")
    text = (
        "Attention makes one mixture of the values for every query. Where a word must look for several "
        "things at once, one set of weights has to serve them all, and averages. Multi-head attention runs "
        "{times} side by side: each head {own}, and their results are put side by side.{shared}"
    )
    own, shared = f"compares {width} {plural(width, 'column')} of its own", ""
    if sets is not None:
        own = f"has {width} {plural(width, 'column')} of the queries to itself"
        shared = (
            f" Of keys and values there {plural(sets, 'is', 'are')} only {sets} {plural(sets, 'set')}, which "
            f"{'all' if sets == 1 else 'several'} heads share."
        )
    return say(text, times="twice" if n == 2 else f"{n} times", own=own, shared=shared)


def joined(trace: Trace, n: int) -> Words:
    """The equation of the whole: what heads make, put side by side and, where it is mixed, mixed."""
    between = "" if n == 2 else "…, "
    contexts = "C₁" if n == 1 else f"Concat(C₁, {between}C{subscript(n)})"
    mixed = any(stage.name == "output" for stage in trace.stages)
    return say("MultiHead = {contexts}{w_o}", contexts=contexts, w_o=" W_O" if mixed else "")


def subscript(number: int) -> str:
    """A number as a subscript."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def each_head(trace: Trace) -> Words:
    """The equation of one head: what its queries, keys and values are made of."""
    made = {stage.name for stage in trace.stages}
    own = "X′" if "positions" in made else "X"
    asked = own if find_given(trace, "memory") is None else "H"
    sources = {"query": own, "key": asked, "value": asked}
    sets, of_head = sets_of_keys(trace), dict.fromkeys(MATRICES, "ₕ")
    where = ""
    if sets is not None:
        of_head |= dict.fromkeys(("key", "value"), "" if sets == 1 else "_g")
        where = "; all share the keys and values"
        if sets > 1:
            where = " and the set g of keys and values that it shares"
    inputs = ", ".join(
        f"{sources[role]} {matrix}{of_head[role]}" if role in made else f"{role[0].upper()}{of_head[role]}"
        for role, matrix in MATRICES.items()
    )
    return say("Cₕ = Attention({inputs}), for each head h{where}", inputs=inputs, where=where)


def owners(trace: Trace, heads: Axis) -> Entries:
    """The heads, or the first of many, each with its name and the columns that are its own."""
    width, present, sets = width_of(trace), trace.head or 0, sets_of_keys(trace)
    rows = []
    for head in range(min(len(heads), FEW)):
        columns = say("{columns}", columns=columns_called(head * width, width))
        if sets is not None:
            columns += say(" of Q, key head {n}", n=head * sets // len(heads) + 1)
        rows.append(head_entry(heads, head, ", ", columns, present=head == present))
    return Entries(tuple(rows))


def in_full(trace: Trace, heads: Axis) -> Words:
    """Which head is told in full, or whether all are shown, and what to type for another."""
    head = trace.head or 0
    other = shell(typed_label(heads, (head + 1) % len(heads)))
    text, named = "{head} is told in full below, the others in brief.", head_called(heads, head)
    if trace.query is None:
        shown = "every head is" if len(heads) <= MOST_BESIDE else f"the first {MOST_BESIDE} heads are"
        text = f"From the split on {shown} shown; the sentences and worked examples speak of {{head}}."
        if trace.head is not None:
            text = "{head} is shown below, in all rows."
    return say(
        text + " {other} takes another.",
        head=sentence(named) if text.startswith("{head}") else named,
        other=Code(f"--head {other}"),
    )


def one_head(trace: Trace, heads: Axis, single: Trace, keys: tuple[int, ...]) -> Section:
    """The same columns in one head: what it would look at, beside what the heads look at."""
    assert trace.query is not None
    several = next(stage for stage in trace.shown if stage.name == "weights")
    one = single.stage("weights").at(trace.query)
    rows = [
        *(several.output.part("query", 0).part("head", h) for h in range(len(heads))),
        one.output.part("query", 0).part("head", 0),
    ]
    compared = stacked(rows, Axis("head", [*heads.names, "one head"]))
    text = (
        "{what}? It compares all {n} columns at once: its scores are the heads' scores added up{scaled}. So "
        "it has to look for everything at the same time:"
    )
    what = "What if one head had all the columns"
    if projections(trace):
        what = "What if the same matrices were used by one head"
    words = say(text, n=width_of(single), what=what, scaled=scaled(single))
    blocks: list[Block] = [Prose(words), *readable(compared, trace, keys, heat=True)]
    verdict = several.op.against_one(several, one.head(0))
    blocks += [Prose(sentence(verdict))] if verdict else []
    return Section(
        title="What one head would see",
        blocks=tuple(blocks),
        name="one_head",
        source=VASWANI_2017.at("section 3.2.2"),
        rounded=True,
    )


def scaled(single: Trace) -> Words:
    """What the one head does with the sums of the heads' scores, before softmax makes weights of them."""
    stage = next((stage for stage in single.stages if stage.name == "scaled_scores"), None)
    if stage is None:
        return say(", and softmax makes the weights of them")
    before = ", as they are before scaling. They are {done}; softmax then makes the weights"
    if "d_k" not in stage.settings:
        done = say("multiplied by {scale}", scale=Number(stage.settings["scale"], given=True))
        return say(before, done=done)
    n = stage.settings["d_k"]
    done = say("divided by √{n}, as a key now has {n} {numbers}", n=n, numbers=plural(n, "number"))
    return say(before, done=done)
