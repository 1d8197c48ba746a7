"""Names of actions in a rules file: some stand alone, others need an argument with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.rules.kinds import Choice
from normalizer.values import frozen

if TYPE_CHECKING:
    from normalizer.rules.kinds import Schema
    from normalizer.rules.nodes import Node, Problems


@frozen
class Alone:
    """No value at all: the name says it, and stands without one."""

    what: str

    def check(self, node: Node, problems: Problems) -> None:
        """Report that there is a value."""
        problems.add(node, f"{self.what} takes no argument; write its name alone")

    def schema(self) -> Schema:
        """Describe what nothing fulfils."""
        return {"not": {}}


@frozen
class Bare:
    """A word that stands alone, where other words need something with them."""

    names: tuple[str, ...]
    what: str
    argued: tuple[str, ...]

    def check(self, node: Node, problems: Problems) -> None:
        """Report a word that needs more, or one that nobody knows."""
        if node.value in self.argued:
            problems.add(node, f"{self.what} {node.value!r} needs an argument")
        elif node.value not in self.names:
            Choice((*self.names, *self.argued), self.what).check(node, problems)

    def schema(self) -> Schema:
        """Describe an enumeration."""
        return {"enum": list(self.names)}
