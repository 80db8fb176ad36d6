"""One document with every kind of block and span in it, and words nobody would wish: what is to be drawn."""

from __future__ import annotations

import math

import numpy as np

from attncli.arithmetic import (
    Arithmetic,
    Cosine,
    Count,
    Difference,
    Exp,
    Largest,
    Logarithm,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    RoundedUp,
    Sigmoid,
    Sine,
    Square,
    Sum,
    Tanh,
    Where,
)
from attncli.document import (
    Bar,
    Beside,
    Box,
    Callout,
    Captioned,
    Code,
    Column,
    Derivation,
    Diagram,
    Document,
    Entries,
    Entry,
    Equation,
    Facing,
    Fault,
    Formula,
    Level,
    Matrix,
    Offer,
    Offers,
    Outside,
    Prose,
    Row,
    Said,
    Section,
    Symbol,
    Token,
    Told,
    Value,
    Worked,
    Working,
    say,
)
from attncli.document import Count as Counted
from attncli.document import Number as Shown
from attncli.errors import AttnError, Place
from attncli.sources import VASWANI_2017
from attncli.tensor import Axis, Glyph, Index, Tensor

WORDS = (
    *("[mask]", "[/]", "\x1b[31mred", "\u202eabc", "猫が座った", "👩\u200d💻", "Za\u0351\u036blgo"),
    *("a\tb\nc", '"quoted, comma"', "x" * 250, ":cat:", "the"),
)
"""Markup, an escape, a change of direction, wide letters, an emoji of three characters, combining marks,
controls, quotes, a long word."""

QUERIES = Axis("query", WORDS, "sentence")
KEYS = Axis("key", WORDS, "sentence")
SIZE = len(WORDS)


def tensor(name: str, symbol: str, latex: str, *axes: Axis, values: np.ndarray | None = None) -> Tensor:
    """A given tensor; without values of its own, it holds quarters of both signs."""
    shape = tuple(len(axis) for axis in axes)
    made = (np.arange(math.prod(shape)).reshape(shape) * 7 % 11 - 4) / 4 if values is None else values
    return Tensor(name, Glyph(symbol, latex), made, axes)


X = tensor("x", "X", "X", Axis("token", WORDS, "sentence"), Axis.numbered("d_model", 9))
SCORES = tensor("scores", "S", "S", QUERIES, KEYS)
BIAS = tensor("b_q", "b_Q", "b_Q", Axis.numbered("d_k", 3), values=np.array([0.1, -2.0, 1e-9]))
ALLOWED = Tensor("allowed", Glyph("M", "M"), np.tril(np.ones((SIZE, SIZE), dtype=bool)), (QUERIES, KEYS))


def root_of(index: Index) -> Arithmetic:
    """A cell of the scaled scores."""
    return Quotient(SCORES.cell(*index), Root(Count(2)))


SCALED = Tensor("scaled_scores", Glyph("S′", "S'"), SCORES.array / math.sqrt(2), (QUERIES, KEYS), root_of)
POWERS = np.exp(SCALED.array - SCALED.array.max(axis=1, keepdims=True))


def share_of(index: Index) -> Arithmetic:
    """A cell of the weights, as one tree that holds every kind of arithmetic."""
    i, j = index
    top = Largest(tuple(SCALED.cell(i, k) for k in range(SIZE)), "key")
    total = Sum(tuple(Exp(Difference(SCALED.cell(i, k), top)) for k in range(SIZE)), "key")
    share = Quotient(Exp(Difference(SCALED.cell(i, j), top)), total)
    return Where(ALLOWED.cell(i, j), "nonzero", share, Number(0.0), "hidden")


WEIGHTS = Tensor(
    "weights", Glyph("A", "A"), POWERS / POWERS.sum(axis=1, keepdims=True), (QUERIES, KEYS), share_of
)


def mixed_of(index: Index) -> Arithmetic:
    """A cell of the context: a long sum, elided in print."""
    return Sum(tuple(Product((SCALED.cell(index[0], j), X.cell(j, index[1]))) for j in range(SIZE)), "key")


CONTEXT = Tensor(
    "context", Glyph("C", "C"), SCALED.array @ X.array, (QUERIES, Axis.numbered("d_v", 9)), mixed_of
)
NAME = Formula("S / √2", r"\frac{S}{\sqrt{2}}")


def working() -> Working:
    """A table with every kind of entry, a marked row, a total and two groups."""
    rows = []
    for j, word in enumerate(WORDS):
        cell = SCALED.cell(2, j)
        said: Value | Said = Said(say("hidden")) if j == 5 else Value(cell, root_of((2, j)))
        half = None if j == 3 else Worked(Product((Number(-0.5), cell)))
        entries = (Worked(root_of((2, j))), said, Bar(cell.value, 1.0), half)
        rows.append(Row((Token(word),), entries, j == 2))
    sums = tensor("total", "Z", "Z", Axis.numbered("key", 1), values=np.array([1.5]))
    total = Row(say("total"), (None, Value(sums.cell(0)), None, None))
    columns = (
        Column(say("score / √d_k")),
        Column(say("scaled score")),
        Column(),
        Column(say("half of it, other way round"), 1),
    )
    return Working(say("key"), columns, tuple(rows), ("scaled_scores",), total)


def squashed() -> Working:
    """A table of the functions of one number."""
    cells = [SCORES.cell(2, 1), SCORES.cell(0, 3)]
    trees: list[tuple[Arithmetic, ...]] = [
        (Tanh(cell), Sigmoid(Difference(cell, Number(-0.5))), Exp(Negative(Quotient(Square(cell), Count(2)))))
        for cell in cells
    ]
    rows = tuple(
        Row(say("{n}", n=at), tuple(Worked(tree) for tree in each)) for at, each in enumerate(trees, 1)
    )
    columns = (Column(say("tanh")), Column(say("sigmoid")), Column(say("bell curve"), 1))
    return Working(say("cell"), columns, rows, ())


def derivation() -> Derivation:
    """A cell with two told beneath it, one hidden, others left out, others deeper."""
    hidden = Told(cell=WEIGHTS.cell(0, 1), arithmetic=share_of((0, 1)))
    scaled = Told(cell=SCALED.cell(2, 4), arithmetic=root_of((2, 4)), deeper=(SCORES.cell(2, 4),))
    root = Told(
        cell=CONTEXT.cell(2, 1),
        arithmetic=mixed_of((2, 1)),
        formula=Formula("S′ V", "S' V"),
        under=(hidden, scaled),
        left_out=10,
    )
    return Derivation(root, 1)


def document() -> Document:
    """The document itself; made anew for every test, since nothing may change it."""
    spans = say(
        "Plain words, a {token}, an {outside}, the symbol {symbol}, numbers {number}, {tiny}, {negative}, "
        "{nothing}, {infinite} and {given}, {count} things, and {code}.",
        token=Token(WORDS[2]),
        outside=Outside("[link]a text\x07 from outside\u2066[/link]"),
        symbol=Symbol(Glyph("W_Q", "W_Q")),
        number=Shown(0.125),
        tiny=Shown(1e-9),
        negative=Shown(-1.5),
        nothing=Shown(0.0),
        infinite=Shown(-math.inf),
        given=Shown(0.25, True),
        count=Counted(1234567),
        code=Code('attn why "weights[sat,cat]" --depth 9'),
    )
    long = say(
        "a term from outside, and an explanation that is so long that it has to be broken over several lines "
        "of the page"
    )
    entries = Entries(
        (
            Entry(Symbol(Glyph("Q", "Q")), say("what a word asks for")),
            Entry(Symbol(Glyph("K", "K")), say("what a word offers"), present=True),
            Entry(Token(WORDS[0]), long),
        )
    )
    command = Code("attn explain " + " ".join(["--all"] * 12))
    commands = Entries(
        (
            Entry(command, say("a command too long to stand beside its words")),
            Entry(Code("attn list"), say("what there is")),
        )
    )
    first = Section(
        title="Every kind of words", blocks=(Prose(spans), Callout(spans), entries, commands), name="words"
    )
    second = Section(
        title="Every kind of arithmetic",
        blocks=(
            Equation(Glyph("S′", "S'"), NAME, (SCALED.cell(2, 4), root_of((2, 4)))),
            working(),
            squashed(),
        ),
        name="scaled_scores",
        step=(1, 2),
        source=VASWANI_2017.at("section 3.2.1"),
        rounded=True,
    )
    matrices = (
        Matrix(tensor=X),
        Matrix(tensor=WEIGHTS, heat=True, marked=2),
        Matrix(tensor=ALLOWED, rows=(0, 2, 11), columns=(0, 1, 11)),
        Matrix(tensor=BIAS),
        Matrix(tensor=CONTEXT, rows=(0, 4)),
        Matrix(tensor=X, changed=frozenset({(0, 1), (2, 0)})),
    )
    third = Section(
        title="Every kind of table and tree",
        blocks=(Equation(Glyph("C", "C"), Formula("S′ V", "S' V")), *matrices, derivation()),
        name="context",
        step=(2, 2),
        rounded=True,
    )
    place = Place(
        file="folder/[b]mine.yaml",
        line=7,
        column=11,
        path=f"embeddings.{WORDS[2]}",
        text=f"  {WORDS[0]}: [1, {WORDS[2]}, 0] # {WORDS[4]}",
        width=4,
    )
    faults = (
        Fault(
            AttnError(
                "E301",
                f"`{WORDS[2]}` is not a number, where `[0.5, 0]` is expected in a row of `embeddings`",
                place,
                f"write `{WORDS[0]}: [1, 0]`",
            )
        ),
        Fault(AttnError("E101", "there is no file `mine.yaml`", Place(file="mine.yaml"))),
    )
    fourth = Section(title="Every kind of fault", blocks=faults, name="faults")
    angle = Quotient(Count(3), Power(Number(100.0), Quotient(Count(2), Count(4))))
    waves = Row(
        say("waves"), (Worked(Sum((X.cell(0, 0), Sine(angle)))), Worked(Sum((X.cell(0, 1), Cosine(angle)))))
    )
    counts = (Logarithm(Count(19683), Count(3)), RoundedUp(Quotient(Count(7), Count(2))))
    layers = Row(say("layers"), tuple(Worked(tree) for tree in counts))
    lanes = ("first", "second", WORDS[1])
    diagram = Diagram(
        (
            Level((Box(say("in")),), "6 × 8"),
            Level((Box(say("one")), Box(say("{word}", word=Token(WORDS[2])), present=True), Box(()))),
            Level(tuple(Box(say("{word}", word=Outside(lane))) for lane in lanes), "4 × 6 × 2"),
            Level((Box(say("together")),), "6 × 8"),
        )
    )
    beside = Beside(
        (
            Captioned(say("The {word}", word=Token(WORDS[2])), Matrix(tensor=X)),
            Captioned(say("Weights"), Matrix(tensor=WEIGHTS, heat=True, columns=(0, 1, 2))),
        )
    )
    facing = Facing(
        (Prose(say("{word} on the left", word=Token(WORDS[1]))), Matrix(tensor=X, columns=(0, 1))),
        (
            Prose(say("On the right, in more words than the half of a page is wide, and {n}.", n=3)),
            Working(
                say("kind"),
                (Column(say("weight")),),
                (Row(say("first"), (Value(WEIGHTS.cell(0, 0)),)),),
                (WEIGHTS.name,),
            ),
        ),
    )
    waved = Working(say("kind"), (Column(say("sine")), Column(say("cosine"), 1)), (waves,), ("none",))
    counted = Working(say("kind"), (Column(say("power")), Column(say("up"), 1)), (layers,), ("none",))
    fifth = Section(
        title="Side by side, and in steps",
        blocks=(diagram, beside, waved, counted, facing),
        name="steps",
        rounded=True,
    )
    offers = Section(
        title="",
        blocks=(
            Prose(say("A section without a title.")),
            Offers((Offer("↵", "next"), *(Offer(f"[{n}]", "something else") for n in range(5)))),
        ),
    )
    return Document(
        "A [bold]title[/bold] from outside\x1b[2J: " + WORDS[4],
        (first, second, third, fourth, fifth, offers),
        WORDS[2],
    )
