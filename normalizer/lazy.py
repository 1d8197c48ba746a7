"""Regular expressions that are compiled when they are first used.

The package has two hundred of them and one post meets a third. `re.compile` takes 0.2 ms each, paid by a
hook on every commit; what stands here until then holds only the text of the pattern.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False  # `typing` costs a clean file 5 ms
if TYPE_CHECKING:
    from typing import Any, overload

    @overload
    def regex(pattern: str, flags: int = 0) -> re.Pattern[str]: ...
    @overload
    def regex(pattern: bytes, flags: int = 0) -> re.Pattern[bytes]: ...
    def regex(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        """Return the pattern, to be compiled when it is first used; it must be a valid one."""


class Regex:
    """A pattern with the methods of a compiled one. They fill their slots together, at the first use of one."""

    __slots__ = (
        *("_flags", "pattern", "compiled", "search", "match", "fullmatch"),
        *("sub", "subn", "split", "finditer", "findall"),
    )
    compiled: re.Pattern[Any]

    def __init__(self, pattern: str | bytes, flags: int = 0) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        """Compile: Python comes here only for an attribute that is not there, or a slot still empty."""
        if name.startswith("__"):  # what `copy` and `inspect` probe for
            raise AttributeError(name)
        self.compiled = compiled = re.compile(self.pattern, self._flags)
        for method in self.__slots__[3:]:
            setattr(self, method, getattr(compiled, method))
        return compiled if name == "compiled" else getattr(compiled, name)

    def __reduce__(self) -> tuple[type[Regex], tuple[str | bytes, int]]:
        return Regex, (self.pattern, self._flags)

    def __repr__(self) -> str:
        return f"regex({self.pattern!r})"


if not TYPE_CHECKING:
    regex = Regex
