"""Every variant of attention by name. A variant is a page of its own, imported only when it is run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attncli.record import Record
from attncli.sources import LUONG_2015, VASWANI_2017, Source

if TYPE_CHECKING:
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor
    from attncli.trace import Recorder

    Run = Callable[[Scenario, Recorder], Tensor]


class Mechanism(Record):
    """A variant of attention, as it is listed; ``run`` loads the page that computes it."""

    name: str
    title: str
    formula: str
    about: str
    source: Source

    @property
    def run(self) -> Run:
        """The function of the module and of the name that the mechanism's own name gives."""
        from importlib import import_module

        name = self.name.replace("-", "_")
        run: Run = getattr(import_module(f"attncli.mechanisms.{name}"), name)
        return run


MECHANISMS = {
    mechanism.name: mechanism
    for mechanism in (
        Mechanism(
            "scaled-dot-product", "Scaled dot-product attention", "softmax(Q Kᵀ / √d_k) V",
            "Scores are dot products, divided by the root of the keys' dimensions: the attention of the Transformer.",
            VASWANI_2017.at("section 3.2.1"),
        ),
        Mechanism(
            "dot-product", "Dot-product attention", "softmax(Q Kᵀ) V",
            "Scores are dot products, as they are: earlier and plainer, and quick to listen to one key alone when vectors are long.",
            LUONG_2015.at("section 3.1"),
        ),
        Mechanism(
            "multi-head", "Multi-head attention", "Concat(head₁ … headₕ) W_O",
            "Scaled dot-product attention several times side by side, each head with columns of its own, so that one word can look for several things at once.",
            VASWANI_2017.at("section 3.2.2"),
        ),
    )
}  # fmt: skip
