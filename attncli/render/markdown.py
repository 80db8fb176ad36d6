"""Documents as GitHub-flavoured Markdown: pages to paste into a lesson, formulas in LaTeX, tables of the text page's digits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import assert_never

from attncli.arithmetic import Where, settled
from attncli.document import (
    Bar,
    Beside,
    Block,
    Callout,
    Derivation,
    Diagram,
    Document,
    Entries,
    Equation,
    Fault,
    Matrix,
    Offers,
    Prose,
    Said,
    Section,
    Told,
    Value,
    Words,
    Working,
)
from attncli.errors import AttnError
from attncli.render.arithmetic import Digits, written
from attncli.render.derivations import arithmetic_atoms, decided, root_value
from attncli.render.digits import MORE, ROUNDED, rounds, section_digits, told_digits
from attncli.render.errors import one_error
from attncli.render.escape import LONGEST_TEXT
from attncli.render.lines import MEASURE, TIED, Line, Look, line_of, outside
from attncli.render.matrices import (
    SHADES,
    asterisk,
    cell_text,
    head,
    label,
    largest_share,
    positions,
    strength,
    what_rows_are,
)
from attncli.render.numbers import operand, shown
from attncli.render.tables import column_cells

MARKUP = re.compile(
    r"""
    (?P<apart> \$                                      # math
      | :(?=//) | :(?=[\w+-]+:)                        # an address; the name of an emoji
      | @(?!\d+(?![\w-]|\.\w)) | (?<!\w)@             # mail, or a person; the@5 is neither
      | \#(?=\d)                                       # an issue
    )
    | (?P<sign> [\\`*\[\]<>|~&\#]                      # what opens or parts something, anywhere
      | (?<![^\W_])_ | _(?![^\W_])                     # not inside a word, where it opens nothing
      | (?<=www)\.                                     # an address
      | ^[-+=]                                         # a list, a rule, a heading
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
"""What opens a numbered list."""


def markdown(document: Document, look: Look) -> str:
    """A document as Markdown, a paragraph a line. Only the digits of the look matter: whoever draws the Markdown decides its width."""
    parts = [f"# {escaped(outside(document.title, LONGEST_TEXT))}".rstrip()] if document.title else []
    if document.query is not None:
        parts.append(f"Query: {bold(escaped(outside(document.query)))}")
    for section in document.sections:
        parts += section_parts(section, look)
    return "\n\n".join(parts) + "\n"


def section_parts(section: Section, look: Look) -> list[str]:
    """One section: its heading, its blocks, its foot."""
    step = f"{section.step[0]} of {section.step[1]} · " if section.step else ""
    parts = [f"## {step}{escaped(section.title)}"] if section.title else []
    digits = section_digits(section, look)
    bullet = "-"
    for block in section.blocks:
        drawn = block_text(block, digits, look, bullet)
        # A list behind a list is a list of its own only if its bullets are others.
        bullet = "*" if drawn.startswith("- ") else "-"
        parts += [drawn] if drawn else []
    source = f"[{escaped(section.source.cited)}]({section.source.url})." if section.source else ""
    foot = " ".join(filter(None, (ROUNDED if rounds(section, look) else "", source)))
    return [*parts, f"*{foot}*"] if foot else parts


def block_text(block: Block, digits: Digits, look: Look, bullet: str) -> str:
    """One block."""
    match block:
        case Prose(words):
            return inline(words, look)
        case Callout(words):
            return f"> **Note:** {inline(words, look)}"
        case Equation():
            return equation_text(block, digits, look)
        case Entries():
            return entries_text(block, look, bullet)
        case Working():
            return working_text(block, digits, look)
        case Matrix():
            return matrix_text(block, look)
        case Beside(parts):
            return "\n\n".join(
                f"{inline(part.words, look)}\n\n{matrix_text(part.matrix, look)}" for part in parts
            )
        case Diagram():
            return diagram_text(block, look)
        case Derivation():
            return derivation_text(block, look, bullet)
        case Fault(error):
            return fault_text(error)
        case Offers(rows):
            return " · ".join(f"{code(row.press)} {escaped(row.words)}" for row in rows)
        case _:
            assert_never(block)


# Words


def escaped(text: str) -> str:
    r"""A text that is no markup, whatever stands in it. It is for a line, or a cell of a table, of its own.

    GitHub looks for math, emoji, mail and people after the Markdown is read, when a backslash is gone: only a tag around the sign,
    of which nothing is seen, keeps it apart from its neighbours.

    >>> print(escaped("**x** [a](b) snake_case $y$"))
    \*\*x\*\* \[a\](b) snake_case <span>\$</span>y<span>\$</span>
    """
    text = MARKUP.sub(
        lambda found: f"<span>\\{found[0]}</span>" if found["apart"] else f"\\{found[0]}", text.strip()
    )
    return NUMBERED.sub(r"\1\\\2", text)


def code(text: str) -> str:
    """A harmless text as code, in more backticks than stand in it."""
    if not text.strip(" "):
        return ""
    ticks = fence(text, 1)
    gap = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{ticks}{gap}{text}{gap}{ticks}"


def fence(text: str, least: int) -> str:
    """Backticks, more of them than stand together anywhere in a text."""
    return "`" * max(least, *(len(run) + 1 for run in re.findall("`+", text)), 0)


def bold(text: str) -> str:
    """Markdown in bold, where there is any."""
    return f"**{text}**" if text else ""


def inline(words: Words, look: Look, *, quotes: bool = True) -> str:
    """Words on one line: ours and those from outside escaped, what is to be typed as code."""
    return pieces_text(line_of(words, look.digits, quotes=quotes))


def pieces_text(line: Line, *, in_table: bool = False) -> str:
    """Text in pieces. In a table code with a bar in it is text: a bar there parts two cells, in code too."""
    result = ""
    for is_code, several in groupby(
        line, lambda piece: piece.style == "code" and not (in_table and "|" in piece.text)
    ):
        text = "".join(piece.text for piece in several).replace(TIED, " ")
        # The blanks round code belong to the line: escaped() looks at the words between them.
        before, after = (
            text[: len(text) - len(text.lstrip(" "))],
            text[len(text.rstrip(" ")) :] if text.strip(" ") else "",
        )
        result += code(text) if is_code else f"{before}{escaped(text)}{after}"
    return result.strip(" ")


# Tables


def table_text(heads: Sequence[str], rights: Sequence[bool], rows: Sequence[Sequence[str]]) -> str:
    """A pipe table; the first column holds labels, the others are set to the right where they are numbers."""
    lines = [heads, ["---", *("---:" if right else "---" for right in rights)], *rows]
    return "\n".join(" ".join(["|", *(f"{cell} |" if cell else "|" for cell in line)]) for line in lines)


def working_text(table: Working, digits: Digits, look: Look) -> str:
    """A Working as a table, the row of the query in bold. Bars are left out: they say nothing that the numbers beside them do not."""
    rows = table.all_rows
    chosen = [
        at for at in range(len(table.columns)) if not any(isinstance(row.entries[at], Bar) for row in rows)
    ]
    columns = [[row.entries[at] for row in rows] for at in chosen]
    heads = [table.heading, *(table.columns[at].heading for at in chosen)]
    rights = [all(isinstance(entry, (Value, Said, type(None))) for entry in entries) for entries in columns]
    labels = [pieces_text(line_of(row.label, look.digits, quotes=False), in_table=True) for row in rows]
    # The cells of the text page, each on one line, without the blanks that put them under each other there.
    cells = [
        [
            " ".join(pieces_text(cell[0], in_table=True).split())
            for cell in column_cells(entries, digits, table.results, look)
        ]
        for entries in columns
    ]
    lines = [
        [bold(text) if row.marked else text for text in (name, *(column[at] for column in cells))]
        for at, (row, name) in enumerate(zip(rows, labels, strict=True))
    ]
    return table_text(
        [pieces_text(line_of(words, look.digits), in_table=True) for words in heads], rights, lines
    )


def matrix_text(matrix: Matrix, look: Look) -> str:
    """A matrix as a table, the marked row in bold. With heat every cell has a shade behind it: darker is more."""
    tensor = matrix.tensor
    flat = len(tensor.axes) == 1
    rows, columns = positions(matrix)
    most = largest_share(matrix)
    lines = []
    for i in rows:
        texts = [escaped(tensor.symbol.plain if flat else label(tensor.axes[0], i))]
        for j in columns:
            number = escaped(cell_text(matrix, i, j, look.digits) + asterisk(matrix, i, j).strip())
            heat = f" {SHADES[strength(float(tensor.array[i, j]), most)]}" if matrix.heat else ""
            texts.append((number + heat).strip())
        lines.append([bold(text) for text in texts] if i == matrix.marked else texts)
    heads = [what_rows_are(tensor), *(escaped(head(tensor.axes[-1], j)) for j in columns)]
    return table_text(heads, [True] * len(columns), lines)


def diagram_text(diagram: Diagram, look: Look) -> str:
    """A diagram as it stands on the page, in a fence that nothing in it can close."""
    from attncli.render.diagrams import diagram_lines

    text = "".join(
        "".join(piece.text for piece in line).rstrip() + "\n"
        for line in diagram_lines(diagram, look._replace(width=MEASURE + 2))
    )
    ticks = fence(text, 3)
    return f"{ticks}text\n{text}{ticks}"


# Formulas, lists, faults


def equation_text(equation: Equation, digits: Digits, look: Look) -> str:
    """The formula in LaTeX, and beneath it the same with the numbers of one cell."""
    formula = math(f"{equation.left.latex} = {equation.right.latex}")
    if equation.example is None:
        return formula
    cell, tree = equation.example
    name = code(equation.left.plain + outside(cell.name.removeprefix(cell.tensor.name), LONGEST_TEXT))
    return f"{formula}\n\n{name} = {escaped(written(tree, digits))} = {escaped(shown(settled(cell), look.digits))}"


def math(latex: str) -> str:
    """LaTeX as GitHub sets it."""
    return f"```math\n{latex}\n```"


def entries_text(entries: Entries, look: Look, bullet: str) -> str:
    """Terms with their explanations as a list; the one that is meant just now in bold."""
    lines = []
    for row in entries.rows:
        term = inline((row.term,), look)
        lines.append(f"{bullet} {bold(term) if row.present else term} – {inline(row.words, look)}".rstrip())
    return "\n".join(lines)


def derivation_text(derivation: Derivation, look: Look, bullet: str) -> str:
    """The formula of the number, and a nested list: the number, and beneath it those that it rests on."""
    root = derivation.root
    digits = told_digits(derivation, look.digits + MORE)
    line = told_line(root, root_value(root, look.digits), digits, bullet)
    lines = [line + (", given" if root.arithmetic is None else ""), *under_lines(root, digits, bullet, 1)]
    if root.formula:
        lines.insert(0, math(f"{root.cell.tensor.symbol.latex} = {root.formula.latex}") + "\n")
    return "\n".join(lines)


def under_lines(told: Told, digits: Digits, bullet: str, depth: int) -> list[str]:
    """The cells beneath a cell."""
    indent = "  " * depth
    lines = []
    for under in told.under:
        lines.append(
            indent + told_line(under, operand(under.cell, digits[under.cell.tensor.name]), digits, bullet)
        )
        lines += under_lines(under, digits, bullet, depth + 1)
    return [*lines, f"{indent}{bullet} {told.left_out:,} more of the same kind"] if told.left_out else lines


def told_line(told: Told, value: str, digits: Digits, bullet: str) -> str:
    """A cell, its number, and the arithmetic behind it or the reason why there is none."""
    text = f"{bullet} {code(outside(told.cell.name, LONGEST_TEXT))} = {escaped(value)}"
    tree = told.arithmetic
    if tree is not None and not decided(tree):
        text += " = " + escaped(
            " ".join("".join(piece.text for piece in atom) for atom in arithmetic_atoms(tree, digits))
        )
    return f"{text}, because {escaped(tree.reason)}" if isinstance(tree, Where) and not tree.holds else text


def fault_text(error: AttnError) -> str:
    """A fault as it is told wherever there is one, in a fence that nothing in it can close."""
    text = one_error(error, MEASURE)
    ticks = fence(text, 3)
    return f"{ticks}text\n{text}{ticks}"
