"""What of a page is gone from the page of the output, and whether the report says so.

html5lib reads both pages and none of the package's code takes part. A name counts as said when some change
shows it in what was there before: elements by their tag, attributes by their name, addresses by their letters.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import html5lib

from attacks.judges import ADDRESSES

if TYPE_CHECKING:
    from normalizer.model import Change

_URLS = (*ADDRESSES, "action", "formaction", "xlink:href")
# One element under two names: Markdown has one word for both, the parser another name for the second.
_SAME = {
    "b": "strong", "i": "em", "strike": "del", "s": "del", "acronym": "abbr", "big": "span", "tt": "code", "image": "img",
}  # fmt: skip
_PAGE = frozenset("html head body tbody thead tfoot colgroup".split())
"""What a parser puts into every page."""
# A conversion says these in its own words, or leaves away what says nothing; they are no removals.
_SAID_BY_MARKDOWN = frozenset(
    "address article aside footer header h1 h2 h3 h4 h5 h6 hgroup main nav section search blockquote dd div dl dt figcaption"
    " figure hr li menu ol p pre ul a abbr b bdi bdo br cite code data dfn em i kbd mark q rp rt rtc rb ruby s samp small"
    " span strong sub sup time u var wbr del ins img picture source audio video track caption col colgroup table td tfoot th"
    " thead tr details summary acronym big center dir font nobr strike tt input".split()
)
_FORMATTING = frozenset("a strong em del u code small nobr font".split())
"""A parser opens these again in the next block, so that their number says little."""


@dataclass(slots=True)
class Parts:
    """The elements, attributes and addresses of a page."""

    elements: Counter[str] = field(default_factory=Counter)
    attributes: Counter[str] = field(default_factory=Counter)
    addresses: set[str] = field(default_factory=set)


def parts(page: str) -> Parts:
    """Read a page as a browser would.

    html5lib makes a form of an ``isindex``, which no browser does, and drops all but options from a ``select``,
    which browsers no longer do.
    """
    page = re.sub("(?i)<(/?)(isindex|select)", r"<\1x-\2", page)
    found = Parts()
    source = page.lower()
    document = html5lib.parse(
        f"<!DOCTYPE html><html><head></head><body>{page}", treebuilder="etree", namespaceHTMLElements=False
    )
    for el in document.iter():
        if not isinstance(el.tag, str):
            continue
        name = re.sub(r"\A\{[^}]*\}", "", el.tag).lower().removeprefix("x-")
        if f"<{name}" in source:  # the parser makes others on its own
            found.elements[_SAME.get(name, name)] += 1
        for key, value in el.attrib.items():
            name = re.sub(r"\{.*xlink\}", "xlink:", str(key)).rpartition("}")[2].lower()
            found.attributes[name] += 1
            if name in _URLS and _letters(value):
                found.addresses.add(_letters(value))
    return found


def unsaid(before: str, after: str, changes: tuple[Change, ...], *, converted: bool) -> list[str]:
    """The parts of the page ``before`` that the page ``after`` lacks and no change names."""
    was, now = parts(before), parts(after)
    shown = "\n".join(change.before for change in changes)
    said, letters = shown.lower(), _letters(shown)
    links = any(
        change.rule in ("unsafe-url", "disallowed-url", "unsafe-markdown") and change.before[:1] in "[!<(:"
        for change in changes
    )
    styled = any(change.rule.endswith("-style") for change in changes)
    text = _letters(after)  # what stands there as text is not gone
    missing = [
        f"<{name}>" for name in _gone(was, now, converted) if not _is_named(name, said, letters + text)
    ]
    for name in was.attributes:
        if now.attributes[name] or _is_said(name, said, letters) or (name == "style" and styled):
            continue  # a style is named declaration by declaration
        if not (links and name in ("href", "src", "alt", "title")):  # written in Markdown, these have no name
            missing.append(f"{name}=")
    gone = was.addresses - now.addresses
    return missing + [one for one in gone if one[:60] not in letters and one[:60] not in text]


def _gone(was: Parts, now: Parts, converted: bool) -> list[str]:
    return [
        name
        for name, count in was.elements.items()
        if name not in _PAGE
        and now.elements[name] < (1 if name in _FORMATTING else count)
        and not (converted and name in _SAID_BY_MARKDOWN)
    ]


def _is_named(name: str, said: str, letters: str) -> bool:
    # A tag that begins inside the name of another becomes text alone; XML knows no colon in a name.
    names = [
        name,
        name.split("<")[-1],
        name.replace(":", "_"),
        *(o for o, same in _SAME.items() if same == name),
    ]
    return any(f"<{one}" in said for one in names) or (len(name) > 9 and _letters(name)[:60] in letters)


def _is_said(name: str, said: str, letters: str) -> bool:
    return name in said or (bool(_letters(name)) and _letters(name)[:60] in letters)


def _letters(text: str) -> str:
    """Letters and digits, all decoded: how an address is spelled is not the question."""
    plain = html.unescape(html.unescape(text)).lower()
    return re.sub(r"%[0-9a-f]{2}|[^a-z0-9]", "", plain)
