"""Markdown of strangers: what one renderer takes for text and another for markup becomes text for all.

The page that CommonMark builds is clean when this runs. Other renderers read some source differently: a
tag that CommonMark refuses (``<svg/onload=…>``), an attribute list (``{: onclick=…}``), code that they do
not take for code, a link inside a title. Each such place is dangerous by its letters alone, whatever
stands around it, so its first markup character becomes a character reference, which is text everywhere.
Code that all renderers agree on is never touched: see ``settled``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from normalizer.errors import InputLimitError
from normalizer.html.references import unescape
from normalizer.lazy import regex
from normalizer.model import Edit
from normalizer.policy import urls
from normalizer.policy.policies import Policy
from normalizer.source import settled

_ALIVE = (
    r"(?:script|i?frame|frameset|fencedframe|portal|object|embed|applet|base|form|isindex|style|svg|math|plaintext|xmp"
    r"|dialog|bgsound|layer|marquee|canvas|meta|noscript|template|noembed|noframes|textarea|title|select|link|set|animate[a-z]*+|image|foreignobject)(?![a-z0-9-])"
)
_PLACE = regex(
    rf"(?P<tag><[\x00-\x1f]*+(?:(?P<name>{_ALIVE})|(?=[^\s<>/=+*()\[\]|~^$@,\"'0-9-])))"
    # Behind an odd number of backslashes a bracket is text everywhere ("<" is not, in Python-Markdown).
    # An address that begins harmlessly needs no look.
    r"|(?P<definition>\\\]:)|(?<![\\])(?:\\\\)*+(?:(?P<link>\][(:](?!\s*+<?(?:https?://|[/#.?]|mailto:|[\w-]++(?:[/.#)]|[ \t]++[\"'(]))))"
    r"|(?P<list>\{(?=[^{}\n][^{}]*=|:)))",
    re.IGNORECASE,
)
_WELL_FORMED = regex(r"""<[a-z][a-z0-9-]*+(?:\s++[a-z][\w:.-]*+(?:="[^"<>`]*+")?)*+\s*+/?>?""", re.IGNORECASE)
_HARMLESS_ADDRESS = regex(r"""="(?:https?://|[/#.?])[^",\s]*+(?=")""")
_EVENT = regex(
    r"(?<![a-z0-9-])(?:on[a-z][^\s=>]{0,80}+|srcdoc|formaction|ping|xlink:href|http-equiv)\s*+=",
    re.IGNORECASE,
)
_BARE_EVENT = regex(r"""[\s/]on[a-z]{3,}+[^\s/>="']*+(?=[\s/>]|\Z)""", re.IGNORECASE)
_QUOTED = regex(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_STYLE = regex(r"style\s*+=", re.IGNORECASE)
_LOADS = regex(r"url\s*\(|expression|@import|binding|behavior|script:|image-set|\\|&#", re.IGNORECASE)
_HARMLESS = r"""(?:https?://[^\s,"'>]*+|[/#.?][^\s,"'>]*+|[\w%;-]*+)"""
_HINT = regex(
    rf"""on[a-z]{{3}}|style|srcdoc|formaction|ping|xlink|http-equiv|=\s*+(?!"(?:{_HARMLESS}|[\w%,;. -]*+)"|'{_HARMLESS}'|{_HARMLESS}[\s>])""",
    re.IGNORECASE,
)
_VALUE = regex(
    rf"""=\s*+(?!"{_HARMLESS}"|'{_HARMLESS}'|{_HARMLESS}[\s>])"""
    r"""(?:"([^"]*+)|'([^']*+)|([^>"'=]*+))""",
    re.IGNORECASE,
)
# To the end of the paragraph: kramdown takes the newlines out of an address, after the signs of a quote.
_ADDRESS = regex(r"[\s>]*+<*+((?:[^\n\t ]|[ \t]++|\n(?![ \t>\r]*\n)[ \t>]*+){0,400})")
# All of it may still come before the colon of a scheme.
_UNDECIDED = regex(r"[^()\[\]{}/?,=:!<>\"']{400,}+")
_LINE_START = regex(r"\n[ \t>]*+")
# Pictures do not run; prose that begins with "data:" goes on with a space.
_NO_ADDRESS = regex(r"\s*+(?:data:image/(?:png|jpe?g|gif|webp|avif|bmp)[;,]|(?:feed|jar):\s)", re.IGNORECASE)
_AUTOLINK = regex(r"<[\w&#;+.%\\\x00-\x1f-]{2,80}:|<\w*+&")
# Python-Markdown lets blanks and line ends stand in it.
_LOCATOR = regex(r"<([a-z][a-z0-9+.-]*+)://", re.IGNORECASE)
_END = regex(r"\n[ \t>]*\n")
_QUOTED_TAG = regex(r"""<(?:\n[ \t>]*+|[^>"'\n]++|"[^"]*+"|'[^']*+'|["'])*+""")
_REACH = 4_000
_LIST_END = regex(r"(?<!\\)\}")
_OUTER_BRACKET = regex(r"[\x00-\x1f]{0,8}+<")
_BRACE = regex(r"(?<![\\])(?:\\\\)*+\{")

_REFERENCES = {"<": "&lt;", "(": "&#40;", ":": "&#58;", "{": "&#123;"}


def edits(text: str, policy: Policy) -> list[Edit]:
    """Return the edits that make ``text`` inert in every renderer; none for ordinary text.

    Raises InputLimitError for text that is nothing but beginnings of markup without an end.

    >>> from normalizer.policy.policies import get
    >>> edits('a{: onclick="x()"} and <svg/onload=x>', get("strict"))
    [Edit(start=1, end=2, text='&#123;'), Edit(start=23, end=24, text='&lt;')]
    >>> edits("a{: .note} and `<script>` and 1 < 2", get("strict"))
    []
    """
    found = list(_alive(text, policy))
    if not found:
        return []
    found = _with_outer_brackets(text, _with_outer_braces(text, found))
    found = _outside(settled.code(text), found)
    endings = settled.endings(text) if found else []
    if endings:  # code to CommonMark alone: to all, where its fence ends for all
        still = _outside(settled.code(_with(text, endings)), found)
        endings = endings if len(still) < len(found) else []
        found = still
    return endings + [Edit(at, at + 1, _REFERENCES[text[at]]) for at in found]


def _with(text: str, edits: list[Edit]) -> str:
    pieces: list[str] = []
    done = 0
    for edit in edits:
        pieces += (text[done : edit.start], edit.text)
        done = edit.end
    return "".join(pieces) + text[done:]


def _outside(code: list[tuple[int, int]], places: list[int]) -> list[int]:
    """The places that lie in no range of ``code``."""
    starts = [start for start, _ in code]
    covering = ((at, bisect_right(starts, at) - 1) for at in places)
    return [at for at, before in covering if before < 0 or at >= code[before][1]]


def _with_outer_braces(text: str, found: list[int]) -> list[int]:
    """Add the braces before a live one with no closing brace between: the same list opens at each of them."""
    places = set(found)
    done = 0
    for at in found:
        if text[at] == "{":
            first = max(text.rfind("}", done, at) + 1, done, at - _REACH)
            places.update(match.end() - 1 for match in _BRACE.finditer(text, first, at))
            done = at
    return sorted(places)


def _with_outer_brackets(text: str, found: list[int]) -> list[int]:
    """Add the brackets right before a live one: what follows them is an entity then, which opens a tag as well."""
    places = set(found)
    for at in found:
        while text[at] == "<" and (outer := _OUTER_BRACKET.match(text[max(0, at - 9) : at][::-1])):
            at -= outer.end()
            places.add(at)
    return sorted(places)


def _alive(text: str, policy: Policy) -> Iterator[int]:
    """Yield the offsets of the characters to replace."""
    left = _TIMES * len(text) + _FREE
    for match in _PLACE.finditer(text):
        kind = match.lastgroup or ""
        start = match.start(kind)
        if match["name"]:
            if match["name"].lower() not in policy.elements:
                yield start
            continue
        reading = _reading(text, kind, start, match.end())
        left -= len(reading) or _REACH
        if left < 0:
            raise InputLimitError(
                f"text that may be markup is read more than {_TIMES} times over, at character {start}"
            )
        if kind in ("link", "definition"):
            address = _LINE_START.sub("\n", reading)
            forbidden = urls.is_forbidden(address) and not _NO_ADDRESS.match(address)
            if forbidden or _UNDECIDED.match(address):
                yield match.end() - 1
        elif not reading or _has_live_attribute(reading) or (kind == "tag" and _leads_away(reading, policy)):
            yield start


_TIMES, _FREE = 8, 100_000
"""What may be a tag is read as far as some renderer may read it; in ordinary text that is each character once."""


def _reading(text: str, kind: str, start: int, end: int) -> str:
    """The longest reading of what begins at ``start``: an address, a tag, or a list; empty for one without an end in reach."""
    if kind in ("link", "definition"):
        address = _ADDRESS.match(text, end)
        return address[1] if address else ""
    return _tag(text, start) if kind == "tag" else _list(text, start)


def _leads_away(tag: str, policy: Policy) -> bool:
    """Whether some renderer links what stands between the brackets, by a scheme that is not listed."""
    locator = _LOCATOR.match(tag)
    if locator and locator[1].lower() not in policy.schemes:
        return True
    return bool(_AUTOLINK.match(tag)) and _runs(tag[1:300].split(">")[0])


def _list(text: str, start: int) -> str:
    """An attribute list at its longest: kramdown skips escaped braces, Python-Markdown those in quotes."""
    limit = start + _REACH
    line = text.find("\n", start, limit)
    if line < 0 and len(text) > limit:
        return ""
    first = _LIST_END.search(text, start, limit)
    if first is None and len(text) > limit:
        return ""
    return text[
        start : max(
            first.start() if first else len(text), text.rfind("}", start, line if line >= 0 else limit)
        )
    ]


def _tag(text: str, start: int) -> str:
    """The longest reading of a tag: to the first ``>`` outside of quotes, or to the end of the block."""
    stop = min(len(text), start + _REACH)
    first = text.find(">", start, stop)
    while first >= 0 and _begins_line(text, start, first):  # for some it is the sign of a quote
        first = text.find(">", first + 1, stop)
    if first >= 0 and '"' not in (short := text[start : first + 1]) and "'" not in short:
        return short
    limit = _END.search(text, start, stop)
    if limit and text.find(">", start, limit.start()) < 0:  # in raw HTML it goes on over blank lines for some
        limit = None
    cut = limit is None and stop < len(text)
    stop = limit.start() if limit else stop
    match = _QUOTED_TAG.match(text, start, stop)
    end = match.end() if match else start
    read = text[start:end]
    if cut and (end >= stop or read.count('"') % 2 or read.count("'") % 2):
        whole = _WELL_FORMED.match(text, start)
        return whole[0] if whole and whole[0].endswith(">") else ""
    if "`" in read:  # for who reads code first, what code holds may stand in a value
        return text[start:stop]
    return text[start : max(end, first if first >= 0 else stop)]


def _begins_line(text: str, start: int, at: int) -> bool:
    """Whether nothing but signs of quotes stands on the line before ``at``, which is not the line of ``start``."""
    line = text.rfind("\n", start, at)
    return line >= 0 and not text[line:at].strip("\n\t >")


def _has_live_attribute(tag: str) -> bool:
    if not _HINT.search(tag):
        return False
    if _WELL_FORMED.fullmatch(tag):  # no reading begins an attribute inside of such an address
        tag = _HARMLESS_ADDRESS.sub('="', tag)
    style = _STYLE.search(tag)
    if style is not None and _LOADS.search(unescape(tag[style.end() :])):
        return True
    if _EVENT.search(tag) or _BARE_EVENT.search(_QUOTED.sub(" ", tag)):
        return True
    for match in _VALUE.finditer(tag):
        value = match[1] or match[2] or match[3] or ""
        if any(_runs(part) for part in (value, *value.split(",")[1:])):
            return True
    return False


def _runs(address: str) -> bool:
    """Whether some reading of the address has a scheme that runs code; pictures in ``data:`` do not."""
    return urls.runs_code(address) and not _NO_ADDRESS.match(address)
