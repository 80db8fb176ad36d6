"""The page of `attn sweep`: what becomes of scores and weights while one number varies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.document import (
    Bar,
    Block,
    Code,
    Column,
    Document,
    Entries,
    Entry,
    Number,
    Outside,
    Plain,
    Prose,
    Row,
    Section,
    Value,
    Words,
    Working,
    say,
)
from attncli.mechanisms import MECHANISMS
from attncli.pages.steepness import steepness
from attncli.sources import VASWANI_2017
from attncli.sweeps.table import ABOUT, CONTEXT, Table, table
from attncli.sweeps.values import D_K

if TYPE_CHECKING:
    from attncli.sweeps.sweep import Point, Series, Sweep

MOST_ROWS = 17
"""Values that a page shows at most, the first and the last among them."""
NOTHING = "nothing divided"
FULL = {"largest_weight": 1.0, "total_slope": 2.0}
"""What has a bar, and the most that it can be: bars of several tables are of one measure."""
TOGETHER = {"largest_weight": 1, "slope": 2, "total_slope": 2}
"""Columns that stay together on a narrow page: 0 are those before these, 3 the context behind them."""


def sweep_page(sweep: Sweep) -> Document:
    """A table for each way to compute, what its numbers say, and what each of the columns is."""
    sections = [told(sweep, series) for series in sweep.series]
    sections.append(Section(title="What is measured", blocks=measures(sweep), name="measures", rounded=True))
    query = None if sweep.query is None else sweep.scenario.queries.names[sweep.query]
    return Document(sweep.scenario.title, tuple(sections), query=query)


def told(sweep: Sweep, series: Series) -> Section:
    """One way to compute: what varies, the table, and what it says."""
    blocks: list[Block] = [Prose(opening(sweep, series))]
    shown = few(series.points)
    blocks.append(working(sweep, table(sweep, shown)))
    if len(shown) < len(series.points):
        text = "{n} of {all} values are shown; {json} and {csv} have them all."
        file = Code("-o sweep.csv")
        blocks.append(Prose(say(text, n=len(shown), all=len(series.points), json=Code("--json"), csv=file)))
    reason = why_divide(sweep, series) if sweep.path == D_K else ()
    blocks.append(Prose(reason or says(sweep, series)))
    # The labels of a number's place come from outside, and a title is ours.
    what = sweep.path if sweep.path in VARIED else "One number"
    title = f"{what} from {signed(series.points[0].value)} to {signed(series.points[-1].value)}"
    if len(series.points) == 1:
        title = f"{what} at {signed(series.points[0].value)}"
    if sweep.path == D_K:
        title += f", {scaled_how(sweep, series)}"
    source = VASWANI_2017.at("section 3.2.1, footnote 4") if sweep.path == D_K else None
    return Section(title=title, blocks=tuple(blocks), name="sweep", source=source, rounded=True)


def signed(value: float) -> str:
    """A value with the sign of a minus."""
    return f"{value:g}".replace("-", "−")


def scaled_how(sweep: Sweep, series: Series) -> str:
    """What is done to the scores of a series, in a few words."""
    scales = MECHANISMS[sweep.scenario.mechanism].scales
    scale = series.scale
    if scale == "none" or (scale == "auto" and not scales):
        return NOTHING
    return "divided by √d_k" if scale == "auto" else f"multiplied by {scale}"


def few(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The points that a page has room for, evenly chosen."""
    if len(points) <= MOST_ROWS:
        return points
    last = len(points) - 1
    return tuple(points[round(at * last / (MOST_ROWS - 1))] for at in range(MOST_ROWS))


def opening(sweep: Sweep, series: Series) -> Words:
    """What varies, and of which rows the numbers are."""
    words = VARIED.get(sweep.path, "One number varies, {path}; everything else stays.")
    text = say(words, path=Code(sweep.path))
    if sweep.path == D_K and series is not sweep.series[0]:
        text = say("The same vectors and the same scores, {how}.", how=scaled_how(sweep, series))
    if sweep.path == D_K and series is sweep.series[0]:
        text += say(" {how}.", how=scaled_how(sweep, series).capitalize()) if series.scale != "none" else ()
    if sweep.head is not None:
        text += say(" The numbers are those of head {head}.", head=Outside(sweep.head))
    return text + of_what(sweep, series)


def of_what(sweep: Sweep, series: Series) -> Words:
    """Of which rows the numbers are, where it is not the one of the query that is told."""
    rows = series.points[-1].measures.rows
    if rows < 2:
        return ()
    several = series.last.heads is not None and sweep.head is None
    if sweep.query is None:
        over = f"all {rows} queries" if not several else "all queries and heads"
    else:
        over = "the heads of the query"
    text = " Of {over} the mean is told; the spread is that of all their scores together."
    return say(text, over=over)


VARIED = {
    "d_k": (
        "Each number of a query and a key is drawn at random: 0 on average, with a variance of 1. A score is "
        "the sum of d_k products. Longer vectors begin with the numbers "
        "of the shorter ones."
    ),
    "scale": (
        "Every score is multiplied by the scale. To multiply by less is to divide by more, and what scores "
        "are divided by is called the temperature: a low one sharpens the weights, a high one evens them out."
    ),
    "heads": "The same columns are cut into so many heads: the more there are, the fewer numbers each has.",
    "window": "Each query sees so many keys on either side of its place; the others are hidden from it.",
}
"""What each of the settings does, when it varies."""


def working(sweep: Sweep, made: Table) -> Working:
    """The table, a row a value, with bars beside the largest weight and all slopes together."""
    columns: list[Column] = []
    for name in made.names:
        group = 3 if name.startswith(CONTEXT) else TOGETHER.get(name, 0)
        columns += [Column(say(made.heading(name)), group=group)]
        columns += [Column(group=group)] if name in FULL else []
    rows = []
    for at, value in enumerate(made.values):
        entries: list[Value | Bar] = []
        for name in made.names:
            cell = made.tensors[name].cell(at)
            entries += [Value(cell)]
            entries += [Bar(cell.value, FULL[name])] if name in FULL else []
        rows.append(Row((Number(value, given=True),), tuple(entries)))
    return Working((Outside(sweep.path),), tuple(columns), tuple(rows), made.names)


def says(sweep: Sweep, series: Series) -> Words:
    """What the numbers of a series say: where weight and slopes begin and where they end."""
    first, last = series.points[0], series.points[-1]
    if len(series.points) == 1:
        return say(
            "The largest weight is {weight}, and all slopes together are {slope}.",
            weight=Number(first.measures.largest_weight, share=True),
            slope=Number(first.measures.total_slope),
        )
    words = moved(
        "The largest weight", first.measures.largest_weight, last.measures.largest_weight, share=True
    )
    words += say(" ") + moved(
        "What all slopes come to", first.measures.total_slope, last.measures.total_slope
    )
    best = max(series.points, key=lambda point: point.measures.total_slope)
    ends = (first.measures.total_slope, last.measures.total_slope)
    if best.measures.total_slope not in ends:
        text = " In between it is greatest: {slope}, with {path} at {value}."
        value = Number(best.value, given=True)
        words += say(text, slope=Number(best.measures.total_slope), path=Code(sweep.path), value=value)
    return words


def moved(what: str, before: float, after: float, *, share: bool = False) -> Words:
    """How a number went from its first value to its last."""
    if before == after:
        return say("{what} ends where it began, at {after}.", what=what, after=Number(after, share=share))
    return say(
        "{what} {verb} from {before} to {after}.",
        what=what,
        verb="rises" if after > before else "falls",
        before=Number(before, apart=(after,), share=share),
        after=Number(after, apart=(before,), share=share),
    )


def why_divide(sweep: Sweep, series: Series) -> Words:
    """What a sweep of d_k says of the root, in its own numbers; () where it is too short to say anything."""
    first, last = series.points[0], series.points[-1]
    if last.value < 2 * first.value or not (divides := scaled_how(sweep, series)):
        return ()
    if divides == NOTHING:
        return undivided(first, last)
    return divided(series) if series.scale == "auto" else ()


def undivided(first: Point, last: Point) -> Words:
    """What becomes of scores, weights and slopes where nothing is divided."""
    text = (
        "A sum of d_k such products has the variance d_k, so it spreads as √d_k: at d_k {d_k} the spread "
        "is {spread}, and √d_k is {root}."
    )
    spread, root = Number(last.measures.spread), Number(last.value**0.5)
    words = say(text, d_k=int(last.value), spread=spread, root=root)
    before, after = first.measures, last.measures
    if after.largest_weight <= before.largest_weight or after.total_slope >= before.total_slope:
        return words + say(" With so small a d_k that does no harm yet: try larger ones.")
    text = (
        " The further apart the scores, the more the highest takes: the largest weight rises from {low} to "
        "{high}, on the way to 1. And all slopes together fall from {steep} to {flat}, on the way to 0. A "
        "model learns from what small changes of its scores do to its weights; where the slopes are 0 they "
        "do nothing, and nothing can be learned through this softmax."
    )
    return words + say(
        text,
        low=Number(before.largest_weight, share=True),
        high=Number(after.largest_weight, share=True),
        steep=Number(before.total_slope),
        flat=Number(after.total_slope),
    )


def divided(series: Series) -> Words:
    """What the root keeps as it is, and what dividing by d_k itself would do."""
    last = series.points[-1]
    spreads = [point.measures.spread for point in series.points]
    slopes = [point.measures.total_slope for point in series.points]
    text = (
        "Divided by √d_k, the scores spread from {least} to {most}, however long the vectors are, and all "
        "slopes together stay between {flat} and {steep}: small changes of the scores still move the "
        "weights, and can be learned from. Divided by d_k itself, the scores would spread {spread} / √{d_k} "
        "= {less} at d_k {d_k}, and the weights would be all but equal."
    )
    return say(
        text,
        least=Number(min(spreads), apart=(max(spreads),)),
        most=Number(max(spreads), apart=(min(spreads),)),
        flat=Number(min(slopes), apart=(max(slopes),)),
        steep=Number(max(slopes), apart=(min(slopes),)),
        spread=Number(last.measures.spread),
        less=Number(last.measures.spread / last.value**0.5),
        d_k=int(last.value),
    )


def measures(sweep: Sweep) -> tuple[Block, ...]:
    """What each of the columns is, and a slope worked out."""
    names = table(sweep, sweep.series[0].points[:1]).names
    entries = [Entry(Plain(ABOUT[name][0]), say(ABOUT[name][1])) for name in names if name in ABOUT]
    blocks: list[Block] = [Entries(tuple(entries))]
    if (worked := steepness(sweep)) is not None:
        words, equation = worked
        blocks += [Prose(words), equation]
    return tuple(blocks)
