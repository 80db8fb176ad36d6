"""How numbers look: the laws of rounding, and that a reader with a calculator gets the digits shown."""

from __future__ import annotations

import math
import re
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import Phase, assume, example, given, settings
from hypothesis import strategies as st
from render.calculator import calculated, number, says
from rich.cells import cell_len

from attncli.arithmetic import Number, Sum
from attncli.document import (
    Block,
    Derivation,
    Document,
    Equation,
    Matrix,
    Section,
    Told,
    Value,
    Worked,
    Working,
)
from attncli.mechanisms.attend import attend
from attncli.pages.explain import explain
from attncli.pages.why import why
from attncli.render.layout import document_lines
from attncli.render.lines import Line, Look
from attncli.render.numbers import MINUS, as_read, as_result, half_up, operand, result, shown
from attncli.render.text import text
from attncli.scenario import Scale, Scenario
from attncli.tensor import Cell, Glyph, Tensor
from scenarios import from_tensors, self_attention

finite = st.floats(allow_nan=False, allow_infinity=False)
everyday = st.floats(-1e8, 1e8)
places = st.integers(0, 12)

QUICK = [Phase.explicit, Phase.generate]
"""No shrinking, which takes minutes here: the message names the expression that does not come out."""


# How one number looks


def counted(value: float) -> Cell:
    """A cell that counts something."""
    return Tensor("n", Glyph("n", "n"), np.array(value), (), whole=True).cell()


@given(st.integers(-(10**15) + 1, 10**15 - 1), places)
def test_a_count_is_written_to_the_last_digit_and_never_rounded(value: int, digits: int) -> None:
    for written in (result(counted(value), digits), operand(counted(value), digits)):
        assert int(written.replace(",", "").replace(MINUS, "-")) == value
        assert re.fullmatch(rf"{MINUS}?\d{{1,3}}(,\d{{3}})*", written)
    assert as_read(counted(value), digits) == value


def test_a_count_beyond_what_a_float_can_tell_apart_has_a_power_of_ten() -> None:
    assert result(counted(1e24), 2) == "1.00×10^24"
    assert operand(counted(1.5e24), 2) == "1.5×10^24"


def test_what_should_be_a_count_and_is_none_does_not_look_like_one() -> None:
    assert as_result(5.6784, counted(6), 2) == "5.68"


def test_one_number_alone_is_called_by_its_name() -> None:
    assert counted(3).name == "n"


@given(finite, places)
@example(0.0, 2)
@example(-0.0, 2)
@example(5e-324, 12)
@example(-5e-324, 0)
@example(0.005, 2)
@example(0.0049999999999, 2)
def test_all_zeros_mean_exactly_zero(value: float, digits: int) -> None:
    only_zeros = not re.search(r"[1-9]", shown(value, digits))
    assert only_zeros == (value == 0)
    assert (
        shown(value, digits, share=True).startswith(("<", ">"))
        or re.search(r"[1-9]", shown(value, digits, share=True))
        or value == 0
    )
    if value == 0:
        assert shown(value, digits) == f"{0:.{digits}f}"


@given(st.floats(0, 1, exclude_max=True), places)
@example(0.995, 2)
@example(0.9999, 2)
@example(1 - 1e-9, 4)
def test_a_share_below_one_never_reads_as_one(share: float, digits: int) -> None:
    assume(share < 1 - 1e-11)
    assert shown(share, digits, share=True) != f"{1:.{digits}f}"


def test_one_reads_as_one_though_the_last_bit_is_missing() -> None:
    assert shown(1.0, 2) == shown(np.nextafter(1, 0), 2, share=True) == "1.00"


def test_only_a_share_has_signs_for_less_than_can_be_shown() -> None:
    trace = attend(from_tensors([[1.0, 0.0]], [[12.0, 0.0], [0.0, 12.0]], [[0.998], [0.004]]))
    weights = text(explain(trace, stage="weights"), Look())
    assert ">0.99" in weights
    assert "<0.01" in weights
    context = text(explain(trace, stage="context"), Look())
    assert "= 1.00" in context
    assert ">" not in context
    assert [shown(x, 2) for x in (0.998, 0.0041, -0.0041)] == ["1.00", "0.004", "−0.004"]


@pytest.mark.parametrize(
    ("stage", "says"), [("scores", False), ("scaled_scores", True), ("weights", True), ("meaning", True)]
)
def test_a_page_says_that_it_rounds_where_it_does_and_nowhere_else(stage: str, says: bool) -> None:
    from attncli.loading.scenario_file import load_scenario

    sections = explain(attend(load_scenario("cat-sat-mat"))).sections
    (section,) = (section for section in sections if section.name == stage)
    assert ("rounded for show" in text(Document("", (section,)), Look())) == says
    derivation = why(attend(load_scenario("cat-sat-mat")), "scores[sat,cat]")
    page = text(Document("", (Section(title="", blocks=(derivation,), rounded=True),)), Look())
    assert "rounded for show" not in page


def test_no_page_has_an_e_that_is_not_eulers() -> None:
    from attncli.loading.scenario_file import load_scenario

    for name in ("tensorflow-lookup", "karim-nmt"):
        for every in (False, True):
            page = text(explain(attend(load_scenario(name), every=every)), Look())
            assert "×10^−" in page
            assert not re.search(r"\de[+−-]", page)


@given(st.integers(-(10**6), 10**6), st.integers(1, 6))
def test_halves_are_rounded_up_as_by_hand(thousandth: int, digits: int) -> None:
    half = Decimal(thousandth * 10 + (5 if thousandth >= 0 else -5)).scaleb(-digits - 1)
    expected = Decimal(thousandth + (1 if thousandth >= 0 else -1)).scaleb(-digits)
    assert half_up(float(half), digits) == expected


@given(everyday, places)
def test_a_shown_number_is_within_half_a_unit_of_its_last_place(value: float, digits: int) -> None:
    printed = shown(value, digits)
    if value and abs(value) < 0.4999 * 10.0**-digits:
        assert abs(float(number(printed)) - value) <= 0.5000001 * abs(value)
    elif "^" not in printed:
        assert abs(float(number(printed)) - value) <= 0.5000001 * 10.0**-digits + 1e-13 * abs(value)
        assert len(printed.partition(".")[2]) == digits


@given(finite, places)
def test_no_number_is_written_with_a_hyphen_and_none_is_endless(value: float, digits: int) -> None:
    for printed in (shown(value, digits), operand(Number(value), digits)):
        assert "-" not in printed
        assert len(printed) <= 26


@given(finite, st.integers(0, 15))
@example(1.5e308, 0)  # "2e+308": more than a float64 holds
def test_an_operand_is_as_near_as_its_digits_allow_and_zero_only_if_it_is(value: float, digits: int) -> None:
    printed = operand(Number(value), digits)
    assert printed[0] not in "<>"
    read, exact = number(printed), Decimal(value)
    assert (read == 0) == (value == 0)
    half = Decimal("0.51")
    within = max(half.scaleb(-digits), half.scaleb(1 - max(digits - 1, 1)) * abs(exact))
    assert abs(read - exact) <= within


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [
        (-math.inf, 2, "−∞"),
        (1e12, 2, "1.00×10^12"),
        (-1e12, 1, "−1.0×10^12"),
        (999999999.999, 2, "1000000000.00"),
        (0.5, 0, "1"),
        (0.4, 0, "0.4"),
        (0.9, 0, "1"),
        (-0.4, 0, "−0.4"),
        (1234.5, 1, "1234.5"),
        (1.7976931348623157e308, 2, "1.79×10^308"),  # 1.80e+308 is no float
        (-1.7976931348623157e308, 0, "−1×10^308"),
    ],
)
def test_the_edges_of_rounding(value: float, digits: int, printed: str) -> None:
    assert shown(value, digits) == printed
    if 0 < value < 1 and digits == 0:
        assert shown(value, digits, share=True) == "<1"


# The calculator law


short = st.integers(-30, 30).map(lambda tenths: tenths / 10)
crooked = st.floats(-3, 3, allow_subnormal=False).map(lambda value: round(value, 6))
rough = st.floats(-2, 2, allow_subnormal=False)
tiny = st.sampled_from([0.0, 1e-3, -1e-5, 2.5e-7, 1e-12])
large = st.sampled_from([12.0, -40.0, 100.5])


@st.composite
def computations(draw: st.DrawFn, most: int = 12) -> Scenario:
    """Any computation over short, crooked, tiny and large numbers, with sums short and long."""
    entry = draw(st.sampled_from([short, short, crooked, rough, short | tiny, short | large]))

    def matrix(rows: int, columns: int) -> list[list[float]]:
        return draw(
            st.lists(st.lists(entry, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
        )

    mechanism = draw(st.sampled_from(["scaled-dot-product", "dot-product"]))
    scale: Scale = draw(st.sampled_from(["auto", "auto", "none", 0.5, 1 / 3, -2.0]))
    n, d = draw(st.integers(1, most)), draw(st.integers(1, most))
    mask = np.tril(np.ones((n, n), dtype=bool)) if draw(st.booleans()) else None
    if draw(st.booleans()):
        parameters = {
            name: matrix(d, draw(st.just(2)))
            for name in draw(st.sampled_from([(), ("w_q", "w_k"), ("w_v",), ("w_q", "w_k", "w_v")]))
        }
        tokens = [f"t{at}" for at in range(n)]
        return self_attention(
            matrix(n, d), tokens, mechanism, scale, draw(st.integers(0, n - 1)), mask, **parameters
        )
    return from_tensors(
        matrix(n, d),
        matrix(n, d),
        matrix(n, draw(st.integers(1, 3))),
        mechanism,
        scale,
        draw(st.integers(0, n - 1)),
        mask,
    )


def drawn(*blocks: Block, width: int = 4000, digits: int = 2) -> list[Line]:
    """A section of these blocks as lines, without its heading; by default so wide that nothing is broken."""
    lines = document_lines(Document("", (Section(title="", blocks=blocks),)), Look(width, digits))
    return [line for line in lines if not any(piece.style in ("title", "rule", "heading") for piece in line)]


def plain(line: Line) -> str:
    """A line as text."""
    return "".join(piece.text for piece in line)


def pieces(line: Line) -> list[str]:
    """The arithmetic and the numbers of one line, in order."""
    return [piece.text.strip() for piece in line if piece.style in ("arithmetic", "number")]


def assert_follows(printed: str, expression: str) -> None:
    """What is printed is what a reader calculates from the expression beside it."""
    value = calculated(expression)
    assert says(printed, value), f"{expression} is {value:.15g}, and {printed} is printed"


def check_section(section: Section, digits: int) -> int:
    """Every number of a section's example and table. Returns how many were checked."""
    kept = [block for block in section.blocks if isinstance(block, (Equation, Working))]
    lines = [line for line in drawn(*kept, digits=digits) if pieces(line)]
    checked = 0
    for block in kept:
        if isinstance(block, Equation):
            line = ""
            while block.example and not re.search(r"\] = .+ = \S+$", line):
                line = f"{line} {plain(lines.pop(0)).strip()}"
            checked += check_equation(line) if block.example else 0
        else:
            size = len(block.rows) + (block.total is not None)
            checked += check_working(block, lines[:size], digits)
            lines = lines[size:]
    assert not lines
    return checked


def check_working(table: Working, lines: list[Line], digits: int) -> int:
    """Check every row of a table, on a page so wide that nothing is broken; how many numbers it has."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    numbers = [iter(pieces(line)) for line in lines]
    printed = [
        [next(row) if isinstance(entry, (Worked, Value)) else "" for entry in each.entries]
        for each, row in zip(rows, numbers, strict=True)
    ]
    checked = 0
    for row, texts in zip(rows, printed, strict=True):
        for at, entry in enumerate(row.entries[1:], 1):
            before = row.entries[at - 1]
            if not isinstance(entry, Value) or not isinstance(before, Worked) or row is table.total:
                continue
            power = entry.cell.tensor.name == "exponentials"
            assert_follows(texts[at], f"e^({texts[at - 1]})" if power else texts[at - 1])
            checked += 1
    if any(
        isinstance(entry, Value) and entry.cell.tensor.name == "exponentials" for entry in rows[0].entries
    ):
        total = printed[-1][1]
        for row, texts in zip(rows[:-1], printed[:-1], strict=True):
            if isinstance(row.entries[1], Value) and number(total):
                assert_follows(texts[2], f"{texts[1]} / {total}")
                checked += 1
        assert printed[-1][2] in (f"{1:.{digits}f}", f"{0:.{digits}f}")
    if table.total is not None:
        for at, entry in enumerate(table.total.entries):
            if isinstance(entry, Value) and entry.cell.tensor.name != "sum":
                assert_follows(
                    printed[-1][at], " + ".join(f"({texts[at]})" for texts in printed[:-1] if texts[at])
                )
                checked += 1
    return checked


def check_equation(line: str) -> int:
    """The example beneath a formula."""
    expression, result = line.partition("] = ")[2].rsplit(" = ", 1)
    assert_follows(result.strip(), expression)
    return 1


def check_derivation(derivation: Derivation, digits: int) -> int:
    """Every line of a derivation; and every number stands in the arithmetic above it as it is told below."""
    lines = [text[1:] for line in drawn(derivation, digits=digits) if (text := plain(line)).strip()]
    start = lines[0].partition("   ")[0].split(" = ")
    if len(lines) > 1 and lines[1].startswith("  = "):
        lines[0:2] = [" = ".join([*start, lines[1][4:]])]
    told = {}
    for line in lines:
        name, equals, rest = line.lstrip(" │├└─").partition(" = ")
        if equals:
            printed, _, expression = rest.partition(" = ")
            told[name] = (printed.partition("   ")[0].strip(), expression.partition("   ")[0].strip())
    checked = 0
    for printed, expression in told.values():
        if expression and not expression.startswith("the largest") and "∞" not in expression + printed:
            assert_follows(printed, expression)
            checked += 1

    def consistent(one: Told) -> None:
        for under in one.under:
            if (
                under.cell.name in told
                and one.cell.name in told
                and len(one.under) + one.left_out <= 6
                and "the largest" not in told[one.cell.name][1]
            ):
                assert told[under.cell.name][0] in told[one.cell.name][1], (
                    f"{under.cell.name} is {told[under.cell.name][0]} in {told[one.cell.name]}"
                )
            consistent(under)

    consistent(derivation.root)
    return checked


@pytest.mark.law
@settings(max_examples=120, phases=QUICK)
@given(computations(), st.sampled_from([2, 2, 2, 0, 1, 3, 4, 6]))
def test_a_reader_with_a_calculator_gets_the_digits_of_every_table(scenario: Scenario, digits: int) -> None:
    for section in explain(attend(scenario)).sections:
        check_section(section, digits)


@pytest.mark.law
@settings(max_examples=80, phases=QUICK)
@given(computations(), st.sampled_from([2, 2, 0, 1, 3, 6]))
def test_a_reader_with_a_calculator_gets_the_digits_of_every_example_of_all_queries(
    scenario: Scenario, digits: int
) -> None:
    for section in explain(attend(scenario, every=True)).sections:
        check_section(section, digits)


@settings(max_examples=60, phases=QUICK)
@given(computations(10), st.sampled_from([2, 2, 0, 1, 4]), st.integers(1, 4), st.data())
def test_a_reader_with_a_calculator_gets_the_digits_of_every_derivation(
    scenario: Scenario, digits: int, depth: int, data: st.DataObject
) -> None:
    trace = attend(scenario)
    stage = data.draw(st.sampled_from(trace.stages))
    index = tuple(data.draw(st.integers(0, size - 1)) for size in stage.output.array.shape)
    check_derivation(why(trace, stage.output.cell(*index).name, depth=depth), digits)


def test_the_built_in_pages_are_checked_number_by_number() -> None:
    """The law above bites: so many numbers of the default page are looked at."""
    from attncli.loading.scenario_file import load_scenario

    counts = {}
    for name in ("cat-sat-mat", "rasbt-simple", "rasbt-trainable", "tensorflow-lookup", "glove"):
        trace = attend(load_scenario(name))
        counts[name] = sum(check_section(section, 2) for section in explain(trace).sections)
        for cell in (trace.stages[-1].output.cell(0, 0), trace.stage("weights").output.cell(0, 1)):
            counts[name] += check_derivation(why(trace, cell.name, depth=9), 2)
    assert counts["cat-sat-mat"] > 45
    assert min(counts.values()) > 20


@pytest.mark.parametrize(
    "name", ["cat-sat-mat-heads", "cat-sat-mat-grouped", "cat-sat-mat-multi-query", "yeh-mha"]
)
def test_a_reader_with_a_calculator_gets_the_digits_of_whichever_head_is_told(name: str) -> None:
    from attncli.loading.scenario_file import load_scenario

    scenario = load_scenario(name)
    for head in scenario.query_heads.positions:
        sections = explain(attend(scenario, head=f"@{head}")).sections
        assert sum(check_section(section, 2) for section in sections) > 20


def test_a_wrong_digit_would_be_found() -> None:
    for printed, expression in (
        ("1.51", "1 × 0.5 + 1 × 1"),
        ("0.71", "e^(1.0607 − 1.4142)"),
        ("0.2244", "0.7022 / 3.1308"),
        ("<0.01", "0"),
        ("0.00", "0.004"),
        (">0.99", "1"),
        ("1.00", "0.99 + (4 more: 0.001)"),
    ):
        with pytest.raises(AssertionError):
            assert_follows(printed, expression)
    for printed, expression in (
        ("1.50", "1 × 0.5 + 1 × 1"),
        ("0.7022", "e^(1.0607 − 1.4142)"),
        ("<0.01", "0.004"),
        (">0.99", "0.998"),
        ("−2.12", "−3 / √2"),
        ("1.00", "0.99 + (4 more: 0.01)"),
        (">−0.01", "−0.004"),
        ("2.5×10^−7", "0.00000025 × 1"),
    ):
        assert_follows(printed, expression)


# Widths


@pytest.mark.law
@settings(max_examples=40, phases=QUICK)
@given(computations(), st.integers(40, 200), st.booleans())
def test_every_line_of_a_page_fits_its_width(scenario: Scenario, width: int, every: bool) -> None:
    longest = max(text(explain(attend(scenario, every=every)), Look(width)).splitlines(), key=cell_len)
    assert cell_len(longest) <= width, longest


def table_numbers(page: str) -> list[str]:
    """All numbers of a page, as they are read."""
    return sorted(re.findall(r"[<>]?−?\d+(?:\.\d+)?(?:×10\^−?\d+)?", page))


@pytest.mark.law
@settings(max_examples=40, phases=QUICK)
@given(computations(), st.integers(20, 200), st.booleans())
def test_no_number_is_split_or_cut_however_narrow_the_page(
    scenario: Scenario, width: int, every: bool
) -> None:
    headings = re.compile(r"(dimension|dim|key|query|t) ?\d+|√d_k")
    for section in explain(attend(scenario, every=every)).sections:
        kept = [block for block in section.blocks if isinstance(block, (Equation, Working, Matrix))]
        wide, narrow = ("\n".join(map(plain, drawn(*kept, width=columns))) for columns in (4000, width))
        missing = set(table_numbers(headings.sub("", wide))) - set(table_numbers(headings.sub("", narrow)))
        assert not missing, narrow


@settings(max_examples=40, phases=QUICK)
@given(computations(6), st.integers(40, 200), st.integers(1, 9))
def test_every_line_of_a_derivation_fits_its_width(scenario: Scenario, width: int, depth: int) -> None:
    trace = attend(scenario)
    derivation = why(trace, trace.stages[-1].output.cell(0, 0).name, depth=depth)
    longest = max(map(plain, drawn(derivation, width=width)), key=cell_len)
    assert cell_len(longest) <= width, longest


def test_what_is_not_written_out_of_a_long_sum_is_counted_and_worth_what_it_says() -> None:
    from attncli.render.arithmetic import written

    tree = Sum(tuple(Number(float(at)) for at in range(12)))
    assert written(tree, {}) == "0 + 1 + 2 + 3 + (8 more: 60)"
    assert calculated(written(tree, {})) == 66


def test_a_tensor_of_truths_is_shown_in_words() -> None:
    trace = attend(
        self_attention([[1.0], [2.0]], ["a", "b"], allowed=np.array([[True, False], [True, True]])),
        every=True,
    )
    allowed: Tensor = next(given for given in trace.givens if given.name == "allowed")
    lines = [plain(line).split() for line in drawn(Matrix(tensor=allowed)) if line]
    assert lines[-2:] == [["a", "yes", "hidden"], ["b", "yes", "yes"]]


def test_shares_that_do_not_add_up_as_printed_are_remarked_and_no_others() -> None:
    says = "some that add up do so only with all their digits"

    def weights(*scores: float, every: bool = False) -> str:
        keys, values = [[score] for score in scores], [[1.0] for _ in scores]
        trace = attend(from_tensors([[1.0], [0.0]], keys, values), every=every)
        return " ".join(text(explain(trace, stage="weights"), Look()).split())

    assert says in weights(0, 0, 0, 0, 0, 0)
    assert says in weights(0, 0, 0, every=True)
    assert says not in weights(0, 0)
    assert says not in weights(1, 0)
    assert says not in weights(0, 0, 0, 0, every=True)
