"""Actions that make lists out of what only looks like one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.html import items, tree
from normalizer.html.blank import is_blank
from normalizer.lazy import regex
from normalizer.rules.actions.media import set_box
from normalizer.rules.actions.registry import Work, action
from normalizer.rules.kinds import Field, Fields, Text
from normalizer.rules.match import NAMES, listed
from normalizer.style.view import of

if TYPE_CHECKING:
    from lxml.etree import _Element

BULLET = regex(
    r"[\s\u00a0]*+(?:[•·∙‣◦▪▫■□●○◆◇➢➤✓✔\uf0a7\uf0b7\uf0d8§]|o(?=[\s\u00a0])|[-–—*](?=[\s\u00a0]))[\s\u00a0]*+"
)
NUMBER = regex(r"[\s\u00a0]*+\(?(\d{1,3}|[a-z]|[ivxlc]{1,6})[.)][\s\u00a0]++", re.IGNORECASE)


@action("breaks-to-list", may_lose="marker")
def breaks_to_list(el: _Element, _argument: Any, work: Work) -> bool:
    """Turn lines that begin with the same kind of marker, cut by breaks, into a list; the markers go."""
    lines = _lines(el)
    kind = _kind([text for text, _ in lines])
    if kind is None or len(lines) < 2:
        return False
    items = etree.Element("ul" if kind is BULLET else "ol")
    items.tail, el.tail = el.tail, None
    for text, members in lines:
        marker = kind.match(text)
        work.lose(marker[0].strip() if marker else "")
        item = etree.SubElement(items, "li")
        item.text = text[marker.end() if marker else 0 :]
        for member in members:
            item.append(member)
    if kind is NUMBER and (first := NUMBER.match(lines[0][0])) and first[1].isdecimal() and first[1] != "1":
        items.set("start", str(int(first[1])))
    el.getparent().replace(el, items)
    return True


def _lines(el: _Element) -> list[tuple[str, list[_Element]]]:
    """The lines between breaks directly in ``el``: (leading text, elements), read-only until used."""
    lines: list[tuple[str, list[_Element]]] = [(el.text or "", [])]
    for child in el:
        if child.tag == "br":
            lines.append((child.tail or "", []))
        else:
            lines[-1][1].append(child)
    return [(text, members) for text, members in lines if members or not is_blank(text)]


def _kind(texts: list[str]) -> re.Pattern[str] | None:
    if all(BULLET.match(text) for text in texts):
        return BULLET
    found = [NUMBER.match(text) for text in texts]
    numbers = [int(match[1]) for match in found if match and match[1].isdecimal()]
    steady = len(numbers) == len(texts) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return NUMBER if steady else None


@action("indented-items")
def indented_items(el: _Element, _argument: Any, _work: Work) -> bool:
    """Nest flat list items by their ``ql-indent-N`` class, and name the list by ``data-list``."""
    items = [child for child in el if child.tag == "li"]
    if not items or len(items) != len(el):
        return False
    stack: list[tuple[int, _Element]] = []
    tops: list[_Element] = []
    for item in items:
        depth, kind = _depth(item), _list_kind(item, el.tag)
        while stack and stack[-1][0] > depth:
            stack.pop()
        if stack and stack[-1][0] == depth and stack[-1][1].tag != kind:
            stack.pop()
        if not stack or stack[-1][0] < depth:
            fresh = etree.Element(kind)
            if stack and len(stack[-1][1]):
                stack[-1][1][-1].append(fresh)
            else:
                tops.append(fresh)
            stack.append((depth, fresh))
        stack[-1][1].append(item)
    return _replace(el, tops)


def _replace(el: _Element, tops: list[_Element]) -> bool:
    tops[-1].tail, el.tail = el.tail, None
    for top in tops:
        el.addprevious(top)
    el.getparent().remove(el)
    return True


def _depth(item: _Element) -> int:
    """Read and remove the indentation class."""
    tokens = item.get("class", "").split()
    depth = next((int(token[10:]) for token in tokens if re.fullmatch(r"ql-indent-\d", token)), 0)
    kept = [token for token in tokens if not token.startswith("ql-indent-")]
    item.attrib.pop("class", None)
    if kept:
        item.set("class", " ".join(kept))
    return depth


def _list_kind(item: _Element, default: str) -> str:
    wanted = item.attrib.pop("data-list", "")
    return {"bullet": "ul", "ordered": "ol", "checked": "ul", "unchecked": "ul"}.get(wanted, default)


@action(
    "task-item",
    Fields(
        {
            "attribute": Field(NAMES, "What says it, on the item or on its list.", required=True),
            "checked": Field(
                Text(parse=re.compile, what="a regular expression"),
                "Must match where the task is done.",
                required=True,
            ),
        },
        "key",
    ),
)
def task_item(el: _Element, argument: Any, _work: Work) -> bool:
    """Put a check box before the text of a list item, checked where an attribute says so."""
    named = [node.get(name) for name in listed(argument["attribute"]) for node in (el, el.getparent())]
    said = next((value for value in named if value), "")
    place = el
    while is_blank(place.text) and len(place) and place[0].tag in ("p", "div"):
        place = place[0]
    if is_blank(place.text) and len(place) and place[0].tag == "input":
        return False
    box = etree.Element("input")
    set_box(box, re.search(argument["checked"], said) is not None)
    box.tail = " " + (place.text or "").lstrip()
    place.text = None
    place.insert(0, box)
    return True


@action("nest-in-item")
def nest_in_item(el: _Element, _argument: Any, _work: Work) -> bool:
    """Move a list that stands directly in a list into the item before it."""
    previous = el.getprevious()
    if previous is None or previous.tag != "li":
        tree.wrap(el, "li")
        return True
    tail, el.tail = el.tail, None
    previous.append(el)
    previous.tail = tail
    return True


@action("gather-items")
def gather_items(el: _Element, _argument: Any, _work: Work) -> bool:
    """Put a list item that stands outside of a list, and the items right after it, into a list."""
    if not items.is_stray(el):
        return False
    items.gather(el)
    return True


_MSO = regex(r"l(\d+)\s+level(\d+)", re.IGNORECASE)


@action("word-list", may_lose="marker")
def word_list(el: _Element, _argument: Any, work: Work) -> bool:
    """Turn a run of Word's list paragraphs into nested lists; their typed markers go."""
    run = [el]
    while (following := _following(run[-1])) is not None:
        run.append(following)
    stack: list[tuple[int, _Element]] = []
    tops: list[_Element] = []
    for paragraph in run:
        level = _level(paragraph) or 1
        kind, start = _take_marker(paragraph, work)
        while stack and (stack[-1][0] > level or (stack[-1][0] == level and stack[-1][1].tag != kind)):
            stack.pop()
        if not stack or stack[-1][0] < level:
            fresh = etree.Element(kind)
            if start > 1:
                fresh.set("start", str(start))
            (stack[-1][1][-1].append if stack else tops.append)(fresh)
            stack.append((level, fresh))
        item = etree.SubElement(stack[-1][1], "li")
        item.text = (paragraph.text or "").lstrip(tree.WHITE + "\u00a0")
        for child in list(paragraph):
            item.append(child)
    tail, run[-1].tail = run[-1].tail, None
    tops[-1].tail = tail
    for top in tops:
        el.addprevious(top)
    for paragraph in run:
        paragraph.getparent().remove(paragraph)
    return True


def _level(el: _Element) -> int | None:
    found = _MSO.search(of(el.get("style", "")).get("mso-list"))
    return min(int(found[2][:2]), 9) if found else None


def _following(el: _Element) -> _Element | None:
    """The next list paragraph, with nothing visible between."""
    if not is_blank(el.tail):
        return None
    following = el.getnext()
    is_item = following is not None and following.tag in ("p", "div") and _level(following) is not None
    return following if is_item else None


def _take_marker(paragraph: _Element, work: Work) -> tuple[str, int]:
    """Remove the marker and say which list it belongs to."""
    marker = next((inner for inner in paragraph.iter("span") if _is_marker(inner)), None)
    text = tree.visible_text(marker if marker is not None else paragraph)
    number = NUMBER.match(text + " ")
    if marker is not None:
        work.lose(text.strip())
        holder = marker.getparent()
        tree.drop(marker)
        while holder is not None and holder is not paragraph and not tree.visible_text(holder).strip():
            up = holder.getparent()
            tree.drop(holder)
            holder = up
    elif paragraph.text and (found := (NUMBER if number else BULLET).match(paragraph.text)):
        work.lose(found[0].strip())
        paragraph.text = paragraph.text[found.end() :]
    if number is None:
        return "ul", 1
    return "ol", int(number[1]) if number[1].isdecimal() else 1


def _is_marker(el: _Element) -> bool:
    return of(el.get("style", "")).get("mso-list").lower() == "ignore"
