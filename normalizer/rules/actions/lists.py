"""Actions that make lists out of what only looks like one."""

from __future__ import annotations

import re
import unicodedata
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


_KIX = regex(r"\blst-kix_(\w++)-(\d)\b")


@action("google-docs-list")
def google_docs_list(el: _Element, _argument: Any, _work: Work) -> bool:
    """Put a list where its class says: into the last item of the list before it, or on to the end of that."""
    said, top = _KIX.search(el.get("class", "")), el.getprevious()
    if said is None or top is None or top.tag not in ("ul", "ol") or not is_blank(top.tail):
        return False
    found = _KIX.search(top.get("class", ""))
    if found is None or found[1] != said[1]:
        return False
    holder = top
    for _ in range(int(found[2]), int(said[2])):
        item = next((child for child in reversed(holder) if child.tag == "li"), None)
        if item is None:
            return False
        inner = next((child for child in reversed(item) if child.tag in ("ul", "ol")), None)
        if inner is None:
            top.tail, el.tail = el.tail, None
            item.append(el)
            return True
        holder = inner
    if "start" in el.get("class", "").split() or holder.tag != el.tag:
        return False
    for child in list(el):
        holder.append(child)
    tree.drop(el)
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
        while stack and (
            stack[-1][0] > level or (stack[-1][0] == level and _begins_another(stack[-1][1], kind, start))
        ):
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


def _begins_another(items: _Element, kind: str, start: int) -> bool:
    """Whether an item with this marker is none of the list: it is of another kind, or counts from one again."""
    return items.tag != kind or (kind == "ol" and start == 1 and len(items) > 0)


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
    """Remove the marker and say which list it belongs to; one that Markdown has no word for stays as text."""
    marker = next((inner for inner in paragraph.iter("span") if _is_marker(inner)), None)
    if marker is None:
        return _take_typed_marker(paragraph, work)
    text = tree.visible_text(marker).strip()
    number = _number(text)
    holder = marker.getparent()
    tree.drop(marker)
    while holder is not None and holder is not paragraph and not tree.visible_text(holder).strip():
        up = holder.getparent()
        tree.drop(holder)
        holder = up
    if number or len(text) < 2:
        work.lose(text)
    else:
        paragraph.text = f"{text} {(paragraph.text or '').lstrip()}"
    return ("ol", number) if number else ("ul", 1)


def _take_typed_marker(paragraph: _Element, work: Work) -> tuple[str, int]:
    text = tree.visible_text(paragraph)
    found = NUMBER.match(text + " ")
    if paragraph.text and (typed := (NUMBER if found else BULLET).match(paragraph.text)):
        work.lose(typed[0].strip())
        paragraph.text = paragraph.text[typed.end() :]
    return ("ol", _number(found[0].strip())) if found else ("ul", 1)


_OUTLINE = regex(r"\(?(?:(?:\d{1,3}\.){0,9}(\d{1,3})[.)]?|([a-z]|[ivx]{1,5})[.)])\Z", re.IGNORECASE)
_ROMAN = {"i": 1, "v": 5, "x": 10}


def _number(marker: str) -> int:
    """What a marker counts: ``2.``, ``1.2.``, ``b)``, ``iv.``, ``③``; 0 if it is no number."""
    if len(marker) == 1 and not marker.isascii():
        return int(unicodedata.numeric(marker, 0))
    found = _OUTLINE.match(marker)
    if found is None:
        return 0
    if found[1]:
        return int(found[1])
    said = found[2].lower()
    if any(letter not in _ROMAN for letter in said):
        return ord(said) - ord("a") + 1
    values = [_ROMAN[letter] for letter in said]
    return sum(
        -one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True)
    )


def _is_marker(el: _Element) -> bool:
    return of(el.get("style", "")).get("mso-list").lower() == "ignore"
