"""Whatever bytes a file holds, it becomes a scenario or a fault that points into it, never anything else."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from attncli.errors import AttnError
from attncli.loading.library import open_source
from attncli.loading.scenario_file import load_scenario
from attncli.reading import tree
from attncli.reading.text import SourceFile

pytestmark = pytest.mark.law

FILES = [open_source(name).data for name in ("cat-sat-mat", "rasbt-trainable", "tensorflow-lookup")]
PIECES = [
    *("&a ", "*a", "!x ", "!!int ", "- ", "? ", ": ", "{", "}", "[", "]", ",", "'", '"', "|", ">", "%"),
    *("@", "`", "#", "<<: ", "\t", "\0", "\\", "\r"),
    *("---\n", "...\n", "\x85", "\u2028", ".nan", "1e999", "0x", "null", '"\\ud83d"', '"\\U00110000"'),
    *("é", "😀", "%YAML 1.2\n", "%TAG ! x\n"),
]


def check(data: bytes, file: str = "mine.yaml") -> None:
    text = data.decode("utf-8", "replace")
    lines = 1 + sum(map(text.count, "\n\r\x85\u2028\u2029"))
    try:
        scenario = load_scenario(SourceFile("mine", file, data, None))
    except AttnError as error:
        for fault in error.all:
            assert fault.where
            assert fault.code < "E500"
            if fault.where.line is not None:
                assert 1 <= fault.where.line <= lines
                assert fault.where.column
                assert 1 <= fault.where.column - fault.where.skipped <= len(fault.where.text) + 1
                assert 1 <= fault.where.width <= max(1, len(fault.where.text) - fault.where.column + 1)
    else:
        assert len(scenario.queries) >= 1


@pytest.mark.parametrize("parser", ["CSafeLoader", "SafeLoader"])
@settings(deadline=None, max_examples=400)
@given(
    which=st.integers(0, 2),
    edits=st.lists(
        st.tuples(st.integers(0, 2000), st.integers(0, 3), st.integers(0, 255)), min_size=1, max_size=5
    ),
)
def test_damaged_bytes_give_a_scenario_or_a_fault(
    parser: str, which: int, edits: list[tuple[int, int, int]]
) -> None:
    data = bytearray(FILES[which])
    for at, cut, byte in edits:
        at %= len(data)
        data[at : at + cut] = bytes([byte])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tree, "parser_class", lambda: getattr(yaml, parser))
        check(bytes(data))


@pytest.mark.parametrize("parser", ["CSafeLoader", "SafeLoader"])
@settings(deadline=None, max_examples=400)
@given(
    which=st.integers(0, 2),
    edits=st.lists(
        st.tuples(st.integers(0, 2000), st.sampled_from(PIECES), st.integers(0, 12)), min_size=1, max_size=4
    ),
)
@example(which=0, edits=[(0, '"\\U00110000"', 0)])
@example(which=0, edits=[(0, "%TAG ! x\n", 0)])
def test_damaged_yaml_gives_a_scenario_or_a_fault(
    parser: str, which: int, edits: list[tuple[int, str, int]]
) -> None:
    text = FILES[which].decode()
    for at, piece, cut in edits:
        at %= len(text)
        text = text[:at] + piece + text[at + cut :]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tree, "parser_class", lambda: getattr(yaml, parser))
        check(text.encode())


@settings(deadline=None, max_examples=200)
@given(text=st.text(alphabet=st.sampled_from('{}[]:,"\\ud83de0 1.-\n\tax'), max_size=60))
def test_damaged_json_gives_a_scenario_or_a_fault(text: str) -> None:
    check(('{"x": [[1]], "title": "' + text).encode(), "mine.json")
