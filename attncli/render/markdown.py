"""Documents as GitHub-flavoured Markdown: for lessons, with formulas in LaTeX and the text page's digits."""

from __future__ import annotations

from typing import assert_never

from attncli.arithmetic import Where
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
    Facing,
    Fault,
    Matrix,
    Offers,
    Prose,
    Said,
    Section,
    Told,
    Value,
    Working,
)
from attncli.errors import AttnError
from attncli.render.arithmetic import Digits, written
from attncli.render.columns import column_cells
from attncli.render.derivations import arithmetic_atoms, decided, root_value
from attncli.render.digits import MORE, foot, section_digits, told_digits
from attncli.render.errors import one_error
from attncli.render.escape import LONGEST_TEXT
from attncli.render.lines import MEASURE, Look, line_of, outside
from attncli.render.markup import bold, code, escaped, fenced, inline, math, table_cell, table_text
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
from attncli.render.numbers import operand, result


def markdown(document: Document, look: Look) -> str:
    """A document as Markdown, a paragraph a line.

    Only the digits of the look matter: whoever draws the Markdown decides its width.
    """
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
    last = " ".join(filter(None, (foot(section, digits, look), source)))
    return [*parts, f"*{last}*"] if last else parts


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
            matrices = ((inline(part.words, look), matrix_text(part.matrix, look)) for part in parts)
            return "\n\n".join(text for captioned in matrices for text in captioned)
        case Facing():
            return "\n\n".join(block_text(part, digits, look, bullet) for part in block.both)
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


def working_text(table: Working, digits: Digits, look: Look) -> str:
    """A Working as a table, its marked row in bold, without bars: the numbers beside them say the same."""
    heads, rights = [table_cell(line_of(table.heading, look.digits))], []
    labels = [line_of(row.label, look.digits, quotes=False) for row in table.all_rows]
    texts = [[table_cell(label) for label in labels]]
    for at, column in enumerate(table.columns):
        entries = [row.entries[at] for row in table.all_rows]
        if any(isinstance(entry, Bar) for entry in entries):
            continue
        heads.append(table_cell(line_of(column.heading, look.digits)))
        rights.append(all(isinstance(entry, (Value, Said, type(None))) for entry in entries))
        # The cells of the text page, each on one line, without the blanks that line them up there.
        cells = column_cells(entries, digits, table.results, look)
        texts.append([" ".join(table_cell(cell[0]).split()) for cell in cells])
    lines = [
        [bold(text) if row.marked else text for text in line]
        for row, line in zip(table.all_rows, zip(*texts, strict=True), strict=True)
    ]
    return table_text(heads, rights, lines)


def matrix_text(matrix: Matrix, look: Look) -> str:
    """A matrix as a table, the marked row in bold. With heat every cell has a shade behind it."""
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
    """A diagram as it stands on the page."""
    from attncli.render.diagrams import diagram_lines

    lines = diagram_lines(diagram, look._replace(width=MEASURE + 2))
    return fenced("".join("".join(piece.text for piece in line).rstrip() + "\n" for line in lines))


def equation_text(equation: Equation, digits: Digits, look: Look) -> str:
    """The formula in LaTeX, and beneath it the same with the numbers of one cell."""
    formula = math(f"{equation.left.latex} = {equation.right.latex}")
    if equation.example is None:
        return formula
    cell, tree = equation.example
    name = code(equation.left.plain + outside(cell.name.removeprefix(cell.tensor.name), LONGEST_TEXT))
    number = escaped(result(cell, look.digits))
    return f"{formula}\n\n{name} = {escaped(written(tree, digits))} = {number}"


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
        value = operand(under.cell, digits[under.cell.tensor.name])
        lines.append(indent + told_line(under, value, digits, bullet))
        lines += under_lines(under, digits, bullet, depth + 1)
    return [*lines, f"{indent}{bullet} {told.left_out:,} more of the same kind"] if told.left_out else lines


def told_line(told: Told, value: str, digits: Digits, bullet: str) -> str:
    """A cell, its number, and the arithmetic behind it or the reason why there is none."""
    text = f"{bullet} {code(outside(told.cell.name, LONGEST_TEXT))} = {escaped(value)}"
    tree = told.arithmetic
    if tree is not None and not decided(tree):
        atoms = ("".join(piece.text for piece in atom) for atom in arithmetic_atoms(tree, digits))
        text += f" = {escaped(' '.join(atoms))}"
    return f"{text}, because {escaped(tree.reason)}" if isinstance(tree, Where) and not tree.holds else text


def fault_text(error: AttnError) -> str:
    """A fault as it is told wherever there is one."""
    return fenced(one_error(error, MEASURE))
