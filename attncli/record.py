"""Values with named fields that cost next to nothing to define: attn has a hundred kinds of them, and a run
pays for those it uses.

Defining a class costs 0.03 ms this way, 0.12 ms as a NamedTuple and 0.8 ms as a frozen dataclass; some forty
of them in a run decide whether the start-up budget holds (tests/bench/startup.py).
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, dataclass_transform

MOST_BY_POSITION = 5
"""Fields that may be given by position: of more, two of one type would be swapped unseen."""


@dataclass_transform(frozen_default=True)
class Record:
    """A value: what its annotations name, given by position or by name, and never changed afterwards.

    A subclass of more than five fields says ``kw_only=True``: its fields are given by name alone. Type
    checkers treat a subclass as a frozen dataclass. When it runs, a field that was left out is the class's
    own attribute: its default.

    Raises: TypeError for a field that is missing, unknown or given twice, and at a class of many fields
    without ``kw_only``.
    """

    __match_args__: ClassVar[tuple[str, ...]] = ()
    _fields: ClassVar[tuple[str, ...]] = ()
    _by_position: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, kw_only: bool = False) -> None:
        own = tuple(cls.__annotations__)
        cls._fields = (*(name for name in cls._fields if name not in own), *own)
        if len(cls._fields) > MOST_BY_POSITION and not kw_only:
            raise TypeError(
                f"{cls.__name__} has {len(cls._fields)} fields, which are to be given by name: kw_only=True"
            )
        cls._by_position = () if kw_only else cls._fields
        setattr(cls, "__match_args__", cls._by_position)  # noqa: B010  type checkers know it as a constant

    def __init__(self, *values: Any, **named: Any) -> None:
        fields = self.__dict__
        fields.update(zip(self._by_position, values, strict=False))
        if named:
            twice = not fields.keys().isdisjoint(named)
            fields.update(named)
        else:
            twice = False
        if twice or len(values) > len(self._by_position) or not self._complete(fields):
            raise TypeError(self._misuse(values, named))

    def _complete(self, fields: dict[str, Any]) -> bool:
        """Whether these are fields of ours, and those that are left out have a default."""
        if len(fields) == len(self._fields):
            return all(name in fields for name in self._fields)
        return all(name in self._fields for name in fields) and all(
            name in fields or hasattr(type(self), name) for name in self._fields
        )

    def _misuse(self, values: tuple[Any, ...], named: dict[str, Any]) -> str:
        """What is wrong with the fields as they were given."""
        kind, given = type(self).__name__, {*self._by_position[: len(values)], *named}
        if len(values) > len(self._by_position):
            return f"{kind} takes {len(self._by_position)} fields by position, not {len(values)}"
        if unknown := sorted(given - {*self._fields}):
            return f"{kind} has no field {', '.join(unknown)}: its fields are {', '.join(self._fields)}"
        missing = [name for name in self._fields if name not in given and not hasattr(type(self), name)]
        if missing:
            return f"{kind} needs {', '.join(missing)}"
        return f"{kind} was given {', '.join(sorted({*named} & {*self._by_position[: len(values)]}))} twice"

    def _asdict(self) -> dict[str, Any]:
        """The fields by name, as a NamedTuple has them."""
        return {name: getattr(self, name) for name in self._fields}

    def _replace(self, **changes: Any) -> Self:
        """The same value with some fields changed, as a NamedTuple does it."""
        return type(self)(**self._asdict() | changes)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is a value and does not change: {name}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, name) == getattr(other, name) for name in self._fields
        )

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in self._fields)))

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._fields)})"
        )
