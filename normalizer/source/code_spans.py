"""The code spans of a line on which every renderer agrees."""

from __future__ import annotations

from normalizer.lazy import regex

_RUN = regex(r"`++")
# Signs by which some end, inside of what would be code, what began before it: deleted, marked, raised text and formulas.
_ENDS_ANOTHER = regex(r"[~^$]|==|\+\+|\|\|")


_OPENS = regex(r"\]\(|\]\[|\]:|<(?=\w)")


def of_line(line: str, before: str = "") -> list[tuple[int, int]] | None:
    """The code spans of a line, or ``None`` if renderers may pair its backticks in different ways.

    ``before`` is what stands in the paragraph before the line, from its last code span on.
    """
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
        other = "|" in inner or _ENDS_ANOTHER.search(inner)
        before += line[done : opening.start()]
        if other or _is_read_first(before) or len(opening[0]) != len(closing[0]):
            return None
        if inner[:1] in " \t" or inner[-1:] in " \t":
            return None
        spans.append((opening.end(), closing.start()))
        done, before = closing.end(), ""
    return spans


def _is_read_first(before: str) -> bool:
    """Whether some read what ends here before code: an address, a title, a tag, the name of a footnote."""
    word = "" if before[-1:].isspace() or not before else before.split()[-1].lower()
    if "://" in word or "www." in word or max(before.rfind("[^"), before.rfind("[[")) > before.rfind("]"):
        return True
    *_, last = [None, *_OPENS.finditer(before)]
    if last is None:
        return False
    rest = before[last.end() :]
    if last[0] == "](":
        return rest.count("(") >= rest.count(")") or '"' in rest or "'" in rest
    return last[0] == "]:" or ("]" if last[0] == "][" else ">") not in rest
