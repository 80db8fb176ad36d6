"""What a scenario file may say and what it may not: tables, held against the reader and the schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import numpy as np
import pytest
import yaml

from attncli.errors import AttnError
from attncli.loading.scenario_file import load_scenario
from attncli.reading import tree, values
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario

SCHEMA = json.loads(
    (Path(values.__file__).parents[1] / "schemas" / "scenario.schema.json").read_text(encoding="utf-8")
)
CAT = "sentence: The cat sat\nembeddings:\n  the: [0.5, 0]\n  cat: [0.5, 1]\n  sat: [1, 1]\n"
X = "x: [[1, 0], [0, 1], [1, 1]]\n"
TITLED = "title: A title\nabout: |\n  Two\n  lines.\nteaches: Masks\n"
PROJECTIONS = "  w_q: [[1, 0, 1], [0, 1, 1]]\n  w_k: [[1, 0, 1], [0, 1, 1]]\n  w_v: [[1], [2]]\n"
BIASES = "  b_q: [1, 2, 3]\n  b_k: [0, 0, 0]\n  b_v: [1]\n"
GENERAL = "mechanism: luong-general\ntensors: {query: [[1]], key: [[1, 2]]}\n"
LOCAL = "mechanism: luong-local-p\nwindow: 2\nalign: general\n"
ROWS = "[[true, true, true], [true, true, true], [false, true, true]]"


@pytest.fixture(params=["libyaml", "pure Python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test here runs with both of PyYAML's parsers."""
    chosen = yaml.CSafeLoader if request.param == "libyaml" else yaml.SafeLoader
    monkeypatch.setattr(tree, "parser_class", lambda: chosen)


def load(text: str | bytes, folder: Path | None = None, file: str = "mine.yaml", **over: Any) -> Scenario:
    data = text if isinstance(text, bytes) else text.encode()
    return load_scenario(SourceFile("mine", file, data, folder), **over)


def faults_of(text: str | bytes, file: str = "mine.yaml") -> tuple[AttnError, ...]:
    with pytest.raises(AttnError) as caught:
        load(text, file=file)
    return caught.value.all


def plain(text: str) -> Any:
    """A file as a language server sees it, by YAML 1.2's core schema: what the JSON schema is asked about."""

    def value(node: yaml.Node) -> Any:
        if isinstance(node, yaml.SequenceNode):
            return [value(item) for item in node.value]
        if isinstance(node, yaml.MappingNode):
            return {key.value: value(item) for key, item in node.value}
        assert isinstance(node, yaml.ScalarNode)
        if node.style:
            return str(node.value)
        if node.value in ("", "~", "null", "Null", "NULL"):
            return None
        if node.value.lower() in ("true", "false"):
            return node.value.lower() == "true"
        if node.value.lstrip("+-").lower() in (".inf", ".nan"):
            return float(node.value.replace(".", "", 1))
        number = values.number(node.value)
        if number is None:
            return node.value
        return int(number) if number.is_integer() else number

    root = yaml.compose(text.replace("\t", " "), yaml.SafeLoader)
    return None if root is None else value(root)


def fits_schema(text: str) -> bool:
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(plain(text))


GOOD = {
    "the least there can be": CAT,
    "a query": CAT + "query: sat\n",
    "every text field": CAT
    + TITLED
    + "origin: made by hand\n"
    + "source: {title: T, author: A, year: 2024, url: 'https://example.org', licence: MIT, note: N}\n",
    "plain scalars as texts": CAT + "title: 1.0\nabout: null\nsource: {title: true, author: on}\n",
    "tokens": "tokens: [The, cat, cat]\nembeddings: {the: [1], cat: [2]}\nquery: cat@3\n",
    "tokens that look like other things": "tokens: [on, null, true, 1.0, 12:30:45, 2024-01-01]\n"
    "embeddings: {on: [1], null: [1], true: [1], 1.0: [1], 12:30:45: [1], 2024-01-01: [2]}\n",
    "x without words": X,
    "x with words": "sentence: a b c\n" + X,
    "all parameters": CAT + "parameters:\n" + PROJECTIONS + BIASES,
    "only w_v": X + "parameters: {w_v: [[1, 2, 3], [4, 5, 6]]}\n",
    "tensors": "tensors: {query: [[1, 2]], key: [[1, 2], [3, 4]], value: [[1], [2]]}\n",
    "tensors without values": "tensors: {query: [[1, 2]], key: [[1, 2], [3, 4]]}\n",
    "tensors whose keys are words": "tokens: [a, b]\ntensors: {query: [[1, 2]], key: [[1, 2], [3, 4]]}\n",
    "a causal mask": CAT + "mask: causal\n",
    "a causal mask to the bottom right": CAT + "mask: {causal: bottom-right}\n",
    "hidden words": CAT + "mask: {hidden: [the, sat]}\n",
    "one hidden word": CAT + "mask: {hidden: cat}\n",
    "a valid length": CAT + "mask: {valid_length: 2}\n",
    "a valid length a query": CAT + "mask: {valid_length: [0, 2, 3]}\n",
    "a window": CAT + "mask: {window: 1}\n",
    "rows of true and false": CAT
    + "mask: [[true, False, TRUE], [true, true, true], [false, false, false]]\n",
    "masks that must all agree": CAT + f"mask: [causal, {{window: 1}}, {ROWS}]\n",
    "a stage that only its scale makes": CAT
    + "mechanism: dot-product\nscale: 0.5\nexpect: {scaled_scores: {values: [1, 1, 1], query: sat}}\n",
    "the mechanisms": CAT + "mechanism: dot-product\n",
    "scale auto": CAT + "scale: auto\n",
    "scale none": CAT + "scale: none\n",
    "scale a number": CAT + "scale: 1e-3\n",
    "scale nothing at all": CAT + "scale: 0\n",
    "a memory": CAT + "memory: {sentence: cat The}\n",
    "a memory of its own": CAT + "memory: {tokens: [a], embeddings: {a: [1, 2]}}\n",
    "a memory of numbers": CAT + "memory: {x: [[1, 2], [3, 4]]}\n",
    "additive": CAT
    + "mechanism: additive\nparameters: {w_a: [[1], [2]], u_a: [[1], [0]], v_a: [1], b_a: [0.5]}\n",
    "tensors with scores of their own": GENERAL + "parameters: {w_a: [[1, 0]]}\n",
    "local attention": CAT + LOCAL + "parameters:\n  w_a: [[1, 0], [0, 1]]\n  w_p: [[1], [0]]\n  v_p: [1]\n"
    "  w_c: [[1], [1], [0], [0]]\nexpect:\n  alignment_position: {values: [1, 2, 2.5], atol: 5}\n"
    "  attentional: {values: [0.5], query: sat, atol: 5}\n",
    "expectations": CAT + "mask: causal\nexpect:\n  masked_scores: {values: [1, 2, 3], query: sat}\n"
    "  weights: {values: [[1, 0, 0], [0.5, 0.5, 0], [0.3, 0.3, 0.4]], atol: 0.1}\n",
    "JSON": json.dumps({"tokens": ["a", "😀"], "x": [[1.5, -2e-3], [0, 1]], "query": "😀"}),
    "JSON with tabs": json.dumps({"tokens": ["a/b"], "x": [[1.5]]}, indent="\t").replace("/", "\\/"),
    "numbers of every kind": "x: [[1, -1, +1, .5, 1., 1e-3, 1E+3, 012, 0o14, 0xC, -0.0]]\n",
}


class Bad(NamedTuple):
    text: str
    code: str
    line: int | None
    column: int | None
    words: str
    structural: bool = True
    """Whether the JSON schema refuses it too."""


BEYOND = False

TWO_CATS = "`cat` stands twice in `embeddings`: in line 4 and in line 6"
RAGGED = "row 3 of `embeddings` has 3 numbers where the others have 2"
LONG_QUERIES = X + "parameters: {w_q: [[1, 2, 3], [1, 2, 3]], w_k: [[1], [1]]}\n"
SHORT_QUERIES = X + "parameters: {w_q: [[1], [1]]}\n"
LONG_BIAS = X + "parameters: {w_v: [[1], [1]], b_v: [1, 2]}\n"
LONG_KEYS = "tensors: {query: [[1]], key: [[1, 2]]}\n"
MORE_VALUES = "tensors: {query: [[1]], key: [[1]], value: [[1], [2]]}\n"
TWO_WORDS = "tokens: [a, b]\ntensors: {query: [[1]], key: [[1], [2], [3]]}\n"
TWO_WEIGHTS = CAT + "expect: {weights: {values: [[1, 2]]}}\n"
LONG_ROW = CAT + "expect: {context: {values: [1, 2, 3], query: sat}}\n"
ROW_OF_ROWS = CAT + "expect: {context: {values: [[1, 2]], query: sat}}\n"
PROJECTED = "parameters: {w_q: [[1]]}\ntensors: {query: [[1]], key: [[1]]}\n"
UNSCALED = CAT + "mechanism: dot-product\nexpect: {scaled_scores: {values: [[1]]}}\n"

BAD = {
    # the text
    "a tab for indentation": Bad("embeddings:\n\tcat: [1]\n", "E111", 2, 1, "a tab", BEYOND),
    "a bracket never closed": Bad("x: [[1, 2], [3, 4]\nquery: 1\n", "E111", 1, 4, "not closed", BEYOND),
    "a bracket closed twice": Bad("x: [[1, 2]]]\n", "E111", 1, 12, "`]` closes nothing", BEYOND),
    "a brace never closed": Bad(
        CAT + "source: {title: T\n", "E111", 6, 9, "the mapping that begins in line 6", BEYOND
    ),
    "quotes never closed": Bad("sentence: 'The cat\n" + X, "E111", 1, 11, "never closed", BEYOND),
    "an at sign without quotes": Bad(CAT + "query: @2\n", "E111", 6, 8, "`@` cannot begin", BEYOND),
    "two colons": Bad(CAT + "title: Attention: a tale\n", "E111", 6, 17, "a second colon", BEYOND),
    "no colon": Bad("embeddings:\n  cat: [1]\n  sat [2]\n  on: [3]\n", "E111", 3, 3, "no colon", BEYOND),
    "an indentation that fits nothing": Bad(
        "source:\n  title: T\n year: 2024\n", "E111", 3, 2, "indentation", BEYOND
    ),
    "text behind quotes": Bad(CAT + 'title: "A" b\n', "E111", 6, 12, "`b` follows", BEYOND),
    "an unknown escape": Bad(CAT + 'title: "A\\qb"\n', "E111", 6, 10, "`\\q` is not an escape", BEYOND),
    "a control character": Bad(CAT + "title: a\x01b\n", "E111", 6, 9, "U+0001", BEYOND),
    "nested too deep": Bad("x: " + "[" * 65, "E113", 1, 67, "deeper than 64", BEYOND),
    "a name twice": Bad(CAT + "  cat: [1, 1]\n", "E114", 6, 3, TWO_CATS, BEYOND),
    "a field twice": Bad(
        X + "query: 1\nquery: 2\n", "E114", 3, 1, "in the file: in line 2 and in line 3", BEYOND
    ),
    "an unknown field": Bad(CAT + "layers: 4\n", "E115", 6, 1, "`layers` is not a field of a scenario"),
    "a misspelt field": Bad(CAT.replace("embeddings", "embedings"), "E115", 2, 1, "`embedings`"),
    "an unknown field of the source": Bad(
        CAT + "source: {license: MIT}\n", "E115", 6, 10, "`license` is not a field of `source`"
    ),
    "an anchor": Bad("x: &x [[1]]\n", "E116", 1, 4, "`&x` is an anchor", BEYOND),
    "a tag": Bad("x: [[!!float 1]]\n", "E117", 1, 6, "`!!float` is a tag", BEYOND),
    "nothing but a comment": Bad("# nothing\n", "E118", None, None, "empty"),
    "a list for a file": Bad("- 1\n", "E119", 1, 1, "the file is a list"),
    "a text for a file": Bad("sentence:a\nquery:b\n", "E111", 1, 9, "a blank is missing"),
    "a list for a sentence": Bad(
        "sentence: [a, b]\nembeddings: {a: [1], b: [2]}\n", "E119", 1, 11, "`sentence` is a list"
    ),
    "a text for tokens": Bad(
        "tokens: a b\nembeddings: {a: [1], b: [2]}\n", "E119", 1, 9, "`tokens` is the text `a b`"
    ),
    "a list for a token": Bad("tokens: [a, [b]]\nx: [[1], [2]]\n", "E119", 1, 13, "`tokens[2]` is a list"),
    "a number for a vector": Bad("sentence: a\nembeddings: {a: 1}\n", "E119", 2, 17, "the number `1`"),
    "a list for embeddings": Bad("sentence: a\nembeddings: [[1]]\n", "E119", 2, 13, "`embeddings` is a list"),
    "a text for the source": Bad(CAT + "source: Barak Or\n", "E119", 6, 9, "`source` is the text `Barak Or`"),
    "a list for an expectation": Bad(
        CAT + "expect: {weights: [[1]]}\n", "E119", 6, 19, "`expect.weights` is a list"
    ),
    "an empty list for a mask": Bad(CAT + "mask: []\n", "E312", 6, 7, "`mask` is an empty list"),
    "a mask in a list that is none": Bad(
        CAT + "mask: [causal, casual]\n", "E304", 6, 16, "`casual` is not a mask"
    ),
    "two masks in one mapping": Bad(
        CAT + "mask: {window: 1, valid_length: 2}\n", "E304", 6, 7, "names 2 masks"
    ),
    "a window that is no whole number": Bad(
        CAT + "mask: {window: 1.5}\n", "E301", 6, 16, "`1.5` is not a whole number"
    ),
    "a window below 0": Bad(CAT + "mask: {window: -1}\n", "E301", 6, 16, "`-1` is not a whole number"),
    "a valid length in words": Bad(
        CAT + "mask: {valid_length: all}\n", "E301", 6, 22, "`all` is not a whole number"
    ),
    "no valid length": Bad(CAT + "mask: {valid_length: []}\n", "E312", 6, 22, "is an empty list"),
    "a mapping for a valid length": Bad(
        CAT + "mask: {valid_length: {a: 1}}\n", "E119", 6, 22, "a whole number is expected"
    ),
    "no hidden words": Bad(CAT + "mask: {hidden: []}\n", "E312", 6, 16, "is an empty list"),
    "numbers for truths": Bad(CAT + "mask: [[1, 0, 0]]\n", "E301", 6, 9, "`1` is neither true nor false"),
    "a truth in quotes": Bad(CAT + "mask: [['true']]\n", "E301", 6, 9, "`true` is neither true nor false"),
    "rows of truths and a word": Bad(
        CAT + "mask: [[true], causal]\n", "E119", 6, 16, "a row of true and false is expected"
    ),
    "empty rows of truths": Bad(CAT + "mask: [[], []]\n", "E203", 6, 7, "the rows of `mask` are empty"),
    "ragged rows of truths": Bad(
        CAT + "mask: [[true, true, true], [true]]\n", "E201", 6, 28, "row 2 of `mask` has 1", BEYOND
    ),
    "too few rows of truths": Bad(
        CAT + "mask: [[true, true, true]]\n", "E202", 6, 7, "the mask has 1 row of 3", BEYOND
    ),
    "a hidden word that is not there": Bad(
        CAT + "mask: {hidden: [dog]}\n", "E318", 6, 7, "`dog` is to be hidden", BEYOND
    ),
    "too few valid lengths": Bad(
        CAT + "mask: {valid_length: [1, 2]}\n", "E202", 6, 7, "has 2 lengths for 3 queries", BEYOND
    ),
    "a valid length past the end": Bad(
        CAT + "mask: {valid_length: 4}\n", "E318", 6, 7, "`valid_length` is 4, where there are 3 keys", BEYOND
    ),
    "a list for a name": Bad("? [a]\n: 1\n" + X, "E119", 1, 3, "a list stands where a name", BEYOND),
    "two documents": Bad(X + "---\n" + X, "E120", 2, 1, "a second document", BEYOND),
    # shapes
    "a ragged row": Bad(CAT.replace("[1, 1]", "[1, 1, 0]"), "E201", 5, 8, RAGGED, BEYOND),
    "a ragged row of two": Bad(
        "x: [[1, 2], [1]]\n", "E201", 1, 13, "row 2 of `x` has 1 number where row 1 has 2", BEYOND
    ),
    "too few rows": Bad(
        "sentence: a b\n" + X, "E202", 2, 4, "`x` is 3 × 2, where the sentence has 2 tokens", BEYOND
    ),
    "a parameter with too many rows": Bad(
        X + "parameters: {w_q: [[1], [2], [3]]}\n", "E202", 2, 19, "`w_q` is 3 × 1 where `x` is 3 × 2", BEYOND
    ),
    "queries longer than keys": Bad(
        LONG_QUERIES, "E202", 2, 48, "`w_k` is 2 × 1 where `w_q` is 2 × 3", BEYOND
    ),
    "queries longer than unprojected keys": Bad(
        SHORT_QUERIES, "E202", 2, 19, "`w_q` is 2 × 1 where `x`, unprojected, is 3 × 2", BEYOND
    ),
    "a bias of another length": Bad(
        LONG_BIAS, "E202", 2, 36, "`b_v` has 2 numbers where `w_v` is 2 × 1", BEYOND
    ),
    "tensors of different lengths": Bad(
        LONG_KEYS, "E202", 1, 30, "`key` is 1 × 2 where `query` is 1 × 1", BEYOND
    ),
    "values for other keys": Bad(MORE_VALUES, "E202", 1, 44, "`value` is 2 × 1 where `key` is 1 × 1", BEYOND),
    "tokens that fit no tensor": Bad(TWO_WORDS, "E202", 1, 9, "`tokens` has 2 tokens", BEYOND),
    "an expectation of another shape": Bad(
        TWO_WEIGHTS, "E202", 6, 28, "is 1 × 2, where `weights` is 3 × 3", BEYOND
    ),
    "an expected row of another length": Bad(
        LONG_ROW, "E202", 6, 28, "has 3 numbers, where a row of `context` has 2", BEYOND
    ),
    "an empty matrix": Bad("x: []\n", "E203", 1, 4, "`x` is empty"),
    "an empty row": Bad("x: [[1], []]\n", "E203", 1, 10, "`x[2]` is empty"),
    "no words": Bad("sentence: a\nembeddings: {}\n", "E203", 2, 13, "`embeddings` is empty"),
    "a row for a matrix": Bad("x: [1, 2]\n", "E204", 1, 4, "a single list of numbers"),
    "a matrix for a bias": Bad(
        X + "parameters: {w_q: [[1, 0], [0, 1]], b_q: [[[1, 2]]]}\n", "E204", 2, 43, "a list of lists"
    ),
    "three deep": Bad("x: [[[1]]]\n", "E204", 1, 6, "`x[1]` holds lists"),
    "an expected row without its query": Bad(
        CAT + "expect: {context: {values: [1, 2]}}\n", "E204", 6, 28, "a single row"
    ),
    "an expected matrix with a query": Bad(ROW_OF_ROWS, "E204", 6, 28, "where the row of one query", BEYOND),
    # values
    "a word for a number": Bad("x: [[1, two]]\n", "E301", 1, 9, "`two` is not a number"),
    "a number in quotes": Bad("x: [[1, '2']]\n", "E301", 1, 9, "`2` in quotes is not a number"),
    "a truth for a number": Bad("x: [[1, true]]\n", "E301", 1, 9, "`true` is not a number"),
    "nothing for a number": Bad("x: [[1, null]]\n", "E301", 1, 9, "`null` is not a number"),
    "a time for a number": Bad("x: [[1, 12:30:45]]\n", "E301", 1, 9, "`12:30:45` is not a number"),
    "a year in quotes": Bad(CAT + "source: {year: '2024'}\n", "E301", 6, 16, "in quotes"),
    "half a year": Bad(CAT + "source: {year: 2024.5}\n", "E301", 6, 16, "where a year is expected"),
    "not a number": Bad("x: [[1, .nan]]\n", "E302", 1, 9, "`.nan` is not finite", BEYOND),
    "infinity": Bad("x: [[-.inf]]\n", "E302", 1, 6, "`-.inf` is not finite", BEYOND),
    "a number too large": Bad("x: [[1e999]]\n", "E302", 1, 6, "`1e999` is not finite", BEYOND),
    "a whole number too large": Bad(f"x: [[{'9' * 5000}]]\n", "E302", 1, 6, "is not finite", BEYOND),
    "a hexadecimal number too large": Bad(f"x: [[0x{'f' * 500}]]\n", "E302", 1, 6, "is not finite", BEYOND),
    "an unknown mechanism": Bad(
        CAT + "mechanism: dotproduct\n", "E303", 6, 12, "`dotproduct` is not a mechanism"
    ),
    "an unknown mask": Bad(CAT + "mask: casual\n", "E304", 6, 7, "`casual` is not a mask"),
    "a mask as the command line writes it": Bad(
        CAT + "mask: causal=bottom-right\n", "E304", 6, 7, "is not a mask"
    ),
    "an unknown setting of a mask": Bad(
        CAT + "mask: {causal: bottom-left}\n", "E304", 6, 16, "`bottom-left` is not a setting"
    ),
    "an empty mapping for a mask": Bad(CAT + "mask: {}\n", "E304", 6, 7, "names 0 masks"),
    "an unknown scale": Bad(CAT + "scale: half\n", "E305", 6, 8, "`half` is not a scale"),
    "a scale in quotes": Bad(CAT + "scale: '0.5'\n", "E305", 6, 8, "`0.5` is not a scale"),
    "no vectors": Bad("sentence: a b\n", "E306", None, None, "no vectors"),
    "no sentence": Bad("embeddings: {a: [1]}\n", "E306", 1, 1, "`embeddings` but no `sentence`"),
    "no key": Bad("tensors: {query: [[1]]}\n", "E306", 1, 10, "`tensors` has no `key`"),
    "no values": Bad(
        CAT + "expect: {weights: {atol: 1}}\n", "E306", 6, 19, "`expect.weights` has no `values`"
    ),
    "no file": Bad("x: {array: a}\n", "E306", 1, 4, "names no file"),
    "sentence and tokens": Bad(CAT + "tokens: [a]\n", "E307", 6, 1, "`tokens` stands beside `sentence`"),
    "embeddings and x": Bad(CAT + X, "E307", 6, 1, "`x` stands beside `embeddings`"),
    "tensors and a projection": Bad(PROJECTED, "E307", 1, 19, "`w_q` stands beside `tensors`"),
    "a query that is not there": Bad(
        CAT + "query: dog\n", "E308", 6, 8, "`dog` is not among the tokens `The`, `cat`, `sat`", BEYOND
    ),
    "a query that is there twice": Bad(
        "tokens: [a, b, a]\nquery: A\nx: [[1], [2], [3]]\n", "E309", 2, 8, "`a@1`, `a@3`", BEYOND
    ),
    "a word without a vector": Bad(
        CAT.replace("cat sat", "dog sat"), "E310", 1, 15, "`dog` has no vector", BEYOND
    ),
    "a token without a vector": Bad(
        "tokens: [a, b]\nembeddings: {a: [1]}\n", "E310", 1, 13, "`b` has no vector", BEYOND
    ),
    "an empty sentence": Bad("sentence: ''\nembeddings: {a: [1]}\n", "E311", 1, 11, "`sentence` is empty"),
    "no tokens": Bad("tokens: []\nembeddings: {a: [1]}\n", "E311", 1, 9, "`tokens` is empty"),
    "an empty token": Bad("tokens: [a, '']\nx: [[1], [2]]\n", "E312", 1, 13, "token 2 is empty"),
    "a blank title": Bad(CAT + "title: ' '\n", "E312", 6, 8, "`title` is left empty"),
    "an empty title": Bad(CAT + "title:\n", "E312", 6, 7, "`title` is left empty", BEYOND),
    "a blank word": Bad("sentence: a\nembeddings: {a: [1], ' ': [2]}\n", "E312", 2, 22, "blank"),
    "an unknown stage": Bad(
        CAT + "expect: {wieghts: {values: [[1]]}}\n", "E313", 6, 10, "`wieghts` is not a stage"
    ),
    "a stage without a mask": Bad(
        CAT + "expect: {masked_scores: {values: [[1]]}}\n", "E313", 6, 10, "nothing is masked"
    ),
    "a stage without a scale": Bad(
        CAT + "scale: none\nexpect: {scaled_scores: {values: [[1]]}}\n", "E313", 7, 10, "its scale is `none`"
    ),
    "a stage that the mechanism does not have": Bad(UNSCALED, "E313", 7, 10, "does not scale"),
    "a tolerance of nothing": Bad(
        CAT + "expect: {weights: {values: [[1]], atol: 0}}\n", "E314", 6, 41, "above 0"
    ),
    "a bias without its matrix": Bad(X + "parameters: {b_q: [1, 2]}\n", "E315", 2, 19, "`b_q` has no `w_q`"),
    "a word of several spellings": Bad(
        "sentence: Us\nembeddings: {US: [1], us: [2]}\n", "E316", 1, 11, "any of `US`, `us`", BEYOND
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_loads(name: str) -> None:
    scenario = load(GOOD[name])
    vectors = (scenario.x, scenario.query, scenario.key, scenario.value)
    tensors = [tensor for tensor in (*vectors, *scenario.parameters.values()) if tensor]
    assert tensors
    for tensor in tensors:
        assert tensor.array.dtype == np.float64
        assert tensor.array.flags.c_contiguous
        assert np.isfinite(tensor.array).all()


@pytest.mark.parametrize("name", GOOD)
def test_the_schema_takes_a_good_file(name: str) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(plain(GOOD[name]))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_where_the_fault_is(name: str) -> None:
    bad = BAD[name]
    [fault] = faults_of(bad.text)  # one cause, one fault
    assert fault.where
    assert (fault.code, fault.where.line, fault.where.column) == (bad.code, bad.line, bad.column), fault.what
    assert bad.words in fault.what
    assert fault.what[0] in "`abcdefghijklmnopqrstuvwxyz"
    assert not fault.what.endswith(".")
    assert fault.help
    assert fault.help[0].islower()
    if bad.line:
        assert fault.where.width >= 1
        assert fault.where.column
        assert fault.where.column - 1 + fault.where.width <= max(len(fault.where.text), fault.where.column)


@pytest.mark.parametrize("name", [name for name, bad in BAD.items() if bad.structural])
def test_the_schema_refuses_what_is_wrong_in_structure(name: str) -> None:
    assert not fits_schema(BAD[name].text)


@pytest.mark.parametrize(
    "name", [name for name, bad in BAD.items() if not bad.structural and bad.code[:3] not in ("E11", "E12")]
)
def test_the_schema_cannot_see_what_is_wrong_beyond_structure(name: str) -> None:
    assert fits_schema(BAD[name].text)


def test_the_schema_is_a_schema_and_describes_every_field() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    from attncli.loading.fields import FIELDS
    from attncli.loading.given import PARAMETERS
    from attncli.loading.library import scenario_names
    from attncli.mechanisms import MECHANISMS
    from attncli.mechanisms.outline import outline
    from attncli.scenario import Published

    fields = SCHEMA["properties"]
    assert set(fields) == set(FIELDS)
    assert all(field["title"] and field["description"] for field in fields.values())
    assert set(fields["parameters"]["properties"]) == set(PARAMETERS)
    assert set(fields["expect"]["properties"]) == {
        stage for name in scenario_names() for stage in outline(load_scenario(name))
    }
    assert set(fields["source"]["properties"]) == set(Published._fields)
    assert fields["mechanism"]["enum"] == list(MECHANISMS)


def test_all_faults_of_a_file_are_told_in_line_order() -> None:
    words = "scale: half\nquery: dog\nsentence: The cow sat\n"
    vectors = "embeddings:\n  the: [1, .nan]\n  sat: [1]\n  the: [2, 2]\n"
    faults = faults_of(words + vectors + "mask: casual\nexpect: {wieghts: {}}\n")
    assert [fault.where.line for fault in faults if fault.where] == [1, 2, 5, 6, 7, 8, 9, 9]
    codes = ["E305", "E308", "E302", "E201", "E114", "E304", "E313", "E306"]
    assert [fault.code for fault in faults] == codes


def test_no_more_than_ten_faults_are_told_and_those_are_the_first() -> None:
    faults = faults_of("title:\nx:\n" + "".join(f"  - [{i}, a, b]\n" for i in range(20)))
    assert [fault.where.line for fault in faults if fault.where] == [1, 3, 3, 4, 4, 5, 5, 6, 6, 7]


def test_a_misspelt_field_has_no_second_fault_for_being_missing() -> None:
    [fault] = faults_of(CAT.replace("sentence", "sentance"))
    assert (fault.code, fault.help) == ("E115", "did you mean `sentence`?")


def test_an_alias_is_refused_beside_its_anchor() -> None:
    faults = faults_of("x: &x [[1]]\nparameters: {w_q: *x}\n")
    paths = [(fault.code, fault.where and fault.where.path) for fault in faults]
    assert paths == [("E116", "x"), ("E116", "parameters.w_q")]


def test_a_merge_key_is_refused_once() -> None:
    [fault] = [fault for fault in faults_of(CAT + "source:\n  <<: *other\n  title: T\n") if fault.where]
    assert fault.code == "E116"


def test_the_path_of_a_fault_counts_from_one() -> None:
    [fault] = faults_of(X + "parameters: {w_q: [[1, 0], [0, one]]}\n")
    assert fault.where
    assert fault.where.path == "parameters.w_q[2][2]"
    assert fault.where.text == "parameters: {w_q: [[1, 0], [0, one]]}"
    assert fault.where.width == 3


def test_a_very_long_line_is_cut_round_the_fault_and_keeps_its_column() -> None:
    line = '{"x": [[' + ", ".join(["1"] * 500) + ", oops" + ", 1" * 500 + "]]}"
    [fault] = faults_of(line)
    where = fault.where
    assert where
    assert where.column == line.index("oops") + 1
    assert len(where.text) < 200
    start = where.column - 1 - where.skipped
    assert where.text[start : start + where.width] == "oops"


def test_a_transposed_parameter_is_recognised() -> None:
    [fault] = faults_of(X + "parameters: {w_q: [[1, 2]]}\n")
    assert fault.help == "swap its rows and columns (PyTorch's Linear keeps them so)"


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ("'1e-3'", "take the quotes away: `1e-3`"),
        ("1_000", "write `1000`"),
        ("1/4", "write the quotient itself: `0.25`"),
        ("−2", "write `-2`"),
        ("1/0", "write a number, such as `0.5` or `1e-3`"),
        ("0x", "write a number, such as `0.5` or `1e-3`"),
    ],
)
def test_what_is_not_a_number_is_mended_with_the_number_meant(written: str, help: str) -> None:
    [fault] = faults_of(f"x: [[{written}]]\n")
    assert (fault.code, fault.help) == ("E301", help)


def test_numbers_follow_the_core_schema() -> None:
    x = load(GOOD["numbers of every kind"]).x
    assert x
    assert x.array.tolist() == [[1, -1, 1, 0.5, 1, 1e-3, 1000, 12, 12, 12, 0]]


def test_words_are_the_text_as_written() -> None:
    labels = load(GOOD["tokens that look like other things"]).queries.labels
    assert labels == ("on", "null", "true", "1.0", "12:30:45", "2024-01-01")
    scenario = load(GOOD["plain scalars as texts"])
    assert (scenario.title, scenario.about) == ("1.0", "null")
    assert scenario.source
    assert (scenario.source.title, scenario.source.author) == ("true", "on")


@pytest.mark.parametrize("name", ["mine.json", "mine.yaml"])
def test_json_halves_of_a_character_are_joined(name: str) -> None:
    text = json.dumps({"tokens": ["\\ud83d", "😀x"], "x": [[1], [2]]})
    assert load(text, file=name).queries.labels == ("\\ud83d", "😀x")


def test_half_a_character_is_refused() -> None:
    [fault] = faults_of('{"tokens": ["\\ud83d"], "x": [[1]]}')
    assert fault.code == "E111"


def test_a_json_nan_is_refused() -> None:
    faults = faults_of(json.dumps({"x": [[float("nan"), float("-inf")]]}))
    assert [fault.code for fault in faults] == ["E302", "E302"]


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000])
def test_bottomless_nesting_neither_crashes_nor_recurses(text: str) -> None:
    assert {fault.code for fault in faults_of(text)} <= {"E113", "E111", "E119"}


def test_sixty_four_deep_is_not_too_deep() -> None:
    assert "E113" not in {fault.code for fault in faults_of("x: " + "[" * 63 + "]" * 63)}


def test_bytes_that_are_not_utf_8_are_refused_with_their_line() -> None:
    [fault] = faults_of(b"\xef\xbb\xbf# caf\xc3\xa9\r\nsentence: caf\xe9\r\n")
    assert fault.where
    assert (fault.code, fault.where.line, fault.where.column) == ("E110", 2, 14)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert load(b"\xef\xbb\xbf" + CAT.encode()).title == "The cat sat"


def test_a_file_may_hold_one_mebibyte_and_no_more() -> None:
    padding = b"#" * ((1 << 20) - len(X))
    assert load(X.encode() + padding).name == "mine"
    [fault] = faults_of(X.encode() + padding + b"#")
    assert fault.code == "E112"


def test_lines_are_counted_as_yaml_counts_them() -> None:
    [fault] = faults_of("# a\r\n# b\r# c\nmask: casual\n" + X)
    assert fault.where
    assert (fault.where.line, fault.where.text) == (4, "mask: casual")


def test_the_sentence_is_the_default_title() -> None:
    assert load(CAT).title == "The cat sat"
    assert load("tokens: [a, b c]\nx: [[1], [2]]\n").title == "a b c"
    assert load(X).title == "mine"


def test_words_find_their_vector_by_exact_spelling_first() -> None:
    x = load("sentence: us US The\nembeddings: {US: [1], us: [2], the: [3]}\n").x
    assert x
    assert x.array.tolist() == [[2], [1], [3]]
    assert [(axis.name, axis.sequence) for axis in x.axes] == [("token", "sentence"), ("d_model", None)]


def test_what_is_not_projected_is_x_under_its_own_name() -> None:
    scenario = load(X + "parameters: {w_q: [[1, 0], [0, 1]], b_q: [1, 2]}\n")
    assert scenario.query is None
    assert list(scenario.parameters) == ["w_q", "b_q"]
    w_q, b_q = scenario.parameters.values()
    assert [axis.name for axis in w_q.axes] == ["d_model", "d_k"]
    assert [axis.name for axis in b_q.axes] == ["d_k"]
    assert (w_q.symbol.plain, w_q.symbol.latex, b_q.symbol.plain) == ("W_Q", "W_Q", "b_Q")
    for name, tensor, axes in (
        ("key", scenario.key, ["key", "d_k"]),
        ("value", scenario.value, ["key", "d_v"]),
    ):
        assert tensor
        assert scenario.x
        assert (tensor.name, tensor.symbol.plain, [axis.name for axis in tensor.axes]) == (
            name,
            name[0].upper(),
            axes,
        )
        assert tensor.array.tolist() == scenario.x.array.tolist()


def test_queries_and_keys_of_a_sentence_are_the_same_words() -> None:
    scenario = load(CAT)
    assert (scenario.queries.name, scenario.queries.sequence) == ("query", "sentence")
    assert (scenario.keys.name, scenario.keys.sequence) == ("key", "sentence")
    assert scenario.queries.labels == scenario.keys.labels == ("The", "cat", "sat")


def test_tokens_label_the_tensors_that_have_as_many_rows() -> None:
    both = load("tokens: [a, b]\ntensors: {query: [[1], [1]], key: [[1], [2]]}\n")
    assert (both.queries.labels, both.keys.labels) == (("a", "b"), ("a", "b"))
    keys = load(GOOD["tensors whose keys are words"])
    assert (keys.queries.labels, keys.queries.sequence) == (("1",), None)
    assert (keys.keys.labels, keys.keys.sequence) == (("a", "b"), "sentence")
    queries = load("tokens: [a]\ntensors: {query: [[1]], key: [[1], [2]]}\n")
    assert (queries.queries.labels, queries.keys.labels) == (("a",), ("1", "2"))


def test_a_missing_value_is_the_key() -> None:
    scenario = load(GOOD["tensors without values"])
    assert scenario.value
    assert scenario.value.array.tolist() == [[1, 2], [3, 4]]
    assert [axis.name for axis in scenario.value.axes] == ["key", "d_v"]


@pytest.mark.parametrize(
    ("mask", "allowed"),
    [("causal", [[1, 0, 0], [1, 1, 0]]), ("{causal: bottom-right}", [[1, 1, 0], [1, 1, 1]])],
)
def test_a_mask_is_laid_over_queries_and_keys(mask: str, allowed: list[list[int]]) -> None:
    scenario = load(f"mask: {mask}\ntensors: {{query: [[1], [1]], key: [[1], [2], [3]]}}\n")
    assert scenario.allowed
    assert scenario.allowed.array.dtype == np.bool_
    assert scenario.allowed.array.astype(int).tolist() == allowed
    assert [axis.name for axis in scenario.allowed.axes] == ["query", "key"]


@pytest.mark.parametrize(
    ("mask", "allowed"),
    [
        ("{hidden: the}", [[1, 0, 0, 1]] * 4),
        ("{hidden: [THE, '@4']}", [[1, 0, 0, 0]] * 4),
        ("{valid_length: 2}", [[1, 1, 0, 0]] * 4),
        ("{valid_length: [0, 1, 2, 4]}", [[0, 0, 0, 0], [1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 1]]),
        ("{window: 1}", [[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 1], [0, 0, 1, 1]]),
        ("{window: 0}", [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]),
        ("[causal, {window: 1}]", [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]),
        (
            "[causal, {hidden: the}, {valid_length: 3}]",
            [[1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]],
        ),
    ],
)
def test_every_kind_of_mask_allows_what_it_says(mask: str, allowed: list[list[int]]) -> None:
    scenario = load(f"tokens: [cat, the, the, dog]\nx: [[1], [2], [3], [4]]\nmask: {mask}\n")
    assert scenario.allowed
    assert scenario.allowed.array.astype(int).tolist() == allowed


@pytest.mark.parametrize("before", ["", "{valid_length: 6}, "])
def test_a_window_counts_from_the_same_corner_as_the_causal_mask_beside_it(before: str) -> None:
    """Decoding with a cache of 6: the two newest queries see themselves and two keys before them."""
    tensors = "tensors: {query: [[1], [2]], key: [[1], [2], [3], [4], [5], [6]]}\n"
    corner = load(f"{tensors}mask: [{before}{{causal: bottom-right}}, {{window: 2}}]\n").allowed
    assert corner
    assert corner.array.astype(int).tolist() == [[0, 0, 1, 1, 1, 0], [0, 0, 0, 1, 1, 1]]
    top_left = load(f"{tensors}mask: [{before}causal, {{window: 2}}]\n").allowed
    assert top_left
    assert top_left.array.astype(int).tolist() == [[1, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0]]
    source = SourceFile("mine", "mine.yaml", tensors.encode(), None)
    asked = load_scenario(source, mask=["causal=bottom-right", "window=2"]).allowed
    assert asked
    assert (asked.array == corner.array).all()


@pytest.mark.parametrize(("query", "shown"), [("sat", 2), ("SAT", 2), ("the@1", 0), ("'@2'", 1), ("3", 2)])
def test_a_query_is_a_word_or_its_position(query: str, shown: int) -> None:
    assert load(CAT + f"query: {query}\n").shown == shown


def test_no_query_is_chosen_for_a_file_without_one() -> None:
    assert load(CAT).shown is None


@pytest.mark.parametrize(
    ("values", "atol"),
    [
        ("[0.5, 1]", [0.05, 0.5]),
        ("[1, 2]", [0.5, 0.5]),
        ("[0.1234, 0.5]", [0.00005, 0.05]),
        ("[1.5e-3, 1.0]", [0.00005, 0.05]),
        ("[4.67695573e-10, 1.00000000e+00]", [5e-19, 5e-9]),
        ("[12.4, 927]", [0.05, 0.5]),
        ("[1e3, 2]", [0.5, 0.5]),
        ("[0xE, 0.5]", [0.5, 0.05]),
        ("[0e999999, 1]", [0.5, 0.5]),
        ("[0, 0.125]", [0.0005, 0.0005]),
        ("[0.0, 0.125]", [0.05, 0.0005]),
    ],
)
def test_the_tolerance_of_a_value_is_half_a_unit_of_its_own_last_digit(
    values: str, atol: list[float]
) -> None:
    [expected] = load(CAT + f"expect: {{context: {{values: {values}, query: sat}}}}\n").expect
    assert expected.atol.tolist() == pytest.approx(atol, rel=1e-12)
    assert (expected.stage, expected.query, expected.values.shape) == ("context", 2, (2,))


def test_numbers_printed_finer_than_a_float_still_have_a_tolerance() -> None:
    [expected] = load(CAT + f"expect: {{context: {{values: [0.{'0' * 400}1, 1], query: sat}}}}\n").expect
    assert (expected.atol > 0).all()


def test_the_expected_row_of_a_key_is_named_on_the_keys() -> None:
    [expected] = load(
        "tensors: {query: [[1]], key: [[1], [2], [3]]}\nexpect: {key: {values: [3], query: 3}}\n"
    ).expect
    assert expected.query == 2


def test_a_name_as_long_as_the_file_does_not_flood_the_error() -> None:
    [fault] = faults_of(X + f"query: {'a' * 100_000}\n")
    assert fault.code == "E308"
    assert len(fault.what) <= 500
