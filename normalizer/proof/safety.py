"""Law 4 on a rendered page: is there anything that can run, load, frame, post or redirect?

Nothing here is shared with ``sanitize``: this is a list of what is dangerous, that is a list of what is
allowed, and a mistake in one is caught by the other. A page that holds none of the letters of danger is
cleared by one regular expression; any other is parsed as a browser would and looked at element by element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from normalizer.lazy import regex
from normalizer.policy.policies import Policy

_ALIVE = {
    "script": "runs code",
    "set": "animates an address",
    "animate": "animates an address",
    "iframe": "frames another page",
    "frame": "frames another page",
    "frameset": "frames another page",
    "fencedframe": "frames another page",
    "portal": "frames another page",
    "object": "loads a plug-in",
    "embed": "loads a plug-in",
    "applet": "loads a plug-in",
    "base": "redirects every link",
    "form": "posts",
    "isindex": "posts",
    "style": "restyles the page",
    "svg": "foreign content",
    "math": "foreign content",
    "plaintext": "swallows the page",
    "xmp": "swallows markup",
    "noscript": "reads differently with scripts on",
    "template": "holds markup for scripts",
    "noembed": "swallows markup",
    "noframes": "swallows markup",
    "textarea": "swallows markup",
    "title": "swallows markup",
    "select": "swallows markup",
    "meta": "redirects",
    "link": "loads a style sheet",
}
_RUNS = frozenset("javascript vbscript livescript mocha jscript".split())
_WRAPS = frozenset("view-source feed jar pcast wyciwyg".split())
_URL_ATTRIBUTES = frozenset(
    "href src action formaction data poster background cite codebase classid archive longdesc manifest profile usemap"
    " lowsrc dynsrc ping icon content to from by values srcset imagesrcset".split()
)

# Fast path. It may take the harmless for suspicious, never the other way round: an attribute value that a
# browser would read as a script address either shows a scheme of the list, letters apart only by controls,
# or hides letters in a character reference. All of it is asked of the page in lower case.
_TELLING = ("srcdoc", "shadowroot", "formaction", "&#", "&colon", "&tab;", "&newline;", "xlink", "http-equiv")
_SUSPECT_TAG = regex(rf"<(?:{'|'.join(_ALIVE)})\b")
_SUSPECT_EVENT = regex(r"on[a-z](?<=[\s\"'/]on.)")
_SUSPECT_STYLE = regex(r"style\s*=")
_BLANK = bytes(range(0x21))
_SUSPECT_SCHEME = regex(
    "|".join(f"{word}:" for word in ("script", "mocha", "data", *sorted(_WRAPS))).encode()
)
_REST = "\n<p></p>\"'></body></html>"
"""A page goes on: what follows closes a tag, or a quoted value, that the fragment leaves open."""

_EVENT = regex(r"on[a-z]")
_SCHEME = regex(r"([a-z][a-z0-9+.-]*+):", re.IGNORECASE)
_DATA = regex(
    r"data:\s*(?:image/(?:png|jpe?g|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon)|audio/|video/|font/)\b(?!\+)",
    re.IGNORECASE,
)
_CSS = regex(
    r"url\s*\(|expression\s*\(|@import|-moz-binding|behavior\s*:|script:|image-set\s*\(|\\", re.IGNORECASE
)
_FRAME_HOST = regex(r"\s*(?:https?:)?//([a-z0-9.-]+)(?::\d+)?(?:[/?#]|\Z)", re.IGNORECASE)


def findings(html: str, policy: Policy | None = None) -> list[str]:
    """Name everything alive in the page ``html``; an empty list means that the law holds.

    Frames of hosts that ``policy`` names are no finding.

    >>> findings('<p onclick="x()">a</p><a href="java&#10;script:x">b</a>')
    ['p[onclick] runs code', 'a[href] javascript: runs code']
    """
    if not _is_suspect(html):
        return []
    root = LexborHTMLParser(f"<!DOCTYPE html><html><head></head><body>{html}{_REST}").root
    found: list[str] = []
    for node in root.traverse() if root is not None else ():
        tag = node.tag
        if tag and tag[0] not in "-_!":
            found.extend(_judge(tag.lower(), node, policy))
    return found


def _is_suspect(html: str) -> bool:
    page = html.lower()
    return (
        any(word in page for word in _TELLING)
        or _SUSPECT_TAG.search(page) is not None
        or _SUSPECT_EVENT.search(page) is not None
        or ("style" in page and _SUSPECT_STYLE.search(page) is not None)
        or (":" in page and _SUSPECT_SCHEME.search(_without_blanks(page)) is not None)
    )


def _without_blanks(page: str) -> bytes:
    return page.encode("utf-8", "surrogatepass").translate(None, _BLANK)


def _judge(tag: str, node: Any, policy: Policy | None) -> Iterator[str]:
    attributes: dict[str, str] = {name.lower(): value or "" for name, value in node.attributes.items()}
    if (
        tag in _ALIVE
        and not _is_page_frame(tag, attributes)
        and not _is_listed_frame(tag, attributes, policy)
    ):
        yield f"{tag} {_ALIVE[tag]}"
    for name, value in attributes.items():
        if _EVENT.match(name) or name in ("srcdoc", "shadowrootmode"):
            yield f"{tag}[{name}] runs code"
        elif name == "formaction":
            yield f"{tag}[{name}] posts"
        elif name == "style":
            if _CSS.search(value):
                yield f"{tag}[style] loads or runs"
        elif name in _URL_ATTRIBUTES or name.endswith(":href"):
            scheme = _alive_scheme(value, "srcset" in name or name in ("ping", "archive"))
            if scheme:
                yield f"{tag}[{name}] {scheme}: runs code"


def _is_page_frame(tag: str, attributes: dict[str, str]) -> bool:
    """A link or meta element that says something about the page and does nothing to it."""
    if tag == "meta":
        return "http-equiv" not in attributes
    return tag == "link" and not re.search(
        r"style|import|load|icon|prefetch|manifest", attributes.get("rel", ""), re.IGNORECASE
    )


def _is_listed_frame(tag: str, attributes: dict[str, str], policy: Policy | None) -> bool:
    if tag != "iframe" or policy is None or "srcdoc" in attributes:
        return False
    match = _FRAME_HOST.match(attributes.get("src", ""))
    hosts = [match[1].lower().split(".")] if match else []
    return any(".".join(host[start:]) in policy.embed_hosts for host in hosts for start in range(len(host)))


def _alive_scheme(value: str, many: bool) -> str:
    """The scheme that makes an address run, after what the URL standard strips (4.4), or an empty string."""
    for part in re.split(r"[\s,]+", value) if many else (value,):
        address = re.sub(r"[\t\n\r]", "", part.strip("".join(map(chr, range(0x21)))))
        while match := _SCHEME.match(address):
            scheme = match[1].lower()
            if scheme in _RUNS or (scheme == "data" and not _DATA.match(address)):
                return scheme
            if scheme not in _WRAPS:
                break
            address = address[match.end() :]
    return ""
