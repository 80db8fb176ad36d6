"""A command's signature: a record of options in it stands for all of them, so that each is declared once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from inspect import Parameter, Signature, signature
from typing import Any, TypeVar

from attncli.cli.look import Style, Wanted, style
from attncli.cli.options import Behind, declared, listing
from attncli.formats import Kind, formats_for
from attncli.record import Record

Result = TypeVar("Result")


def command(
    *, makes: tuple[Kind, ...], without: Collection[str] = ()
) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Spread the records of options in a command's signature out into options, which Typer reads.

    A ``Style`` there stands for the options of the look, checked before the command runs; its formats are
    those that can hold what the command ``makes``. ``without`` names those that it does not take.
    """
    formats = formats_for(*makes)

    def spread(function: Callable[..., Result]) -> Callable[..., Result]:
        parameters: list[Parameter] = []
        records: dict[str, tuple[type[Record], list[str]]] = {}
        for own in signature(function, eval_str=True).parameters.values():
            record = Wanted if own.annotation is Style else own.annotation
            if not (isinstance(record, type) and issubclass(record, Record)):
                parameters.append(own.replace(kind=Parameter.KEYWORD_ONLY))
                continue
            options = spread_out(record, formats, without)
            records[own.name] = record, [option.name for option in options]
            parameters += options

        def run(**values: Any) -> Result:
            for name, (record, fields) in records.items():
                chosen: Any = record(**{field: values.pop(field) for field in fields})
                values[name] = style(chosen, formats) if record is Wanted else chosen
            return function(**values)

        run.__name__, run.__doc__ = function.__name__, function.__doc__
        run.__dict__["__signature__"] = Signature(in_order(parameters))
        return run

    return spread


def spread_out(record: type[Record], formats: list[str], without: Collection[str]) -> list[Parameter]:
    """The options of a record, each with its default there."""
    kinds = dict(record.__annotations__)
    if record is Wanted:
        kinds["format"] = listing(kinds["format"], formats)
    return [
        Parameter(name, Parameter.KEYWORD_ONLY, default=getattr(record, name), annotation=kinds[name])
        for name in declared(record)
        if name not in without
    ]


def in_order(parameters: list[Parameter]) -> list[Parameter]:
    """The parameters with each that belongs behind another behind it."""
    ordered = [parameter for parameter in parameters if behind(parameter) is None]
    for parameter in parameters:
        if (field := behind(parameter)) is not None:
            ordered.insert([other.name for other in ordered].index(field) + 1, parameter)
    return ordered


def behind(parameter: Parameter) -> str | None:
    """The field that an option belongs behind, if it is said."""
    said = getattr(parameter.annotation, "__metadata__", ())
    return next((word.field for word in said if isinstance(word, Behind)), None)
