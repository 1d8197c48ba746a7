"""Flow and phrasing content: which elements stand on lines of their own, and how to rearrange them.

Everything here keeps the order of the text; nothing recurses over the depth of the input.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from normalizer.html.blank import is_blank
from normalizer.html.tree import BLOCK, MARK, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

BLOCKS = frozenset(
    str.split(
        "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
        "form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody td tfoot th thead "
        "tr ul caption colgroup col search"
    )
) | {BLOCK}
"""Elements that start on a new line."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
CONTAINERS = frozenset(
    str.split("article aside body center details div fieldset footer form header main nav section")
)
"""Elements that hold blocks and mean nothing more by themselves."""
TIGHT = frozenset(str.split("li td th dd dt figcaption caption summary blockquote")) | HEADINGS | {"p"}
"""Elements that may hold text directly, so that their only child needs no paragraph of its own."""


def is_block(el: _Element) -> bool:
    """Whether ``el`` stands on lines of its own."""
    return el.tag in BLOCKS


def holds_blocks(el: _Element) -> bool:
    """Whether a block stands anywhere inside ``el``."""
    return any(inner.tag in BLOCKS for inner in el.iterdescendants(etree.Element))


def holds_text(el: _Element) -> bool:
    """Whether phrasing content stands directly in ``el``."""
    if not is_blank(el.text):
        return True
    return any(
        not is_blank(child.tail) or (isinstance(child.tag, str) and child.tag not in BLOCKS) for child in el
    )


def split_before(el: _Element, top: _Element) -> _Element:
    """Cut ``top`` in two so that ``el``, inside it, becomes the first thing of it; return the first half.

    That stands before ``top`` and takes the id along; inline elements between ``el`` and ``top`` are cut as well.
    Only what stands before ``el`` is moved: cut from front to back, many cuts move each thing once.
    """
    node = el
    first = top
    while node is not top:
        parent = node.getparent()
        first = etree.Element(parent.tag, dict(parent.attrib))
        parent.attrib.pop("id", None)
        first.text, parent.text = parent.text, None
        for sibling in reversed(list(node.itersiblings(preceding=True))):
            first.append(sibling)
        parent.addprevious(first)
        node = parent
    return first


def wrap_content(el: _Element, tag: str) -> _Element:
    """Put all that ``el`` holds into a new ``tag`` element inside it."""
    inner = etree.Element(tag)
    inner.text, el.text = el.text, None
    for child in list(el):
        inner.append(child)
    el.append(inner)
    return inner


def leaves(el: _Element) -> list[_Element]:
    """The innermost blocks in ``el`` that hold text, or ``el`` itself where it holds no block."""
    if not holds_blocks(el):
        return [el]
    return [inner for inner in el.iter(etree.Element) if not holds_blocks(inner) and is_block(inner)]


def lines(el: _Element) -> list[str]:
    """The visible text of ``el``, one item for each stretch that no block boundary or break interrupts.

    >>> lines(etree.fromstring("<div><b>a</b> b<p>c</p>d</div>"))
    ['a b', 'c', 'd']
    """
    found = [""]
    for event, node in etree.iterwalk(el, events=("start", "end", "comment")):
        if event != "comment" and (is_block(node) or node.tag == "br"):
            found.append("")
        text = node.text if event == "start" else node.tail if node is not el else None
        found[-1] += text or ""
    return [" ".join(line.split()) for line in found if not is_blank(line)]


def wrap_runs(el: _Element, tag: str = "p") -> bool:
    """Put each run of phrasing content that stands directly in ``el`` into a ``tag`` of its own.

    >>> root = etree.fromstring("<div>a<b>b</b><ul/>c</div>"); wrap_runs(root); etree.tostring(root)
    True
    b'<div><p>a<b>b</b></p><ul/><p>c</p></div>'
    """
    runs = list(_runs(el))
    for start, text, members in runs:
        box = etree.Element(tag)
        _stand_for(box, [member for member in members if isinstance(member.tag, str)] or [el])
        box.text = text
        for member in members:
            box.append(member)
        if start is None:
            el.insert(0, box)
        else:
            start.addnext(box)
    return bool(runs)


def _stand_for(box: _Element, others: list[_Element]) -> None:
    """Give a new element the mark of what it is made of: reports say where that stands in the source."""
    mark = others[0].get(MARK)
    if mark is not None:
        box.set(MARK, mark)


def _runs(el: _Element) -> Iterator[tuple[_Element | None, str, list[_Element]]]:
    """Cut the runs out of ``el``: (the block before it, its leading text, its elements)."""
    children = list(el)
    before: _Element | None = None
    text, el.text = el.text or "", None
    members: list[_Element] = []
    pending: list[tuple[_Element | None, str, list[_Element]]] = []
    for child in children:
        if child.tag not in BLOCKS and isinstance(child.tag, str):
            members.append(child)
            continue
        pending.append((before, text, members))
        before, text, members = child, child.tail or "", []
        child.tail = None
    pending.append((before, text, members))
    for place, leading, found in pending:
        if found or not is_blank(leading):
            yield place, leading, found


def release(el: _Element) -> bool:
    """Remove the block ``el`` but keep its content, and keep it apart from what stands beside it.

    Text of a ``div`` that ends up between other text would join it; it becomes a paragraph instead.
    """
    if not is_block(el) or not holds_text(el):
        unwrap(el)
        return True
    parent = el.getparent()
    alone = el.getprevious() is None and el.getnext() is None and is_blank(el.tail)  # to count costs too much
    alone = alone and parent is not None and is_blank(parent.text)
    if (
        parent is not None
        and (parent.tag in HEADINGS or (alone and parent.tag in TIGHT))
        and not holds_blocks(el)
    ):
        unwrap(el)
    elif any(is_block(child) for child in el):
        wrap_runs(el)
        unwrap(el)
    elif el.tag == "p":
        return False
    else:
        el.tag = "p"
    return True
