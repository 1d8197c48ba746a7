"""Footnotes that an editor drew with two links, one to the note and one back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.html import flow, tree
from normalizer.html.blank import is_blank
from normalizer.lazy import regex
from normalizer.markdown import footnotes
from normalizer.rules.actions.registry import Work, action
from normalizer.rules.kinds import Text

if TYPE_CHECKING:
    from lxml.etree import _Element

MADE_OF = ("footnote-mark", "footnote-text", "footnote-line")
"""Actions that say a footnote in Markdown; none of them has a place where the dialect has no footnotes."""


def _with_group(expression: str) -> object:
    compiled = re.compile(expression)
    if compiled.groups != 1:
        raise ValueError("one group must find the label")
    return compiled


_ADDRESS = Text(parse=_with_group, what="a regular expression")
_NAME = regex(r"[\w-]+")
_OPENS_BLOCK = regex(r"\s*(?:[-+*#>|:=]|\d+[.)]|[`~]{3}|$)")
_SPACES = " \t\n\r\f\u00a0"
_WRAPPERS = frozenset("sup span b strong i em u font".split())


@action("footnote-mark", _ADDRESS, may_lose="marker")
def footnote_mark(el: _Element, argument: Any, work: Work) -> bool:
    """Turn a link to a note into the mark of a footnote; the group of the expression is its label."""
    label = _label(el, argument)
    if not label or not work.may_lose(tree.visible_text(el)):
        return False
    _replace(_outermost(el), footnotes.piece(label, work.rule), work)
    return True


@action("footnote-text", _ADDRESS, may_lose="marker")
def footnote_text(el: _Element, argument: Any, work: Work) -> bool:
    """Turn the link back, at the start of a note, into the label of a footnote's text; the note stands on one line."""
    label, link = _label(el, argument), _outermost(el)
    paragraph = link.getparent()
    if not label or paragraph is None or not work.may_lose(tree.visible_text(el)):
        return False
    more = _more(paragraph, argument)
    if not _begins_with(paragraph, link) or not all(_is_a_line(one) for one in (paragraph, *more)):
        return False
    piece = footnotes.piece(label, work.rule, text=True)
    _replace(link, piece, work)
    for one in more:
        paragraph.extend([etree.Element("br"), one])
        tree.unwrap(one)
    for line_break in list(paragraph.iter("br")):
        tree.wrap(line_break, tree.MARKDOWN).set("src", "<br>")
    _part(piece)
    return True


@action("footnote-line")
def footnote_line(el: _Element, _argument: Any, _work: Work) -> bool:
    """Remove the line above the notes; renderers draw their own."""
    tree.drop(el)
    return True


def _label(el: _Element, expression: str) -> str:
    found = re.search(expression, el.get("href", ""))
    return found[1] if found and _NAME.fullmatch(found[1]) else ""


def _outermost(el: _Element) -> _Element:
    """The element, with what is round it alone: ``<sup><a>1</a></sup>``."""
    while (up := el.getparent()) is not None and up.tag in _WRAPPERS and len(up) == 1:
        if not is_blank(up.text) or not is_blank(el.tail):
            break
        el = up
    return el


def _replace(el: _Element, piece: _Element, work: Work) -> None:
    work.lose(tree.visible_text(el))
    piece.tail, el.tail = el.tail, None
    el.getparent().replace(el, piece)


def _begins_with(paragraph: _Element, link: _Element) -> bool:
    """Whether ``paragraph`` begins with ``link``, and a footnote's text may stand there."""
    if link.getprevious() is not None or not is_blank(paragraph.text):
        return False
    if any(up.tag in ("li", "blockquote", "td", "th", "dd") for up in paragraph.iterancestors()):
        return False
    text = tree.visible_text(paragraph).removeprefix(tree.visible_text(link))
    return not _OPENS_BLOCK.match(text.lstrip())


def _is_a_line(paragraph: _Element) -> bool:
    return paragraph.tag in ("p", "div") and not flow.holds_blocks(paragraph)


def _more(paragraph: _Element, expression: str) -> list[_Element]:
    """The other paragraphs of a note that has a box of its own."""
    box = paragraph.getparent()
    if box is None or box.getparent() is None:
        return []
    found: list[_Element] = []
    for one in paragraph.itersiblings(etree.Element):
        if any(_label(link, expression) for link in one.iter("a")):
            break
        found.append(one)
    return found


def _part(piece: _Element) -> None:
    """Let exactly one space stand between a label and its note."""
    piece.tail = " " + (piece.tail or "").lstrip(_SPACES)
    following = piece.getnext()
    while piece.tail == " " and following is not None and following.tag != tree.MARKDOWN:
        if following.text:
            following.text = following.text.lstrip(_SPACES)
            return
        following = next(iter(following), None)
