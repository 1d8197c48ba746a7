"""Where a region stands on the page: the elements around it, which rules may ask for.

A rule for ``h2 b`` or ``li > p`` sees a region as it sees the page, or the two would not be proven equal.
"""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element

from normalizer.html import tree
from normalizer.source.scan import Block

_CONTAINERS = {"quote": ("blockquote",), "item": ("li",), "table": ("table", "tr")}


def put_in(root: _Element, kind: str, block: Block, source: bytes) -> None:
    """Give ``root`` the name of the block that holds it, and put it into its containers, all of them pristine."""
    names = [name for outer in block.path() for name in _names(outer, source)]
    if kind == "heading":
        names.append(f"h{level(source[block.start : block.end])}")
    elif block.kind == "cell":
        names.append("td")
    if not names:
        return
    root.tag = names.pop()
    inner = root
    for name in reversed(names):
        outer = etree.Element(name, {tree.FROM_MARKDOWN: ""})
        outer.append(inner)
        inner = outer


def _names(block: Block, source: bytes) -> tuple[str, ...]:
    if block.kind == "list":
        return ("ol",) if source[block.start : block.start + 1].isdigit() else ("ul",)
    return _CONTAINERS.get(block.kind, ())


def level(heading: bytes) -> int:
    """The level of a Markdown heading.

    >>> [level(text) for text in (b"## a ##", b"a\\n===", b"> a\\n> ---")]
    [2, 1, 2]
    """
    if heading.startswith(b"#"):
        return len(heading) - len(heading.lstrip(b"#"))
    return 1 if heading.rstrip().endswith(b"=") else 2
