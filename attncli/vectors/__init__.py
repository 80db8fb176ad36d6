"""Words become vectors, from attn's lexicon or a file of the reader's own; this room knows no YAML."""

LEXICON = "glove"
"""Not a scenario, but a name for the lexicon of word vectors: any sentence of its words is one."""
