"""Front matter as data, for the conditions of rules; read at the first question and never written.

python-frontmatter knows the formats. It is given the block alone, after a look at its size and nesting:
PyYAML's C loader can be made to crash the process by deep nesting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from normalizer.lazy import regex

_MAX_BYTES = 65_536
_MAX_OPEN = 100
_OPENERS = regex(r"[\[{]")
_DEEP_INDENT = regex(r"^ {200}", re.M)


class Metadata(Mapping[str, Any]):
    """The front matter ``block`` (fences included) as a mapping; empty if it cannot be read safely.

    >>> Metadata("---\\nlayout: post\\n---\\n")["layout"]
    'post'
    >>> dict(Metadata("---\\n" + "[" * 50_000 + "\\n---\\n"))
    {}
    """

    def __init__(self, block: str) -> None:
        self.block = block
        self._data: dict[str, Any] | None = None

    def _read(self) -> dict[str, Any]:
        if self._data is None:
            self._data = _parse(self.block)
        return self._data

    def __getitem__(self, key: str) -> Any:
        return self._read()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def __bool__(self) -> bool:
        return bool(self.block)


def _parse(block: str) -> dict[str, Any]:
    if (
        not block
        or len(block) > _MAX_BYTES
        or len(_OPENERS.findall(block)) > _MAX_OPEN
        or _DEEP_INDENT.search(block)
    ):
        return {}
    if block.startswith("+++"):
        return _toml(block)
    import yaml
    from frontmatter.default_handlers import JSONHandler, YAMLHandler

    try:
        handler = JSONHandler() if block.startswith("{") else YAMLHandler()
        data = handler.load(block if block.startswith("{") else block.strip().strip("-.").strip("\n"))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _toml(block: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(block.strip().strip("+").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError:
        return {}
