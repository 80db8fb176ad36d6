"""Which words have come by already: the first of a word counts, and a file may hold millions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Seen:
    """The hashes of words, 8 bytes each, in sorted runs that are merged as they grow."""

    def __init__(self) -> None:
        self.runs: list[NDArray[np.int64]] = []

    def first(self, words: Sequence[bytes]) -> NDArray[np.bool_]:
        """Which of these stand here for the first time (n,); from now on all of them have come by.

        >>> seen = Seen()
        >>> seen.first([b"a", b"b", b"a"]).tolist(), seen.first([b"b", b"c"]).tolist()
        ([True, True, False], [False, True])
        """
        hashes = np.array([hash(word) for word in words], np.int64)
        fresh = np.zeros(len(hashes), bool)
        fresh[np.unique(hashes, return_index=True)[1]] = True
        for run in self.runs:
            at = np.minimum(np.searchsorted(run, hashes), len(run) - 1)
            fresh &= run[at] != hashes
        run = np.sort(hashes[fresh])
        while self.runs and len(self.runs[-1]) <= len(run):
            run = np.sort(np.concatenate([self.runs.pop(), run]))
        if len(run):
            self.runs.append(run)
        return fresh
