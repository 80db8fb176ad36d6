"""`attn glossary`: the field's words, and who calls them something else."""

from typing import Annotated

from attncli.cli.command import command
from attncli.cli.look import Style
from attncli.cli.options import argument

help = "One word: logits, energies, memory, context; all of them, if left out."
Word = Annotated[str | None, argument("[TERM]", help)]


@command(makes=("page", "answer"), without=("digits",))
def glossary(term: Word = None, *, look: Style) -> None:
    """Tell what the field's words mean, and their other names.

    \b
    attn glossary
    attn glossary logits
    """
    from attncli.errors import AttnError
    from attncli.glossary import GLOSSARY, find, names

    terms = list(GLOSSARY) if term is None else find(term)
    if term is not None and not terms:
        from attncli.spelling import did_you_mean

        help = did_you_mean(term, names(), "see those there are with `attn glossary`")
        raise AttnError("E514", f"the glossary has no word `{term}`", help=help)
    if look.format.answer:
        from attncli.cli.output import deliver_data
        from attncli.serialise.answers import glossary_json

        deliver_data(glossary_json(terms), look.output)
    else:
        from attncli.cli.output import show
        from attncli.pages.glossary import glossary_page

        show(glossary_page(terms), look)
