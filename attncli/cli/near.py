"""`attn near`: the words nearest to a word."""

from typing import Annotated

from attncli.cli.command import command
from attncli.cli.look import Style
from attncli.cli.options import Dims, Vectors, argument, option

MOST = 1000
"""Words that are listed at most."""

Word = Annotated[str, argument("WORD", "The word whose neighbours are wanted.")]
Count = Annotated[int, option("--count -n", "N", "How many, 1 to 1000; 10 if left out.")]


@command(makes=("page", "answer"))
def near(word: Word, *, count: Count = 10, vectors: Vectors = None, dims: Dims = None, look: Style) -> None:
    """List the words whose vectors are nearest to that of a word.

    \b
    attn near bank
    attn near river --count 5 --json
    """
    from attncli.cli.choice import open_vectors
    from attncli.errors import out_of_range
    from attncli.vectors.neighbours import neighbours

    if not 1 <= count <= MOST:
        raise out_of_range(f"--count {count}", 1, MOST)
    found = neighbours(word, count, source=None if vectors is None else open_vectors(vectors), dims=dims)
    if look.format.answer:
        from attncli.cli.output import deliver_data
        from attncli.serialise.answers import near_json

        deliver_data(near_json(found), look.output)
    else:
        from attncli.cli.output import show
        from attncli.pages.near import near_page

        show(near_page(found), look)
