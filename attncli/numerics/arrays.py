"""The types of arrays, for annotations alone: nothing imports this when it runs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Array = Floats | Truths
