"""What is reserved in a tree, what is asked of one, and the few ways to change one without losing text."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element

MARK = "_n"
"""Reserved attribute: the number of the element's start tag in the source."""
FROM_MARKDOWN = "_from"
"""Reserved attribute: the element is Markdown's, or the parser's; rules and policy leave it alone."""
MARKDOWN = "_md"
"""Reserved element: inline Markdown that is printed as it stands (attribute ``src``)."""
BLOCK = "_block"
"""Reserved element: whole Markdown blocks that are printed as they stand (attribute ``src``)."""

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
WHITE = " \t\n\r\f"


def append_text(el: _Element, text: str) -> None:
    """Add ``text`` at the end of the content of ``el``."""
    last = next(el.iterchildren(reversed=True), None)  # the number of children would be counted
    if last is not None:
        last.tail = (last.tail or "") + text
    else:
        el.text = (el.text or "") + text


_LONG = 10_000


def _text_before(el: _Element, text: str) -> None:
    """Add ``text`` just before ``el``; where much text stands there already, behind a seam, or each call would copy it."""
    previous, parent = el.getprevious(), el.getparent()
    before = (parent.text if previous is None else previous.tail) or ""
    if len(before) > _LONG:
        seam = etree.ProcessingInstruction("seam")
        seam.tail = text
        el.addprevious(seam)
    elif previous is None:
        parent.text = before + text
    else:
        previous.tail = before + text


def close_seams(root: _Element) -> None:
    """Make one text again of the texts that ``drop`` and ``unwrap`` have put side by side."""
    etree.strip_tags(root, etree.ProcessingInstruction)


def drop(el: _Element) -> None:
    """Remove ``el`` with its content; the text after it stays."""
    if el.tail:
        _text_before(el, el.tail)
        el.tail = None
    el.getparent().remove(el)


def unwrap(el: _Element) -> None:
    """Remove ``el`` but keep its content in its place.

    >>> from normalizer.html.parsing import parse; root = parse("a<b>b<i>c</i>d</b>e"); unwrap(root[0]); etree.tostring(root)
    b'<body>ab<i>c</i>de</body>'
    """
    parent = el.getparent()
    if el.text:
        _text_before(el, el.text)
        el.text = None
    if len(el):
        if el.tail:
            el[-1].tail = (el[-1].tail or "") + el.tail
            el.tail = None
        for child in list(el):  # never by index: an element may have many thousands of siblings
            el.addprevious(child)
        parent.remove(el)
    else:
        drop(el)


def rename(el: _Element, tag: str) -> None:
    """Give ``el`` another tag; everything else stays."""
    el.tag = tag


def wrap(el: _Element, tag: str) -> _Element:
    """Put a new ``tag`` element around ``el`` and return it."""
    outer = etree.Element(tag)
    outer.tail, el.tail = el.tail, None
    el.getparent().replace(el, outer)
    outer.append(el)
    return outer


_STRING = etree.XPath("string()", smart_strings=False)  # as itertext() of elements, in C


def visible_text(el: _Element) -> str:
    """The text inside ``el``, that of opaque Markdown leaves included; comments are not text."""
    return str(_STRING(el)) if isinstance(el.tag, str) else ""


def is_pristine(el: _Element) -> bool:
    """Whether ``el`` came from Markdown and not from HTML."""
    tag = el.tag  # asking an element for a value costs less than for all its attributes
    return tag in (MARKDOWN, BLOCK) or el.get(FROM_MARKDOWN) is not None or el.get("_open") is not None


def is_bare(el: _Element) -> bool:
    """Whether ``el`` has no attributes but its number; names or values would be made anew for each question."""
    names = el.keys()
    return names == _NUMBERED or not names


_NUMBERED = [MARK]


def mark_of(el: _Element) -> int:
    """The number of the start tag of ``el`` in the source, or -1."""
    mark = el.get(MARK)
    return int(mark) if mark and mark.isdecimal() and len(mark) < 10 else -1


def is_inside(el: _Element, root: _Element) -> bool:
    """Whether ``el`` stands below ``root``, or is it: an action before may have taken it out of the tree."""
    up: _Element | None = el
    while up is not None and up is not root:
        up = up.getparent()
    return up is root
