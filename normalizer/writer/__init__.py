"""The Markdown writer: a semantic tree in, Markdown out that means the same in the site's renderer.

``elements`` decides every element, ``read`` turns the tree into blocks and runs, ``blocks`` and
``inlines`` print them. Nothing here knows a rule; nothing in the rules knows Markdown.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml.etree import _Element

from normalizer.dialects.dialect import Dialect
from normalizer.errors import NormalizerError
from normalizer.html import items
from normalizer.writer import blocks, inlines
from normalizer.writer.ir import Paragraph
from normalizer.writer.read import read

__all__ = ["NotInline", "write"]


class NotInline(NormalizerError):  # noqa: N818 - it is an answer, not a fault
    """The tree holds blocks, and was to be written on one line."""


def write(
    root: _Element,
    dialect: Dialect,
    *,
    context: str = "document",
    raw_emphasis: bool = False,
    original: Callable[[_Element], str | None] | None = None,
    leads: bool = True,
) -> str:
    """Return the children of ``root`` as Markdown in ``dialect``.

    ``context`` is ``document`` for blocks, ``heading`` or ``cell`` for one line inside a heading or a
    table cell that is already there. ``raw_emphasis`` writes emphasis as clean tags; ``original``
    gives the source of a start tag that nothing changed; ``leads`` says that nothing stands before the
    text in its document. Lists of the tree are completed in place. Raises NotInline where blocks do not fit.

    >>> from normalizer.dialects import dialect as dialects; from normalizer.html import parsing
    >>> write(parsing.parse("<h2>x</h2><p>a | <b>b</b>"), dialects.get("portable"))
    '## x\\n\\na \\\\| **b**'
    """
    items.complete(root)
    found = read(root, dialect, raw_emphasis=raw_emphasis, original=original)
    if context == "document":
        return blocks.write(found, dialect, original, leads=leads)
    if len(found) > 1 or not all(isinstance(block, Paragraph) for block in found):
        found = read(root, dialect, raw_emphasis=raw_emphasis, original=original, in_line=True)
    if not found:
        return ""
    only = found[0]
    if len(found) > 1 or not isinstance(only, Paragraph):
        raise NotInline(f"blocks do not fit in a {context}")
    return inlines.write(only.runs, dialect, inlines.CELL if context == "cell" else inlines.HEADING)
