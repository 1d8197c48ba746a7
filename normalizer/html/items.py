"""Lists as Markdown has them: every item in a list, and nothing but items in it.

Browsers show a bullet before an item without a list, and show what stands between items as if it were
part of the item before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from normalizer.html import tree
from normalizer.html.blank import is_blank
from normalizer.html.elements import BLOCKS

if TYPE_CHECKING:
    from lxml.etree import _Element

_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_BORDERS = frozenset("li td th blockquote details figure dd".split())


def is_stray(item: _Element) -> bool:
    """Whether no list owns ``item``, through whatever wrappers (HTML standard, "list owner").

    >>> from normalizer.html import parsing
    >>> root = parsing.parse("<ol><span><li>a</li></span></ol><li>b</li>")
    >>> [is_stray(item) for item in root.iter("li")]
    [False, True]
    """
    for outer in item.iterancestors():
        if outer.tag in _LISTS:
            return False
        if outer.tag in _BORDERS:
            return True
    return True


def gather(item: _Element) -> None:
    """Put ``item``, and the items right after it, into a bullet list in its place."""
    items = etree.Element("ul")
    item.addprevious(items)
    member: _Element | None = item
    while member is not None and member.tag == "li" and not tree.is_pristine(member):
        following = member.getnext()
        items.append(member)
        if not is_blank(member.tail):
            items.tail, member.tail = member.tail, None
            break
        member = following


def complete(root: _Element) -> None:
    """Give every stray item under ``root`` a list, and what stands between items to the item before.

    >>> from normalizer.html import parsing
    >>> root = parsing.parse("<li>a</li><ol><li>b</li>c</ol>"); complete(root); etree.tostring(root)
    b'<body><ul><li>a</li></ul><ol><li>b<div>c</div></li></ol></body>'
    """
    for item in list(root.iter("li")):
        if item.getparent().tag not in _LISTS and not tree.is_pristine(item) and is_stray(item):
            gather(item)
    for made in list(root.iter(*_LISTS)):
        if not tree.is_pristine(made):
            _hand_over(made)


def _hand_over(made: _Element) -> None:
    """Before the first item there is no item: what stands there stands before the list."""
    place: _Element | None = None
    line = _said(made, place, made.text, None)
    if line is not None:
        made.text = None
    for child in list(made):
        text, child.tail = child.tail, None
        if not isinstance(child.tag, str):
            pass  # a comment is at nobody's place
        elif child.tag == "li" or holds_items(child):
            place, line = child, None
        elif child.tag in BLOCKS:
            _put(made, place, child)
            line = None
        else:
            line = _put(made, place, etree.Element("div")) if line is None else line
            line.append(child)
        line = _said(made, place, text, line)


def _put(made: _Element, place: _Element | None, el: _Element) -> _Element:
    if place is None:
        made.addprevious(el)
    elif place.tag == "li":
        place.append(el)
    else:
        place.addnext(el)
    return el


def _said(made: _Element, place: _Element | None, text: str | None, line: _Element | None) -> _Element | None:
    """Add ``text`` to the line that is open, or to a new one if it says something."""
    if line is None and not is_blank(text):
        line = _put(made, place, etree.Element("div"))
    if line is not None and text:
        tree.append_text(line, text)
    return line


def holds_items(el: _Element) -> bool:
    """Whether items inside ``el`` belong to a list around it."""
    item = next(el.iterdescendants("li"), None)
    while item is not None and item is not el:
        item = item.getparent()
        if item is not None and item.tag in _LISTS | _BORDERS:
            return False
    return item is not None
