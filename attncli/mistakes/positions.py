"""Mistakes in the sinusoids that are added for the positions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attncli.mistakes.mistake import Form, Instead, Mistake
from attncli.numerics.mistaken.positions import (
    base_as_exponent,
    cosines_before_sines,
    counted_from_one,
    exponent_of_every_column,
    exponent_of_own_column,
    exponent_of_sine_column,
    first_row_alone,
    floored_exponent,
    multiplied_positions,
    one_frequency,
    root_of_exponent,
    sines_then_cosines,
    sines_then_cosines_to_the_base,
    without_positions,
)
from attncli.numerics.positions import with_positions

if TYPE_CHECKING:
    from attncli.trace import Step


def several_pairs(step: Step) -> bool:
    """Whether there is more than one pair of columns."""
    return step.inputs["x"].size("d_model") > 2


def of_base(base: float) -> Form:
    """The sinusoids of this base, where it is not the right one."""
    other = partial(with_positions, base=base)
    return (Instead("positions", other, where=lambda step: step.settings["base"] != base),)


def of_one_frequency(exponent: float) -> Form:
    """The same exponent in every column."""
    return (Instead("positions", partial(one_frequency, exponent=exponent), where=several_pairs),)


MISTAKES = (
    Mistake(
        name="positions-left-out",
        forms=((Instead("positions", without_positions),),),
        would="nothing is added for the positions",
        because="To each embedding the sines and cosines of its position are added.",
        by="hand",
        source="https://github.com/Lightning-AI/pytorch-lightning/pull/20099: "
        "a demo whose positions were not used",
    ),
    Mistake(
        name="from-one",
        forms=((Instead("positions", counted_from_one),),),
        would="the positions are counted from 1",
        because="Positions are counted from 0: that is where the first row stands.",
        by="hand",
        source="https://github.com/graykode/nlp-tutorial/issues/73: "
        "positions 1, 2, 3, 4, 0 where 0, 1, 2, 3, 4 are expected",
    ),
    Mistake(
        name="every-column",
        forms=(
            (Instead("positions", exponent_of_every_column),),
            (Instead("positions", exponent_of_sine_column),),
        ),
        would="the i of the exponent 2i / {d_model} counts columns, not pairs of columns",
        because="In the exponent 2i / {d_model}, i counts pairs of columns, from 0.",
        by="hand",
        source="https://github.com/SamLynnEvans/Transformer/issues/25: "
        "the column in the place of i, with a further 1 added for the cosine",
    ),
    Mistake(
        name="halves",
        # Two programs' ways: the waves of the paper in another order, and rates that reach the base.
        forms=(
            (Instead("positions", sines_then_cosines),),
            (Instead("positions", sines_then_cosines_to_the_base),),
        ),
        would="all sines stand first, and all cosines behind them",
        because="Sines and cosines take turns, column by column.",
        by="hand",
        source="https://github.com/tensorflow/tensor2tensor/pull/177: "
        "the program's order of sines and cosines beside the paper's",
    ),
    Mistake(
        name="cosine-of-its-own-exponent",
        forms=((Instead("positions", exponent_of_own_column),),),
        would="a cosine has an exponent of its own, 1 / {d_model} more than that of the sine before it",
        because="A cosine has the exponent of the sine before it: 2i / {d_model} for both.",
        by="hand",
        source="https://github.com/maxjcohen/transformer/issues/62: "
        "exponents of cosines that begin with 1 / d",
    ),
    Mistake(
        name="multiplied-for-divided",
        forms=((Instead("positions", multiplied_positions),),),
        would="the position is multiplied by {base}^(2i / {d_model})",
        because="The position is divided by {base}^(2i / {d_model}).",
        by="hand",
        source="https://github.com/harvardnlp/annotated-transformer/issues/131: "
        "the other way round by mistake",
    ),
    Mistake(
        name="sine-cosine-swapped",
        forms=((Instead("positions", cosines_before_sines),),),
        would="cosines stand where sines should, and sines where cosines should",
        because="In every pair of columns the sine comes first.",
        by="hand",
        source="",
    ),
    Mistake(
        name="first-row-zero",
        forms=((Instead("positions", first_row_alone),),),
        would="nothing is added to the first row",
        because="Position 0 adds something too: its sines are 0, but its cosines are 1.",
        by="hand",
        source="https://github.com/kaushalshetty/Positional-Encoding/issues/1: "
        "the first row is 0, kept for padding",
    ),
    Mistake(
        name="another-base",
        forms=tuple(map(of_base, (10_000.0, 1_000.0, 100.0, 10.0))),
        would="the base is another one than {base}",
        because="The base that is raised to 2i / {d_model} is {base}.",
        by="hand",
        source="https://github.com/maxjcohen/transformer/issues/62: 1000 in the place of 10000",
    ),
    Mistake(
        name="one-frequency",
        forms=tuple(map(of_one_frequency, (0.0, 1.0))),
        would="all pairs of columns have one and the same exponent",
        because="The exponent 2i / {d_model} grows from pair to pair, and is not cut to a whole number.",
        by="hand",
        source="https://github.com/Kyubyong/transformer/pull/81: "
        "a division of whole numbers that is always 0",
    ),
    Mistake(
        name="exponent-floored",
        forms=((Instead("positions", floored_exponent),),),
        would="the exponent is reckoned by column and cut to a whole number",
        because="The exponent 2i / {d_model} is a fraction, and i counts pairs of columns, from 0.",
        by="program",
        source="",
    ),
    Mistake(
        name="base-and-exponent-swapped",
        forms=((Instead("positions", base_as_exponent),), (Instead("positions", root_of_exponent),)),
        would="base and exponent are swapped, and 2i / {d_model} is what is raised to a power",
        because="The base is {base}; 2i / {d_model} is the power to which it is raised.",
        by="hand",
        source="https://github.com/ivanvovk/WaveGrad/issues/12: exponents ** 1e-4 for 1e-4 ** exponents",
    ),
)
