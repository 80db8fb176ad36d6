"""How a sentence is parted into tokens, and how a lexicon may spell them: a table of cases."""

from __future__ import annotations

import pytest

from attncli.vectors.sentences import parted, pieces, spellings, stems

PARTED = {
    "The river bank was steep": "The|river|bank|was|steep",
    "  The\tbank,\n he said. ": "The|bank|,|he|said|.",
    "Who? Me!": "Who|?|Me|!",
    "(one) [two] {three}": "(|one|)|[|two|]|{|three|}",
    "don't DON'T can't won't shan't Won't": "do|n't|DO|N'T|can|n't|will|n't|shall|n't|Will|n't",
    "she's we'll they've I'm you'd we're Tom's": "she|'s|we|'ll|they|'ve|I|'m|you|'d|we|'re|Tom|'s",
    "she’s don’t": "she|’s|do|n’t",
    "shouldn't've": "should|n't|'ve",
    "o'clock rock'n'roll": "o'clock|rock'n'roll",
    "dogs' 'tis": "dogs|'|'|tis",
    "well-known river-bank mother-in-law": "well-known|river-bank|mother-in-law",
    "-5 pre- -ish": "-|5|pre|-|-|ish",
    '“here” "there" ‘this’ «that»': '“|here|”|"|there|"|‘|this|’|«|that|»',
    "wait... yes--no – — …": "wait|...|yes|--|no|–|—|…",
    "3.14 1,000 10:30 2024. 5th $5 50%": "3.14|1,000|10:30|2024|.|5th|$|5|50|%",
    "the U.S. and the U.K.": "the|U.S.|and|the|U.K.",
    "café naïve Straße": "café|naïve|Straße",
    "cafe\u0301": "café",
    "中文 हिन्दी שלום": "中文|हिन्दी|שלום",
    "😀 ❤️ x": "😀|❤️|x",
    "a\u200bb": "a\u200bb",
    "[mask] <b>": "[|mask|]|<|b|>",
    "": "",
    " \n ": "",
}


@pytest.mark.parametrize("sentence", PARTED)
def test_a_sentence_is_parted_as_people_expect(sentence: str) -> None:
    assert parted(sentence) == [token for token in PARTED[sentence].split("|") if token]


def test_no_letter_of_a_sentence_gets_lost() -> None:
    for sentence in PARTED:
        if "n't" not in sentence.lower():
            assert "".join(parted(sentence)).replace("é", "e\u0301") == "".join(sentence.split()).replace(
                "é", "e\u0301"
            )


@pytest.mark.parametrize(
    ("token", "parts"),
    [("river-bank", ["river", "bank"]), ("a-b-c", ["a", "b", "c"]), ("-", ["-"]), ("bank", ["bank"])],
)
def test_hyphens_join_words(token: str, parts: list[str]) -> None:
    assert pieces(token) == parts


@pytest.mark.parametrize(
    ("token", "before", "same", "others"),
    [
        ("Bank", "", ["Bank", "bank"], []),
        ("Banks", "", ["Banks", "banks"], ["bank"]),
        ("’s", "it", ["’s", "'s"], ["is"]),
        ("'s", "Tom", ["'s"], []),
        ("n't", "do", ["n't"], ["not"]),
        ("N’T", "DO", ["N’T", "n’t", "n't"], ["not"]),
        ("a", "", ["a"], ["an"]),
        ("I", "", ["I", "i"], ["me"]),
        ("”", "", ["”", '"'], []),
        ("—", "", ["—"], ["-"]),
        ("classes", "", ["classes"], ["class", "classe"]),
        ("glass", "", ["glass"], []),
        ("Straße", "", ["Straße", "strasse"], []),
    ],
)
def test_another_word_is_told_from_another_spelling(
    token: str, before: str, same: list[str], others: list[str]
) -> None:
    found = spellings(token, before)
    assert [word for word, other in found if not other] == same
    assert [word for word, other in found if other] == others


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("cities", "city"),
        ("boxes", "box"),
        ("cats", "cat"),
        ("making", "make"),
        ("running", "run"),
        ("tried", "try"),
        ("hoped", "hope"),
        ("stopped", "stop"),
    ],
)
def test_the_stem_is_among_those_that_are_tried(word: str, stem: str) -> None:
    assert stem in stems(word)


@pytest.mark.parametrize("word", ["sing", "bed", "is", "glass", "'s", "3s"])
def test_a_short_word_has_no_stem(word: str) -> None:
    assert stems(word) == []


def test_a_word_without_end_is_parted_in_time() -> None:
    assert len(parted("a" + "'ll" * 1_000)) == 1_001
    assert len(parted("a-" * 20_000)) == 2
    assert len(parted("." * 20_000)) == 1
