"""The code spans of a line on which every renderer agrees."""

from __future__ import annotations

from normalizer.lazy import regex

_RUN = regex(r"`++")
_HEADING = regex(r"#{1,6} ")
# Signs by which some end, inside of what would be code, what began before it: deleted, marked, raised text and formulas.
_ENDS_ANOTHER = regex(r"[~^$]|==|\+\+|\|\|")


def _is_read_first(before: str) -> bool:
    """Whether some read what ends here before code: an address that is a link by itself, the name of a footnote."""
    word = "" if before[-1:].isspace() or not before else before.split()[-1].lower()
    return "://" in word or "www." in word or max(before.rfind("[^"), before.rfind("[[")) > before.rfind("]")


def of_line(line: str) -> list[tuple[int, int]] | None:
    """The code spans of a line, or ``None`` if renderers may pair its backticks in different ways."""
    runs = list(_RUN.finditer(line))
    if not runs:
        return []
    if len(runs) % 2 or "\\`" in line:
        return None
    spans = []
    done = 0
    for opening, closing in zip(runs[::2], runs[1::2], strict=True):
        inner = line[opening.end() : closing.start()]
        # A bar inside may end a cell for some renderers; one between two spans parts cells with whole spans.
        bar = "|" in inner and not _HEADING.match(line)
        other = _ENDS_ANOTHER.search(inner) or _is_read_first(line[done : opening.start()])
        if bar or other or len(opening[0]) != len(closing[0]) or inner[:1] in " \t" or inner[-1:] in " \t":
            return None
        spans.append((opening.end(), closing.start()))
        done = closing.end()
    return spans
