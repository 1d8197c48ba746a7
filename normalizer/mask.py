"""Template code, math and other constructs that are neither Markdown nor HTML, found and blanked out.

The blanked text has the same length in bytes, so offsets hold: parsers see letters where the construct
stood, and everything that is printed comes from the original. The same text is masked in the same way
before and after a rewrite, so that the two pages can be compared.
"""

from __future__ import annotations

import re

from normalizer.lazy import regex

# Openings, and how each one closes. Blocks whose content is not for the page are taken whole.
_OPENING = regex(
    rb"\{%-?[ \t]*+(raw|highlight|codeblock|code|verbatim|comment|mermaid|math|katex|capture)\b"
    rb"|\{\{[<%][ \t]*+(highlight|code|codeblock|math|mermaid|katex|gist|raw|rawhtml)\b"
    rb"|\{%|\{\{|\{::(nomarkdown|comment)\b[^}\n]*+\}|\$\$|\\\\?\(|\[\#\#_|<\?(?=php|=)|<%|\[\["
    rb"|^(?:import\b[^\n]*['\"][^'\"\n]+['\"];?[ \t]*+\r?$|export[ \t]+(?:const|let|var|default|function|async|class)\b)"
    rb"|(?:(?<=\n\n)|(?<=\n\r\n)|\A)\{(?=[\w!(/\[])",
    re.MULTILINE,
)
_MARKS = (b"{%", b"{{", b"{::", b"$$", b"\\(", b"[##_", b"<?", b"<%", b"[[", b"import", b"export", b"\n{")
"""One of these is in every opening, but for a bracket at the very start; most documents have none."""
_CLOSING = {
    b"{%": b"%}",
    b"{{": b"}}",
    b"$$": b"$$",
    b"[##_": b"_##]",
    b"[[": b"]]",
    b"<?": b"?>",
    b"<%": b"%>",
    b"\\(": b"\\)",
    b"\\\\(": b"\\\\)",
}
_CODE = regex(
    rb"^[ \t>]*+(?:(?:[-+*]|\d{1,9}[.)])[ \t]++)*+(`{3,}+|~{3,}+)[^`\n]*+\n.*?(?:^[ \t>]*+\1|\Z)"
    rb"|<pre\b.*?(?:</pre\b|\Z)",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_ALIVE_IN_CODE = (b"{%", b"{{", b"{:", b"[##")
"""What template engines read before anybody knows what is code; everything else is only shown there."""
_PARAGRAPH_END = regex(rb"\n[ \t]*+\r?\n")
_ONE_LINE = frozenset((b"{%", b"{{", b"[[", b"[##_", b"<%", b"\\(", b"\\\\("))
_NOT_NEWLINE = regex(rb"[^\n\r]")


def spans(source: bytes) -> list[tuple[int, int]]:
    """Return the byte ranges of all constructs of ``source`` that must stay as they are, in order.

    >>> spans(b"a {{ site.url }} b {% raw %}<b>{% endraw %}")
    [(2, 16), (19, 43)]
    >>> spans(b"<% a %>\\n\\n```\\n<% b %> {{ c }}\\n```\\n")
    [(0, 7), (21, 28)]
    """
    if not source.startswith(b"{") and not any(mark in source for mark in _MARKS):
        return []
    found: list[tuple[int, int]] = []
    missing: set[bytes] = set()
    code: _Code | None = None
    start = 0
    while match := _OPENING.search(source, start):
        if not match[0].startswith(_ALIVE_IN_CODE):
            code = code or _Code(source)
            if match.start() in code:
                start = match.end()
                continue
        end = _end(source, match, missing)
        if end < 0:
            start = match.end()
        else:
            found.append((match.start(), end))
            start = end
    return found


class _Code:
    """Where fenced and preformatted code stands, for questions in rising order."""

    def __init__(self, source: bytes) -> None:
        self.blocks = _CODE.finditer(source)
        self.block = next(self.blocks, None)

    def __contains__(self, place: int) -> bool:
        while self.block is not None and self.block.end() <= place:
            self.block = next(self.blocks, None)
        return self.block is not None and self.block.start() < place


def _end(source: bytes, match: re.Match[bytes], missing: set[bytes]) -> int:
    """Where the construct that opens at ``match`` ends, or -1; ``missing`` remembers what never closes."""
    if (
        match[1]
        and (end := _after(source, rb"\{%-?[ \t]*+end" + match[1] + rb"[ \t]*+-?%\}", match, missing)) >= 0
    ):
        return end
    if (
        match[2]
        and (
            end := _after(
                source, rb"\{\{[<%][ \t]*+/[ \t]*+" + match[2] + rb"[ \t]*+[>%]\}\}", match, missing
            )
        )
        >= 0
    ):
        return end
    if match[0][:1] in b"ei{" and match[0][:2] not in _CLOSING and not match[3]:
        return _script_end(source, match)
    if match[3]:
        return _find(source, b"{:/", match.end(), missing, to=b"}")
    opening = match[0][:2] if match[1] or match[2] else match[0]
    start = match.start() + len(opening)
    end = _find(source, _CLOSING[opening], start, missing)
    if end < 0:
        return -1
    body = source[start:end]
    if opening in _ONE_LINE and b"\n" in body:
        return -1
    if opening == b"[[" and source[end : end + 1] in (b"(", b"["):
        return -1  # the text of a link, in brackets
    return -1 if opening == b"$$" and (not body[:-2].strip() or _PARAGRAPH_END.search(body)) else end


def _script_end(source: bytes, match: re.Match[bytes]) -> int:
    """Where an import, an export or an expression of MDX ends, or -1 for what only begins like one."""
    if match[0].startswith(b"import"):
        return match.end()
    found = _PARAGRAPH_END.search(source, match.end())
    end = found.start() if found else len(source)
    return end if match[0] != b"{" or source[match.end() : end].rstrip().endswith(b"}") else -1


def _find(source: bytes, closing: bytes, start: int, missing: set[bytes], to: bytes = b"") -> int:
    if closing in missing:
        return -1
    place = source.find(closing, start)
    if place >= 0 and to:
        last = source.find(to, place)
        return last + len(to) if last >= 0 else -1
    if place < 0:
        missing.add(closing)
        return -1
    return place + len(closing)


def _after(source: bytes, closing: bytes, match: re.Match[bytes], missing: set[bytes]) -> int:
    """Where the construct that ``closing`` ends is over, or -1."""
    if closing in missing:
        return -1
    found = re.compile(closing).search(source, match.end())
    if found is None:
        missing.add(closing)
        return -1
    return found.end()


def masked(source: bytes, ranges: list[tuple[int, int]]) -> bytes:
    """Return ``source`` with the letters of ``ranges`` replaced by ``x``, line ends kept.

    >>> masked(b"a {{ b }}", [(2, 9)])
    b'a xxxxxxx'
    """
    pieces: list[bytes] = []
    done = 0
    for start, end in ranges:
        pieces += (source[done:start], _NOT_NEWLINE.sub(b"x", source[start:end]))
        done = end
    pieces.append(source[done:])
    return b"".join(pieces)
