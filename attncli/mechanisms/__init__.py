"""Every variant of attention by name. A variant is a page of its own, imported only when it is run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attncli.record import Record
from attncli.sources import BAHDANAU_2015, LUONG_2015, VASWANI_2017, Source

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
    needs: tuple[str, ...] = ()
    """The parameters and settings it cannot do without, beside queries, keys and values."""
    takes: tuple[str, ...] = ()
    """Those it uses where they are there."""
    example: str = "cat-sat-mat"
    """A built-in scenario that has what it needs."""

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
        Mechanism(
            "additive", "Additive attention", "softmax(v_a · tanh(Q W_a + K U_a)) V",
            "A small network scores each query with each key: the first attention there was, for translation.",
            BAHDANAU_2015.at("appendix A.1.2"), ("w_a", "u_a", "v_a"), ("b_a",), "additive-decoder",
        ),
        Mechanism(
            "luong-dot", "Luong's dot score", "softmax(Q Kᵀ) V",
            "Dot products between a decoder's state and an encoder's, never scaled; with w_c, the attentional vector.",
            LUONG_2015.at("section 3.1"), (), ("w_c",), "luong-dot",
        ),
        Mechanism(
            "luong-general", "Luong's general score", "softmax(Q W_a Kᵀ) V",
            "A learned matrix between query and key says which dimension of the one is to meet which of the other.",
            LUONG_2015.at("section 3.1"), ("w_a",), ("w_c",), "luong-general",
        ),
        Mechanism(
            "luong-concat", "Luong's concat score", "softmax(v_a · tanh([Q; K] W_a)) V",
            "A small network reads query and key as one vector: additive attention with one matrix in place of two.",
            LUONG_2015.at("section 3.1"), ("w_a", "v_a"), ("w_c",), "luong-concat",
        ),
        Mechanism(
            "luong-location", "Luong's location score", "softmax(Q W_a) V",
            "The query alone says which position to look at, whatever stands there; for sentences of one length.",
            LUONG_2015.at("equation 8"), ("w_a",), ("w_c",), "luong-location",
        ),
        Mechanism(
            "luong-local-m", "Luong's local attention, monotonic", "softmax over |s − t| ≤ D, then V",
            "Only the keys near the query's own position are looked at, as in a translation that goes along word by word.",
            LUONG_2015.at("section 3.2"), ("window",), ("align", "w_a", "v_a", "w_c"), "luong-local-m",
        ),
        Mechanism(
            "luong-local-p", "Luong's local attention, predictive", "softmax over |s − p| ≤ D · e^(−(s − p)² / 2σ²), then V",
            "The query predicts a place p; only the keys near it are looked at, the nearer the more.",
            LUONG_2015.at("section 3.2"), ("window", "w_p", "v_p"), ("align", "w_a", "v_a", "w_c"), "luong-local-p",
        ),
    )
}  # fmt: skip
