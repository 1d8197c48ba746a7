"""Actions on images, cards and embeds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.html import flow, tree
from normalizer.html.blank import is_blank
from normalizer.lazy import regex
from normalizer.rules.actions.registry import Work, action
from normalizer.rules.kinds import Field, Fields, Flag, Text
from normalizer.rules.match import NAMES, listed

if TYPE_CHECKING:
    from lxml.etree import _Element


@action("card-to-link")
def card_to_link(el: _Element, _argument: Any, _work: Work) -> bool:
    """Turn a link-preview card into a paragraph: its first line is the link, the other lines follow."""
    link = next((a for a in el.iter("a") if a.get("href")), None)
    if link is None:
        return False
    lines = flow.lines(el)
    if not lines:
        return False
    paragraph = etree.Element("p")
    paragraph.tail, el.tail = el.tail, None
    anchor = etree.SubElement(paragraph, "a", href=link.get("href", ""))
    anchor.text = lines[0]
    for line in lines[1:]:
        etree.SubElement(paragraph, "br").tail = line
    el.getparent().replace(el, paragraph)
    return True


@action(
    "to-text",
    Fields(
        {
            "template": Field(
                Text(), "Text with {name} for attributes and {1} for groups of the pattern.", required=True
            ),
            "attribute": Field(Text(r"[\w.-]+", what="a name"), "Attribute that the pattern reads."),
            "pattern": Field(
                Text(parse=re.compile, what="a regular expression"),
                "Must match; its groups fill the template.",
            ),
            "inline": Field(Flag(), "The text stands in a line, not on a line of its own."),
        },
        "key",
    ),
)
def to_text(el: _Element, argument: Any, work: Work) -> bool:
    """Replace the element by text for the site's templates, such as a shortcode, printed as it is."""
    found = re.search(argument.get("pattern", ""), el.get(argument.get("attribute", ""), ""))
    values = {
        str(name).replace("-", "_"): str(value) for name, value in el.attrib.items() if str(name)[0] != "_"
    }
    text = tree.visible_text(el)
    if (
        found is None
        or not work.may_lose(text)
        or any(_unsafe(value) for value in (*values.values(), *found.groups("")))
    ):
        return False
    work.lose(text)
    filled = re.sub(r"\{(\w+)\}", lambda slot: _slot(slot[1], found, values), argument["template"])
    opaque = etree.Element(tree.MARKDOWN if argument.get("inline") else tree.BLOCK, src=filled)
    opaque.tail, el.tail = el.tail, None
    el.getparent().replace(el, opaque)
    return True


def _unsafe(value: str) -> bool:
    """Whether a value could end the template or start markup of its own."""
    return any(character in value for character in '{}<>"`\n\\')


def _slot(name: str, found: re.Match[str], values: dict[str, str]) -> str:
    if name.isdecimal():
        return (found[int(name)] or "") if int(name) <= found.re.groups else ""
    return values.get(name, "")


@action("link-to-attribute")
def link_to_attribute(el: _Element, _argument: Any, work: Work) -> bool:
    """Turn an embed element into a link to its ``url`` attribute, which is also its text."""
    address = el.get("url", "")
    el.tag = "a"
    _clear(el)
    el.set("href", address)
    if not el.text:
        el.text = address
        work.say(address)
    return True


def _clear(el: _Element) -> None:
    """Remove all attributes but the reserved ones, which say where in the source ``el`` stands."""
    for name in [str(name) for name in el.attrib if str(name)[0] != "_"]:
        del el.attrib[name]


@action("show-attribute", NAMES)
def show_attribute(el: _Element, argument: Any, work: Work) -> bool:
    """Make the value of the first of some attributes the text of an element that shows nothing."""
    value = next((value for name in listed(argument) if (value := el.get(name, "").strip())), "")
    if not value or not is_blank(tree.visible_text(el)):
        return False
    for child in list(el):
        el.remove(child)
    el.text = value
    work.say(value)
    return True


@action("checkbox")
def checkbox(el: _Element, _argument: Any, _work: Work) -> bool:
    """Turn the element into a disabled check box, checked as its ``checked`` attribute says."""
    checked = el.get("checked", "false").lower() != "false"
    el.tag = "input"
    el.attrib.clear()
    set_box(el, checked)
    el.tail = " " + (el.tail or "").lstrip()
    return True


def set_box(el: _Element, checked: bool) -> None:
    """Give an ``input`` the attributes of a task list's box."""
    el.set("type", "checkbox")
    el.set("disabled", "")
    if checked:
        el.set("checked", "")


_CAPTION = regex(r"\[caption\b[^\]]*+\]\s*\Z")  # the image follows at once


@action("caption-shortcode", may_lose="marker")
def caption_shortcode(el: _Element, _argument: Any, work: Work) -> bool:
    """Turn ``[caption]``, an image and the caption, up to ``[/caption]``, into a ``figure``."""
    pieces = [(el, "text"), *((child, "tail") for child in el)]
    texts = [getattr(node, part) or "" for node, part in pieces]
    start = next((i for i, text in enumerate(texts) if _CAPTION.search(text)), None)
    end = next((i for i, text in enumerate(texts) if "[/caption]" in text), None)
    if start is None or end is None or end <= start:
        return False
    members = list(el)[start:end]
    opening = _CAPTION.search(texts[start])
    if opening is None or not any(
        member.tag == "img" or member.find(".//img") is not None for member in members
    ):
        return False
    node, part = pieces[start]
    setattr(node, part, texts[start][: opening.start()])
    caption, _, rest = texts[end].partition("[/caption]")
    work.lose(opening[0].strip())
    work.lose("[/caption]")
    members[-1].tail = None
    figure = etree.Element("figure")
    members[0].addprevious(figure)
    for member in members:
        figure.append(member)
    if caption.strip():
        etree.SubElement(figure, "figcaption").text = caption.strip()
    figure.tail = rest
    return True
