"""A judge of rendered pages for the tests: html5lib with scripting on, and none of the package's code."""

from __future__ import annotations

import re

import html5lib

_ALIVE = frozenset(
    "script iframe frame frameset object embed applet base form svg math style link meta template noscript noembed noframes"
    " plaintext xmp textarea select title portal fencedframe isindex bgsound layer ilayer dialog marquee canvas".split()
)
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
ADDRESSES = ("href", "src", "poster", "background", "cite", "data", "longdesc", "srcset")
_HARMLESS_SCHEMES = frozenset(("http", "https", "mailto", "tel", "ftp"))
_HTML = "{http://www.w3.org/1999/xhtml}"


def alive(page: str) -> list[str]:
    """Name what can run, load, frame, post or redirect in a page."""
    document = html5lib.parse(f"<!DOCTYPE html><html><body>{page}\n</body></html>", treebuilder="etree")
    found = []
    for el in document.iter():
        if not isinstance(el.tag, str):
            continue
        name = el.tag.removeprefix(_HTML)
        if name in _ALIVE or name.startswith("{"):
            found.append(f"<{name}>")
        found += [
            f"{name}[{key}]" for key, value in el.attrib.items() if _is_alive(name, str(key), str(value))
        ]
    return found


def _is_alive(tag: str, name: str, value: str) -> bool:
    name = name.lower()
    if name.startswith("on") or name in ("srcdoc", "formaction", "action", "http-equiv", "xlink:href"):
        return True
    if name == "style":
        return bool(re.search(r"[\\(]|script:|@", value))
    if name in ADDRESSES:
        plain = re.sub(r"[\t\n\r]", "", value)
        match = _SCHEME.match(plain)
        picture = tag == "img" and re.match(r"data:image/(?:png|jpeg|gif|webp)\b", plain)
        return bool(match) and match[1].lower() not in _HARMLESS_SCHEMES and not picture
    return False


def unsafe_parts(page: str) -> list[str]:
    """The unsafe elements and attributes of a page as a report must name them; what a dropped element holds went with it."""
    document = html5lib.parse(
        f"<!DOCTYPE html><html><body>{page}\n</body></html>", treebuilder="etree", namespaceHTMLElements=False
    )
    body = document.find("body")
    stack = list(body if body is not None else [])
    parts = []
    while stack:
        el = stack.pop()
        if not isinstance(el.tag, str):
            continue
        name = el.tag.rpartition("}")[2].lower()
        if name in _ALIVE or el.tag.startswith("{"):
            parts.append(f"<{name}")
            continue
        parts += [
            str(key).lower() for key, value in el.attrib.items() if _is_alive(name, str(key), str(value))
        ]
        stack.extend(el)
    return parts
