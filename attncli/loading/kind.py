"""What a scenario file is called where files of any kind are read."""

from __future__ import annotations

from attncli.reading.text import FileKind

SCENARIO = FileKind(
    noun="scenario",
    beginning=(
        "begin with three fields: `sentence:`, `query:` and `embeddings:`, "
        "or with the complete file that `attn new mine.yaml` writes"
    ),
    examples="docs/scenarios.md",
    instead="what is hidden belongs into `mask`",
)
