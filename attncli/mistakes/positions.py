"""To be written."""

from __future__ import annotations

from attncli.mistakes.mistake import Mistake

MISTAKES: tuple[Mistake, ...] = ()
