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
    Term("attention",
         "A way for each word of a sentence to take in something of the words it looks at, itself often "
         "among them: of each as much as its weight says."),
    Term("token", "A word, a part of a word or a sign, as a computation takes it; here mostly a word."),
    Term("vector", "A list of numbers. What a word stands for in a computation is one."),
    Term("dimension", "One place in a vector; a vector of 3 numbers has 3 dimensions."),
    Term("matrix",
         "Numbers in rows and columns. A vector times a matrix is another vector: each of its numbers is "
         "the vector's dot product with a column."),
    Term("transpose", "A matrix with its rows turned into columns.", "ᵀ"),
    Term("embedding",
         "The list of numbers that stands for a word when a computation begins; a row of X.", "X"),
    Term("parameters", "Numbers that training sets, such as the matrices W_Q, W_K and W_V.", "W_Q, W_K, W_V",
         synonyms=(Synonym("weights", "PyTorch and other software",
                           "(in attn that word means shares of attention)"),)),
    Term("d_model", "How many numbers an embedding has."),
    Term("d_k", "How many numbers a query and a key have."),
    Term("d_v", "How many numbers a value has."),
    Term("projection",
         "A vector times a matrix: W_Q makes queries of embeddings, W_K keys, W_V values.",
         "W_Q, W_K, W_V"),
    Term("bias", "Numbers that are added to a projection, the same for every word.", "b_Q, b_K, b_V, b_O"),
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
    Term("causal", "Said of a mask that hides from each word those that come after it.",
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
    Term("tanh", "Squashes a number into the range from −1 to 1: (e^x − e^−x) / (e^x + e^−x)."),
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
    Term("head",
         "One of several computations of attention side by side, each with columns of its own.",
         "Qₕ, Kₕ, Vₕ, Cₕ"),
    Term("multi-head attention",
         "Attention in several heads at once, so that one word can look for several things."),
    Term("grouped heads",
         "Heads of queries that share the keys and values of one head. Where all share one: multi-query.",
         "K′ₕ, V′ₕ"),
    Term("concat",
         "Put side by side: the contexts of all heads make one row. In Luong's concat score: query and key.",
         "Cₐₗₗ"),
    Term("W_O", "The matrix after the heads: it makes the output of their contexts side by side.", "W_O"),
    Term("output", "What the last step gives for each query; with heads, their contexts times W_O.", "O"),
    Term("position",
         "Where a word stands. Without a mask attention does not see it, so something that tells positions "
         "apart is added to the embeddings.", "X′"),
    Term("sinusoid", "A sine or cosine wave. Waves of many lengths tell positions apart."),
    Term("cosine",
         "How far two vectors point the same way, however long: 1 the same, 0 neither, −1 opposite."),
    Term("root", "The number that gives a number when it is multiplied by itself: √9 is 3.", "√"),
    Term("scale",
         "What scores are multiplied by before the softmax, most often 1 / √d_k: the larger it is, the "
         "sharper the weights."),
    Term("temperature",
         "What scores are divided by before the softmax, so 1 / scale: a low one gives the highest score "
         "nearly all, a high one evens the weights out. attn sweep scale=0.25..8*2 goes through some."),
    Term("spread",
         "How far numbers lie from their mean: the standard deviation, which is the root of the variance.",
         "σ"),
    Term("entropy",
         "How far weights are shared out: 0 where one key has all, and ln n where n keys have the same.",
         "H"),
    Term("slope",
         "How much a weight changes with a score, for a small change: a · (1 − a) with its own, −a · b with "
         "that of another key of weight b. All slopes of a row of weights are the softmax's Jacobian.",
         "∂A/∂S",
         synonyms=(Synonym("gradient", VASWANI_2017, "(of the softmax function)"),)),
    Term("exponential", "e, about 2.718, to the power of a number: above 0, and growing fast.", "e, E"),
    Term("highest score",
         "The largest of a row. It is subtracted before the exponentials are taken, which changes no weight.",
         "m"),
    Term("total", "A row's exponentials added up: each, divided by it, is a weight.", "Z"),
    Term("masked scores", "Scores with −∞ in place of those of hidden keys: their weights are then 0.", "S″"),
    Term("hidden", "Said of a key that a mask keeps from a query: its weight is exactly 0."),
    Term("network",
         "Numbers mixed by a matrix, squashed one by one, and mixed again: the matrices can be learned."),
    Term("query part, key part", "What a query, or a key, brings to each hidden unit.", "Q′, K′"),
    Term("activation", "A hidden unit after tanh (T); before it, it is a mere sum (N).", "N, T"),
    Term("W_a",
         "The matrix that additive and Luong's scores are made with. In additive attention U_a does for keys "
         "what W_a does for queries, and v_a mixes the hidden units.", "W_a, U_a, v_a, b_a"),
    Term("W_c", "The matrix that makes the attentional vector of context and query.", "W_c"),
    Term("W_p",
         "The matrix that predicts from a query the place to look at; v_p mixes its units (N_p, T_p) into "
         "one number, z.", "W_p, v_p, N_p, T_p, z"),
    Term("window", "The keys round a place that local attention looks at: so many on either side."),
    Term("nearness",
         "How near a key is to the place that was predicted: 1 there, less with the distance (D), along a "
         "bell curve.", "D, G"),
    Term("local weights", "Weights times nearness.", "A′"),
    Term("encoder", "The part of a model that reads: it makes a vector of each word of what it is given."),
    Term("decoder", "The part of a model that writes, one word after another."),
    Term("state", "The vector that a decoder, or an encoder, has reached at a word."),
    Term("long-range dependency", "What one word has to do with another that stands far from it."),
    Term("path length",
         "How many steps lead from one position to another: in self-attention 1, however far apart they are.",
         synonyms=(Synonym("maximum path length", VASWANI_2017, "(between any two positions)"),)),
    Term("KV cache",
         "The keys and values of all words so far, which a model that writes keeps in every layer, so as not "
         "to compute them again."),
    Term("training",
         "Changing parameters step by step until results are right. Numbers set this way are called "
         "learned."),
    Term("gradient",
         "How much a result would change with each parameter, and which way: what training follows. Where "
         "the softmax all but chooses one key, it is nearly 0."),
    Term("model", "A computation with parameters that training has set."),
    Term("transformer",
         "The model of Vaswani et al. 2017: layers of multi-head attention, each with a small network "
         "after it."),
)  # fmt: skip


def find(text: str) -> list[Term]:
    """The terms that a word means: of that name, then those it is another word for, or else a part of one.

    >>> [term.name for term in find("logit")], [term.name for term in find("Weights")]
    (['scores'], ['weights', 'parameters'])
    """
    wanted = compared(text)
    if symbolic := [term for term in GLOSSARY if text.replace("'", "′").replace("′′", "″") in symbols(term)]:
        return symbolic
    named = [term for term in GLOSSARY if wanted and wanted in (*called_by(term), compared(term.stage))]
    named.sort(key=lambda term: wanted not in called_by(term))
    others = [term for term in GLOSSARY if term not in named]
    meant = [term for term in others if wanted in (compared(synonym.word) for synonym in term.synonyms)]
    return [*named, *meant] or in_part(wanted)


def in_part(wanted: str) -> list[Term]:
    """The terms that a word is a part of another word for, or else those whose symbol it is but for its case
    and its underscore.
    """
    parts = [term for term in GLOSSARY if wanted in parts_of_synonyms(term)]
    bare = wanted.replace(" ", "")
    return parts or [
        term for term in GLOSSARY if bare in (each.casefold().replace("_", "") for each in symbols(term))
    ]


def symbols(term: Term) -> list[str]:
    """The symbols of a term, each by itself."""
    return term.symbol.split(", ")[: None if term.symbol else 0]


def called_by(term: Term) -> list[str]:
    """The names of a term as they are looked up, those that end in attention without it too."""
    names = [term.name, *term.name.split(", ")]
    return [compared(name) for full in names for name in (full, full.removesuffix(" attention"))]


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
    if one.endswith("trices"):
        return f"{one.removesuffix('ces')}x"
    return f"{one.removesuffix('ies')}y" if one.endswith("ies") else one.removesuffix("s") or one
