"""Heads: columns are split into them, few may serve many, what they took home is put side by side again.

The three steps share how columns are told, and stand in one file a little past the length of others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attncli.arithmetic import Arithmetic
from attncli.document import (
    Block,
    Column,
    Formula,
    Outside,
    Row,
    Said,
    Words,
    Working,
    head_called,
    say,
    sentence,
)
from attncli.numerics.heads import concatenated_heads, shared_heads, split_heads
from attncli.sources import AINSLIE_2023, SHAZEER_2019, VASWANI_2017, Source
from attncli.stages.tables import long_rows, value_of
from attncli.stages.wording import agreeing, called, counted, joined, symbol_of
from attncli.tensor import Axis, Glyph, Index, Tensor
from attncli.trace import Op, Stage, Step

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats

FEW = 6
"""Columns of a head that a table has room for."""

MOST_GROUPS = 4
"""Groups of heads that are all told; where there are more, the one of the head that is told."""


def columns_of(head: int, width: int) -> str:
    """The columns (from 1) that a head (from 0) owns: "column 3", "columns 3 and 4", "columns 5 to 8"."""
    first, last = head * width + 1, (head + 1) * width
    if width == 1:
        return f"column {first}"
    return f"columns {first} {'and' if width == 2 else 'to'} {last}"


def whole(width: int) -> Words:
    """All the columns there are: "the one column", "both columns", "all 4 columns"."""
    if width == 1:
        return say("the one column")
    return say("both columns") if width == 2 else say("all {n} columns", n=width)


def told_head(stage: Stage) -> int:
    """The head (from 0) that a stage was parted from."""
    assert stage.part_of is not None
    return stage.part_of[1]


def whole_or(keys: tuple[int, ...], tensor: Tensor) -> tuple[Block, ...]:
    """A tensor's rows of these keys, as a table."""
    return long_rows(tensor, keys if len(keys) < len(tensor.axes[0]) else None)


class SplitHeads(Op):
    """Queries, keys or values cut into heads, by their columns."""

    formula = Formula(
        "{packed} in {heads} parts of {d} columns", r"{packed} \text{ in {heads} parts of {d} columns}"
    )
    roles = ("packed",)
    source = VASWANI_2017.at("section 3.2.2")
    principle = (
        "A head gets columns that stand together: the first head the first of them, the next head those "
        "behind."
    )

    def __init__(self, role: str, plural: str) -> None:
        letter = role[0].upper()
        self.role = role
        self.plural = plural
        self.name = f"{role}_heads"
        self.title = f"Split the {plural} into heads"
        self.symbol = Glyph(f"{letter}ₕ", f"{letter}_h")

    def title_of(self, stage: Stage, *, every: bool) -> str:
        if len(stage.settings["heads"]) > 1:
            return self.title
        return f"Give the {self.plural} to the one {self.role} head"

    def formula_of(self, step: Step) -> Formula:
        if len(step.settings["heads"]) == 1:
            return Formula("{packed}", "{packed}")
        if step.settings["d"] > 1:
            return self.formula
        return Formula(
            *(text.replace("columns", "column") for text in (self.formula.plain, self.formula.latex))
        )

    def compute(self, packed: Floats, *, heads: Axis, **settings: Any) -> Floats:
        return split_heads(packed, len(heads))

    def axes(self, packed: Tensor, *, heads: Axis, **settings: Any) -> tuple[Axis, ...]:
        rows, columns = packed.axes
        return (heads, rows, Axis.numbered(columns.name, len(columns) // len(heads)))

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        head, row, column = index
        return stage.input("packed").cell(row, head * len(stage.output.axes[-1]) + column)

    def purpose(self, stage: Stage) -> Words:
        heads: Axis = stage.settings["heads"]
        n, width = len(heads), len(stage.output.axes[-1])
        if stage.settings["fewer"]:
            return self.fewer(stage, n, width)
        if n == 1:
            text = "There is one head only: it gets {all} of {packed}."
            return say(text, all=whole(width), packed=symbol_of(stage, "packed"))
        head = told_head(stage)
        mine = say("{head} gets {columns}", head=head_called(heads, head), columns=columns_of(head, width))
        if self.role == "query":
            return say(
                "Attention now runs {times} side by side, each time in a head of its own, which sees "
                "{width} of the {all} columns of {packed} and no others. {mine}.",
                times="twice" if n == 2 else f"{n} times",
                width=width,
                all=width * n,
                packed=symbol_of(stage, "packed"),
                mine=sentence(mine),
            )
        if self.role == "key":
            return say(
                "The keys are cut into {n} parts in the same way: {mine}. A head compares the part of a "
                "query with the same part of each key.",
                n=n,
                mine=mine,
            )
        return say("The values too: {mine}. A head mixes these, by weights of its own.", mine=mine)

    def fewer(self, stage: Stage, n: int, width: int) -> Words:
        """How keys or values are cut that have fewer heads than the queries, and that these are shared."""
        if n == 1:
            text = "There is one {role} head for all query heads: it gets {all} of {packed}."
            return say(text, role=self.role, all=whole(width), packed=symbol_of(stage, "packed"))
        head = told_head(stage)
        return say(
            "The {roles} are cut into {n} parts, fewer than there are query heads: {role} head {k} gets "
            "{columns}. Which query head takes which is a stage of its own.",
            roles=self.plural,
            n=n,
            role=self.role,
            k=head + 1,
            columns=columns_of(head, width),
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        return () if stage.output.has("query") else whole_or(keys, stage.output)


class ShareHeads(Op):
    """Key or value heads handed out to the query heads, several of which take the same."""

    formula = Formula(
        "{kv} of head ⌈h × {kv_heads} / {heads}⌉",
        r"{kv} \text{ of head } \lceil h \cdot {kv_heads} / {heads} \rceil",
    )
    roles = ("kv",)
    principle = (
        "Neighbouring query heads share one key head and one value head: its numbers are copied, not changed."
    )

    def __init__(self, role: str) -> None:
        letter = role[0].upper()
        self.role = role
        self.name = f"{role}_shared"
        self.title = f"Share the {role} heads"
        self.symbol = Glyph(f"{letter}′ₕ", f"{letter}'_h")

    def source_of(self, step: Step) -> Source:
        multi_query = step.settings["kv_heads"] == 1
        return SHAZEER_2019.at("section 3") if multi_query else AINSLIE_2023.at("section 2.2")

    def compute(self, kv: Floats, *, heads: Axis, **settings: Any) -> Floats:
        return shared_heads(kv, len(heads))

    def axes(self, kv: Tensor, *, heads: Axis, **settings: Any) -> tuple[Axis, ...]:
        return (heads, *kv.axes[1:])

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        head, *rest = index
        return stage.input("kv").cell(taken(stage, head), *rest)

    def purpose(self, stage: Stage) -> Words:
        heads: Axis = stage.settings["heads"]
        n, kv_heads, head = len(heads), stage.settings["kv_heads"], told_head(stage)
        if kv_heads == 1:
            return say(
                "The {n} query heads share the one {role} head there is (multi-query attention). When text "
                "is generated word by word, only one set of {role}s is kept: that saves memory, and the time "
                "to load it again at each word.",
                n=n,
                role=self.role,
            )
        words = say(
            "There are {n} query heads and {kv} {role} heads, so neighbours share one (grouped heads): ",
            n=n,
            kv=kv_heads,
            role=self.role,
        )
        if kv_heads <= MOST_GROUPS:
            return words + self.groups(stage, n, kv_heads)
        others = [h for h in range(n) if h != head and taken(stage, h) == taken(stage, head)]
        return words + say(
            "{head} takes {role} head {mine}, as {do} {others}.",
            role=self.role,
            head=head_called(heads, head),
            mine=taken(stage, head) + 1,
            do=agreeing(len(others), "does", "do"),
            others=joined([head_called(heads, h) for h in others]),
        )

    def groups(self, stage: Stage, n: int, kv_heads: int) -> Words:
        """Which query heads take which: "heads 1 and 2 take key head 1, heads 3 and 4 key head 2"."""
        words: Words = ()
        for kv in range(kv_heads):
            group = [h + 1 for h in range(n) if taken(stage, h) == kv]
            words += say(
                "{between}{heads} {take}{role} head {kv}",
                between=", " if words else "",
                heads=heads_from(group[0], group[-1]),
                take="" if words else f"{agreeing(len(group), 'takes', 'take')} ",
                role=self.role,
                kv=kv + 1,
            )
        return words + say(".")

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        return whole_or(keys, stage.output)


def heads_from(first: int, last: int) -> str:
    """Neighbouring heads: "head 1", "heads 1 and 2", "heads 1 to 4"."""
    if first == last:
        return f"head {first}"
    return f"heads {first} {'and' if last == first + 1 else 'to'} {last}"


def taken(stage: Stage, head: int) -> int:
    """The key head (from 0) that a query head (from 0) takes."""
    kv_heads: int = stage.settings["kv_heads"]
    return head * kv_heads // len(stage.settings["heads"])


class Concatenate(Op):
    """What the heads took home, side by side."""

    name = "concatenated"
    title = "Put the heads side by side"
    symbol = Glyph("Cₐₗₗ", r"C_{\text{all}}")
    formula = Formula(
        "Concat({context}₁ … {context}ₕ), h = {heads}",
        r"\operatorname{Concat}(\dots, {context}_h), h = {heads}",
    )
    roles = ("context",)
    source = VASWANI_2017.at("section 3.2.2")
    computed_by = staticmethod(concatenated_heads)
    principle = "The rows that the heads made are written one behind the other, in the order of the heads."

    def formula_of(self, step: Step) -> Formula:
        return self.formula if len(step.settings["heads"]) > 1 else Formula("{context}", "{context}")

    def axes(self, context: Tensor, *, heads: Axis, **settings: Any) -> tuple[Axis, ...]:
        _, query, columns = context.axes
        return (query, Axis.numbered(columns.name, len(heads) * len(columns)))

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        query, column = index
        head, within = divmod(column, stage.input("context").size("d_v"))
        return stage.input("context").cell(head, query, within)

    def purpose(self, stage: Stage) -> Words:
        n, width = len(stage.settings["heads"]), stage.input("context").size("d_v")
        if n == 1:
            return say("There is one head only: what it took home stays as it is.")
        return say(
            "Every head has taken home {numbers} of its own. Put side by side in the order of the heads they "
            "make a row of {all} again.",
            numbers=counted(width, "number"),
            all=width * n,
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        heads: Axis = stage.settings["heads"]
        output, width = stage.output, stage.input("context").size("d_v")
        if width > FEW:
            return long_rows(output)
        rows = []
        for head, label in enumerate(heads.labels):
            own = range(head * width, (head + 1) * width)
            values = (value_of(output, 0, column) for column in own)
            rows.append(Row((Outside(label),), (Said(say(columns_of(head, width))), *values)))
        headings = (Column(say("becomes")), *(Column(say("dim {d}", d=d + 1)) for d in range(width)))
        return (Working(say("head"), headings, tuple(rows), (self.name,)),)

    def reading(self, stage: Stage) -> Words:
        if len(stage.settings["heads"]) == 1:
            return ()
        return say("Up to here no head knows what another has found.")

    def overview(self, stage: Stage) -> Words:
        heads: Axis = stage.settings["heads"]
        width, last = stage.input("context").size("d_v"), len(heads) - 1
        if not last:
            return ()
        return say(
            "{first} has made {columns} of it, {last} {last_columns}.",
            first=sentence(called(heads, 0)),
            columns=columns_of(0, width),
            last=called(heads, last),
            last_columns=columns_of(last, width),
        )


QUERY_HEADS = SplitHeads("query", "queries")
KEY_HEADS = SplitHeads("key", "keys")
VALUE_HEADS = SplitHeads("value", "values")
KEY_SHARED = ShareHeads("key")
VALUE_SHARED = ShareHeads("value")
CONCATENATE = Concatenate()
