"""The types of arrays, for annotations alone: nothing imports this when it runs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
"""Half the size and twice the speed, where many numbers are compared, and shown with six digits at most."""
Truths = NDArray[np.bool_]
Array = Floats | Truths
