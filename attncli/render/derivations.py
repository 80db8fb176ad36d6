"""Derivations as text: a number, the arithmetic behind it, and beneath that the numbers it rests on."""

from __future__ import annotations

from attncli.arithmetic import Arithmetic, Largest, Number, Where
from attncli.document import Derivation, Told
from attncli.render.arithmetic import Digits, terms, written
from attncli.render.digits import MORE, told_digits
from attncli.render.escape import LONGEST_TEXT
from attncli.render.lines import Line, Look, Piece, fitted, outside, width
from attncli.render.numbers import MOST_DIGITS, operand, result
from attncli.tensor import Cell, Tensor


def derivation_lines(derivation: Derivation, look: Look) -> list[Line]:
    """A derivation as a tree of lines, long arithmetic wrapped under itself."""
    root = derivation.root
    digits = told_digits(derivation, look.digits + MORE)
    name = fitted(outside(root.cell.name, LONGEST_TEXT), look.room - 4)
    value = [Piece("= "), Piece(root_value(root, look.digits), "number")]
    if root.arithmetic is None:
        value.append(Piece(", given"))
    lines = hung([[Piece(name, "symbol")]], [value], look.room, "  ")
    if root.formula:
        formula = Piece(f"{root.cell.tensor.symbol.plain} = {root.formula.plain}", "formula")
        gap = look.measure - width(lines[0]) - width([formula])
        if len(lines) == 1 and gap >= 2:
            lines = [[*lines[0], Piece(" " * gap), formula]]
        else:
            lines.append([Piece("  "), formula])
    if root.arithmetic is not None and not decided(root.arithmetic):
        lines += hung([[Piece("  = ")]], arithmetic_atoms(root.arithmetic, digits), look.room, "    ")
    lines += reason(root, "  ")
    lines += branches(root, "    ", digits, look)
    return lines


def root_value(root: Told, digits: int) -> str:
    """The number that is asked about: as it was given, or with more digits than on the page it comes from."""
    if root.arithmetic is None:
        return operand(root.cell, MOST_DIGITS)
    return result(root.cell, digits + MORE)


def branches(told: Told, indent: str, digits: Digits, look: Look) -> list[Line]:
    """The cells beneath a cell."""
    lines: list[Line] = []
    for at, under in enumerate(told.under):
        last = at == len(told.under) - 1 and not told.left_out
        lead, rail = ("└─ ", "   ") if last else ("├─ ", "│  ")
        name = fitted(outside(under.cell.name, LONGEST_TEXT), max(look.room - len(indent) - 3, 12))
        start = [[Piece(indent + lead, "rail"), Piece(name, "symbol")]]
        value = Piece(operand(under.cell, digits[under.cell.tensor.name]), "number")
        atoms: list[Line] = [[Piece("= "), value]]
        if under.arithmetic is not None and not decided(under.arithmetic):
            first, *rest = arithmetic_atoms(under.arithmetic, digits)
            atoms += [[Piece("= "), *first], *rest]
        lines += hung(start, atoms, look.room, indent + rail + "  ")
        lines += reason(under, indent + rail)
        lines += branches(under, indent + rail, digits, look)
    if told.left_out:
        lines.append([Piece(f"{indent}└─ ", "rail"), Piece(f"{told.left_out:,} more of the same kind")])
    return lines


def decided(tree: Arithmetic) -> bool:
    """Whether there is nothing to compute: a condition set the number, or it is the number beneath it."""
    return isinstance(tree, Cell) or (isinstance(tree, Where) and isinstance(tree.branch, Number))


def reason(told: Told, indent: str) -> list[Line]:
    """Why a condition decided the number, where one did."""
    tree = told.arithmetic
    if isinstance(tree, Where) and not tree.holds:
        return [[Piece(indent + "  ", "rail"), Piece(f"because {tree.reason}", "dim")]]
    return []


def arithmetic_atoms(tree: Arithmetic, digits: Digits) -> list[Line]:
    """Arithmetic cut where a line may be broken: behind each term of a sum, each number of a list."""
    tree = tree.branch if isinstance(tree, Where) else tree
    if isinstance(tree, Largest):
        same = same_axis(tree)
        return [[Piece(word, "arithmetic")] for word in (same or written(tree, digits)).split(" ")]
    first, *rest = terms(tree, digits)
    return [[Piece(text, "arithmetic")] for text in (first, *(f"+ {term}" for term in rest))]


def same_axis(tree: Largest) -> str:
    """A maximum over a whole axis in words: the largest of scaled_scores[sat, all]; "" if it is none."""
    cells = [term for term in tree.terms if isinstance(term, Cell)]
    if len(cells) < len(tree.terms) or not cells:
        return ""
    tensor: Tensor = cells[0].tensor
    names = [
        label if axis.name != tree.over else "all"
        for axis, label in zip(tensor.axes, cells[0].labels, strict=True)
    ]
    return f"the largest of {tensor.name}[{outside(', '.join(names))}]"


def hung(start: list[Line], atoms: list[Line], room: int, indent: str) -> list[Line]:
    """Atoms behind the start of a line, the following lines indented as far as the page has room."""
    lines = [list(line) for line in start]
    atoms = [part for atom in atoms for part in broken(atom, room)]
    indent = indent[: max(room - max((width(atom) for atom in atoms), default=0), 0)]
    for atom in atoms:
        text = "".join(piece.text for piece in lines[-1])
        gap = "" if text.endswith(" ") else " "
        if width(lines[-1]) + len(gap) + width(atom) > room and text.strip():
            lines.append([Piece(indent, "rail")])
            gap = ""
        lines[-1] += [Piece(gap), *atom]
    return lines


def broken(atom: Line, room: int) -> list[Line]:
    """An atom too wide for a line, broken before its signs of multiplication: powers of ten may be long."""
    if width(atom) <= room or len(atom) != 1:
        return [atom]
    first, *rest = atom[0].text.split(" × ")
    return [[atom[0]._replace(text=text)] for text in (first, *(f"× {factor}" for factor in rest))]
