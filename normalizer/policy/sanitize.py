"""The allow-list walk: what a policy does not name leaves the tree, and the record says so.

One pass, without recursion, over every element and comment. The rule ids tell two things apart:
``unsafe-…`` is something that could run, load, frame, post, redirect or restyle; ``disallowed-…`` and
``unknown-element`` are merely off the list.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.etree import _Element

from normalizer.html import tree
from normalizer.html.elements import BLOCKS
from normalizer.lazy import regex
from normalizer.policy import css, removals, urls
from normalizer.policy.policies import Policy, is_forbidden_attribute
from normalizer.policy.tables import DROPPED_WITH_CONTENT, KNOWN_ELEMENTS, UNWRAPPED, VERBATIM
from normalizer.record import Record

_URLS: dict[str, urls.Kind] = {
    "href": "link",
    "cite": "link",
    "longdesc": "link",
    "src": "image",
    "poster": "image",
}
_INVISIBLE = frozenset("script style noscript template iframe noembed noframes title datalist param".split())
_CHOICES = frozenset(("option", "optgroup"))
_LINES = BLOCKS | {"menuitem", "marquee", "multicol"}
_NO_LINES = frozenset("dl table thead tbody tfoot tr colgroup pre".split())
_NEEDS_SOURCE = frozenset(("img", "iframe", "source", "track"))
_ADDRESSES = frozenset(("src", "srcset"))

_MORE = regex(r"\s*(?:more\b[^<>]{0,80}|nextpage|excerpt|truncate|read\s?more|toc)\s*\Z", re.IGNORECASE)
_CONDITIONAL = regex(r"\s*(?:\[\s*(?:if|endif)\b|<!\s*\[)", re.IGNORECASE)
_SUPPRESSION = regex(r"\s*normalizer-(?:dis|en)able[\w\s,-]*\Z")
# Tools read these; markup inside could wake up in a renderer that ends the comment early.
_TOOL_COMMENT = regex(r"[^<>]*+\Z")
_TYPE_NUMBER = regex(r"\s*(?:checkbox)\s*\Z", re.IGNORECASE)


def sanitize(root: _Element, policy: Policy, record: Record) -> None:
    """Remove from the tree under ``root``, in place, all that ``policy`` does not allow, and note it in ``record``.

    What came from Markdown is left alone: its addresses are judged where they are written.

    >>> from normalizer.html import parsing, serialize
    >>> root, record = parsing.parse('<p onclick="x()">a<script>b</script></p>'), Record()
    >>> from normalizer.policy.policies import get
    >>> sanitize(root, get("strict"), record); serialize.serialize(root)
    '<p>a</p>'
    >>> [(note.rule, note.before) for note in record.notes]
    [('unsafe-attribute', 'onclick="x()"'), ('unsafe-element', '<script>b</script>')]
    """
    plain = _plain(policy.elements)
    removed = False
    for el in [el for el in root.iterdescendants() if not (el.tag in plain and tree.is_bare(el))]:
        if removed and not tree.is_inside(el, root):
            continue
        if not isinstance(el.tag, str):
            _judge_comment(el, policy, record)
        elif not tree.is_pristine(el):
            _judge_element(el, policy, record)
        removed = removed or el.getparent() is None
    if removed:
        tree.close_seams(root)


@lru_cache(maxsize=32)
def _plain(elements: frozenset[str]) -> frozenset[str]:
    """The elements that are fine as they are when they have no attributes."""
    return elements - VERBATIM - DROPPED_WITH_CONTENT - _NEEDS_SOURCE - {"input"}


def _judge_element(el: _Element, policy: Policy, record: Record) -> None:
    tag = el.tag
    if tag in VERBATIM:
        _show_verbatim(el, record)
    elif tag in DROPPED_WITH_CONTENT and tag not in policy.elements:
        _drop(el, record, "unsafe-element")
    elif tag not in policy.elements:
        kind = "unsafe" if tag in UNWRAPPED else "disallowed" if tag in KNOWN_ELEMENTS else "unknown"
        removals.element(record, f"{kind}-element", el)
        _unwrap(el)
    else:
        names = el.keys()
        _judge_attributes(el, policy, record)
        if tag not in _NEEDS_SOURCE and tag != "input":
            return
        # A picture without an address is the author's own slip: nothing that the policy took away.
        if tag != "img" or any(name in _ADDRESSES or name.startswith("data-") for name in names):
            _drop_meaningless(el, policy, record)


def _show_verbatim(el: _Element, record: Record) -> None:
    """``<xmp>`` shows its text as it is written; so does the element that replaces it."""
    removals.element(record, "unsafe-element", el, "<pre>")
    _become(el, "pre")


def _become(el: _Element, tag: str) -> None:
    """Turn ``el`` into a ``tag`` without attributes."""
    for name in list(el.attrib):
        if name != tree.MARK:
            del el.attrib[name]
    el.tag = tag


def _unwrap(el: _Element) -> None:
    """Take the tag away and leave what it says: a block still is lines of its own, a choice stands apart."""
    if el.tag in _CHOICES:
        el.text = f" {el.text or ''}"
        tree.append_text(el, " ")
    if el.tag in _LINES and _parts_lines(el):
        _become(el, "div")
    else:
        tree.unwrap(el)


def _parts_lines(el: _Element) -> bool:
    """Whether ``el`` alone parts the text in it from the text around it."""
    parent = el.getparent()
    if parent is None or parent.tag in _NO_LINES:
        return False
    if (el.text or "").strip(tree.WHITE) or (not len(el) and (el.tail or "").strip(tree.WHITE)):
        return True
    return any(child.tag not in BLOCKS or (child.tail or "").strip(tree.WHITE) for child in el)


def _drop(el: _Element, record: Record, rule: str) -> None:
    visible = "" if el.tag in _INVISIBLE else tree.visible_text(el)
    removals.whole(record, rule, el)
    if visible:
        record.lose(rule, "text" if visible.strip() else "blank", visible)
    tree.drop(el)


def _judge_attributes(el: _Element, policy: Policy, record: Record) -> None:
    tag, fine = el.tag, _fine(policy)
    for name, value in el.items():
        if name[0] == "_" or (tag, name, value) in fine:
            continue
        noted = len(record.notes)
        kept = _judge_attribute(el, name, value, policy, record)
        if kept == value and len(record.notes) == noted and len(value) < _SHORT:
            if len(fine) > _REMEMBERED:
                fine.clear()
            fine.add((tag, name, value))
        elif kept is None:
            del el.attrib[name]
        elif kept != value:
            el.set(name, kept)


_SHORT, _REMEMBERED = 200, 5_000


@lru_cache(maxsize=8)
def _fine(_policy: Policy) -> set[tuple[str, str, str]]:
    """Attributes that a policy was asked about and leaves as they are: tag, name, value."""
    return set()


def _judge_attribute(el: _Element, name: str, value: str, policy: Policy, record: Record) -> str | None:
    """Return the value that ``name`` may have, or ``None``; the record hears of every difference."""
    tag = el.tag
    if name == "class" and not policy.classes:
        return _judge_class(el, value, policy, record)
    if name == "style" and (policy.allows_attribute(tag, name) or policy.styles):
        return _judge_style(el, value, policy, record)
    if not policy.allows_attribute(tag, name):
        kind = "unsafe" if is_forbidden_attribute(name) else "disallowed"
        removals.attribute(record, f"{kind}-attribute", el, name, value)
        return None
    if name == "srcset":
        return _judge_srcset(el, value, policy, record)
    if name in _URLS:
        return _judge_url(el, name, value, policy, record)
    return value


def _judge_class(el: _Element, value: str, policy: Policy, record: Record) -> str | None:
    kept = [word for word in value.split() if word.startswith(tuple(policy.class_prefixes))]
    if kept == value.split() and kept:
        return value
    words = " ".join(kept) or None
    removals.attribute(record, "disallowed-attribute", el, "class", value, words)
    return words


def _judge_style(el: _Element, value: str, policy: Policy, record: Record) -> str | None:
    verdict = css.judge(value, policy)
    for declaration, reason in verdict.removed:
        removals.note(record, f"{reason}-style", el, declaration, "")
    if not verdict.kept.strip():
        if not verdict.removed:
            removals.attribute(record, "disallowed-style", el, "style", value)
        return None
    return verdict.kept


def _judge_srcset(el: _Element, value: str, policy: Policy, record: Record) -> str | None:
    kept = urls.safe_srcset(value, policy)
    if kept != value:
        removals.attribute(record, "unsafe-url", el, "srcset", value, kept or None)
    return kept


def _judge_url(el: _Element, name: str, value: str, policy: Policy, record: Record) -> str | None:
    kind: urls.Kind = "embed" if el.tag == "iframe" else _URLS[name]
    reason, kept = urls.judged(value, policy, kind)
    if kept != value:
        rule = f"{reason}-url" if reason else "url-spelling"
        removals.attribute(record, rule, el, name, value, kept)
    return kept


def _drop_meaningless(el: _Element, policy: Policy, record: Record) -> None:
    """Remove what lost the attribute it lived by: a picture or frame without source, a control that is no checkbox."""
    if el.tag == "input" and not _TYPE_NUMBER.match(el.get("type", "")):
        _drop(el, record, "disallowed-element")
    elif el.tag == "iframe":
        el.text = (
            None  # what a frame holds is text for browsers that cannot frame, and raw text for the others
        )
        if el.get("src") is None:
            _drop(el, record, "unsafe-element")
    elif el.tag in _NEEDS_SOURCE and el.get("src") is None and el.get("srcset") is None:
        lazy = policy.data_attributes and any(str(name).startswith("data-") for name in el.attrib)
        if not lazy:  # else a script of the author's theme fills it in
            _drop(el, record, "disallowed-element")


def _judge_comment(el: _Element, policy: Policy, record: Record) -> None:
    text = el.text or ""
    if _MORE.match(text) or _SUPPRESSION.match(text) or not text.strip():
        return
    conditional = bool(_CONDITIONAL.match(text))
    if policy.tool_comments and not conditional and _TOOL_COMMENT.match(text):
        return
    rule = "unsafe-comment" if conditional or not _TOOL_COMMENT.match(text) else "disallowed-comment"
    record.change(rule, -1, removals.shorten(f"<!--{text}-->"), "", "declared")
    tree.drop(el)
