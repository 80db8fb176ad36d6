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
    """Parameters and settings that it uses where they are there."""
    example: str = "cat-sat-mat"
    """A built-in scenario that has what it needs."""
    scoring: str = "dot"
    """How it scores a key; "" where it leaves that to the setting ``align``."""
    scales: bool = False
    """Whether it has a scale of its own, which divides the scores where the scenario names none."""
    heads: bool = False
    """Whether it computes in heads."""
    predicts: bool = False
    """Whether it predicts from the query a place to look at."""
    known_as: tuple[str, ...] = ()
    """Other names that people know it by."""

    @property
    def local(self) -> bool:
        """Whether a query sees only the keys in a window of its own."""
        return "window" in self.needs

    @property
    def aligns(self) -> bool:
        """Whether the scenario chooses how keys are scored."""
        return not self.scoring

    @property
    def run(self) -> Run:
        """The function of the module and of the name that the mechanism's own name gives."""
        from importlib import import_module

        name = self.name.replace("-", "_")
        run: Run = getattr(import_module(f"attncli.mechanisms.{name}"), name)
        return run


ALIGNS = {"dot": (), "general": ("w_a",), "concat": ("w_a", "v_a")}
"""The ways to score a key that ``align`` chooses from, with the parameters of each."""

MECHANISMS = {
    mechanism.name: mechanism
    for mechanism in (
        Mechanism(
            name="scaled-dot-product",
            title="Scaled dot-product attention",
            formula="softmax(Q Kᵀ / √d_k) V",
            about=(
                "Scores are dot products, divided by the root of the keys' dimensions: the attention of the "
                "Transformer."
            ),
            source=VASWANI_2017.at("section 3.2.1"),
            scales=True,
            known_as=("scaled", "scaled-dot", "sdpa", "vaswani", "flash"),
        ),
        Mechanism(
            name="dot-product",
            title="Dot-product attention",
            formula="softmax(Q Kᵀ) V",
            about=(
                "Scores are dot products, as they are: earlier and plainer, and quick to listen to one key "
                "alone when vectors have many numbers."
            ),
            source=LUONG_2015.at("section 3.1"),
            known_as=("dot", "unscaled", "multiplicative"),
        ),
        Mechanism(
            name="multi-head",
            title="Multi-head attention",
            formula="Concat(head₁ … headₕ) W_O",
            about=(
                "Scaled dot-product attention several times side by side, each head with columns of its own, "
                "so that one word can look for several things at once."
            ),
            source=VASWANI_2017.at("section 3.2.2"),
            scales=True,
            heads=True,
            known_as=("multihead", "mha", "gqa", "mqa", "transformer", "grouped-query", "multi-query"),
        ),
        Mechanism(
            name="additive",
            title="Additive attention",
            formula="softmax(v_a · tanh(Q W_a + K U_a)) V",
            about="A small network scores each query with each key: the first attention in translation.",
            source=BAHDANAU_2015.at("appendix A.1.2"),
            needs=("w_a", "u_a", "v_a"),
            takes=("b_a",),
            example="additive-decoder",
            scoring="additive",
            known_as=("bahdanau", "mlp"),
        ),
        Mechanism(
            name="luong-dot",
            title="Luong's dot score",
            formula="softmax(Q Kᵀ) V",
            about=(
                "Dot products between a decoder's state and an encoder's, not scaled; with w_c, the "
                "attentional vector."
            ),
            source=LUONG_2015.at("section 3.1"),
            takes=("w_c",),
            example="luong-dot",
            known_as=("luong", "global"),
        ),
        Mechanism(
            name="luong-general",
            title="Luong's general score",
            formula="softmax(Q W_a Kᵀ) V",
            about=(
                "A matrix between query and key, which a model learns, says which dimension of the one is to "
                "meet which of the other."
            ),
            source=LUONG_2015.at("section 3.1"),
            needs=("w_a",),
            takes=("w_c",),
            example="luong-general",
            scoring="general",
            known_as=("general", "bilinear"),
        ),
        Mechanism(
            name="luong-concat",
            title="Luong's concat score",
            formula="softmax(v_a · tanh([Q; K] W_a)) V",
            about=(
                "A small network reads query and key as one vector: additive attention with one matrix in "
                "place of two."
            ),
            source=LUONG_2015.at("section 3.1"),
            needs=("w_a", "v_a"),
            takes=("w_c",),
            example="luong-concat",
            scoring="concat",
            known_as=("concat",),
        ),
        Mechanism(
            name="luong-location",
            title="Luong's location score",
            formula="softmax(Q W_a) V",
            about=(
                "The query alone says which position to look at, whatever stands there; W_a has a column a "
                "position."
            ),
            source=LUONG_2015.at("equation 8"),
            needs=("w_a",),
            takes=("w_c",),
            example="luong-location",
            scoring="location",
            known_as=("location",),
        ),
        Mechanism(
            name="luong-local-m",
            title="Luong's local attention, monotonic",
            formula="softmax over |s − t| ≤ D, then V",
            about=(
                "Only the keys near the query's own position are looked at, as in a translation that goes "
                "along word by word."
            ),
            source=LUONG_2015.at("section 3.2"),
            needs=("window",),
            takes=("align", "w_a", "v_a", "w_c"),
            example="luong-local-m",
            scoring="",
            known_as=("local-m", "monotonic"),
        ),
        Mechanism(
            name="luong-local-p",
            title="Luong's local attention, predictive",
            formula="(softmax over |s − p| ≤ D) × e^(−(s − p)² / 2σ²), then V",
            about=("The query predicts a place p; only the keys near it are looked at, the nearer the more."),
            source=LUONG_2015.at("section 3.2"),
            needs=("window", "w_p", "v_p"),
            takes=("align", "w_a", "v_a", "w_c"),
            example="luong-local-p",
            scoring="",
            predicts=True,
            known_as=("local-p", "predictive", "local"),
        ),
    )
}


KINDS = {
    "self": "leave the mechanism out: where a scenario has one sentence, any of them is self-attention",
    "cross": "see `attn explain -s cross-translation`: any mechanism is, where there is a memory",
    "causal": "leave the mechanism as it is, and ask for `mask=causal`",
}
"""What people ask for as a mechanism and is none: which words attend to which goes with every one of them."""

SAME_KIND = {"intra": "self", "encoder-decoder": "cross", "masked": "causal", "decoder": "causal"}


def plain(text: str) -> str:
    """A name of a mechanism as it is compared: without case, signs and the word attention.

    >>> plain("Multi_Head Attention"), plain("self-attention"), plain("attention")
    ('multi-head', 'self', '')
    """
    return (
        "-".join(text.casefold().replace("_", " ").replace("-", " ").split())
        .removesuffix("attention")
        .rstrip("-")
    )


def known(text: str) -> Mechanism | None:
    """The mechanism that people know by this name, if there is one."""
    name = plain(text)
    return MECHANISMS.get(name) or next((each for each in MECHANISMS.values() if name in each.known_as), None)


def kind(text: str) -> str | None:
    """What to do where a text is asked for as a mechanism, and says which words attend to which."""
    name = plain(text)
    return KINDS.get(SAME_KIND.get(name, name))
