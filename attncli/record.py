"""Values with named fields that cost next to nothing to define: a page has some forty kinds of them, and every run pays for all.

Defining a class costs 0.03 ms this way, 0.12 ms as a NamedTuple and 0.8 ms as a frozen dataclass; forty of them decide
whether the start-up budget holds (tests/bench/startup.py).
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record:
    """A value: what its annotations name, given by position or by name, and never changed afterwards.

    Type checkers treat a subclass as a frozen dataclass. When it runs, a field that was left out is the class's own attribute:
    its default.
    """

    __match_args__: ClassVar[tuple[str, ...]] = ()
    _fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls._fields = tuple(cls.__annotations__)
        setattr(cls, "__match_args__", cls._fields)  # noqa: B010  type checkers know it as a constant

    def __init__(self, *values: Any, **named: Any) -> None:
        if len(values) > len(self._fields) or not named.keys() <= set(self._fields):
            raise TypeError(f"{type(self).__name__} has the fields {', '.join(self._fields)}")
        fields = self.__dict__
        fields.update(zip(self._fields, values, strict=False))
        fields.update(named)

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
