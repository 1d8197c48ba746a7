"""White space in clean HTML, where wrappers went: the lines around each of them have run together."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element

from normalizer.html.elements import BLOCKS

_KEEPS_WHITE = ("pre", "listing", "xmp", "textarea", "script", "style")
_HTML_WHITE = " \t\n\r\f"


def close(root: _Element, source: str) -> None:
    """Put one line end for several blank lines between blocks that ``source`` does not have.

    >>> from normalizer.html import parsing
    >>> root = parsing.parse("<p>a</p>\\n  \\n    \\n<p>b</p>\\n\\n<p>c</p>")
    >>> close(root, "<p>a</p>\\n  <div>\\n    </div>\\n<p>b</p>\\n\\n<p>c</p>")
    >>> [el.tail for el in root]
    ['\\n', '\\n\\n', None]
    """
    walker = etree.iterwalk(root, events=("start", "comment"))
    for _, el in walker:
        if el.tag in _KEEPS_WHITE:
            walker.skip_subtree()
        elif isinstance(el.tag, str) and _is_block(el) and _is_gap(el.text, source) and _is_block(_first(el)):
            el.text = None if el is root else "\n"
        if el is root or not _is_gap(el.tail, source):
            continue
        following = el.getnext()
        if _is_block(el) and _is_block(following) and _is_block(el.getparent()):
            el.tail = "\n"


def _first(el: _Element) -> _Element | None:
    return el[0] if len(el) else None


def _is_block(el: _Element | None) -> bool:
    """Whether ``el`` stands on lines of its own, or is the edge of what holds it."""
    return el is None or not isinstance(el.tag, str) or el.tag in BLOCKS


def _is_gap(text: str | None, source: str) -> bool:
    if not text or text.count("\n") < 2 or text.strip(_HTML_WHITE):
        return False
    return text not in source
