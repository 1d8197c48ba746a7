"""White space as CSS collapses it, and runs of characters that share their wrappers.

The space between two words belongs to what both are in: edge spaces fall out of emphasis by
construction, which is what Markdown's flanking rules ask for.
"""

from __future__ import annotations

from normalizer.lazy import regex
from normalizer.writer.ir import Atom, Break, CheckBox, Leaf, Path, Run

WHITE = " \t\n\r\f"
_SOFT_END = regex(r"[^\s\\] ?\n\Z")
_NO_RUNS: list[Run] = []


def spaced(text: str) -> str:
    """Return ``text`` with one space for each run of white space.

    >>> spaced("a\\n  b c")
    'a b c'
    """
    for white in "\n\t\r\f":  # a pattern takes a step for each letter, this one for all of them
        if white in text:
            text = text.replace(white, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def collapse(buffer: list[Run]) -> list[Run]:
    """Return the runs of one line box: no double spaces, none at the edges or beside a break."""
    if len(buffer) == 1 and isinstance(buffer[0][0], str) and not buffer[0][1]:
        text = spaced(buffer[0][0]).strip(" ")
        return [(text, ())] if text else _NO_RUNS
    out = _Line()
    for atom, path in buffer:
        if not isinstance(atom, str):
            out.atom(atom, path)
        elif code_depth(path) is not None:
            out.code(spaced(atom), path)
        else:
            out.text(spaced(atom), path)
    return out.finish()


def code_depth(path: Path) -> int | None:
    """Where in ``path`` the code span is, if there is one."""
    if not path:
        return None
    for depth, style in enumerate(path):
        if style.kind == "code":
            return depth
    return None


def common(one: Path, two: Path) -> Path:
    """The wrappers that both paths share, from the outside."""
    if one is two:
        return one
    depth = 0
    for left, right in zip(one, two, strict=False):
        if left != right:
            break
        depth += 1
    return one[:depth]


def _outside_code(path: Path) -> Path:
    depth = code_depth(path)
    return path if depth is None else path[:depth]


def _across_break(one: Path, two: Path) -> Path:
    """A break may stand inside a link or a tag, not inside emphasis: not every renderer reads that."""
    shared = common(one, two)
    for depth, style in enumerate(shared):
        if style.kind not in ("link", "tag"):
            return shared[:depth]
    return shared


class _Line:
    """Runs so far; a space waits until the next visible character says where it belongs."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.space = False
        self.more: list[str] = []
        """Characters that belong to the last run: joined at once, for a run may have many thousands of pieces."""

    def text(self, text: str, path: Path) -> None:
        core = text.strip(" ")
        if not core:
            self.space = self.space or bool(text)
            return
        if text[0] == " ":
            self.space = True
        self._settle(path)
        self._add(core, path)
        self.space = text[-1] == " "

    def code(self, text: str, path: Path) -> None:
        """Spaces at the edges of code are kept: they are part of it."""
        if not text:
            return
        self._settle(path)
        self._join()
        if self.runs:
            last, before = self.runs[-1]
            if before == path and isinstance(last, str):
                self.runs[-1] = (spaced(last + text), path)
                return
        self.runs.append((text, path))

    def atom(self, atom: Atom, path: Path) -> None:
        if isinstance(atom, Break):
            self.space = False
            self._end_line()
        elif isinstance(atom, Leaf):
            atom = self._trimmed(atom)
            core = self._core(atom.source) if path and code_depth(path) is None else atom.source
            self.space = self.space or core[:1] != atom.source[:1]
            self._settle(path)
            self._append(Leaf(core, atom.blank), path)
            self.space = core[-1:] != atom.source[-1:]
            return
        else:
            self._settle(path)
        self._append(atom, path)

    def _end_line(self) -> None:
        """Source before a break loses the line end at its end, which shows nothing there: the break ends the line."""
        if self.runs and isinstance(leaf := self.runs[-1][0], Leaf) and _SOFT_END.search(leaf.source):
            self.runs[-1] = (Leaf(leaf.source[:-1].rstrip(" "), leaf.blank), self.runs[-1][1])

    @staticmethod
    def _core(source: str) -> str:
        """Source without a space at each edge, which falls out of the wrappers around it like that of text."""
        start = int(source[:1] == " " and not source[1:2].isspace())
        end = int(source[-1:] == " " and not source[-2:-1].isspace())
        return source[start : len(source) - end] if source.strip(WHITE) else source

    def _trimmed(self, leaf: Leaf) -> Leaf:
        """Source at the start of a line loses its indent, beside a space its own space."""
        if leaf.source[:1] in WHITE and (self.space or not self.runs or isinstance(self.runs[-1][0], Break)):
            return Leaf(leaf.source.lstrip(WHITE), leaf.blank)
        return leaf

    def _settle(self, path: Path) -> None:
        """Write the waiting space, where there is something to part."""
        if not self.space:
            return
        self.space = False
        if not self.runs:
            return
        last, before = self.runs[-1]
        if isinstance(last, Break | CheckBox) or (isinstance(last, Leaf) and last.source[-1:].isspace()):
            return
        self._add(" ", _outside_code(common(before, path)))

    def _add(self, text: str, path: Path) -> None:
        if self.runs:
            last, before = self.runs[-1]
            if isinstance(last, str) and before == path:
                self.more.append(text)
                return
        self._append(text, path)

    def _append(self, atom: Atom, path: Path) -> None:
        self._join()
        self.runs.append((atom, path))

    def _join(self) -> None:
        if self.more:
            last, path = self.runs[-1]
            self.runs[-1] = ("".join([str(last), *self.more]), path)
            self.more.clear()

    def finish(self) -> list[Run]:
        self._join()
        self._end_line()
        runs = self.runs
        first, last = 0, len(runs)
        while first < last and isinstance(runs[first][0], Break):
            first += 1
        while last > first and isinstance(runs[last - 1][0], Break):
            last -= 1
        runs = runs[first:last]
        following: Path = ()
        for place in range(len(runs) - 1, -1, -1):  # several breaks in a row are all between the same two
            atom, path = runs[place]
            if isinstance(atom, Break):
                runs[place] = (atom, following)
            else:
                following = path
        before: Path = ()
        for place, (atom, path) in enumerate(runs):
            if isinstance(atom, Break):
                runs[place] = (atom, _across_break(before, path))
            else:
                before = path
        return runs
