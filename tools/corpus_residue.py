"""What editors leave behind: one pattern per kind, counted outside code."""

from __future__ import annotations

import re

from corpus_text import without_code

_BLANK = r"(?:\s|&nbsp;|&#160;|&#xa0;|\u00a0|\u200b|\ufeff|<br\s*/?>|<o:p>|</o:p>)*+"

RESIDUE: dict[str, re.Pattern[str]] = {
    "style on span": re.compile(r"<span\b[^<>]*\sstyle=", re.IGNORECASE),
    "style elsewhere": re.compile(r"<(?!span\b)[a-z][^<>]*\sstyle=", re.IGNORECASE),
    "data-ke-*": re.compile(r"\sdata-ke-[a-z-]+="),
    "spacer": re.compile(rf"<(p|div|h[1-6])\b[^<>]*>{_BLANK}</\1>", re.IGNORECASE),
    "mso-*": re.compile(r"\bmso-[a-z-]+\s*:|\bclass=[\"']?Mso|<o:p\b", re.IGNORECASE),
    "docs-internal-guid": re.compile(r"docs-internal-guid-"),
    "wp comment": re.compile(r"<!-- /?wp:(?!more)(?!(?:[^-]|-(?!->))*+(?<=/)-->)"),
    "wp class": re.compile(r"class=\"[^\"]*\b(?:wp-block-|wp-image-|align(?:none|left|right|center)\b)"),
    "naver": re.compile(
        r"\b(?:se-(?:module|text|component|section|fs)|(?<=\")SE-[0-9a-f]{8}|__se_)", re.IGNORECASE
    ),
    "medium": re.compile(r"class=\"[^\"]*\b(?:graf|section-(?:inner|content|divider)|markup--)"),
    "blogger": re.compile(r"class=\"(?:separator|tr-caption)|trbidi="),
    "quill": re.compile(r"class=\"[^\"]*\bql-"),
    "webkit": re.compile(r"Apple-(?:converted-space|style-span|tab-span)"),
    "font": re.compile(r"<font\b", re.IGNORECASE),
}


def residue(text: str) -> dict[str, int]:
    """Count each kind of residue in ``text``, outside fenced code."""
    source = without_code(text)
    return {name: n for name, pattern in RESIDUE.items() if (n := len(pattern.findall(source)))}
