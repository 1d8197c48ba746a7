"""Actions on images, cards and embeds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer import flow, tree
from normalizer.actions.registry import Work, action
from normalizer.rulekinds import Field, Fields, Flag, Text

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
def link_to_attribute(el: _Element, _argument: Any, _work: Work) -> bool:
    """Turn an embed element into a link to its ``url`` attribute, which is also its text."""
    address = el.attrib.pop("url", "")
    el.tag = "a"
    el.attrib.clear()
    el.set("href", address)
    el.text = el.text or address
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


_CAPTION = re.compile(r"\[caption\b[^\]]*\]\s*")
_WRITTEN = re.compile(r"""\bcaption=["'\u201c\u201d]([^"\u201d]*)["\u201d]""")


@action("caption-shortcode", may_lose="marker")
def caption_shortcode(el: _Element, _argument: Any, work: Work) -> bool:
    """Turn ``[caption]``, an image and the caption, up to ``[/caption]``, into a ``figure``."""
    pieces = [(el, "text"), *((child, "tail") for child in el)]
    start = next(
        (i for i, (node, part) in enumerate(pieces) if _CAPTION.search(getattr(node, part) or "")), None
    )
    end = next(
        (i for i, (node, part) in enumerate(pieces) if "[/caption]" in (getattr(node, part) or "")), None
    )
    if start is None or end is None or end <= start:
        return False
    node, part = pieces[start]
    opening = _CAPTION.search(getattr(node, part) or "")
    written = _WRITTEN.search(opening[0]) if opening else None
    members = list(el)[start:end]
    if opening is None or not any(
        member.tag == "img" or member.find(".//img") is not None for member in members
    ):
        return False
    setattr(node, part, (getattr(node, part) or "")[: opening.start()])
    text, _, rest = (members[-1].tail or "").partition("[/caption]")
    work.lose(opening[0] + "[/caption]")
    members[-1].tail = None
    figure = etree.Element("figure")
    members[0].addprevious(figure)
    for member in members:
        figure.append(member)
    caption = text.strip() or (written[1] if written else "")
    if caption:
        etree.SubElement(figure, "figcaption").text = caption
    figure.tail = rest
    return True
