"""Every documented form of every field, as every page and in every format: whatever it is, it runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import attn
from forms import FORMS, named_in, write_arrays

from attncli.loading.fields import FIELDS
from attncli.loading.given import PARAMETERS
from attncli.loading.mask_field import KINDS
from attncli.mechanisms import MECHANISMS
from attncli.scenario import Published

FORMATS = ("text", "terminal", "markdown", "json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the arrays that the forms name."""
    path = tmp_path_factory.mktemp("forms")
    write_arrays(path)
    return path


def written(folder: Path, form: str) -> str:
    """The file of a form."""
    path = folder / "form.yaml"
    path.write_text(FORMS[form], encoding="utf-8")
    return str(path)


def runs(*arguments: str) -> str:
    """What a command prints that must end well."""
    result = attn(*arguments)
    assert result.code == 0, (arguments, result.err)
    return result.out


def test_the_table_has_every_field_every_parameter_every_mask_and_every_mechanism() -> None:
    names = [*FIELDS, *PARAMETERS, *Published._fields, *KINDS, "values", "atol", "file", "array"]
    for name in names:
        assert any(named_in(text, name) for text in FORMS.values()), name
    for name in MECHANISMS:
        assert any(f"mechanism: {name}\n" in text for text in FORMS.values()), name


@pytest.mark.law
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_shown_as_every_page_in_every_format(folder: Path, form: str) -> None:
    path = written(folder, form)
    stages = [stage["name"] for stage in attn("explain", "-s", path, "--json").json()["stages"]]
    for query in ((), ("--all",)):
        for kind in FORMATS:
            assert runs("explain", "-s", path, *query, "--format", kind, "--color", "always", "--no-step")
        runs("explain", "-s", path, *query, "-o", str(folder / "form.npz"))
        for stage in stages:
            assert runs("explain", "-s", path, *query, "--stage", stage)


@pytest.mark.law
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_gone_through_step_by_step(folder: Path, form: str) -> None:
    path = written(folder, form)
    for query in ((), ("--all",)):
        out = runs("explain", "-s", path, *query, "--presses", "n" * 30 + "b?q")
        assert "What is given" in out or "The words as numbers" in out


@pytest.mark.law
@pytest.mark.parametrize("form", FORMS)
def test_every_given_and_every_stage_of_every_form_can_be_asked_and_checked(folder: Path, form: str) -> None:
    path = written(folder, form)
    trace = attn("explain", "-s", path, "--all", "--json").json()
    for tensor in [*trace["givens"], *trace["stages"]]:
        axes = tensor.get("axes") or tensor["output"]["axes"]
        cell = f"{tensor['name']}[{','.join(f'@{1}' for _ in axes)}]"
        assert runs("why", cell, "-s", path, "--depth", "9"), cell
    checked = attn("check", path)
    assert checked.code == (1 if form.startswith("expect") else 0), checked.err
    assert attn("check", path, "--json").code == checked.code


ANSWERS = ("1", "0.5", "0.7 0.54")


@pytest.mark.law
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_asked_about_and_held_against_mistakes(folder: Path, form: str) -> None:
    path = written(folder, form)
    answers = folder / "answers.txt"
    for draw, answer in enumerate(ANSWERS):
        answers.write_text(f"{answer}\n" * 20)
        run = attn("quiz", "-s", path, "--draw", str(draw), "--count", "20", "--answers", str(answers))
        assert run.code == 0 or "error[E551]" in run.err, (form, run.err)
    assert runs("explain", "-s", path, "--predict", "--presses", "n1" * 30 + "q")
    assert runs("lint", path)
