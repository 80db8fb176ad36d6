"""Every kind of stage, and every finer step, says in one sentence without a number how a cell follows."""

from __future__ import annotations

import pytest

from attncli.stages import every_op
from attncli.trace import Op


@pytest.mark.parametrize("op", list(every_op()), ids=lambda op: f"{type(op).__name__}-{op.name}")
def test_every_op_has_its_principle_in_one_sentence(op: Op) -> None:
    assert op.principle.endswith(".")
    assert op.principle.count(". ") == 0
    assert "{" not in op.principle
