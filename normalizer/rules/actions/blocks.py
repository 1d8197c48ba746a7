"""Actions on paragraphs and what takes their place: split at breaks, headings, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.html import flow, tree
from normalizer.html.blank import is_blank
from normalizer.rules.actions.registry import Work, action
from normalizer.rules.kinds import Number

if TYPE_CHECKING:
    from lxml.etree import _Element


@action("split-paragraph")
def split_paragraph(el: _Element, _argument: Any, _work: Work) -> bool:
    """End the paragraph at this run of breaks and begin another after it; the breaks go."""
    top = next((up for up in el.iterancestors() if up.tag in flow.BLOCKS), None)
    if top is None:
        return False
    if top.tag != "p":
        return _split_flow(el, top)
    breaks = _run(el)
    first = flow.split_before(el, top)
    for one in breaks:
        tree.drop(one)
    _trim_start(top)
    for half in (top, first):
        if (
            not half.attrib.get("id")
            and _first(half) is None
            and is_blank(half.text)
            and half.getparent() is not None
        ):
            tree.drop(half)
    return True


def _run(el: _Element) -> list[_Element]:
    """``el`` and the breaks that follow it with nothing visible between."""
    breaks = [el]
    while (
        is_blank(breaks[-1].tail)
        and (following := breaks[-1].getnext()) is not None
        and following.tag == "br"
    ):
        breaks.append(following)
    return breaks


def _first(el: _Element) -> _Element | None:
    """The first child; lxml counts all of them where it is asked how many there are."""
    return next(el.iterchildren(), None)


def _trim_start(el: _Element) -> None:
    """White space after a dropped break would begin the paragraph."""
    node = el
    while (
        is_blank(node.text)
        and (inner := _first(node)) is not None
        and inner.tag not in (tree.MARKDOWN, tree.BLOCK, "br", "img")
    ):
        node.text = None
        node = inner
    if node.text:
        node.text = node.text.lstrip(tree.WHITE)


def _split_flow(el: _Element, top: _Element) -> bool:
    """Breaks between text that stands directly in a container: its runs become paragraphs."""
    parent = el.getparent()
    if top is not parent or top.tag not in flow.CONTAINERS | {"blockquote"}:
        return False
    flow.wrap_runs(top)
    return True


@action("to-heading", Number(1, 6))
def to_heading(el: _Element, argument: Any, _work: Work) -> bool:
    """Turn the paragraph into a heading of this level; bold around all of it goes."""
    if not 1 <= argument <= 6 or flow.holds_blocks(el):
        return False
    el.tag = f"h{int(argument)}"
    only = el[0] if len(el) == 1 and is_blank(el.text) and is_blank(el[0].tail) else None
    if only is not None and only.tag in ("b", "strong"):
        tree.unwrap(only)
    return True


@action("paragraphs")
def paragraphs(el: _Element, _argument: Any, _work: Work) -> bool:
    """Put each run of text that stands directly in the element into a paragraph."""
    return flow.wrap_runs(el)


@action("to-figure")
def to_figure(el: _Element, _argument: Any, _work: Work) -> bool:
    """Turn a box with one image and its caption into a ``figure``; other boxes are left alone."""
    images = list(el.iter("img"))
    if len(images) != 1:
        return False
    caption = _caption(el)
    image: _Element = images[0]
    parent = image.getparent()
    if parent is not None and parent.tag == "a" and is_blank(tree.visible_text(parent)):
        image = parent
    figure = etree.Element("figure")
    figure.tail, el.tail = el.tail, None
    el.getparent().replace(el, figure)
    tree.drop(image)
    figure.append(image)
    if not is_blank(tree.visible_text(el)):
        figure.append(caption)
        caption.tag = "figcaption"
        caption.attrib.clear()
    return True


def _caption(box: _Element) -> _Element:
    """The element that holds all the text of the box, or the box itself."""
    node = box
    while is_blank(node.text) and len(node):
        shown = [child for child in node if not is_blank(tree.visible_text(child))]
        if len(shown) != 1 or any(not is_blank(child.tail) for child in node) or not flow.is_block(shown[0]):
            break
        node = shown[0]
    return node


@action("unwrap-alone")
def unwrap_alone(el: _Element, _argument: Any, _work: Work) -> bool:
    """Remove a wrapper round exactly one block; its white space goes with it."""
    el.text = None
    for child in el:
        child.tail = None
    tree.unwrap(el)
    return True
