"""Answers to choose from: by number, by word, and what is said to whoever chooses one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.document import Code, Span, Token, say
from attncli.tensor import fold
from attncli.tutor.asking import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from attncli.tutor.asking import History, Option


def chosen(options: Sequence[Option], text: str) -> int | None:
    """Which option (from 0) a text means: its number, or its words in any case; None if none.

    A number counts first: a word of the reader's sentence that is a number is chosen by the number before it.
    """
    plain = text.strip().removesuffix(".").strip()
    if plain.isascii() and plain.isdecimal():
        at = int(plain[:4])
        return at - 1 if 1 <= at <= len(options) else None
    fits = [at for at, option in enumerate(options) if fold(told(option.words)) == fold(plain)]
    return fits[0] if len(fits) == 1 else None


def told(words: Sequence[Span]) -> str:
    """Words as one text, as a person would type them."""
    return "".join(str(getattr(span, "text", getattr(span, "value", ""))) for span in words)


def judge_choice(options: Sequence[Option]) -> Callable[[str, History], Verdict]:
    """Judges a line that is to choose one of these."""

    def judge(text: str, _: History) -> Verdict:
        at = chosen(options, text)
        if at is None:
            words = say(
                "{typed} is none of the answers: choose one by its number, {first} to {last}.",
                typed=Token(text.strip()),
                first=Code("1"),
                last=Code(str(len(options))),
            )
            return Verdict(kind="unread", words=words)
        option = options[at]
        causes = (option.cause,) if option.cause else ()
        return Verdict(kind="right" if option.right else "wrong", words=option.says, causes=causes)

    return judge
