"""Documents as lines of styled text, for whatever prints lines: the one place that builds up a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple, assert_never

from attncli.document import (
    Beside,
    Block,
    Callout,
    Code,
    Derivation,
    Diagram,
    Document,
    Entries,
    Equation,
    Facing,
    Fault,
    Matrix,
    Offers,
    Prose,
    Section,
    Span,
    Working,
    plain,
)
from attncli.render.arithmetic import Digits, terms
from attncli.render.derivations import derivation_lines, hung
from attncli.render.digits import foot, section_digits
from attncli.render.errors import one_error
from attncli.render.escape import LONGEST_TEXT
from attncli.render.lines import (
    TIED,
    Line,
    Look,
    Piece,
    apart,
    broken,
    fill,
    fitted,
    indented,
    outside,
    padded,
    piece,
    split,
    unpadded,
    width,
    wrapped,
)
from attncli.render.matrices import matrix_lines
from attncli.render.numbers import result
from attncli.render.tables import working_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.errors import AttnError


FACING = 100
"""Columns of a page from which on two things told alike stand side by side."""
WIDEST = 60
"""Columns that each of them takes at most."""
GAP = 4
"""Columns between them."""


def document_lines(document: Document, look: Look) -> list[Line]:
    """A whole document, with a margin of one column."""
    lines = title_lines(document, look)
    for section in document.sections:
        lines += [[]] if lines else []
        if section.step and section is not document.sections[0]:
            lines.append(rule(look))
        lines += section_lines(section, look)
    return indented(lines, 1)


def title_lines(document: Document, look: Look) -> list[Line]:
    """The title, the query, and a rule beneath them; nothing where there is no title."""
    pieces = title_pieces(document, look)
    if pieces is None:
        return []
    return [*apart([pieces[0]], pieces[1], look.measure), rule(look)]


def title_pieces(document: Document, look: Look) -> tuple[Piece, Line] | None:
    """The title, and what stands at the end of its line; None where there is no title."""
    if not document.title:
        return None
    right: Line = []
    if document.query is not None:
        right = [Piece(f"query: {fitted(outside(document.query), look.measure // 2)}", "query")]
    return Piece(outside(document.title, LONGEST_TEXT), "title"), right


def rule(look: Look) -> Line:
    """A line across the page."""
    return [Piece("─" * look.measure, "rule")]


class Chunk(NamedTuple):
    """Lines of a section that belong together; a ``lead`` is a sentence that introduces what follows."""

    kind: Literal["heading", "prose", "lead", "example", "table", "foot"]
    lines: list[Line]


def section_lines(section: Section, look: Look) -> list[Line]:
    """One section, its parts under one another."""
    lines: list[Line] = []
    for chunk in section_chunks(section, look):
        lines += [[], *chunk.lines] if lines else chunk.lines
    return lines


def section_chunks(section: Section, look: Look) -> list[Chunk]:
    """One section: its heading with the formula, its blocks, its source."""
    left = [Piece(f"{section.step[0]} of {section.step[1]}   ", "dim")] if section.step else []
    equation = next((block for block in section.blocks if isinstance(block, Equation)), None)
    formula = [Piece(f"{equation.left.plain} = {equation.right.plain}", "formula")] if equation else []
    chunks: list[Chunk] = []
    if section.title:
        chunks.append(Chunk("heading", heading_lines(left, section.title, formula, look.measure)))
    digits = section_digits(section, look)
    for block in section.blocks:
        drawn = block_lines(block, digits, look)
        if drawn:
            chunks.append(Chunk(kind_of(block), drawn))
    source = f"{section.source.cited}." if section.source else ""
    source = re.sub(r"(?<=[a-z]) (?=\d)", TIED, source)  # "section 3" and "Shazeer 2019" stay together
    last = f"{foot(section, digits, look)} {source}".strip(" ")
    if last:
        words = fill([[Piece(word.replace(TIED, " "), "dim")] for word in last.split(" ")], look.measure)
        chunks.append(Chunk("foot", [padded(line, look.measure, right=True) for line in words]))
    return chunks


def heading_lines(step: Line, title: str, formula: Line, columns: int) -> list[Line]:
    """The heading of a section, its formula at the right; a long title is broken to stand under itself."""
    heading = Piece(title, "heading")
    whole = apart([*step, heading], formula, columns)
    if len(whole) == 1:
        return whole
    indent = width(step)
    first, *rest = fill(split([heading]), columns - indent)
    at_the_right = (padded(line, columns, right=True) for line in fill(split(formula), columns))
    return [[*step, *first], *indented(rest, indent), *at_the_right]


def kind_of(block: Block) -> Literal["prose", "lead", "example", "table"]:
    """Whether a block is a paragraph, one that introduces the next, or stands by itself."""
    if isinstance(block, (Prose, Callout)):
        return "lead" if plain(block.words).endswith(":") else "prose"
    return "example" if isinstance(block, Equation) else "table"


def block_lines(block: Block, digits: Digits, look: Look) -> list[Line]:
    """One block."""
    match block:
        case Prose(words):
            return wrapped(words, look, look.measure)
        case Callout(words):
            first, *rest = wrapped(words, look, look.measure - 2)
            return [[Piece("! ", "callout"), *first], *indented(rest, 2)]
        case Equation():
            return indented(example_lines(block, digits, look), 4)
        case Entries():
            return entry_lines(block, look)
        case Working():
            return working_lines(block, digits, look)
        case Matrix():
            return matrix_lines(block, look)
        case Beside():
            from attncli.render.beside import beside_lines

            return beside_lines(block, look)
        case Facing():
            return facing_lines(block, digits, look)
        case Diagram():
            from attncli.render.diagrams import diagram_lines

            return diagram_lines(block, look)
        case Derivation():
            return derivation_lines(block, look)
        case Fault(error):
            return fault_lines(error, look)
        case Offers():
            return offer_lines(block, look)
        case _:
            assert_never(block)


def facing_lines(facing: Facing, digits: Digits, look: Look) -> list[Line]:
    """Two columns of blocks, or one under the other where the page is not wide enough for both."""
    if look.width < FACING:
        return stacked([*facing.left, *facing.right], digits, look)
    half = min((look.room - GAP) // 2, WIDEST)
    narrow = look._replace(width=half + 2)  # the margins of a page of its own
    left, right = (stacked(blocks, digits, narrow) for blocks in (facing.left, facing.right))
    lines = []
    for at in range(max(len(left), len(right))):
        first = padded(left[at] if at < len(left) else [], half + GAP)
        lines.append(unpadded([*first, *(right[at] if at < len(right) else [])]))
    return lines


def stacked(blocks: Sequence[Block], digits: Digits, look: Look) -> list[Line]:
    """Blocks under one another, with an empty line between them."""
    lines: list[Line] = []
    for block in blocks:
        drawn = block_lines(block, digits, look)
        lines += [[], *drawn] if lines and drawn else drawn
    return lines


def offer_lines(offers: Offers, look: Look) -> list[Line]:
    """What can be pressed, each nearer to its own words than to the next; closer where that saves a line."""
    atoms = [[Piece(offer.press, "code"), Piece(f" {offer.words}", "dim")] for offer in offers.rows]
    wide = sum(width(atom) + 3 for atom in atoms) - 3 > look.measure
    for atom in atoms[:-1]:
        atom.append(Piece(" " if wide else "  "))
    return fill(atoms, look.measure)


def fault_lines(error: AttnError, look: Look) -> list[Line]:
    """A fault as it is told wherever there is one, coloured like a callout and a thing to type."""
    styles = {f"error[{error.code}]:": "error", "help:": "help"}
    lines: list[Line] = []
    for text in one_error(error, look.room).splitlines():
        head, space, rest = text.partition(" ")
        if head in styles:
            lines.append([Piece(head, styles[head]), Piece(space + rest)])
        elif text.startswith(" -->"):
            lines += broken([Piece(text)], look.room)
        else:  # the line of the file, or what of it fits; a sentence was broken at its spaces
            lines.append([Piece(fitted(text, look.room))])
    return lines


def example_lines(equation: Equation, digits: Digits, look: Look) -> list[Line]:
    """The formula with the numbers of one cell: S[sat,cat] = 1 × 0.5 + 1 × 1 = 1.50."""
    if equation.example is None:
        return []
    cell, tree = equation.example
    place = fitted(outside(cell.name.removeprefix(cell.tensor.name)), look.measure // 2)
    first, *rest = terms(tree, digits)
    number = f"= {result(cell, look.digits)}"
    atoms = [[Piece(text, "arithmetic")] for text in (first, *(f"+ {term}" for term in rest), number)]
    start: Line = [Piece(f"{equation.left.plain}{place} =", "arithmetic")]
    indent = min(width(start) - 1, look.measure // 4)
    return hung([start], atoms, look.measure - 4, " " * indent)


def entry_lines(entries: Entries, look: Look) -> list[Line]:
    """Terms with their explanations, in two columns, or one under the other where the terms are long."""
    terms = [piece(row.term, look.digits) for row in entries.rows]
    column = max(width([term]) for term in terms) + 4
    lines: list[Line] = []
    beside = column <= 10 or column + 36 <= look.measure
    for row, term in zip(entries.rows, terms, strict=True):
        lead = Piece("▸ " if row.present else "  ", "marked")
        if beside:
            first, *rest = wrapped(row.words, look, look.measure - column - 2) or [[]]
            lines += [[lead, *padded([term], column), *first], *indented(rest, column + 2)]
        else:
            lines += [[lead, *line] for line in term_lines(row.term, term, look.room - 2)]
            lines += indented(wrapped(row.words, look, look.measure - 6), 6)
    return lines


def term_lines(span: Span, term: Piece, columns: int) -> list[Line]:
    """A long term as lines; something to type is broken so that it can be pasted, each line as it stands.

    It is broken behind a backslash, and neither in quotes nor between an option and its value; what is longer
    than a line sticks out.
    """
    if not isinstance(span, Code):
        return fill([[Piece(word, term.style)] for word in term.text.split(" ")], columns)
    if width([term]) <= columns:
        return [[term]]
    lines = fill([[Piece(text, term.style)] for text in typed_together(term.text)], columns - 2, cut=False)
    return [*([*line, Piece(" \\", term.style)] for line in lines[:-1]), lines[-1]]


def typed_together(command: str) -> list[str]:
    """The words of a command, those in quotes as one; a value stands with its option.

    >>> typed_together('attn explain "The cat" -s mine --all')
    ['attn', 'explain', '"The cat"', '-s mine', '--all']
    """
    together: list[str] = []
    for word in re.findall(r"""(?:"[^"]*"|'[^']*'|\\.|\S)+""", command):
        if together and re.fullmatch(r"--?\w[\w-]*", together[-1]) and not word.startswith("-"):
            together[-1] += f" {word}"
        else:
            together.append(word)
    return together
