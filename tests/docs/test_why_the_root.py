"""The scenario of drawn vectors is what its script writes."""

from __future__ import annotations

import runpy

from command import ROOT


def test_the_file_of_why_the_root_is_what_the_script_draws() -> None:
    script = runpy.run_path(str(ROOT / "docs" / "why_the_root.py"))
    assert script["FILE"].read_text("utf-8") == script["text"]()
