"""Destinations and titles that cannot break out of their link."""

from __future__ import annotations

import re
from unicodedata import category

from normalizer.dialects.dialect import Dialect
from normalizer.lazy import regex
from normalizer.writer.escape import LABEL, SYNTAX, Line
from normalizer.writer.ir import Image, Style

# What WHATWG and every renderer leave alone; the rest of ASCII is percent-encoded.
_UNSAFE = regex(r"""[\x00-\x20"<>\[\\\]^`{|}\x7f]""")
_REFERENCE = regex(r"&(?=#?[0-9A-Za-z]{1,32};)")
_ENCODED = regex(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_INVISIBLE = regex(r"[^\x00-\x7f]")
_AUTOLINK = regex(r"https?://[^\x00-\x20<>\"\\`&{}|^\[\]\u00a0-\u00bf\u2000-\u206f\u3000]+")
_TITLE = str.maketrans(
    {"&": "&amp;", '"': "&quot;", "<": "&lt;", "|": "&#124;", "`": "&#96;", "\u00a0": "&nbsp;"}
)


def destination(url: str) -> str:
    """Return ``url`` as a link destination: readable letters, encoded delimiters, balanced brackets.

    >>> destination("/a b?x=1&amp;y=(")
    '</a%20b?x=1&amp;amp;y=(>'
    """
    url = re.sub(r"[\t\n\r]", "", url.strip(" \t\n\r\f"))
    url = _ENCODED.sub(_decoded, url) if "%" in url else url
    url = _UNSAFE.sub(lambda match: f"%{ord(match.group()):02X}", url)
    url = _INVISIBLE.sub(_visible, url) if not url.isascii() else url
    url = _REFERENCE.sub("&amp;", url)
    return f"<{url}>" if not _balanced(url) else url


def _decoded(match: re.Match[str]) -> str:
    """Letters in UTF-8 come back as letters; anything else stays as it is written."""
    try:
        text = bytes.fromhex(match.group().replace("%", "")).decode("utf-8")
    except ValueError:
        return match.group()
    return text if all(category(character)[0] in "LN" for character in text) else match.group()


def _visible(match: re.Match[str]) -> str:
    """Renderers trim or reject Unicode spaces and invisible characters in a destination."""
    character = match.group()
    if category(character)[0] in "LNMPS":
        return character
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _balanced(url: str) -> bool:
    depth = 0
    for bracket in re.findall(r"[()]", url):
        depth += 1 if bracket == "(" else -1
        if depth < 0:
            return False
    return depth == 0


def target(url: str, title: str, dialect: Dialect) -> str:
    """Return what stands between the round brackets of a link."""
    written = destination(url)
    if not title:
        return written
    ends = title.endswith("\\")
    quoted = title.removesuffix("\\").translate(_TITLE)
    # cmark decodes references first and then unescapes; kramdown knows no escapes in a title.
    quoted = quoted.replace("\\", "\\\\" if dialect.title_escapes else "&#92;")
    return f'{written or "<>"} "{quoted}{"&#92;" if ends else ""}"'


def autolink(style: Style, text: object) -> str | None:
    """Return ``<url>`` for a link whose text is its own absolute URL."""
    if not isinstance(text, str) or style.title or text != style.href:
        return None
    if _AUTOLINK.fullmatch(text) is None or "%" in text or destination(text) != text:
        return None
    return f"<{text}>"


def write_image(line: Line, image: Image, dialect: Dialect) -> None:
    """Append an image; its alternative text is inline Markdown like any link text."""
    line.add("![", SYNTAX)
    line.add(image.alt, LABEL)
    line.add(f"]({target(image.source, image.title, dialect)})", SYNTAX)
