"""The field's words: what each means here, and who calls it something else."""

from __future__ import annotations

from attncli.record import Record
from attncli.sources import BAHDANAU_2015, DEVLIN_2019, ELHAGE_2021, LUONG_2015, VASWANI_2017, Source


class Synonym(Record):
    """Another word for a thing, and who uses it: a publication, or the software that has it in its names."""

    word: str
    said_by: Source | str
    detail: str = ""
    """What stands behind the word on the page: its symbol, or what just it means."""

    @property
    def who(self) -> str:
        """Who uses it, by name."""
        return self.said_by if isinstance(self.said_by, str) else self.said_by.cited


class Term(Record):
    """A word as attn uses it. ``stage`` is the stage of that name, where there is one."""

    name: str
    meaning: str
    symbol: str = ""
    stage: str = ""
    synonyms: tuple[Synonym, ...] = ()


# A table of data: formatting would set each field of each term on a line of its own.
GLOSSARY = (
    Term("embedding",
         "The list of numbers that stands for a word when a computation begins; a row of X.", "X"),
    Term("parameters", "Numbers that training sets, such as the matrices W_Q, W_K and W_V.", "W_Q, W_K, W_V",
         synonyms=(Synonym("weights", "PyTorch and other software",
                           "(in attn that word means shares of attention)"),)),
    Term("d_model", "How many numbers an embedding has."),
    Term("d_k", "How many numbers a query and a key have."),
    Term("query", "What a word asks for: the vector that is compared with every key.", "Q", "query",
         (Synonym("decoder state", BAHDANAU_2015, "s_i−1"),
          Synonym("target hidden state", LUONG_2015, "h_t"))),
    Term("key", "What a word offers to those that ask: the vector that queries are compared with.",
         "K", "key",
         (Synonym("annotation", BAHDANAU_2015, "h_j"), Synonym("source hidden state", LUONG_2015, "h̄_s"),
          Synonym("memory", "PyTorch's TransformerDecoder",
                  "(what keys and values are made from)"))),
    Term("value", "What a word gives to those that attend to it: the vector that is mixed.", "V", "value",
         (Synonym("annotation", BAHDANAU_2015, "h_j (one vector is key and value)"),)),
    Term("dot product",
         "Two vectors multiplied number by number, and the products added up. "
         "Large where large numbers meet large ones of the same sign.",
         synonyms=(Synonym("inner product", "mathematics"),)),
    Term("scores", "How well each key matches each query, before anything else is done to it.",
         "S", "scores",
         (Synonym("energies", BAHDANAU_2015, "e_ij"), Synonym("logits", "JAX and other software"),
          Synonym("alignment model", BAHDANAU_2015, "(the function that makes them)"),
          Synonym("compatibility function", VASWANI_2017, "(the function that makes them)"))),
    Term("scaled scores",
         "Scores divided by √d_k: the more numbers a query and a key have, the larger their dot products "
         "tend to be.",
         "S′", "scaled_scores"),
    Term("mask", "Which keys a query may attend to. In attn, true means: may.", "M", "masked_scores",
         (Synonym("look-ahead mask", "TensorFlow's tutorial", "(a causal one)"),
          Synonym("subsequent mask", "The Annotated Transformer", "(a causal one)"))),
    Term("causal", "Said of a mask that hides from each word those behind it.",
         synonyms=(Synonym("auto-regressive", VASWANI_2017, "(of a model that needs such a mask)"),)),
    Term("softmax",
         "Turns a row of scores into positive shares of 1: e to the power of each, divided by the total."),
    Term("weights",
         "Scores after softmax: what share of its attention a query spends on each key. A row sums "
         "to 1, or to 0 where every key is hidden.",
         "A", "weights",
         (Synonym("alignment vector", LUONG_2015, "a_t"), Synonym("soft alignment", BAHDANAU_2015),
          Synonym("attention pattern", ELHAGE_2021), Synonym("attention probabilities", DEVLIN_2019))),
    Term("context", "What a query takes home: the values, each times its weight, added up.", "C", "context",
         (Synonym("context vector", BAHDANAU_2015, "c_i"),
          Synonym("output", VASWANI_2017, "(of the attention function)"))),
    Term("tanh", "Squashes a number into the range from −1 to 1; steepest near 0."),
    Term("sigmoid", "Squashes a number into the range from 0 to 1: 1 / (1 + e^−x)."),
    Term("hidden unit",
         "One of the numbers inside a small network: a mixture of what goes in, squashed by tanh."),
    Term("additive attention", "Attention whose scores are a small network's: v_a · tanh(q W_a + k U_a).",
         synonyms=(Synonym("Bahdanau attention", "Keras", "(Bahdanau-style)"),
                   Synonym("MLP attention", "OpenNMT"))),
    Term("multiplicative attention",
         "Attention whose scores are products of query and key: the dot product, or Luong's general score.",
         synonyms=(Synonym("Luong attention", "Keras", "(Luong-style)"),)),
    Term("local attention",
         "Attention that looks at a window of keys round one place, and at nothing outside it."),
    Term("alignment position", "The place among the keys that a query of local attention looks round.", "p",
         synonyms=(Synonym("aligned position", LUONG_2015, "p_t"),)),
    Term("attentional vector",
         "Context and query made into one vector, from which the next word is predicted.", "Ĉ",
         synonyms=(Synonym("attentional hidden state", LUONG_2015, "h̃_t"),)),
    Term("self-attention", "Attention in which queries, keys and values come from the same sentence.",
         synonyms=(Synonym("intra-attention", VASWANI_2017),)),
    Term("memory",
         "In cross-attention, the sentence that is asked: keys and values are made of its embeddings.", "H",
         synonyms=(Synonym("encoder output", VASWANI_2017),)),
    Term("cross-attention",
         "Attention in which the queries come from one sequence, the keys and values from another.",
         synonyms=(Synonym("encoder-decoder attention", VASWANI_2017),)),
)  # fmt: skip


def find(text: str) -> list[Term]:
    """The terms that a word means: of that name, then those it is another word for, or else a part of one.

    >>> [term.name for term in find("logit")], [term.name for term in find("Weights")]
    (['scores'], ['weights', 'parameters'])
    """
    wanted = compared(text)
    named = [term for term in GLOSSARY if wanted in (compared(term.name), compared(term.stage))]
    others = [term for term in GLOSSARY if term not in named]
    meant = [term for term in others if wanted in (compared(synonym.word) for synonym in term.synonyms)]
    return [*named, *meant] or [term for term in GLOSSARY if wanted in parts_of_synonyms(term)]


def parts_of_synonyms(term: Term) -> list[str]:
    """Every word that another word for a term is made of, as it is looked up."""
    return [compared(part) for synonym in term.synonyms for part in synonym.word.split()]


def names() -> list[str]:
    """Every term, and every word that means one."""
    synonyms = (synonym.word for term in GLOSSARY for synonym in term.synonyms)
    return list(dict.fromkeys([*(term.name for term in GLOSSARY), *synonyms]))


def compared(text: str) -> str:
    """A word as it is looked up: case, hyphens, underscores and a plural's s do not count."""
    one = text.casefold().replace("_", " ").replace("-", " ").strip()
    return f"{one.removesuffix('ies')}y" if one.endswith("ies") else one.removesuffix("s")
