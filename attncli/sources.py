"""The bibliography: every paper and book that a stage or mechanism names, told once."""

from __future__ import annotations

from attncli.record import Record


class Source(Record):
    """A publication, and the place in it that is meant."""

    short: str
    title: str
    url: str
    place: str = ""

    def at(self, place: str) -> Source:
        """The same publication at a place: ``VASWANI_2017.at("section 3.2.1")``."""
        return self._replace(place=place)

    @property
    def cited(self) -> str:
        """As it stands at the foot of a page."""
        return f"{self.short}, {self.place}" if self.place else self.short


VASWANI_2017 = Source("Vaswani et al. 2017", "Attention Is All You Need", "https://arxiv.org/abs/1706.03762")
LUONG_2015 = Source(
    "Luong, Pham and Manning 2015",
    "Effective Approaches to Attention-based Neural Machine Translation",
    "https://arxiv.org/abs/1508.04025",
)
GOODFELLOW_2016 = Source(
    "Goodfellow, Bengio and Courville 2016", "Deep Learning", "https://www.deeplearningbook.org"
)
BAHDANAU_2015 = Source(
    "Bahdanau, Cho and Bengio 2015",
    "Neural Machine Translation by Jointly Learning to Align and Translate",
    "https://arxiv.org/abs/1409.0473",
)
SHAZEER_2019 = Source(
    "Shazeer 2019",
    "Fast Transformer Decoding: One Write-Head is All You Need",
    "https://arxiv.org/abs/1911.02150",
)
AINSLIE_2023 = Source(
    "Ainslie et al. 2023",
    "GQA: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints",
    "https://arxiv.org/abs/2305.13245",
)
DEVLIN_2019 = Source(
    "Devlin et al. 2019",
    "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
    "https://arxiv.org/abs/1810.04805",
    "in its code",
)
ELHAGE_2021 = Source(
    "Elhage et al. 2021",
    "A Mathematical Framework for Transformer Circuits",
    "https://transformer-circuits.pub/2021/framework/index.html",
)
MU_2018 = Source(
    "Mu and Viswanath 2018",
    "All-but-the-Top: Simple and Effective Postprocessing for Word Representations",
    "https://arxiv.org/abs/1702.01417",
)
SALTON_1975 = Source(
    "Salton, Wong and Yang 1975",
    "A Vector Space Model for Automatic Indexing",
    "https://doi.org/10.1145/361219.361220",
)
