"""What may stand for a value on the command line, by its parameter's name, which means one thing all over.

The table of names at the end is closed, and its functions stand above it in one file, however long.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attncli.cli.line import Line
    from attncli.scenario import Scenario
    from attncli.tensor import Axis, Tensor

Candidates = Iterable[tuple[str, str]]


def values(line: Line) -> Candidates | None:
    """What may stand at the cursor, each with a word on it; None: any file.

    Raises: whatever is wrong with a file that must be read.
    """
    name = line.parameter.name
    if name in COMPLETERS:
        return COMPLETERS[name](line)
    return [(value, "") for value in listed(line.parameter.metavar or "")]


def listed(metavar: str) -> list[str]:
    """The values that the help of an option names one by one.

    >>> listed("auto|none|NUMBER")
    ['auto', 'none']
    """
    return [value for value in metavar.split("|") if value.islower()] if "|" in metavar else []


def built_in(_: Line) -> Candidates:
    """The names of the built-in scenarios."""
    from attncli.loading.library import scenario_names

    return [(name, "") for name in scenario_names()]


def scenarios(line: Line) -> Candidates | None:
    """Built-in scenarios, and the scenario files and folders here; elsewhere the shell looks for files."""
    if "/" in line.word or line.word.startswith("~"):
        return None
    here = sorted(
        entry.name + "/" * entry.is_dir()
        for entry in os.scandir(".")
        if entry.is_dir() or entry.name.endswith((".yaml", ".yml", ".json"))
    )
    from attncli.vectors import LEXICON

    lexicon = [(LEXICON, "word vectors for any sentence")] if line.parameter.name == "scenario" else []
    files = [(name, "") for name in here if line.word or not name.startswith(".")]
    return [*built_in(line), *lexicon, *files]


def chosen(line: Line, *, whole: bool) -> Scenario | None:
    """The scenario of the line; ``whole``: with mechanism, mask and scale.

    None if it stands on standard input, which is not ours to read.
    """
    from attncli.cli.choice import Choice
    from attncli.loading.library import DEFAULT_WITH_HEADS, scenario_names

    name, sentence = line.last("scenario") or line.last("files"), line.last("sentence")
    one = line.last("one")
    if one is not None and name is None and not any(map(str.isspace, one)):
        name = one
    elif one is not None:
        sentence = one
    if "-" in (name, sentence):
        return None
    if name is not None:
        name = os.path.expanduser(name)
        if name not in scenario_names() and not os.path.isfile(name):  # a pipe would keep us waiting
            return None
    choice = Choice(sentence=sentence, scenario=name, set=line.given.get("set"))
    if whole:
        mechanism, mask, scale = line.last("mechanism"), line.given.get("mask"), line.last("scale")
        choice = choice._replace(mechanism=mechanism, mask=mask, scale=scale)
    if line.command == "multihead":
        choice = choice._replace(mechanism="multi-head", default=DEFAULT_WITH_HEADS)
    return choice.load()


def labels(axis: Axis) -> Iterator[tuple[str, str]]:
    """A name for each position of an axis: its label, or ``@`` and its number where that cannot be shown."""
    from attncli.render.escape import harmless

    for name, position in zip(axis.names, axis.positions, strict=True):
        plain = harmless(name) == name and name.strip() == name != ""
        yield (name, "") if plain else (f"@{position}", harmless(name))


def queries(line: Line) -> Candidates:
    """The words that may ask."""
    scenario = chosen(line, whole=False)
    return [] if scenario is None else labels(scenario.queries)


def heads(line: Line) -> Candidates:
    """The heads of the computation."""
    scenario = chosen(line, whole=True)
    return [] if scenario is None or scenario.heads is None else labels(scenario.heads)


def stages(line: Line) -> Candidates:
    """The stages of the computation."""
    from attncli.mechanisms.attend import attend

    scenario = chosen(line, whole=True)
    if scenario is None:
        return []
    return [(stage.name, stage.op.title) for stage in attend(scenario).stages]


def cells(line: Line) -> Candidates:
    """The names of numbers, a part at a time: ``weights[``, ``weights[sat,``, ``weights[sat,cat]``."""
    from attncli.mechanisms.attend import attend

    scenario = chosen(line, whole=True)
    if scenario is None:
        return []
    trace = attend(scenario)
    finer = [step.output for stage in trace.stages for step in stage.steps(trace.query)[:-1]]
    tensors = [*trace.givens, *finer, *(stage.output for stage in trace.stages)]
    named = {tensor.name: tensor for tensor in tensors}
    found = parts(named, line.word)
    # A shell would close the quotation mark behind the only candidate.
    while len(found) == 1 and found[0][0].endswith(("[", ",")):
        found = parts(named, found[0][0])
    return found


def parts(tensors: Mapping[str, Tensor], typed: str) -> list[tuple[str, str]]:
    """The next part of a cell's name: its tensor, or its next label."""
    from attncli.tensor import quoted

    name, bracket, rest = typed.partition("[")
    if not bracket:
        return [(f"{tensor}[", "") for tensor in tensors if tensor.startswith(name)]
    at, before = finished(rest)
    if name not in tensors or at >= len(tensors[name].axes):
        return []
    axes = tensors[name].axes
    end = "]" if at == len(axes) - 1 else ","
    cells = []
    for label, about in labels(axes[at]):
        written = label if label.startswith("@") else quoted(label)
        cells.append((f"{name}[{before}{written}{end}", about))
    return [(cell, about) for cell, about in cells if cell.startswith(typed)]


def finished(typed: str) -> tuple[int, str]:
    """How many of the labels typed are finished, and their text up to the last comma that is no label.

    >>> finished('sat,","'), finished('sat,",",c'), finished("sa")
    ((1, 'sat,'), (2, 'sat,",",'), (0, ''))
    """
    count, end, inside, escaped = 0, 0, False, False
    for at, c in enumerate(typed, 1):
        if c == '"' and not escaped:
            inside = not inside
        elif c == "," and not inside:
            count, end = count + 1, at
        escaped = c == "\\" and not escaped
    return count, typed[:end]


def mechanisms(_: Line) -> Candidates:
    """The variants of attention."""
    from attncli.mechanisms import MECHANISMS

    return [(mechanism.name, mechanism.formula) for mechanism in MECHANISMS.values()]


def masks(line: Line) -> Candidates:
    """The masks, and behind ``hidden=`` the words that may be hidden."""
    if line.word.startswith("hidden="):
        scenario = chosen(line, whole=False)
        words = dict.fromkeys(() if scenario is None else scenario.keys.labels)
        return [(f"hidden={word}", "") for word in words]
    return [
        ("causal", "no query sees the keys behind it"),
        ("causal=bottom-right", "counted from the last query and key"),
        ("window=", "so many keys on either side"),
        ("valid_length=", "so many keys, from the first on"),
        ("hidden=", "a word that no query sees"),
        ("none", "every query sees every key"),
    ]


def settings(line: Line) -> Candidates:
    """What may be set, up to the sign behind it: a word's vector, a matrix, or what has an option too."""
    from attncli.tensor import quoted

    scenario = None if line.given.get("set") else chosen(line, whole=False)
    there = [(name, "") for name in ("mechanism=", "mask=", "scale=", "heads=", "seed=")]
    if scenario is None:
        return there
    there += [(f"parameters.{name}=", "") for name in scenario.parameters]
    if scenario.x is not None and scenario.x.axes[0].named:
        words = [quoted(label) for label in dict.fromkeys(scenario.x.axes[0].labels)]
        there += [(f"embeddings.{word}=", "its vector: [2, 1]") for word in words]
    return there


def mistakes(_: Line) -> Candidates:
    """The mistakes that have a name."""
    from attncli.document import plain
    from attncli.mistakes.catalogue import MISTAKES
    from attncli.mistakes.words import would

    return [(mistake.name, plain(would(mistake))) for mistake in MISTAKES]


def paths(line: Line) -> Candidates:
    """What a sweep may vary: settings, and the numbers of the scenario, one of each tensor."""
    from attncli.cli.varying import SETTINGS, changeable, example, settings_of

    scenario = chosen(line, whole=True)
    if scenario is None:
        return [(f"{name}=", about) for name, about in SETTINGS.items()]
    settings = dict.fromkeys([*settings_of(scenario), "d_k"])
    numbers = [(f"{example(tensor)}=", "") for tensor in changeable(scenario).values()]
    return [*((f"{name}=", SETTINGS[name]) for name in settings), *numbers]


def terms(_: Line) -> Candidates:
    """The words of the glossary."""
    from attncli.glossary import names

    return [(name, "") for name in names()]


def costs_asked(_: Line) -> Candidates:
    """The numbers that `attn cost` can tell the arithmetic of."""
    from attncli.cost.costs import costs
    from attncli.cost.sizes import filled

    found = costs(filled({}))
    return [(cell.name, kind.quantity(cell).formula.plain) for kind in found.kinds for cell in kind.cells]


def judges(_: Line) -> Candidates:
    """The judges."""
    from attncli.mistakes.judges import JUDGES

    return [(name, gives) for name, gives in JUDGES.items()]


def any_file(_: Line) -> None:
    """Any file: the shell knows how to find it."""


def nothing(_: Line) -> Candidates:
    """What nobody can guess."""
    return []


def families(_: Line) -> Candidates:
    """The kinds of question."""
    from attncli.tutor.questions import NAMES

    return [(name, "") for name in NAMES]


COMPLETERS: dict[str, Callable[[Line], Candidates | None]] = {
    "scenario": scenarios,
    "one": scenarios,
    "other": scenarios,
    "files": scenarios,
    "name": built_in,
    "query": queries,
    "stage": stages,
    "start": stages,
    "cell": cells,
    "path": paths,
    "mechanism": mechanisms,
    "mask": masks,
    "term": terms,
    "target": mistakes,
    "output": any_file,
    "file": any_file,
    "sentence": nothing,
    "digits": nothing,
    "width": nothing,
    "heads": nothing,
    "seed": nothing,
    "set": settings,
    "dims": nothing,
    "count": nothing,
    "tokens": nothing,
    "word": nothing,
    "vectors": any_file,
    "head": heads,
    "presses": nothing,
    "depth": nothing,
    "mine": any_file,
    "judge": judges,
    "called": nothing,
    "save": any_file,
    "takes": nothing,
    "limit": nothing,
    "draw": nothing,
    "passing": nothing,
    "answers": any_file,
    "family": families,
    "why": costs_asked,
    **dict.fromkeys(("n", "d", "k", "r", "kv_heads", "layers", "bytes", "batch"), nothing),
    **dict.fromkeys(("window", "window_layers"), nothing),
}
"""By name; a parameter that does not stand here is completed with the values that its help lists."""
