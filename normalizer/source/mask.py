"""Template code, math and other constructs that are neither Markdown nor HTML, found and blanked out.

The blanked text has the same length in bytes, so offsets hold: parsers see letters where the construct
stood, and everything that is printed comes from the original. The same text is masked in the same way
before and after a rewrite, so that the two pages can be compared.
"""

from __future__ import annotations

import re
from functools import lru_cache

from normalizer.lazy import regex

# Openings, with a literal text that each one needs, and how it closes. Blocks whose content is not for the page
# are taken whole. Every pattern begins with a letter of its own, so that a search leaps from one to the next.
_OPENINGS = (
    (
        b"{",
        regex(
            rb"\{%-?[ \t]*+(?P<block>raw|highlight|codeblock|code|verbatim|comment|mermaid|math|katex|capture)\b"
            rb"|\{\{[<%][ \t]*+(?P<shortcode>highlight|code|codeblock|math|mermaid|katex|gist|raw|rawhtml)\b"
            rb"|\{%|\{\{|\{::(?P<hidden>nomarkdown|comment)\b[^}\n]*+\}"
            rb"|\{(?:(?<=\n\n\{)|(?<=\n\r\n\{)|(?<=\A\{))(?=[\w!(/\[])"
        ),
    ),
    (b"$$", regex(rb"\$\$", re.MULTILINE)),
    (b"\\(", regex(rb"\\\\?\(", re.MULTILINE)),
    (b"[##_", regex(rb"\[\#\#_", re.MULTILINE)),
    (
        b"[/",
        regex(
            rb"\[(?<=^\[)(?P<code>prism|code|sourcecode|crayon)(?:[ \t][^\]\n]*+)?\](?=[ \t]*+\r?$)",
            re.MULTILINE,
        ),
    ),
    (b"[[", regex(rb"\[\[", re.MULTILINE)),
    (b"<?", regex(rb"<\?(?=php|=)", re.MULTILINE)),
    (b"<%", regex(rb"<%", re.MULTILINE)),
    (b"import", regex(rb"import\b(?<=^import)[^\n]*['\"][^'\"\n]+['\"];?[ \t]*+\r?$", re.MULTILINE)),
    (
        b"export",
        regex(rb"export(?<=^export)[ \t]+(?:const|let|var|default|function|async|class)\b", re.MULTILINE),
    ),
)
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
_BLOCK_END = rb"\{%%-?[ \t]*+end%s[ \t]*+-?%%\}"
_SHORTCODE_END = rb"\{\{[<%%][ \t]*+/[ \t]*+%s[ \t]*+[>%%]\}\}"
_CODE_END = rb"\[/%s\]"
_PARAGRAPH_END = regex(rb"\n[ \t]*+\r?\n")
_CLOSE_BY = {b"{%": 1, b"{{": 1, b"<%": 1, b"$$": 1, b"[[": 0, b"[##_": 0, b"\\(": 0, b"\\\\(": 0}
"""What closes in the same paragraph (1), as a tag of Liquid does that takes several lines, or in the same line (0)."""
_NOT_NEWLINE = regex(rb"[^\n\r]")
_LINE_START = regex(rb"(?<=\n)[ \t>]++")


def spans(source: bytes) -> list[tuple[int, int]]:
    """Return the byte ranges of all constructs of ``source`` that must stay as they are, in order.

    >>> spans(b"a {{ site.url }} b {% raw %}<b>{% endraw %}")
    [(2, 16), (19, 43)]
    >>> spans(b"<% a %>\\n\\n```\\n<% b %> {{ c }}\\n```\\n")
    [(0, 7), (21, 28)]
    >>> spans(b"[prism classes='language-html']\\n<script>\\n[/prism]\\n[code](x)")
    [(0, 49)]
    """
    openings = _opening(tuple(literal in source for literal, _ in _OPENINGS))
    if openings is None:
        return []
    found: list[tuple[int, int]] = []
    closings: dict[bytes, int] = {}
    code: _Code | None = None
    start = 0
    while match := openings.search(source, start):
        if not match[0].startswith(_ALIVE_IN_CODE):
            code = code or _Code(source)
            if match.start() in code:
                start = match.end()
                continue
        end = _end(source, match, closings)
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


@lru_cache(maxsize=512)
def _opening(present: tuple[bool, ...]) -> re.Pattern[bytes] | None:
    """The openings that a text can have at all, as one pattern."""
    patterns = [pattern.pattern for (_, pattern), there in zip(_OPENINGS, present, strict=True) if there]
    return re.compile(b"|".join(patterns), re.MULTILINE) if patterns else None


def templates(source: bytes) -> list[tuple[int, int]]:
    """Those of ``spans`` that a program reads before any page is made: not math, not wiki links, not MDX.

    >>> templates(b"$$a$$ {{ b }}")
    [(6, 13)]
    """
    return [(start, end) for start, end in spans(source) if source.startswith(_TEMPLATES, start)]


def is_template(text: str) -> bool:
    """Whether all of ``text`` is one piece of template code.

    >>> is_template("{{ a }}"), is_template("$$a$$"), is_template("*a*")
    (True, False, False)
    """
    source = text.encode("utf-8")
    return templates(source) == [(0, len(source))]


_TEMPLATES = (b"{%", b"{{", b"<%", b"<?", b"[##_", b"[prism", b"[code", b"[sourcecode", b"[crayon")


def before_the_page(source: bytes) -> list[tuple[int, int]]:
    """Those of ``spans`` that are gone when CommonMark makes a page: templates, and the code of MDX."""
    return [(start, end) for start, end in spans(source) if not source.startswith(_ON_THE_PAGE, start)]


_ON_THE_PAGE = (b"$$", b"[[", b"\\(", b"\\\\(")


def _end(source: bytes, match: re.Match[bytes], closings: dict[bytes, int]) -> int:
    """Where the construct that opens at ``match`` ends, or -1; ``closings`` remembers where kinds close next, -1 for never."""
    kind = match.lastgroup
    if kind in ("block", "shortcode"):
        closing = _BLOCK_END if kind == "block" else _SHORTCODE_END
        end = _after(source, closing % match[kind], match, closings)
        if end >= 0:
            return end
    if match[0][:1] in b"ei{" and match[0][:2] not in _CLOSING and not kind:
        return _script_end(source, match)
    if kind == "code":
        return _after(source, _CODE_END % match[kind], match, closings)
    if kind == "hidden":
        return _find(source, b"{:/", match.end(), closings, to=b"}")
    opening = match[0][:2] if kind else match[0]
    start = match.start() + len(opening)
    end = _find(source, _CLOSING[opening], start, closings)
    return end if end >= 0 and _is_construct(source, opening, start, end) else -1


def _is_construct(source: bytes, opening: bytes, start: int, end: int) -> bool:
    """Whether what stands between an opening and the next closing of its kind is one construct."""
    if opening == b"$$" and not source[start : end - 2].strip():
        return False
    if opening not in _CLOSE_BY or source.find(b"\n", start, end) < 0:
        return opening != b"[[" or _is_wiki_link(source, start - 2, end)
    if not _CLOSE_BY[opening] or (opening != b"$$" and source.find(opening, start, end) >= 0):
        return False
    return _PARAGRAPH_END.search(source, start, end) is None


def _is_wiki_link(source: bytes, start: int, end: int) -> bool:
    """Whether ``[[…]]`` names a page: not the text of a link, an index (``x[[1]]``), a list of lists or a shell's test.

    >>> [_is_wiki_link(text, 1, len(text)) for text in (b" [[Home]]", b"x[[1]]", b" [[1, 2], [3]]", b" [[ -f x ]]")]
    [True, False, False, False]
    """
    body = source[start + 2 : end - 2]
    if source[end : end + 1] in (b"(", b"[") or _INDEXED.search(source[max(0, start - 1) : start]):
        return False
    return b"[" not in body and b"]" not in body and body == body.strip()


_INDEXED = regex(rb"[\w)\]]\Z")


def _script_end(source: bytes, match: re.Match[bytes]) -> int:
    """Where an import, an export or an expression of MDX ends, or -1 for what only begins like one."""
    if match[0].startswith(b"import"):
        return match.end()
    found = _PARAGRAPH_END.search(source, match.end())
    end = found.start() if found else len(source)
    return end if match[0] != b"{" or source[match.end() : end].rstrip().endswith(b"}") else -1


def _find(source: bytes, closing: bytes, start: int, closings: dict[bytes, int], to: bytes = b"") -> int:
    place = closings.get(closing, 0)
    if 0 <= place < start:
        place = closings[closing] = source.find(closing, start)
    if place < 0:
        return -1
    if to:
        last = source.find(to, place)
        return last + len(to) if last >= 0 else -1
    return place + len(closing)


def _after(source: bytes, closing: bytes, match: re.Match[bytes], closings: dict[bytes, int]) -> int:
    """Where the construct that ``closing`` ends is over, or -1."""
    if closing in closings:
        return -1
    found = re.compile(closing).search(source, match.end())
    if found is None:
        closings[closing] = -1
        return -1
    return found.end()


def masked(source: bytes, ranges: list[tuple[int, int]]) -> bytes:
    """Return ``source`` with the letters of ``ranges`` replaced by ``x``, line ends kept.

    What holds several lines together keeps their indent: it may be that of a code block, an item or a quote.

    >>> masked(b"a {{ b }}", [(2, 9)])
    b'a xxxxxxx'
    >>> masked(b"- {{ a\\n  }}", [(2, 11)])
    b'- xxxx\\n  xx'
    """
    pieces: list[bytes] = []
    done = 0
    for start, end in ranges:
        pieces += (source[done:start], _masked(source[start:end]))
        done = end
    pieces.append(source[done:])
    return b"".join(pieces)


def _masked(construct: bytes) -> bytes:
    if b"\n" not in construct or _PARAGRAPH_END.search(construct):
        return _NOT_NEWLINE.sub(b"x", construct)
    pieces: list[bytes] = []
    done = 0
    for indent in _LINE_START.finditer(construct):
        pieces += (_NOT_NEWLINE.sub(b"x", construct[done : indent.start()]), indent[0])
        done = indent.end()
    return b"".join(pieces) + _NOT_NEWLINE.sub(b"x", construct[done:])
