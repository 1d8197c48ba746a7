"""Value classes: what ``dataclass(frozen=True, slots=True)`` gives, without its cost at import.

`dataclasses` compiles six methods for every class when its module is imported, half a millisecond each time;
the package has ninety such classes and one document meets half of them. Here ``__init__`` is compiled when
the first value is made, and all other methods are shared. `dataclasses.replace`, `asdict` and `fields` work on
these classes too.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_MISSING: Any = object()


class _Field:
    """What `field` said about one attribute."""

    __slots__ = ("compare", "default", "default_factory", "hash", "init", "repr")

    def __init__(self, default: Any = _MISSING, default_factory: Any = None) -> None:
        self.default = default
        self.default_factory = default_factory
        self.init = self.repr = self.compare = self.hash = True


def field(
    *,
    default: Any = _MISSING,
    default_factory: Callable[[], Any] | None = None,
    init: bool = True,
    repr: bool = True,  # noqa: A002
    compare: bool = True,
    hash: bool = True,  # noqa: A002
) -> Any:
    """Say more about an attribute than its type and default; the words mean what they mean in `dataclasses`."""
    made = _Field(default, default_factory)
    made.init, made.repr, made.compare, made.hash = init, repr, compare, hash and compare
    return made


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """Make ``cls`` an immutable value: slots, equality and hash by content.

    >>> @frozen
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(1, 0), len({Point(1), Point(1)})
    (Point(x=1, y=0), True, 1)
    """
    return _made(cls, {**_SHARED, **_FROZEN, **_EQUAL, "__hash__": _hash})


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def constant(cls: type[T]) -> type[T]:
    """Make ``cls`` immutable with slots; a constant equals only itself."""
    return _made(cls, {**_SHARED, **_FROZEN})


@dataclass_transform(field_specifiers=(field,))
def mutable(cls: type[T]) -> type[T]:
    """Make ``cls`` a plain holder of attributes: slots, equality by content, no hash."""
    return _made(cls, {**_SHARED, **_EQUAL, "__hash__": None})


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def identity(cls: type[T]) -> type[T]:
    """Make ``cls`` a plain holder of attributes that equals only itself."""
    return _made(cls, _SHARED)


def replace(obj: T, **changes: Any) -> T:
    """Return ``obj`` with other values for some of its attributes."""
    cls: Any = type(obj)
    for name, said in cls.__fields__.items():
        if said.init and name not in changes:
            changes[name] = getattr(obj, name)
    made: T = cls(**changes)
    return made


def field_names(cls: type) -> tuple[str, ...]:
    """The names of the attributes, in order."""
    names: tuple[str, ...] = cls.__slots__  # type: ignore[attr-defined]
    return names


def _made(cls: type[T], methods: dict[str, Any]) -> type[T]:
    """Return ``cls`` made anew, with slots for its annotated attributes; its first value compiles ``__init__``."""
    body = {name: item for name, item in cls.__dict__.items() if name not in ("__dict__", "__weakref__")}
    fields = {}
    for name in cls.__annotations__:
        said = body.pop(name, _MISSING)
        fields[name] = said if isinstance(said, _Field) else _Field(said)
    kind: Any = type(cls)
    made = kind(cls.__name__, cls.__bases__, {**methods, **body, **_about(fields)})
    made.__init__ = _first_init(made, sealed="__setattr__" in methods)
    made.__qualname__ = cls.__qualname__
    return made  # type: ignore[no-any-return]


_FEW = 25
"""Values of a class that are made one attribute at a time before its ``__init__`` is worth compiling."""


def _first_init(cls: Any, *, sealed: bool) -> Callable[..., None]:
    """An ``__init__`` that needs no compiling, and puts a compiled one in its place when it is called often."""
    left = _FEW

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        nonlocal left
        left -= 1
        given = _given(cls, args, kwargs) if left > 0 else None
        if given is None:
            cls.__init__ = _init(cls, sealed=sealed)  # also says what is wrong with the arguments
            cls.__init__(self, *args, **kwargs)
            return
        for name, item in given.items():
            object.__setattr__(self, name, item)
        if hasattr(cls, "__post_init__"):
            self.__post_init__()

    return init


def _given(cls: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any] | None:
    """The attributes of a new value, or None where the arguments do not fit."""
    names = cls.__match_args__
    given = dict(zip(names, args, strict=False)) | kwargs
    if len(given) != len(args) + len(kwargs) or not given.keys() <= set(names):
        return None
    for name in names:
        if name not in given:
            said = cls.__fields__[name]
            if said.default_factory is not None:
                given[name] = said.default_factory()
            elif said.default is not _MISSING:
                given[name] = said.default
            else:
                return None
    return given


def _about(fields: dict[str, _Field]) -> dict[str, Any]:
    """What the shared methods of a class look up."""
    return {
        "__slots__": tuple(fields),
        "__match_args__": tuple(name for name, said in fields.items() if said.init),
        "__fields__": fields,
        "__key__": _getter([name for name, said in fields.items() if said.compare]),
        "__hashed__": _getter([name for name, said in fields.items() if said.hash]),
        "__dataclass_fields__": _DataclassFields(),
    }


def _getter(names: list[str]) -> Callable[[Any], Any]:
    return attrgetter(*names) if names else lambda _: ()


def _init(cls: Any, *, sealed: bool) -> Any:
    """Compile ``__init__``: parameters in order, each put into its slot."""
    known: dict[str, Any] = {"_missing": _MISSING}
    parameters, lines = ["self"], []
    for name, said in cls.__fields__.items():
        given = name
        if said.default_factory is not None:
            known[f"_make_{name}"], said.default = said.default_factory, _MISSING
            given = f"_make_{name}() if {name} is _missing else {name}" if said.init else f"_make_{name}()"
        elif not said.init:
            continue
        known[f"_set_{name}"], known[f"_default_{name}"] = cls.__dict__[name].__set__, said.default
        lines.append(f"_set_{name}(self, {given})" if sealed else f"self.{name} = {given}")
        if said.init:
            optional = said.default_factory is not None or said.default is not _MISSING
            parameters.append(f"{name}=_default_{name}" if optional else name)
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    source = f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines or ["pass"])
    exec(source, known)  # noqa: S102 - made of the names of our own attributes
    known["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    return known["__init__"]


class _DataclassFields:
    """``cls.__dataclass_fields__``, made when the `dataclasses` module asks for it."""

    def __get__(self, _: object, cls: Any) -> dict[str, Any]:
        import dataclasses

        made = {}
        for name, said in cls.__fields__.items():
            default = dataclasses.MISSING if said.default is _MISSING else said.default
            factory: Any = said.default_factory or dataclasses.MISSING
            one: Any = dataclasses.field(
                default=default, default_factory=factory, init=said.init, repr=said.repr, compare=said.compare
            )
            one.name, one.type, one._field_type = name, cls.__annotations__[name], dataclasses._FIELD  # type: ignore[attr-defined]
            made[name] = one
        return made


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    key = self.__key__
    return key(self) == key(other)


def _hash(self: Any) -> int:
    return hash(self.__hashed__(self))


def _repr(self: Any) -> str:
    shown = (f"{name}={getattr(self, name)!r}" for name, said in self.__fields__.items() if said.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse(self: Any, name: str, *_: Any) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"{type(self).__name__} is immutable: {name!r} cannot be changed")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__slots__]


def _setstate(self: Any, state: list[Any]) -> None:
    for name, given in zip(self.__slots__, state, strict=True):
        object.__setattr__(self, name, given)


_SHARED = {"__repr__": _repr}
_EQUAL = {"__eq__": _eq}
_FROZEN = {
    "__setattr__": _refuse,
    "__delattr__": _refuse,
    "__getstate__": _getstate,
    "__setstate__": _setstate,
}
