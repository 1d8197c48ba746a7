"""What no rule and no renderer makes anything of: above all, code that every renderer takes for code.

CommonMark alone does not decide where ``<script>`` is only an example. Python-Markdown finds fences only at the margin and only with a
plain language name, kramdown reads nothing but HTML inside an open HTML block and no code span between
spaces, and both end a paragraph elsewhere. So this module asks for more than any of them does; what it
does not list may still be code for one of them, and is treated as text.
"""

from __future__ import annotations

import re

from normalizer.lazy import regex
from normalizer.model import Edit
from normalizer.source.document import doubt, nothing_to_do

_FENCE = regex(r"(`{3,}+|~{3,}+)([^\n]*+)\Z")
# Python-Markdown's whole idea of a fence (its fenced_code extension), but linear: a closing line is looked
# for once per fence length.
_MARGIN_FENCE = regex(
    r"^(`{3,}+|~{3,}+) *+(?:\{[^\n]*\}|\.?[\w#.+-]*+ *+(?:hl_lines=(?:\"[^\"\n]*\"|'[^'\n]*'))? *+)$",
    re.MULTILINE,
)
# A fence inside a list or a quote, without a blank line and without a line that begins as a block does: Python-Markdown,
# which knows no fences there, reads a code span. So far to the right, or behind the sign of a quote, its lines begin
# no raw HTML for it.
_NESTED_FENCE = regex(
    r"^(?P<prefix> {4,}+(?:>[ >]*+)?| {0,3}>[ >]*+)(?P<fence>`{3,}+)[^`\n]*+\n"
    r"(?P<body>(?:(?P=prefix)(?![ \t]*+(?:$|[->#*_=+:\[!|~0-9]))(?:(?!```)[^\n])*+\n)++)(?P=prefix)(?P=fence) *+$",
    re.MULTILINE,
)
_LIST_ITEM = regex(r" {0,3}(?:[-+*]|[0-9]{1,9}[.)]|\[\^[^\]\n]++\]:|:)(?:[ \t]|\Z)")
_HEADING = regex(r"#{1,6} ")
# Autolinks that hold no attribute for who takes them for a tag, and comments in which neither an editor nor
# this program is spoken to.
_PASSIVE = regex(
    rb"(?<!<)(?:<(?:https?://[\w.~/?#&%+,;:@-]++|[\w.+-]++@[\w.-]++)>"
    rb"|<!--[ ]?(?!normalizer|wp:)(?:(?:[a-z]++|[A-Z]++)(?:[ :-](?:[a-z]++|[A-Z]++|[0-9.]++))*+[ ]?)?-->)"
)
_HTML_LINE = regex(r"[ \t>]*+<[a-zA-Z/!?]")
_RUN = regex(r"`++")
_LONE_RETURN = regex(r"\r(?!\n)")
# Python-Markdown's block-level elements, and others that some renderer takes for them.
_BLOCK_TAG = regex(
    r"<(/?)(address|article|aside|blockquote|body|canvas|caption|center|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset"
    r"|figcaption|figure|footer|form|frameset|group|h[1-6]|head|header|hgroup|html|iframe|legend|li|main|map|math|menu|nav"
    r"|noscript|object|ol|optgroup|option|output|p|pre|progress|script|search|section|style|summary|svg|table|tbody|td"
    r"|template|textarea|tfoot|th|thead|title|tr|ul|video|xmp)(?![a-z0-9-])",
    re.IGNORECASE,
)


class _Reader:
    """Line by line through a text, with what an earlier line has opened."""

    def __init__(self, text: str) -> None:
        self.nested = {match.start(): match for match in _NESTED_FENCE.finditer(text)}
        self.nested_end = 0
        self.found: list[tuple[int, int]] = []
        self.fences: list[tuple[int, int]] = []
        self.closings: list[tuple[int, int, str]] = []
        self.fence = ""
        self.plain = False
        self.start = 0
        self.blank_before = True
        self.bare_quote = False
        self.in_list = False
        self.open_html = 0
        self.paragraph: list[tuple[int, str, bool]] = []

    def line(self, line: str, offset: int) -> None:
        if offset < self.nested_end:
            self.blank_before = False
        elif self.fence:
            self._inside_fence(line, offset)
        elif offset in self.nested and (self.blank_before or self.bare_quote) and not self.open_html:
            self._end_paragraph()
            self.found.append(self.nested[offset].span("body"))
            self.nested_end = self.nested[offset].end()
        elif match := _FENCE.match(line):
            self._end_paragraph()
            self.fence = match[1]
            self.in_list = self.in_list and not self.blank_before
            self.plain = not self.in_list and not self.open_html
            self.start = offset + len(line) + 1
        elif not line.strip():
            self._end_paragraph()
            self.blank_before = True
        else:
            self._text(line, offset)

    def _inside_fence(self, line: str, offset: int) -> None:
        bare = line.strip(" \t")
        if (
            bare.startswith(self.fence)
            and not bare.strip(self.fence[0])
            and len(line) - len(line.lstrip(" ")) < 4
        ):
            if self.plain:
                self.fences.append((self.start, offset))
                self.closings.append((offset, offset + len(line), self.fence))
            self.fence = ""
            self.blank_before = False

    def _text(self, line: str, offset: int) -> None:
        indented = line.startswith(("    ", "\t"))
        if indented and self.blank_before and not self.in_list and not self.open_html and not self.paragraph:
            self.found.append((offset, offset + len(line)))
            return
        if not indented and line[:1] not in " \t":
            self.in_list = bool(_LIST_ITEM.match(line)) or (self.in_list and not self.blank_before)
        elif _LIST_ITEM.match(line):
            self.in_list = True
        html = bool(self.open_html) or bool(_HTML_LINE.match(line))
        self.paragraph.append((offset, line, html))
        for closing, _ in _BLOCK_TAG.findall(line) if html else ():
            self.open_html = max(0, self.open_html - 1) if closing else self.open_html + 1
        self.blank_before = False
        self.bare_quote = not line.strip(" >")

    def _end_paragraph(self) -> None:
        spans: list[tuple[int, int]] | None = []
        for offset, line, html in self.paragraph:
            here = None if html and "`" in line else _spans(line)
            spans = (
                None if spans is None or here is None else spans + [(offset + a, offset + b) for a, b in here]
            )
        self.found += spans or []
        self.paragraph = []

    def done(self) -> list[tuple[int, int]]:
        self._end_paragraph()
        return sorted(self.found)


def code(text: str) -> list[tuple[int, int]]:
    """Return the ranges of ``text`` that every renderer takes for code, in order.

    >>> [(a, b) for a, b in code("a `<b>` c\\n\\n```html\\n<i>\\n```\\n")]
    [(3, 6), (19, 23)]
    >>> code("a ` <b>` c")
    []
    >>> code("- a\\n\\n    ```\\n    <b>\\n    ```\\n")
    [(13, 21)]
    """
    text = _unix(text)
    reader = _read(text)
    return sorted(reader.done() + _common(reader.fences, _margin_fences(text)))


def nothing_to_do_in_own(text: str) -> bool:
    """Whether no rule can apply to a Markdown text of one's own: all that looks like HTML in it is code,
    an autolink, or a comment of small words, which no editor writes.

    >>> nothing_to_do_in_own("Write `<b>`, see <https://a.example>:\\n\\n<!-- more -->\\n\\n```html\\n<b style=x>\\n```\\n")
    True
    >>> nothing_to_do_in_own("Write `<b>`: <b>b</b>"), nothing_to_do_in_own("<!--[if mso]>a<![endif]-->")
    (False, False)
    """
    data = _without_passive(text)
    place = doubt(data)
    if place is None or not _may_be_code(data[:place]):
        return place is None
    pieces = []
    done = 0
    for start, end in code(text):
        pieces.append(text[done:start])
        done = end
    pieces.append(text[done:])
    return nothing_to_do(_without_passive("".join(pieces)))


def _without_passive(text: str) -> bytes:
    return _PASSIVE.sub(b" ", text.encode("utf-8", "surrogatepass"))


def _may_be_code(before: bytes) -> bool:
    """Whether code may reach over the end of this text: a fence, a code span or an indented line."""
    line = before[before.rfind(b"\n") + 1 :]
    return b"`" in line or line.startswith((b"    ", b"\t")) or b"```" in before or b"~~~" in before


def _unix(text: str) -> str:
    """``text`` with as many characters, where nothing but a newline ends a line; a lone return is one for renderers."""
    return _LONE_RETURN.sub("\n", text).replace("\r", " ")


def _read(text: str) -> _Reader:
    reader = _Reader(text)
    offset = 0
    for line in text.split("\n"):
        reader.line(line, offset)
        offset += len(line) + 1
    return reader


def endings(text: str) -> list[Edit]:
    """Return the edits after which fences that CommonMark knows end for every renderer where they end for it.

    Nothing but the end of the text moves, so that all other places stay where they are.

    >>> endings("```\\n<i>\\n  ```\\n\\n~~~\\nb")
    [Edit(start=8, end=13, text='```  '), Edit(start=20, end=20, text='\\n~~~\\n')]
    """
    reader = _read(_unix(text))
    found = []
    for start, stop, fence in reader.closings:
        line = text[start:stop].removesuffix("\r")
        if line.rstrip(" ") != fence:
            found.append(Edit(start, start + len(line), fence.ljust(len(line))))
    if reader.fence and reader.plain:
        line_end = "" if text.endswith("\n") else "\n"
        found.append(Edit(len(text), len(text), f"{line_end}{reader.fence}\n"))
    return found


def _margin_fences(text: str) -> list[tuple[int, int]]:
    """The content of what Python-Markdown takes for fenced code."""
    found: list[tuple[int, int]] = []
    hopeless: set[str] = set()
    at = 0
    while opening := _MARGIN_FENCE.search(text, at):
        fence = opening[1]
        closing = (
            None
            if fence in hopeless
            else re.compile(rf"^{fence} *$", re.MULTILINE).search(text, opening.end() + 1)
        )
        if closing is None:
            hopeless.add(fence)
            at = opening.end()
        else:
            found.append((opening.end() + 1, closing.start()))
            at = closing.end()
    return found


def _common(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts of the ranges of ``left`` that lie in a range of ``right``; both are in order."""
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            found.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return found


def _spans(line: str) -> list[tuple[int, int]] | None:
    """The code spans of a line, or ``None`` if renderers may pair its backticks in different ways."""
    runs = list(_RUN.finditer(line))
    if not runs:
        return []
    if len(runs) % 2 or "\\`" in line:
        return None
    spans = []
    for opening, closing in zip(runs[::2], runs[1::2], strict=True):
        inner = line[opening.end() : closing.start()]
        # A bar inside may end a cell for some renderers; one between two spans parts cells with whole spans.
        cut = "|" in inner and not _HEADING.match(line)
        if cut or len(opening[0]) != len(closing[0]) or inner[:1] in " \t" or inner[-1:] in " \t":
            return None
        spans.append((opening.end(), closing.start()))
    return spans
