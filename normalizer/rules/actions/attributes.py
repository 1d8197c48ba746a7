"""Actions on attributes and class tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.html.blank import is_blank
from normalizer.html.flow import is_block
from normalizer.html.tree import MARK
from normalizer.rules.actions.registry import Work, action
from normalizer.rules.kinds import Field, Fields, ListOf, MapOf, Text
from normalizer.rules.match import NAMES, glob, listed

if TYPE_CHECKING:
    from lxml.etree import _Element


@action("set", MapOf(Text(), r"[a-z][\w.-]*", "attribute name"))
def set_attributes(el: _Element, argument: Any, _work: Work) -> bool:
    """Set attributes to fixed values."""
    changed = any(el.get(name) != value for name, value in argument.items())
    for name, value in argument.items():
        el.set(name, value)
    return changed


@action("remove", NAMES)
def remove(el: _Element, argument: Any, _work: Work) -> bool:
    """Remove attributes by name (globs allowed)."""
    doomed = glob(argument)
    names = [name for name in el.keys() if name[0] != "_" and doomed(name)]  # noqa: SIM118 - lxml
    for name in names:
        del el.attrib[name]
    return bool(names)


@action("remove-class", NAMES)
def remove_class(el: _Element, argument: Any, _work: Work) -> bool:
    """Remove class tokens (globs allowed), and the attribute when none is left."""
    doomed = glob(argument)
    tokens = el.get("class", "").split()
    kept = [token for token in tokens if not doomed(token)]
    if len(kept) == len(tokens) and kept:
        return False
    if kept:
        el.set("class", " ".join(kept))
        return True
    return el.attrib.pop("class", None) is not None


@action("add-class", ListOf(Text(r"[\w-]+", what="a class"), single=True))
def add_class(el: _Element, argument: Any, _work: Work) -> bool:
    """Add class tokens that are not there."""
    tokens = el.get("class", "").split()
    new = [token for token in listed(argument) if token not in tokens]
    if new:
        el.set("class", " ".join([*tokens, *new]))
    return bool(new)


@action("remove-id", Text(parse=re.compile, what="a regular expression"))
def remove_id(el: _Element, argument: Any, _work: Work) -> bool:
    """Remove the id when the whole of it matches a regular expression."""
    if re.fullmatch(argument, el.get("id", "")) is None or "id" not in el.attrib:
        return False
    del el.attrib["id"]
    return True


@action("id-to-anchor")
def id_to_anchor(el: _Element, _argument: Any, _work: Work) -> bool:
    """Move the id to an empty link where the element begins, which Markdown can hold."""
    if "id" not in el.attrib:
        return False
    anchor = etree.Element("a", {"id": el.attrib.pop("id")})
    if (mark := el.get(MARK)) is not None:
        anchor.set(MARK, mark)
    holder, before = _beginning(el)
    if before is not None:
        before.addprevious(anchor)
    else:
        anchor.tail, holder.text = holder.text, None
        holder.insert(0, anchor)
    return True


def _beginning(el: _Element) -> tuple[_Element, _Element | None]:
    """Where phrasing content may stand in front of all that ``el`` shows: at the start of an element, or before one."""
    if not is_block(el) or el.tag in _NO_PHRASES:
        links = list(el.iterancestors("a"))
        return el, links[-1] if links else el
    while is_blank(el.text) and (first := next(el.iterchildren(etree.Element), None)) is not None:
        if not is_block(first):
            break
        if first.tag in _NO_PHRASES:
            return el, first
        el = first
    return el, None


_NO_PHRASES = frozenset(("pre", "hr", "table"))


@action("remove-empty")
def remove_empty(el: _Element, _argument: Any, _work: Work) -> bool:
    """Remove class, style, id, align, dir and lang where they hold nothing."""
    names = [
        name
        for name in ("class", "style", "id", "align", "dir", "lang")
        if not el.get(name, "x").strip(" ;\n\t")
    ]
    for name in names:
        del el.attrib[name]
    return bool(names)


@action("unwrap-redirect", Text(r"[\w-]+", what="a parameter name"))
def unwrap_redirect(el: _Element, argument: Any, _work: Work) -> bool:
    """Link to the address that stands in this parameter of the link."""
    from urllib.parse import parse_qs, urlsplit

    found = parse_qs(urlsplit(el.get("href", "")).query).get(argument, [""])[0]
    if not found.startswith(("http://", "https://", "mailto:")):
        return False
    el.set("href", found)
    return True


@action("copy-attribute", Fields({"from": Field(NAMES, "Attributes to look for, the first one counts.", required=True), "to": Field(Text(r"[a-z-]+", what="a name"), "Attribute to set.", required=True)}, "key"))  # fmt: skip
def copy_attribute(el: _Element, argument: Any, _work: Work) -> bool:
    """Move the value of the first of some attributes to another, and remove them all."""
    names = [name for name in listed(argument["from"]) if name in el.attrib]
    if not names:
        return False
    value = next((el.get(name) for name in names if el.get(name)), None)
    for name in names:
        del el.attrib[name]
    if value:
        el.set(argument["to"], value)
    return True


@action("take-from-parent", Fields({"from": Field(Text(r"[a-z-]+", what="a name"), "Attribute of the parent.", required=True), "to": Field(Text(r"[a-z-]+", what="a name"), "Attribute to set.", required=True)}, "key"))  # fmt: skip
def take_from_parent(el: _Element, argument: Any, _work: Work) -> bool:
    """Move the value of an attribute of the parent to an attribute of the element that says nothing yet."""
    parent = el.getparent()
    value = (
        parent.attrib.pop(argument["from"], "") if parent is not None and not el.get(argument["to"]) else ""
    )
    if value:
        el.set(argument["to"], value)
    return bool(value)


@action("replace-attribute", Fields({"name": Field(Text(r"[a-z-]+", what="a name"), "Attribute to change.", required=True), "pattern": Field(Text(parse=re.compile, what="a regular expression"), "What to look for.", required=True), "with": Field(Text(), "Replacement; \\1 is the first group.", required=True)}, "key"))  # fmt: skip
def replace_attribute(el: _Element, argument: Any, _work: Work) -> bool:
    """Replace what a regular expression finds in an attribute."""
    before = el.get(argument["name"])
    if before is None:
        return False
    after = re.sub(argument["pattern"], argument["with"], before)
    el.set(argument["name"], after)
    return bool(after != before)


@action("remove-query", ListOf(Text(r"[\w*-]+", what="a name"), single=True))
def remove_query(el: _Element, argument: Any, _work: Work) -> bool:
    """Remove parameters (globs allowed) from the query of the link."""
    doomed = glob(argument)
    before = el.get("href", "")
    address, mark, fragment = before.partition("#")
    path, question, query = address.partition("?")
    kept = [pair for pair in query.split("&") if not doomed(pair.partition("=")[0])]
    after = path + (question + "&".join(kept) if kept and question else "") + mark + fragment
    if after == before:
        return False
    el.set("href", after)
    return True
