"""Unified diffs that ``git apply`` accepts, made from bytes.

Lines end at ``\\n`` only, so CRLF stays content; a missing final newline is said; names are quoted as
git does. Lines are matched by the ones that both sides hold once (patience diff), which is linear on
long files where ``difflib`` is quadratic, and reads better too.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from difflib import SequenceMatcher
from itertools import pairwise

from normalizer.report.visible import visible
from normalizer.values import frozen

_SMALL = 40_000
"""Number of line pairs up to which ``difflib`` looks at a stretch without an anchor."""

_QUOTED = {
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}


@frozen
class Hunk:
    """Replace lines ``start:end`` (from 0) of the old file by the lines ``new_start:new_end`` of the new one."""

    start: int
    end: int
    new_start: int
    new_end: int


def split_lines(data: bytes) -> list[bytes]:
    r"""Split after every ``\n``, and nowhere else.

    >>> split_lines(b"a\r\nb\x0cc\nd")
    [b'a\r\n', b'b\x0cc\n', b'd']
    """
    *lines, rest = data.split(b"\n")
    return [line + b"\n" for line in lines] + ([rest] if rest else [])


def hunks(old: list[bytes], new: list[bytes]) -> list[Hunk]:
    """The places where the two differ, in order, without context."""
    found = []
    stack = [(0, len(old), 0, len(new))]
    while stack:
        a, b, c, d = stack.pop()
        while a < b and c < d and old[a] == new[c]:
            a, c = a + 1, c + 1
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
        if a == b or c == d:
            if (a, c) != (b, d):
                found.append(Hunk(a, b, c, d))
        elif anchors := _anchors(old, new, a, b, c, d):
            edges = [(a, c), *anchors, (b, d)]
            stack += [(x, y, u, v) for (x, u), (y, v) in pairwise(edges)]
        else:
            found += _without_anchor(old, new, a, b, c, d)
    return _joined(sorted(found, key=lambda hunk: (hunk.start, hunk.new_start)))


def _joined(found: list[Hunk]) -> list[Hunk]:
    """Adjacent hunks are one: cutting at an anchor may leave two that touch."""
    joined: list[Hunk] = []
    for hunk in found:
        if joined and (joined[-1].end, joined[-1].new_end) == (hunk.start, hunk.new_start):
            last = joined.pop()
            hunk = Hunk(last.start, hunk.end, last.new_start, hunk.new_end)
        joined.append(hunk)
    return joined


def _anchors(old: list[bytes], new: list[bytes], a: int, b: int, c: int, d: int) -> list[tuple[int, int]]:
    """The longest rising sequence of lines that occur once on each side."""
    mine, theirs = _once(old, a, b), _once(new, c, d)
    pairs = [(i, theirs[line]) for line, i in mine.items() if line in theirs]
    tails: list[int] = []
    ends: list[int] = []
    back = [-1] * len(pairs)
    for index, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        back[index] = ends[at - 1] if at else -1
        tails[at : at + 1] = [j]
        ends[at : at + 1] = [index]
    chain = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = back[index]
    return chain[::-1]


def _once(lines: list[bytes], start: int, end: int) -> dict[bytes, int]:
    places: dict[bytes, int] = {}
    for index in range(start, end):
        places[lines[index]] = -1 if lines[index] in places else index
    return {line: index for line, index in places.items() if index >= 0}


def _without_anchor(old: list[bytes], new: list[bytes], a: int, b: int, c: int, d: int) -> list[Hunk]:
    if (b - a) * (d - c) > _SMALL:
        return [Hunk(a, b, c, d)]
    matcher = SequenceMatcher(None, old[a:b], new[c:d], autojunk=False)
    return [Hunk(a + i, a + j, c + k, c + m) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]


def unified(old: bytes, new: bytes, path: str, *, created: bool = False, context: int = 3) -> bytes:
    """The diff of one file as ``git diff`` writes it; empty where nothing differs."""
    before, after = split_lines(old), split_lines(new)
    groups = grouped(hunks(before, after), context)
    if not groups:
        return b""
    a, b = quoted("a/" + path), quoted("b/" + path)
    head = f"diff --git {a} {b}\n" + ("new file mode 100644\n" if created else "")
    head += f"--- {'/dev/null' if created else a + _tab(a)}\n+++ {b}{_tab(b)}\n"
    parts = [os.fsencode(head)]
    for group in groups:
        parts += printed(before, after, group, context)
    return b"".join(parts)


def _tab(name: str) -> str:
    """A name with a blank needs a tab behind it, else a date is looked for (git's own habit)."""
    return "\t" if " " in name else ""


def grouped(found: list[Hunk], context: int) -> list[list[Hunk]]:
    """Put hunks whose context would touch into one group."""
    groups: list[list[Hunk]] = []
    for hunk in found:
        if groups and hunk.start - groups[-1][-1].end <= 2 * context:
            groups[-1].append(hunk)
        else:
            groups.append([hunk])
    return groups


def printed(before: list[bytes], after: list[bytes], group: list[Hunk], context: int) -> list[bytes]:
    """The lines of one ``@@`` section, with that many lines of context."""
    start = max(0, group[0].start - context)
    end = min(len(before), group[-1].end + context)
    new_start = group[0].new_start - (group[0].start - start)
    new_end = group[-1].new_end + (end - group[-1].end)
    head = f"@@ -{_span(start, end)} +{_span(new_start, new_end)} @@\n"
    parts = [head.encode()]
    at = start
    for hunk in group:
        parts += [_line(b" ", line) for line in before[at : hunk.start]]
        parts += [_line(b"-", line) for line in before[hunk.start : hunk.end]]
        parts += [_line(b"+", line) for line in after[hunk.new_start : hunk.new_end]]
        at = hunk.end
    return parts + [_line(b" ", line) for line in before[at:end]]


def _line(sign: bytes, line: bytes) -> bytes:
    return sign + line if line.endswith(b"\n") else sign + line + b"\n\\ No newline at end of file\n"


def _span(start: int, end: int) -> str:
    count = end - start
    first = start + 1 if count else start
    return str(first) if count == 1 else f"{first},{count}"


def quoted(name: str) -> str:
    r"""Quote a file name as git does, leaving letters of any script readable.

    >>> quoted("a/한글 글.md"), quoted('a/x"y.md'), quoted("a\x9b.md")
    ('a/한글 글.md', '"a/x\\"y.md"', '"a\\302\\233.md"')
    """
    if visible(name) == name and '"' not in name and "\\" not in name:
        return name
    return '"' + "".join(_QUOTED.get(char) or _octal(char) for char in name) + '"'


def _octal(char: str) -> str:
    if visible(char) == char:
        return char
    return "".join(f"\\{byte:03o}" for byte in os.fsencode(char))


def patch_path(path: str) -> str:
    """The name of a file in a patch: from the current directory, else from its repository's root."""
    name = os.path.relpath(path)
    if not name.startswith(".."):
        return name.replace(os.sep, "/")
    from normalizer.disk.files import tree_of

    real = os.path.realpath(path)
    return os.path.relpath(real, tree_of(os.path.dirname(real))).replace(os.sep, "/")
