"""Why a file of word vectors is not taken, whatever its format."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from attncli.errors import AttnError, Place

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats

MOST_DIMS = 4096
"""Dimensions of a vector at most: the largest that are published have some 1,000."""

LONGEST_WORD = 1 << 12
"""Bytes of a word at most."""

OTHER_FILE = "name a file of GloVe or word2vec, or an .npz file with `words` and `vectors`"


def no_vectors(path: str, why: str, help: str = OTHER_FILE) -> AttnError:
    """E420: a file that holds something else."""
    return AttnError("E420", f"`{path}` holds no word vectors: {why}", Place(file=path), help)


def too_large(path: str, what: str) -> AttnError:
    """E421: a file with more dimensions than are read."""
    return AttnError("E421", what, Place(file=path), "name a file of word vectors of fewer dimensions")


def checked_dims(path: str, dims: int) -> int:
    """The dimensions of a file, if they can be read. Raises: AttnError E420 none, E421 too many."""
    if dims < 1:
        raise no_vectors(path, "its vectors have no numbers")
    if dims > MOST_DIMS:
        what = f"`{path}` has vectors of {dims:,} numbers, where {MOST_DIMS:,} is the most"
        raise too_large(path, what)
    return dims


def checked_row(path: str, at: int, row: Floats) -> Floats:
    """The vector (d,) of the word at this place (from 1). Raises: AttnError E422 unless it is finite."""
    if not np.isfinite(row).all():
        what = f"word {at:,} of `{os.path.basename(path)}` has a number that is not finite"
        raise AttnError("E422", what, Place(file=path), "mend the file, or fetch it again")
    return row


def miscounted(path: str, found: int, declared: int) -> AttnError:
    """E423: a file with fewer or more words than its first line says."""
    words = "1 word" if found == 1 else f"{found:,} words"
    what = f"`{path}` holds {words}, where its first line declares {declared:,}"
    if found < declared:
        return AttnError("E423", what, Place(file=path), "fetch the file again: its end seems to be missing")
    return AttnError("E423", what, Place(file=path), "set its first line right, or fetch the file again")
