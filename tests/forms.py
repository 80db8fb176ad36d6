"""Every form that docs/scenarios.md gives a field of a scenario file, each as a whole file that is valid."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np

from attncli.loading.mask_field import KINDS
from attncli.scenario import ORIGINS

WORDS = "sentence: The cat sat\nquery: cat\n"
EMBEDDINGS = "embeddings: {the: [0.5, 0], cat: [0.5, 1], sat: [1, 1]}\n"
SENTENCE = WORDS + EMBEDDINGS
X = "x: [[0.5, 0, 1, 2], [0.5, 1, 0, 1], [1, 1, 1, 0]]\n"
EYE = "[[1, 0], [0, 1]]"
FOUR = "[[1, 0, 2, 1], [0, 1, 1, 0], [1, 1, 0, 0], [0, 2, 1, 1]]"
HEADED = "[[[1, 0], [0, 1], [1, 1], [2, 1]], [[1, 2], [1, 0], [0, 1], [1, 0]]]"
"""A matrix a head: 4 × 2 each."""
BY_HEADS = "mechanism: multi-head\n"

SIX = "tokens: [New York, is, big]\nquery: '@2'\n"
MEMORIES = {
    "sentence": "{sentence: sat the cat}",
    "tokens": "{tokens: [sat, The cat, the], embeddings: {sat: [1, 2], the cat: [0, 1], the: [1, 1]}}",
    "x": "{x: [[1, 2], [0, 1]]}",
    "x with words": "{sentence: le chat, x: [[1, 2], [0, 1]]}",
    "one key": "{x: [[1, 2]]}",
}
MASKS = {
    "causal": "causal",
    "causal bottom-right": "{causal: bottom-right}",
    "hidden, a word": "{hidden: cat}",
    "hidden, several": "{hidden: [the, sat]}",
    "hidden, a position": '{hidden: "@2"}',
    "valid_length": "{valid_length: 2}",
    "valid_length, none": "{valid_length: 0}",
    "valid_length, one a query": "{valid_length: [1, 3, 2]}",
    "window": "{window: 1}",
    "window of 0": "{window: 0}",
    "rows": "[[true, false, true], [true, true, true], [false, false, false]]",
    "rows for one head": "[[[true, false, true], [true, true, true], [false, false, false]]]",
    "a list": "[causal, {window: 1}, {hidden: the}]",
    "a list with rows in it": (
        "[causal, [[true, false, true], [true, true, true], [true, true, true]], {window: 2}]"
    ),
    "bottom-right with a window": "[{causal: bottom-right}, {window: 1}]",
}
OWN_SCORES = {
    "additive": ("", f"w_a: {EYE}, u_a: {EYE}, v_a: [1, 2]"),
    "additive with b_a": ("", f"w_a: {EYE}, u_a: {EYE}, v_a: [1, 2], b_a: [0.5, 1]"),
    "luong-dot": ("", ""),
    "luong-dot with w_c": ("", "w_c: [[1, 0], [0, 1], [1, 1], [2, 0]]"),
    "luong-general": ("", f"w_a: {EYE}"),
    "luong-general with w_c": ("", f"w_a: {EYE}, w_c: [[1], [0], [1], [2]]"),
    "luong-concat": ("", "w_a: [[1, 0], [0, 1], [1, 1], [2, 0]], v_a: [1, -1]"),
    "luong-location": ("", "w_a: [[1, 0, 1], [0, 1, 2]]"),
    "luong-local-m": ("window: 1\n", ""),
    "luong-local-m general": ("window: 1\nalign: general\n", f"w_a: {EYE}"),
    "luong-local-m concat": (
        "window: 2\nalign: concat\n",
        "w_a: [[1, 0], [0, 1], [1, 1], [2, 0]], v_a: [1, -1]",
    ),
    "luong-local-p": ("window: 1\nalign: dot\n", f"w_p: {EYE}, v_p: [1, 2]"),
    "luong-local-p general with w_c": (
        "window: 2\nalign: general\n",
        f"w_p: {EYE}, v_p: [1, 2], w_a: {EYE}, w_c: [[1], [0], [1], [2]]",
    ),
}


def words() -> dict[str, str]:
    """The words, and what is said of the whole."""
    source = "source: {title: An article, author: Its author, year: 2024, url: 'https://example.org', "
    yield_ = {
        "sentence": WORDS + EMBEDDINGS,
        "tokens": "tokens: [New York, is]\nembeddings: {new york: [0.5, 0], is: [1, 2]}\n",
        "query at a position": "sentence: the cat the\nquery: the@3\n" + EMBEDDINGS,
        "query that is a position": 'sentence: the cat the\nquery: "@3"\n' + EMBEDDINGS,
        "one word": "sentence: cat\n" + EMBEDDINGS,
        "without words": X,
        "x with words": SIX + X,
        "embeddings": "sentence: sat\n" + EMBEDDINGS,
        "title": "title: A title\n" + SENTENCE,
        "about": "about: What it shows.\n" + SENTENCE,
        "teaches": "teaches: Masks\n" + SENTENCE,
        "source": source + "licence: CC-BY-4.0, note: our own}\n" + SENTENCE,
        "source of one field": "source: {year: 2024}\n" + SENTENCE,
        "numbers as YAML has them": "x: [[1, -0.5], [1e-3, 0xC]]\n",
    }
    return {f"words: {name}": text for name, text in yield_.items()}


def parameters() -> dict[str, str]:
    """Projections, each there or not, with biases and from files."""
    found = {}
    for roles in ((), ("q",), ("k",), ("v",), ("q", "k"), ("q", "v"), ("k", "v"), ("q", "k", "v")):
        given = ", ".join(f"w_{role}: {EYE}, b_{role}: [0.5, 1]" for role in roles)
        for extra in ("", "positions: sinusoidal\n", "memory: {x: [[1, 2], [0, 1]]}\n"):
            name = f"parameters: {''.join(roles)} {extra.partition(':')[0]}".strip()
            found[name] = f"{SENTENCE}{extra}parameters: {{{given}}}\n" if given else SENTENCE + extra
    wide = "parameters: {w_q: [[1, 0, 1], [0, 1, 1]], w_k: [[1, 1, 0], [0, 1, 1]], w_v: [[1], [2]]}\n"
    found["parameters: other widths"] = SENTENCE + wide
    for ending, array in product(("npz", "safetensors"), ("w", "")):
        named = f", array: {array}" if array else ""
        file = f"{{file: {'many' if array else 'one'}.{ending}{named}}}"
        found[f"parameters: {ending} {array}".strip()] = f"{SENTENCE}parameters: {{w_q: {file}}}\n"
    for origin in ORIGINS:
        found[f"origin: {origin}"] = f"{SENTENCE}origin: {origin}\nparameters: {{w_q: {EYE}, w_v: {EYE}}}\n"
    found["parameters: npy"] = SENTENCE + "parameters: {w_q: {file: w.npy}, b_q: {file: b.npy}}\n"
    found["x: file"] = "x: {file: many.npz, array: x}\n"
    found["tensors: file"] = "tensors: {query: {file: w.npy}, key: {file: many.npz, array: w}}\n"
    heads_in_front = "tensors: {query: {file: many.npz, array: heads}, key: {file: many.npz, array: heads}}\n"
    found["tensors: file, heads in front"] = BY_HEADS + heads_in_front
    found["parameters: file, a matrix a head"] = (
        f"{BY_HEADS}heads: 2\n{SENTENCE}parameters: {{w_q: {{file: many.npz, array: split}}}}\n"
    )
    found["parameters: a list of files, a head each"] = (
        f"{BY_HEADS}heads: 2\n{SENTENCE}parameters: {{w_q: [{{file: narrow.npy}}, {{file: narrow.npy}}]}}\n"
    )
    return found


def tensors() -> dict[str, str]:
    """Queries, keys and values, with words and without, fewer and more."""
    few, many = "[[1, 0]]", "[[1, 0], [0, 1], [1, 1]]"
    found = {
        "tensors: no value": f"tensors: {{query: {many}, key: {many}}}\n",
        "tensors: all": f"tensors: {{query: {few}, key: {many}, value: [[1], [2], [3]]}}\n",
        "tensors: more queries": f"tensors: {{query: {many}, key: {few}}}\nmask: causal\n",
        "tensors: words are keys": f"tokens: [a, b, c]\ntensors: {{query: {few}, key: {many}}}\n",
        "tensors: words are queries": f"tokens: [a, b, c]\ntensors: {{query: {many}, key: {few}}}\n",
        "tensors: words are both": f"tokens: [a, b, c]\ntensors: {{query: {many}, key: {many}}}\n",
    }
    packed = "[[1, 0, 2, 1], [0, 1, 1, 0]]"
    front = "[[[1, 0], [0, 1]], [[1, 2], [2, 1]]]"
    for value, heads, names in product((False, True), (False, True), (False, True)):
        beside = ("heads: 2\n" if heads else "") + ("head_names: [first, second]\n" if names else "")
        last = f", value: {front}" if value else ""
        name = f"tensors: heads in front{', value' * value}{', heads' * heads}{', names' * names}"
        found[name] = f"{BY_HEADS}{beside}tensors: {{query: {front}, key: {front}{last}}}\n"
        if heads:
            last = f", value: {packed}" if value else ""
            name = f"tensors: packed{', value' * value}{', names' * names}"
            found[name] = f"{BY_HEADS}{beside}tensors: {{query: {packed}, key: {packed}{last}}}\n"
    one_key_head = "key: [[[1, 0], [0, 1]]]"
    found["tensors: one key head in front"] = f"{BY_HEADS}tensors: {{query: {front}, {one_key_head}}}\n"
    found["tensors: one key head packed"] = (
        f"{BY_HEADS}heads: 2\nkv_heads: 1\ntensors: {{query: {packed}, key: [[1, 0], [0, 1]]}}\n"
    )
    found["tensors: one head in front"] = f"{BY_HEADS}tensors: {{query: [{EYE}], key: [{EYE}]}}\n"
    found["tensors: words, heads in front"] = (
        f"{BY_HEADS}tokens: [a, b]\ntensors: {{query: {front}, key: {front}}}\n"
        f"parameters: {{w_o: {FOUR}}}\nmask: causal\n"
    )
    return found


def of_heads() -> dict[str, str]:
    """Heads of embeddings: packed, a part each, shared, named, mixed."""
    start = f"{BY_HEADS}{WORDS}{X}"
    found = {
        "heads: alone": "heads: 2\n",
        "heads: one": "heads: 1\n",
        "heads: four": "heads: 4\n",
        "heads: names": "heads: 2\nhead_names: [first, second]\n",
        "heads: packed": f"heads: 2\nparameters: {{w_q: {FOUR}, w_k: {FOUR}, w_v: {FOUR}, w_o: {FOUR}}}\n",
        "heads: a matrix each": (
            f"heads: 2\nparameters: {{w_q: {HEADED}, w_k: {HEADED}, w_v: {HEADED}, b_q: {EYE}, w_o: "
            f"[[[1, 0], [0, 1]], [[1, 2], [1, 1]]], b_o: [1, 2]}}\n"
        ),
        "heads: shared": "heads: 2\nkv_heads: 1\nparameters: {w_k: [[1, 0], [0, 1], [1, 1], [2, 1]], "
        "w_v: [[[1, 0], [0, 1], [1, 1], [2, 1]]]}\n",
        "heads: positions": "heads: 2\npositions: sinusoidal\n",
        "heads: memory": "heads: 2\nmemory: {x: [[1, 2, 3, 4], [0, 1, 0, 1]]}\n",
        "heads: scale": "heads: 2\nscale: none\n",
        "heads: mask": "heads: 2\nmask: [causal, {hidden: the}]\n",
        "heads: rows": f"heads: 2\nmask: {MASKS['rows']}\n",
        "heads: rows all heads share": f"heads: 2\nmask: {MASKS['rows for one head']}\n",
        "heads: rows of each": (
            "heads: 2\nmask: [[[true, false, true], [true, true, true], [false, false, true]], "
            "[[true, true, true], [true, true, true], [true, false, false]]]\n"
        ),
    }
    return {name: start + text for name, text in found.items()}


def computed() -> dict[str, str]:
    """Mechanisms, masks, scales, positions, memories."""
    found = {}
    for name, memory in MEMORIES.items():
        found[f"memory: {name}"] = f"{SENTENCE}memory: {memory}\n"
        found[f"memory: {name}, positions and masks"] = (
            f"{SENTENCE}memory: {memory}\npositions: sinusoidal\nmask: [causal, {{window: 1}}]\n"
        )
    for name, mask in MASKS.items():
        found[f"mask: {name}"] = f"{SENTENCE}mask: {mask}\n"
        found[f"mask: {name}, dot-product"] = f"mechanism: dot-product\n{SENTENCE}mask: {mask}\n"
    for base in ("sinusoidal", "{sinusoidal: 100}"):
        found[f"positions: {base}"] = f"{SENTENCE}positions: {base}\n"
    for scale in ("auto", "none", "0.25", "-1", "0"):
        found[f"scale: {scale}"] = f"{SENTENCE}scale: {scale}\n"
    for mechanism in ("scaled-dot-product", "dot-product"):
        found[f"mechanism: {mechanism}"] = f"mechanism: {mechanism}\n{SENTENCE}"
    tensors = "tensors: {query: [[1, 2]], key: [[1, 0], [0, 1], [2, 2]]}\n"
    for name, (settings, given) in OWN_SCORES.items():
        mechanism = f"mechanism: {name.split()[0]}\n{settings}"
        own = f"parameters: {{{given}}}\n" if given else ""
        for what, start in {
            "": SENTENCE,
            ", masked": SENTENCE + "mask: causal\n",
            ", positions": SENTENCE + "positions: sinusoidal\n",
            ", tensors": tensors,
            ", scaled": SENTENCE + "scale: 2\n",
            ", memory": SENTENCE + "memory: {sentence: sat the cat}\n",
        }.items():
            found[f"mechanism: {name}{what}"] = mechanism + start + own
    return found


def expected() -> dict[str, str]:
    """Expectations in each form, all of them missed."""
    rows = "[[0, 0, 0], [0, 0, 0], [0, 0, 0]]"
    start = f"{SENTENCE}expect:\n"
    headed = f"{BY_HEADS}heads: 2\n{WORDS}{X}expect:\n"
    local = (
        f"mechanism: luong-local-p\nwindow: 1\n{SENTENCE}parameters: {{w_p: {EYE}, v_p: [1, 2]}}\nexpect:\n"
    )
    return {
        "expect: rows": start + f"  scores: {{values: {rows}}}\n",
        "expect: a row": start + "  weights: {values: [9, 9, 9], query: sat}\n",
        "expect: atol": start + "  weights: {values: [9, 9, 9], atol: 0.001, query: sat}\n",
        "expect: a file": start + "  query: {values: {file: many.npz, array: nine}, atol: 1e-3}\n",
        "expect: given": start + "  key: {values: [[9, 9], [9, 9], [9, 9]]}\n",
        "expect: heads": headed + f"  weights: {{values: [{rows}, {rows}]}}\n",
        "expect: heads, a row": headed + "  weights: {values: [[9, 9, 9], [9, 9, 9]], query: cat}\n",
        "expect: numbers": local + "  alignment_position: {values: [9, 9, 9]}\n",
        "expect: a number": local + "  alignment_position: {values: [9], query: cat}\n",
        "expect: positions": f"{SENTENCE}positions: sinusoidal\nexpect:\n"
        "  query: {values: [9, 9], query: cat}\n  value: {values: [[9, 9], [9, 9], [9, 9]]}\n",
    }


FORMS = words() | parameters() | tensors() | of_heads() | computed() | expected()
"""A file for each form, by what it shows."""


def write_arrays(folder: Path) -> None:
    """The tensor files that some of the forms name."""
    from safetensors.numpy import save_file

    w = np.array([[1.0, 2.0], [0.5, -1.0]])
    arrays = {
        "w": w,
        "x": np.arange(6.0).reshape(3, 2),
        "heads": np.stack([w, w + 1]),
        "split": np.ones((2, 2, 1)),
        "nine": np.full((3, 2), 9.0),
    }
    np.savez(folder / "many.npz", **arrays)  # type: ignore[arg-type]
    np.savez(folder / "one.npz", w=w)
    save_file(arrays, folder / "many.safetensors")
    save_file({"w": w}, folder / "one.safetensors")
    np.save(folder / "w.npy", w)
    np.save(folder / "b.npy", w[0])
    np.save(folder / "narrow.npy", w[:, :1])


def named_in(text: str, name: str) -> bool:
    """Whether a file has a field, a parameter or a kind of mask of this name."""
    return f"{name}:" in text or (name in KINDS and f"mask: {name}" in text)
