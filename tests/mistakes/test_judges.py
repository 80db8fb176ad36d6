"""The judges: their files are what docs/judges.py makes, and what is said of them is true of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from attncli.errors import AttnError
from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.calling import called, numbers_of
from attncli.mistakes.judges import JUDGES, arguments, asking, judge_for, offered, scenario_of
from attncli.mistakes.naming import RESULT

TOP = Path(__file__).parents[2]


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("judges", TOP / "docs" / "judges.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = script()


@pytest.mark.parametrize("name", JUDGES)
def test_a_judge_is_what_the_script_makes(name: str) -> None:
    assert (TOP / "scenarios" / f"judge-{name}.yaml").read_text("utf-8") == SCRIPT.judge(name)


def test_there_are_just_the_judges_of_the_script() -> None:
    built_in = [name for name in scenario_names() if name.startswith("judge-")]
    assert sorted(built_in) == sorted(f"judge-{name}" for name in SCRIPT.JUDGES)
    assert list(SCRIPT.JUDGES) == list(JUDGES)
    assert set(SCRIPT.CHOSEN) == set(JUDGES)


@pytest.mark.parametrize("name", JUDGES)
def test_what_a_judge_is_said_to_give_it_gives(name: str) -> None:
    given = offered(load_scenario(scenario_of(name)))
    by_x = {"query", "key", "value"} if "x" in given else set()
    assert set(given) - by_x - {"causal"} == set(JUDGES[name].split(" "))


@pytest.mark.law
@pytest.mark.parametrize("name", JUDGES)
def test_no_mistake_of_a_judge_is_nearly_right(name: str) -> None:
    """Each mistake is the truth to the last digits, or further from it than half precision may be off."""
    near = [
        (apart, other)
        for apart, one, other in SCRIPT.gaps(load_scenario(scenario_of(name)))
        if not one and 1e-7 < apart < 0.02
    ]
    assert not near


# What functions are given.


def plain(q: Any, k: Any, v: Any) -> None: ...
def masked(query: Any, key: Any, value: Any, attn_mask: Any = None) -> None: ...
def causal(q: Any, k: Any, v: Any, is_causal: bool) -> None: ...
def projected(x: Any, w_q: Any, w_k: Any, w_v: Any) -> None: ...
def with_biases(x: Any, w_q: Any, w_k: Any, w_v: Any, b_q: Any, b_k: Any, b_v: Any) -> None: ...
def crossed(x: Any, memory: Any, wq: Any, wk: Any, wv: Any) -> None: ...
def in_heads(x: Any, w_q: Any, w_k: Any, w_v: Any, w_o: Any, num_heads: int) -> None: ...
def in_heads_of(q: Any, k: Any, v: Any, w_q: Any, w_k: Any, w_v: Any, w_o: Any, h: int) -> None: ...
def in_masked_heads(x: Any, w_q: Any, w_k: Any, w_v: Any, w_o: Any, h: int, mask: Any) -> None: ...
def grouped(x: Any, wq: Any, wk: Any, wv: Any, wo: Any, n_heads: int, n_kv_heads: int) -> None: ...
def split(q: Any, k: Any, v: Any, heads: int) -> None: ...
def added(query: Any, keys: Any, values: Any, w_a: Any, u_a: Any, v_a: Any) -> None: ...
def of_luong(query: Any, keys: Any, values: Any, w_a: Any, w_c: Any) -> None: ...
def with_window(query: Any, keys: Any, values: Any, w_a: Any, w_c: Any, window: int) -> None: ...


@pytest.mark.parametrize(
    ("function", "judge"),
    [
        (plain, "scaled-dot-product"),
        (masked, "causal"),
        (causal, "causal"),
        (projected, "projections"),
        (with_biases, "biases"),
        (crossed, "cross-attention"),
        (in_heads, "multi-head"),
        (in_heads_of, "multi-head"),
        (in_masked_heads, "multi-head-causal"),
        (grouped, "grouped"),
        (split, "heads"),
        (added, "additive"),
        (of_luong, "luong-general"),
        (with_window, "luong-local-m"),
    ],
    ids=lambda thing: thing if isinstance(thing, str) else thing.__name__,
)
def test_a_function_gets_the_judge_that_gives_just_what_it_takes(
    function: Callable[..., Any], judge: str
) -> None:
    asked = asking(function)
    assert judge_for(asked) == judge
    given = arguments(asked, offered(load_scenario(scenario_of(judge))))
    assert asked.needed <= {role for name, role in asked.names if name in given}


def test_what_a_parameter_is_given_is_what_it_is_called() -> None:
    given = offered(load_scenario("judge-multi-head-cross"))
    found = arguments(asking(in_heads_of), given)
    assert found["q"] is given["x"]
    assert found["k"] is found["v"] is given["memory"]
    assert found["h"] == 4


def test_a_mask_is_true_where_a_query_may_attend_and_is_not_said_twice() -> None:
    def function(q: Any, k: Any, v: Any, attn_mask: Any = None, is_causal: bool = False) -> None: ...

    found = arguments(asking(function), offered(load_scenario("judge-causal")))
    assert "is_causal" not in found
    assert np.array_equal(found["attn_mask"], np.tri(5, dtype=bool))
    alone = arguments(asking(causal), offered(load_scenario("judge-causal")))
    assert alone["is_causal"] is True


def test_case_and_lines_in_a_name_say_nothing() -> None:
    asked = asking(plain, ("Q", "W_K", "Num_Heads"))
    assert [role for _, role in asked.names] == ["query", "w_k", "heads"]


def test_arrays_are_the_functions_own() -> None:
    scenario = load_scenario("judge-scaled-dot-product")

    def spoils(q: Any) -> Any:
        q *= 0
        return q

    assert scenario.query is not None
    before = np.array(scenario.query.array)
    called(spoils, asking(spoils), offered(scenario))
    assert np.array_equal(scenario.query.array, before)


@pytest.mark.parametrize(
    ("function", "takes", "says"),
    [
        (lambda left: left, None, "nobody knows what to give for the parameter `left`"),
        (lambda *all: all, None, "the function does not say what it takes"),
        (plain, ("q", "k", "nonsense"), "`nonsense` is nothing that a function can be given"),
        (lambda w_c: w_c, None, "no judge gives just what the function takes: `w_c`"),
    ],
)
def test_what_nobody_knows_is_asked_for(
    function: Callable[..., Any], takes: tuple[str, ...] | None, says: str
) -> None:
    with pytest.raises(AttnError) as raised:
        judge_for(asking(function, takes))
    assert (raised.value.code, raised.value.what) == ("E563", says)


class Tensor:
    """As tensors of PyTorch are: numpy takes them only once they are detached, and of no type it lacks."""

    def __init__(self, array: Any, dtype: str, ready: int = 0) -> None:
        self.array, self.dtype, self.ready = array, f"torch.{dtype}", ready

    def detach(self) -> Tensor:
        return Tensor(self.array, self.dtype.removeprefix("torch."), self.ready + 1)

    def cpu(self) -> Tensor:
        return Tensor(self.array, self.dtype.removeprefix("torch."), self.ready + 1)

    def float(self) -> Tensor:
        return Tensor(self.array, "float32", self.ready)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        if self.ready < 2 or self.dtype == "torch.bfloat16":
            raise TypeError("not yet")
        return np.asarray(self.array, dtype=np.float32)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_tensor_of_another_library_is_taken_with_its_type(dtype: str) -> None:
    found = dict(numbers_of(Tensor([[1, 2]], dtype)))
    assert found[RESULT].array.tolist() == [[1, 2]]
    assert found[RESULT].dtype == dtype


def test_a_function_may_give_back_a_tuple_a_dict_or_lists() -> None:
    one, other = np.eye(2), np.ones((2, 3))
    assert list(dict(numbers_of((one, other)))) == [RESULT, f"{RESULT} in place 2"]
    assert list(dict(numbers_of({"weights": one, "note": "none", "out": other}))) == ["weights", "out"]
    assert dict(numbers_of([[1, 2], [3, 4]]))[RESULT].array.shape == (2, 2)
    assert not dict(numbers_of(None))
    assert not dict(numbers_of("text"))
    with pytest.raises(AttnError) as raised:
        called(plain, asking(plain), dict.fromkeys(("query", "key", "value"), one))
    assert raised.value.code == "E566"
