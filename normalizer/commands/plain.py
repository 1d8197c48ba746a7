"""Command lines that need no `argparse`: known options, spelt out; it costs a hook as much as a small post.

The options are read from the same declarations. Whatever is not plain (help, an unknown option, a value that
does not fit) is left to argparse, which knows what to say about it.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType


class Options:
    """Takes the declarations of a command in argparse's place."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.actions: dict[str, tuple[str, dict[str, Any]]] = {}
        """Option string → name of the value, and what was said about it."""

    def add_argument_group(self, *_: str) -> Options:
        """Groups are for the help."""
        return self

    def add_argument(self, *names: str, **said: Any) -> None:
        """Note one option, or the paths."""
        long = next((name for name in names if name.startswith("--")), names[0])
        name = long.lstrip("-").replace("-", "_")
        switch = said.get("action") == "store_true"
        self.values[name] = [] if said.get("nargs") == "*" else False if switch else said.get("default")
        if names[0].startswith("-"):
            self.actions.update(dict.fromkeys(names, (name, said)))

    def parse(self, words: list[str]) -> bool:
        """Read a command line into ``values``; False if anything in it is not plain."""
        waiting = iter(words)
        for word in waiting:
            if word == "-" or not word.startswith("-"):
                self.values["paths"].append(word)
                continue
            option, equals, text = word.partition("=")
            if option not in self.actions or not self._take(*self.actions[option], equals, text, waiting):
                return False
        return True

    def _take(self, name: str, said: dict[str, Any], equals: str, text: str, waiting: Any) -> bool:
        if said.get("action") == "store_true":
            self.values[name] = True
            return not equals
        if not equals:
            text = next(waiting, "-")
        if (
            (not equals and text.startswith("-"))
            or said.get("type")
            or text not in said.get("choices", [text])
        ):
            return False
        self.values[name] = [*self.values[name], text] if said.get("action") == "append" else text
        return True


def parsed(module: ModuleType, words: list[str]) -> SimpleNamespace | None:
    """What argparse would make of the command line of ``module``, or None if that takes argparse."""
    options = Options()
    module.add_arguments(options)
    return SimpleNamespace(**options.values) if options.parse(words) else None
