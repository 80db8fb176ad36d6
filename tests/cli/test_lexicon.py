"""Any sentence, `attn near`, and the options of word vectors, as users meet them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from command import attn
from test_rooms import modules_of

from attncli.cli.choice import split_tokens


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_sentence_of_other_words_is_looked_up_in_the_lexicon() -> None:
    run = attn("explain", "The river bank was steep", "--query", "bank")
    assert (run.code, run.err) == (0, "")
    assert "GloVe" in run.out
    assert "(96 more: " in run.out
    assert run.out.index("What the output means") > run.out.index("Mix the values")


def test_a_sentence_of_the_default_scenarios_words_stays_with_it_unless_the_lexicon_is_asked_for() -> None:
    assert "GloVe" not in attn("explain", "the mat sat on the cat", "-q", "mat").out
    assert "GloVe" in attn("explain", "the mat sat on the cat", "-q", "mat", "-s", "glove").out


def test_all_hundred_dimensions_are_computed() -> None:
    trace = attn("explain", "The river bank was steep", "-q", "bank", "--json").json()
    [x] = [given for given in trace["givens"] if given["name"] == "x"]
    assert [len(row) for row in x["values"]] == [100] * 5
    scores = next(stage for stage in trace["stages"] if stage["name"] == "scores")["values"][0]
    assert scores == pytest.approx(
        [sum(a * b for a, b in zip(x["values"][2], row, strict=True)) for row in x["values"]]
    )


def test_the_trace_says_which_vectors_and_keeps_to_its_schema() -> None:
    options = ("-q", "hedgehogs", "--unknown", "random", "--dims", "3", "--json")
    trace = attn("explain", "The hedgehogs and Tom's xqzzy", *options).json()
    jsonschema.validate(trace, json.loads(attn("schema", "trace").out))
    assert trace["vectors"] == {"name": "glove", "words": 30043, "dims": 3}
    assert [(note["code"], note["query"]) for note in trace["notes"]] == [
        ("other-form", "hedgehogs"),
        ("left-out", "'s"),
        ("random-vector", "xqzzy"),
        ("cut-vectors", ""),
    ]
    assert "vectors" not in attn("explain", "--json").json()


def test_whose_vector_a_word_has_is_said_on_the_page() -> None:
    page = flat(attn("explain", "The hedgehogs slept xqzzy", "-q", "slept", "--unknown", "random").out)
    assert "The vectors have no “hedgehogs”: it is given that of “hedgehog”." in page
    assert "The vectors have no “xqzzy”: the numbers of its row are random" in page


def test_words_that_are_not_there_are_all_named_and_nothing_is_guessed() -> None:
    run = attn("explain", "The bnak near xqzzyqq")
    assert (run.code, run.out) == (2, "")
    assert "`bnak`, `xqzzyqq`" in run.err
    assert "did you mean `bank`" in flat(run.err)
    assert "--unknown random" in run.err


def test_an_explicit_scenario_keeps_its_own_words() -> None:
    run = attn("explain", "The river bank", "-s", "cat-sat-mat")
    assert run.code == 2
    assert "the vocabulary of `cat-sat-mat` has no vector for `river`, `bank`" in run.err
    assert "leave `--scenario` out" in run.err


def test_tokens_are_taken_one_by_one_by_scenarios_too() -> None:
    trace = attn("explain", "--tokens", "mat|sat|cat", "-q", "sat", "--json").json()
    assert trace["givens"][0]["axes"][0]["labels"] == ["mat", "sat", "cat"]
    assert "vectors" not in trace
    trace = attn("explain", "--tokens", "river | bank|,", "-q", "bank", "--json").json()
    assert trace["givens"][0]["axes"][0]["labels"] == ["river", "bank", ","]
    assert "vectors" in trace


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("a|b", ["a", "b"]),
        (r"a\|b|c", ["a|b", "c"]),
        (" a | b ", ["a", "b"]),
        ("a||b", ["a", "", "b"]),
        ("|", ["", ""]),
    ],
)
def test_bars_part_tokens(text: str, tokens: list[str]) -> None:
    assert split_tokens(text) == tokens


@pytest.mark.parametrize(
    "arguments",
    [
        ["The bank", "--tokens", "The|bank"],
        ["--tokens", "a||b"],
        ["--dims", "2", "-s", "cat-sat-mat"],
        ["--unknown", "random", "-s", "cat-sat-mat"],
        ["--unknown", "guess"],
        ["--vectors", "x.txt", "-s", "glove"],
        ["The bank", "--dims", "0"],
        ["The bank", "--dims", "101"],
        ["The bank", "-q", "river"],
        ["The bank", "--mask", "nope"],
        ["", "-s", "glove"],
    ],
)
def test_what_does_not_go_together_is_refused(arguments: list[str]) -> None:
    run = attn("explain", *arguments)
    assert (run.code, run.out) == (2, ""), run
    assert run.err.startswith("error[E5")


def test_the_query_that_nobody_chose_is_named() -> None:
    run = attn("explain", "The bank was steep.")
    assert "note: no query was chosen: this is the last, `steep`" in run.err
    assert "query: steep" in run.out
    assert attn("explain", "-s", "glove").err == ""


def test_proposed_commands_lead_to_the_same_numbers() -> None:
    page = flat(attn("explain", "--tokens", "river|bank", "-q", "bank", "--dims", "5").out)
    assert "attn explain --tokens" in page
    assert "--dims 5" in page
    assert attn("why", "weights[bank,river]", "--tokens", "river|bank", "--dims", "5").code == 0


def test_a_number_of_a_long_sum_can_be_asked_about() -> None:
    run = attn("why", "scores[bank,river]", "The river bank was steep")
    assert run.code == 0
    assert "(96 more: 4.8613)" in flat(run.out)


def test_near_lists_the_nearest_words_first() -> None:
    found = attn("near", "River", "-n", "4", "--json").json()
    asked = {"word": "River", "spelling": "river", "vectors": "glove", "dims": None}
    assert {name: value for name, value in found.items() if name != "near"} == {
        "format": "attn/near",
        "version": 1,
        **asked,
    }
    cosines = [each["cosine"] for each in found["near"]]
    assert len(cosines) == 4
    assert cosines == sorted(cosines, reverse=True)
    assert "river" not in [each["word"] for each in found["near"]]
    page = attn("near", "River", "-n", "4").out
    assert all(each["word"] in page for each in found["near"])
    assert "“River” is looked up as “river”." in page


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["xqzzyqq"], "E501"),
        ([""], "E501"),
        (["bank", "-n", "0"], "E508"),
        (["bank", "--dims", "0"], "E508"),
        (["bank", "-f", "npz"], "E508"),
    ],
)
def test_near_refuses_what_it_cannot_do(arguments: list[str], code: str) -> None:
    run = attn("near", *arguments)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"error[{code}]")


@pytest.mark.parametrize("width", ["40", "80"])
def test_the_pages_keep_to_the_width(width: str) -> None:
    for arguments in (["near", "bank"], ["explain", "The river bank was steep", "-q", "bank", "--dims", "4"]):
        assert max(map(len, attn(*arguments, "--width", width).out.splitlines())) <= int(width)


def test_a_file_of_ones_own_is_used_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "pets.txt"
    path.write_text("the 0.5 0\ncat 0.5 1\ndog 0.5 0.75\nsat 1 1\n", encoding="utf-8")
    trace = attn("explain", "The dog sat", "-q", "dog", "--vectors", str(path), "--json").json()
    assert trace["givens"][0]["values"] == [[0.5, 0], [0.5, 0.75], [1, 1]]
    assert trace["vectors"] == {"name": "pets.txt", "words": None, "dims": 2}
    page = flat(attn("explain", "The dog sat", "-q", "dog", "--vectors", str(path)).out)
    assert "The vectors are those of pets.txt, as they stand there: 2 numbers a word." in page
    assert "“cat”" in page
    assert "most frequent words" not in page
    assert attn("near", "dog", "--vectors", str(path)).code == 0
    run = attn("explain", "The dgo sat", "--vectors", str(path))
    assert run.code == 2
    assert "`pets.txt` has no vector for `dgo`" in run.err
    assert "did you mean `dog`" in flat(run.err)


def test_hostile_words_come_out_as_text() -> None:
    run = attn(
        "explain", "--tokens", "[/]|\x1b[31m|bank", "-q", "bank", "--unknown", "random", "--color", "always"
    )
    assert run.code == 0
    assert "\x1b[31m" not in run.out
    assert "\\x1b[31m" in run.out
    assert "[/]" in run.out


def test_a_scenario_with_its_own_vectors_touches_nothing_of_the_lexicon() -> None:
    ours = {
        "attncli.vectors.lexicon",
        "attncli.loading.word_scenario",
        "attncli.vectors.sentences",
        "attncli.vectors.vector_file",
        "attncli.stages.vectors",
    }
    assert not modules_of("explain") & ours
    assert not modules_of("why", "weights[sat,cat]") & ours
    modules = modules_of("explain", "The river bank was steep", "-q", "bank")
    assert {"attncli.vectors.lexicon", "attncli.meaning"} <= modules
    assert not modules & {
        "attncli.vectors.vector_file",
        "rich.progress",
        "gzip",
        "random",
        "numpy.random",
        "importlib.metadata",
    }
    assert "yaml" not in modules_of("near", "bank")


def test_a_sentence_from_standard_input_may_have_line_ends() -> None:
    run = attn("explain", "-", "-q", "bank", stdin="The river\n bank\n")
    assert run.code == 0
    assert run.out.splitlines()[0].split("query")[0].strip() == "The river bank"


def test_the_lexicon_is_no_file_to_show() -> None:
    run = attn("show", "glove")
    assert (run.code, run.out) == (2, "")
    assert "word vectors for any sentence" in flat(run.err)
    assert attn("check", "glove").code == 0


@pytest.mark.parametrize("width", ["40", "60", "80"])
def test_the_scores_of_long_vectors_have_their_bars_where_arithmetic_leaves_room(width: str) -> None:
    page = attn(
        "explain", "The river bank was steep", "-q", "bank", "--stage", "scores", "--width", width
    ).out
    scores = {"2.86": "▌", "7.11": "█▍", "30.51": "██████", "4.38": "▉"}
    bars = {line.split()[-2]: line.split()[-1] for line in page.splitlines() if line[-1:] in "▌▍█▉" and line}
    if width == "40":
        assert {"7.11", "30.51"} <= set(page.split())  # arithmetic of this width needs all of it
    else:
        assert bars == scores
    assert max(map(len, page.splitlines())) <= int(width)


@pytest.mark.parametrize("word", ["dort", "haus", "gato", "wasser", "frau", "sitzt", "gpt", "york", "zzz"])
def test_nothing_is_guessed_of_a_word_that_may_be_another_languages_or_a_name(word: str) -> None:
    for run in (attn("near", word), attn("explain", f"the dog and the {word}", stdin="")):
        if run.code:
            assert f"no vector for `{word}`" in flat(run.err)
            assert "did you mean" not in run.err


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("bnak", "bank"),
        ("recieve", "receive"),
        ("definately", "definitely"),
        ("catt", "cat"),
        ("rivre", "river"),
    ],
)
def test_a_slip_of_the_fingers_is_guessed(typed: str, word: str) -> None:
    assert f"did you mean `{word}`" in flat(attn("near", typed).err)
