"""What no rule and no renderer makes anything of: above all, code that every renderer takes for code.

CommonMark alone does not decide where ``<script>`` is only an example. Python-Markdown finds fences only at the margin and only with a
plain language name, kramdown reads nothing but HTML inside an open HTML block and no code span between
spaces, and both end a paragraph elsewhere. So this module asks for more than any of them does; what it
does not list may still be code for one of them, and is treated as text.
"""

from __future__ import annotations

import re

from normalizer.lazy import regex
from normalizer.source import code_spans
from normalizer.source.document import doubt, nothing_to_do

TYPE_CHECKING = False  # typing is slow to import, and a file whose tags are code needs nothing else
if TYPE_CHECKING:
    from normalizer.model import Edit

_FENCE = regex(r"(`{3,}+(?![^\n]*`)|~{3,}+)([^\n]*+)\Z")
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
    r"^(?P<prefix> {4,}+(?:>[ >]*+)?| {0,3}>[ >]*+)(?P<fence>`{3,}+) *+[\w#.+-]*+ *+\n"
    r"(?P<body>(?:(?P=prefix)(?![ \t]*+(?:$|[->#*_=+:\[!|~0-9]))(?:(?!```)[^\n])*+\n)++)(?P=prefix)(?P=fence) *+$"
    r"(?=\n?\Z|\n[ \t>]*+$)",
    re.MULTILINE,
)
# What all take for the name of a language.
_LANGUAGE = regex(r" *+[\w#.+-]*+ *+\Z")
# kramdown lets a fence mix its signs, and the name of the language hold backticks.
_LIKE_A_FENCE = regex(r"[\s>]*+[`~]{3}")
# Python-Markdown takes them out, and a list goes on.
_DEFINITION = regex(r"\*?\[[^\]\n]*+\]:")
# A bar is space to kramdown here. Also what common extensions of Python-Markdown begin so, with indented content: notes,
# details, tabs and blocks.
_ITEM = r"(?:\[\^|(?:[-+*:]|\d++[.)])(?:[ \t|]|\Z)|(?:!!!|\?\?\?\+?|===[!+]?|///)[ \t]++\S|:::)"
_LIST_ITEM = regex(rf" {{0,3}}{_ITEM}")
# To kramdown and Python-Markdown a line begins behind the tag of a block.
_ITEM_BEHIND_TAG = regex(rf">[ \t]*+{_ITEM}")
# Autolinks that hold no attribute for who takes them for a tag, and comments in which neither an editor nor
# this program is spoken to.
_PASSIVE = regex(
    rb"(?<!<)(?:<(?:https?://[\w.~/?#&%+,;:@-]++|[\w.+-]++@[\w.-]++)>"
    rb"|<!--[ ]?(?!normalizer|wp:)(?:(?:[a-z]++|[A-Z]++)(?:[ :-](?:[a-z]++|[A-Z]++|[0-9.]++))*+[ ]?)?-->)"
)
# A tag where a block begins for some renderer: after white space of any kind, signs of quotes and of lists.
_HTML_LINE = regex(r"[\s>]*+(?:(?:[-+*:]|\d++[.)]|\[\^[^\]\n]*+\]:)[\s>]*+)*+<[\w:/!?]")
# What ends a line for some: a lone return, and what Python and JavaScript take for line ends or white space.
_ODD = regex(r"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")
# What opens nothing for anybody: void elements, and those that kramdown too keeps in the line.
_SPANS = (
    "a|abbr|acronym|area|b|base|bdo|big|br|button|cite|code|col|command|del|dfn|em|embed|hr|i|img|input|ins|kbd|keygen|label"
    "|link|mark|meta|param|q|rb|rbc|rp|rt|rtc|ruby|s|samp|small|source|span|strong|sub|sup|track|tt|u|var|wbr"
)
_TAG = regex(
    r"<(/?)([a-z][^\s<>\"'/]*+)(?:[^<>\"']|\"[^\"<>]*+\"|'[^'<>]*+')*+>|<!--[^<>-]*+-->", re.IGNORECASE
)
_NO_TAG = regex(r"<[\w:/!?]")
_NEVER_OPEN = frozenset(_SPANS.split("|"))
# Block-level elements, which kramdown takes for text inside of a line; what others hold it takes for raw HTML.
_BLOCKS = (
    "address|article|aside|applet|blockquote|body|caption|colgroup|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]"
    "|head|header|hgroup|html|iframe|legend|li|main|map|menu|nav|ol|optgroup|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul"
)
_RAW = "code|kbd|samp|var"
_STRANGE = regex(
    rf"<(?:{_RAW})\b|<(?!(?:{_SPANS}|{_BLOCKS})(?![a-z0-9_:.-])|https?://|mailto:|[\w.+-]++@)(?:[\w:]|[!?](?!--[^<>-]*+-->))|\$\$",
    re.IGNORECASE,
)
# Where no code is for certain: kramdown's extensions, and formulas that go on over blank lines.
_UNSETTLING = regex(r"\{::|^ {0,3}\$\$", re.MULTILINE)
_PLAIN_LINE = regex(r"(?:#{1,6} |[\"'(*_]*+\w)[^|\n]*+\Z")


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
        self.whole = False
        """The fence opens as Python-Markdown wants it."""
        self.open_code = False
        """To Python-Markdown a fence before was none: its backticks are in the paragraph."""
        self.start = 0
        self.blank_before = True
        self.bare_quote = False
        self.in_list = False
        self.after_plain = True
        """The line before is blank, or such that a fence may follow it for every renderer."""
        self.parted = False
        """Some renderer may take for a fence, or for none, what the others do not: all that follows is doubtful."""
        self.open: list[str] = []
        """Elements that some renderer still takes for open."""
        self.paragraph: list[tuple[int, str, bool]] = []

    def line(self, line: str, offset: int) -> None:
        if offset < self.nested_end:
            self.blank_before = False
        elif self.fence:
            self._inside_fence(line, offset)
        elif (
            offset in self.nested
            and (self.blank_before or self.bare_quote)
            and not self.open
            and not self.parted
        ):
            self._end_paragraph()
            self.found.append(self.nested[offset].span("body"))
            self.nested_end = self.nested[offset].end()
        elif match := _FENCE.match(line):
            self._end_paragraph()
            self.fence = match[1]
            self.in_list = self.in_list and not self.blank_before
            self.plain = (
                not self.parted
                and self.after_plain
                and _LANGUAGE.match(match[2]) is not None
                and not self.in_list
                and not self.open
            )
            self.parted = not self.plain
            self.whole = bool(_MARGIN_FENCE.match(line))
            self.start = offset + len(line) + 1
        elif not line.strip(" \t"):
            self._end_paragraph()
            self.blank_before = self.after_plain = True
            self.parted |= bool(line) and not offset  # to Python-Markdown such a first line is not blank
            self.open_code = False
        else:
            self._text(line, offset)

    def _inside_fence(self, line: str, offset: int) -> None:
        bare = line.strip(" \t")
        if not bare.startswith(self.fence) or bare.strip(self.fence[0]):
            return
        self.parted |= "\t" in line  # not everybody counts it as four spaces
        if len(line) - len(line.lstrip(" ")) < 4 and line[0] != "\t":
            if self.plain:
                self.fences.append((self.start, offset))
                self.closings.append((offset, offset + len(line), self.fence))
            self.open_code = not self.whole or bare != self.fence
            self.fence = ""
            self.blank_before = False
            self.after_plain = self.plain and not self.open_code

    def _text(self, line: str, offset: int) -> None:
        indented = line.startswith(("    ", "\t"))
        if indented and self.blank_before and not self.in_list and not self.open and not self.paragraph:
            if not self.parted:
                self.found.append((offset, offset + len(line)))
            self.after_plain = False
            return
        if not indented and line[:1] not in " \t":
            goes_on = not self.blank_before or _DEFINITION.match(line)
            self.in_list = bool(_LIST_ITEM.match(line) or (self.in_list and goes_on))
        elif _LIST_ITEM.match(line):
            self.in_list = True
        self.in_list = self.in_list or _ITEM_BEHIND_TAG.search(line) is not None
        html = bool(
            self.open
            or self.open_code
            or _HTML_LINE.match(line)
            or (self.paragraph and self.paragraph[-1][2])
        )
        self.paragraph.append((offset, line, html))
        self.parted |= _LIKE_A_FENCE.match(line) is not None
        if html:
            self._count(line)
            self.parted |= "```" in line or "~~~" in line  # behind a tag kramdown opens a fence
        self.after_plain = self.after_plain and not html and bool(_PLAIN_LINE.match(line))
        self.blank_before = False
        self.bare_quote = not line.strip(" >")

    def _count(self, line: str) -> None:
        """Follow the elements that a line opens and closes; what is no whole tag opens one that never closes.

        kramdown heeds the end of the innermost element alone, and none that holds more than its name.
        """
        for tag in _TAG.finditer(line.lower()):
            end, name = tag.groups()
            if not name or name in _NEVER_OPEN:
                continue
            if not end:
                self.open.append(name)
            elif self.open[-1:] == [name] and not tag[0][2 + len(name) : -1].strip():
                self.open.pop()
            else:
                self.open.append("<")
        if _NO_TAG.search(_TAG.sub("", line)):  # one that goes on, or that a quoted value may end
            self.open.append("<")

    def _end_paragraph(self) -> None:
        spans: list[tuple[int, int]] = []
        before = ""
        for offset, line, html in self.paragraph:
            here = None if (html or self.parted) and "`" in line else code_spans.of_line(line, before)
            if here is None or _STRANGE.search(_outside(line, here)):
                spans = []
                break
            spans += [(offset + a, offset + b) for a, b in here]
            before += line[here[-1][1] if here else 0 :]
        self.found += spans
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
    if _ODD.search(text) or _UNSETTLING.search(text):
        return []
    text = text.replace("\r", " ")
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
    return nothing_to_do(_without_passive(_outside(text, code(text))))


def _without_passive(text: str) -> bytes:
    return _PASSIVE.sub(b" ", text.encode("utf-8", "surrogatepass"))


def _outside(text: str, ranges: list[tuple[int, int]]) -> str:
    """``text`` without what stands in the ranges, which are in order."""
    pieces = []
    done = 0
    for start, end in ranges:
        pieces.append(text[done:start])
        done = end
    return "".join(pieces) + text[done:]


def _may_be_code(before: bytes) -> bool:
    """Whether code may reach over the end of this text: a fence, a code span or an indented line."""
    line = before[before.rfind(b"\n") + 1 :]
    return b"`" in line or line.startswith((b"    ", b"\t")) or b"```" in before or b"~~~" in before


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
    from normalizer.model import Edit

    if _ODD.search(text):
        return []
    reader = _read(text.replace("\r", " "))
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
