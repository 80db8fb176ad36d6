"""`attn cost`: what a layer costs, in operations, steps and bytes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from attncli.cli.command import command
from attncli.cli.look import Style
from attncli.cli.options import option
from attncli.errors import AttnError
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.cost.sizes import Sizes

help = "Positions: how many words, or tokens, there are; 512 if left out."
Positions = Annotated[int | None, option("--n", "N", help)]
help = "Numbers in the vector of a position; 64 if left out."
Dimensions = Annotated[int | None, option("--d", "D", help)]
help = "Neighbours that a convolution mixes (its kernel); 3 if left out."
Kernel = Annotated[int | None, option("--k", "K", help)]
help = "Positions that restricted self-attention looks at; 32 if left out."
Neighbourhood = Annotated[int | None, option("--r", "R", help)]
help = "Heads that the numbers of a position are cut into; 1 if left out."
Heads = Annotated[int | None, option("--heads", "N", help)]
help = "Heads that have keys and values of their own; all, if left out."
KeyValueHeads = Annotated[int | None, option("--kv-heads", "N", help)]
help = "Layers that keep keys and values; 1 if left out."
Layers = Annotated[int | None, option("--layers", "N", help)]
help = "Bytes of a number; 4 (float32) if left out."
Bytes = Annotated[int | None, option("--bytes", "N", help)]
help = "Sequences at once; 1 if left out."
Batch = Annotated[int | None, option("--batch", "N", help)]
help = "Positions that a layer with a window keeps; all, if left out."
Window = Annotated[int | None, option("--window", "N", help)]
help = "Layers that have the window; all, if left out."
WindowLayers = Annotated[int | None, option("--window-layers", "N", help)]
help = "One number, and how it follows: operations[recurrent], scores, kept."
Why = Annotated[str | None, option("--why", "NAME", help)]


class Asked(Record, kw_only=True):
    """The sizes as they were given."""

    n: Positions = None
    d: Dimensions = None
    k: Kernel = None
    r: Neighbourhood = None
    heads: Heads = None
    kv_heads: KeyValueHeads = None
    layers: Layers = None
    bytes: Bytes = None
    batch: Batch = None
    window: Window = None
    window_layers: WindowLayers = None


RANGES: Mapping[str, tuple[int, int, str]] = {
    "n": (2, 10**9, "a path joins two positions"),
    "d": (1, 10**6, "a vector has a number at least"),
    "k": (2, 10**9, "a kernel of one position joins no two"),
    "r": (2, 10**9, "a neighbourhood of one position joins no two"),
    "heads": (1, 10**6, "attention has a head at least"),
    "kv_heads": (1, 10**6, "there are keys and values in one head at least"),
    "layers": (1, 10**6, "a model has a layer at least"),
    "bytes": (1, 16, "a number takes a byte at least, and 16 at most"),
    "batch": (1, 10**6, "a batch has a sequence at least"),
    "window": (1, 10**9, "a window holds a position at least"),
    "window_layers": (0, 10**6, "fewer layers than none have no window"),
}
"""The least and the most that a size can be, and what there cannot be below."""


@command(makes=("page", "answer"))
def cost(*, sizes: Asked, why: Why = None, look: Style) -> None:
    """Count what a layer costs: operations, steps in a row, paths and bytes.

    \b
    attn cost --n 512 --d 64
    attn cost --n 512 --d 64 --why "operations[self-attention]"
    """
    from attncli.cost.costs import costs
    from attncli.pages.cost_why import asked, derivation

    found = costs(checked(sizes))
    answer = None if why is None else derivation(found, asked(found, why))
    if look.format.answer:
        from attncli.cli.output import deliver_data
        from attncli.serialise import why_json
        from attncli.serialise.cost import cost_json

        deliver_data(cost_json(found) if answer is None else why_json(answer), look.output)
    else:
        from attncli.cli.output import show
        from attncli.pages.cost import cost_page
        from attncli.pages.cost_why import cost_why_page

        show(cost_page(found) if answer is None else cost_why_page(found, answer), look)


def checked(asked: Asked) -> "Sizes":
    """The sizes, with what is taken where nothing was said.

    Raises: AttnError E570 to E573 for what cannot be.
    """
    from attncli.cost.sizes import filled

    given = asked._asdict()
    for name, value in given.items():
        if value is not None:
            check_range(name, value)
    sizes = filled(given)
    for name in ("k", "r"):
        if getattr(sizes, name) > sizes.n:
            what = f"{typed(name, getattr(sizes, name))} is more than the {sizes.n:,} positions there are"
            raise AttnError("E571", what, help=f"choose from 2 to {sizes.n}, or a larger --n")
    check_heads(sizes)
    if asked.window_layers is not None and asked.window is None:
        what = f"{typed('window_layers', asked.window_layers)} counts layers with a window, and there is none"
        raise AttnError("E573", what, help="say how wide it is, as in `--window 1024`")
    if sizes.window_layers > sizes.layers:
        what = (
            f"{typed('window_layers', sizes.window_layers)} is more than the layers there are, {sizes.layers}"
        )
        raise AttnError("E573", what, help=f"choose from 0 to {sizes.layers}, or more --layers")
    return sizes


def check_range(name: str, value: int) -> None:
    """Whether a size can be. Raises: AttnError E570."""
    least, most, why = RANGES[name]
    if least <= value <= most:
        return
    reason = why if value < least else "that is beyond reason"
    what = f"{typed(name, value)} cannot be: {reason}"
    raise AttnError("E570", what, help=f"choose from {least} to {most}")


def check_heads(sizes: "Sizes") -> None:
    """Whether the heads divide what they are to divide. Raises: AttnError E572."""
    for name, of, parts in (("heads", sizes.d, "numbers"), ("kv_heads", sizes.heads, "heads")):
        value = getattr(sizes, name)
        if of % value:
            what = f"the {of} {parts} cannot be shared out equally among {typed(name, value)}"
            raise AttnError("E572", what, help=f"choose a divisor of {of}: {', '.join(divisors(of, value))}")


def divisors(of: int, near: int) -> list[str]:
    """The divisors of a number that are nearest to another, in their order."""
    found = {each for low in range(1, int(of**0.5) + 1) if of % low == 0 for each in (low, of // low)}
    nearest = sorted(found, key=lambda each: abs(each - near))[:4]
    return [str(each) for each in sorted(nearest)]


def typed(name: str, value: int) -> str:
    """A size as it is typed: --kv-heads 3."""
    return f"--{name.replace('_', '-')} {value}"
