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


class Mechanism(Record, kw_only=True):
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
            name="scaled-dot-product", title="Scaled dot-product attention", formula="softmax(Q Kᵀ / √d_k) V",
            about="Scores are dot products, divided by the root of the keys' dimensions: the attention of the Transformer.",
            source=VASWANI_2017.at("section 3.2.1"),
        ),
        Mechanism(
            name="dot-product", title="Dot-product attention", formula="softmax(Q Kᵀ) V",
            about="Scores are dot products, as they are: earlier and plainer, and quick to listen to one key alone when vectors are long.",
            source=LUONG_2015.at("section 3.1"),
        ),
        Mechanism(
            name="multi-head", title="Multi-head attention", formula="Concat(head₁ … headₕ) W_O",
            about="Scaled dot-product attention several times side by side, each head with columns of its own, so that one word can look for several things at once.",
            source=VASWANI_2017.at("section 3.2.2"),
        ),
        Mechanism(
            name="additive", title="Additive attention", formula="softmax(v_a · tanh(Q W_a + K U_a)) V",
            about="A small network scores each query with each key: the first attention there was, for translation.",
            source=BAHDANAU_2015.at("appendix A.1.2"), needs=("w_a", "u_a", "v_a"), takes=("b_a",), example="additive-decoder",
        ),
        Mechanism(
            name="luong-dot", title="Luong's dot score", formula="softmax(Q Kᵀ) V",
            about="Dot products between a decoder's state and an encoder's, never scaled; with w_c, the attentional vector.",
            source=LUONG_2015.at("section 3.1"), needs=(), takes=("w_c",), example="luong-dot",
        ),
        Mechanism(
            name="luong-general", title="Luong's general score", formula="softmax(Q W_a Kᵀ) V",
            about="A learned matrix between query and key says which dimension of the one is to meet which of the other.",
            source=LUONG_2015.at("section 3.1"), needs=("w_a",), takes=("w_c",), example="luong-general",
        ),
        Mechanism(
            name="luong-concat", title="Luong's concat score", formula="softmax(v_a · tanh([Q; K] W_a)) V",
            about="A small network reads query and key as one vector: additive attention with one matrix in place of two.",
            source=LUONG_2015.at("section 3.1"), needs=("w_a", "v_a"), takes=("w_c",), example="luong-concat",
        ),
        Mechanism(
            name="luong-location", title="Luong's location score", formula="softmax(Q W_a) V",
            about="The query alone says which position to look at, whatever stands there; for sentences of one length.",
            source=LUONG_2015.at("equation 8"), needs=("w_a",), takes=("w_c",), example="luong-location",
        ),
        Mechanism(
            name="luong-local-m", title="Luong's local attention, monotonic", formula="softmax over |s − t| ≤ D, then V",
            about="Only the keys near the query's own position are looked at, as in a translation that goes along word by word.",
            source=LUONG_2015.at("section 3.2"), needs=("window",), takes=("align", "w_a", "v_a", "w_c"), example="luong-local-m",
        ),
        Mechanism(
            name="luong-local-p", title="Luong's local attention, predictive", formula="softmax over |s − p| ≤ D · e^(−(s − p)² / 2σ²), then V",
            about="The query predicts a place p; only the keys near it are looked at, the nearer the more.",
            source=LUONG_2015.at("section 3.2"), needs=("window", "w_p", "v_p"), takes=("align", "w_a", "v_a", "w_c"), example="luong-local-p",
        ),
    )
}  # fmt: skip
