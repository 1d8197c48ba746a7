"""A tree to blocks and runs, in one walk with an explicit stack: depth is a matter of policy."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element

from normalizer.dialects.dialect import Dialect
from normalizer.html.items import holds_items
from normalizer.html.tree import is_bare
from normalizer.lazy import regex
from normalizer.writer.dispatch import HANDLERS, IN_LINE, keep
from normalizer.writer.elements import TREATMENTS, Treatment
from normalizer.writer.frames import DefinitionsFrame, Flow, ListFrame, TableFrame
from normalizer.writer.handlers import Close
from normalizer.writer.ir import Block, Break, CheckBox, Image, Leaf, Opaque, Paragraph, Path, Style
from normalizer.writer.rawhtml import Original
from normalizer.writer.runs import WHITE, collapse

_CHILDREN = Treatment.CHILDREN
_SPACES = regex(r"[ \t\n\r\f]+")
_AT_HOME: dict[type, frozenset[Treatment]] = {
    Flow: frozenset(Treatment),
    ListFrame: frozenset((Treatment.ITEM,)),
    DefinitionsFrame: frozenset((Treatment.TERM, Treatment.DESCRIPTION)),
    TableFrame: frozenset((Treatment.ROW_GROUP, Treatment.ROW, Treatment.CELL)),
}

_SEEN_THROUGH = frozenset(
    (
        Treatment.CHILDREN,
        Treatment.FLOW,
        Treatment.TAG,
        Treatment.STRONG,
        Treatment.EMPHASIS,
        Treatment.DELETION,
        Treatment.LINK,
    )
)
"""What may stand between a list and items of it (HTML standard, "list owner")."""

_Opened = tuple[Close | None, Path, bool]
"""What to do at the end tag, the wrappers to go back to, and whether a hanging frame closes with it."""


def read(
    root: _Element,
    dialect: Dialect,
    *,
    raw_emphasis: bool = False,
    original: Original | None = None,
    in_line: bool = False,
) -> list[Block]:
    """Return the blocks that the children of ``root`` are; ``in_line`` takes block elements for tags of a line."""
    return Reader(dialect, raw_emphasis, original, in_line).read(root)


class Reader:
    """One walk over one tree; the handlers of ``handlers`` call its methods."""

    def __init__(
        self, dialect: Dialect, raw_emphasis: bool, original: Original | None, in_line: bool = False
    ) -> None:
        self.dialect = dialect
        self.raw_emphasis = raw_emphasis
        self.original = original
        self.in_line = in_line
        self.handlers = IN_LINE if in_line else HANDLERS
        self.flow = Flow()
        self.flows = [self.flow]
        self.frames: list[Flow | ListFrame | TableFrame | DefinitionsFrame] = [self.flow]
        self.path: Path = ()
        self.idents = 0
        self.links: dict[tuple[str, str], Style] = {}
        self.skip = False
        self.bare = False
        """Whether the element of the turn has no attributes but its number."""

    def read(self, root: _Element) -> list[Block]:
        """Return the blocks that the children of ``root`` are."""
        walk = etree.iterwalk(root, events=("start", "end", "comment"))
        open_elements: list[_Opened] = []
        for event, el in walk:
            if event == "start":
                open_elements.append(self._start(el) if el is not root else (None, (), False))
                if self.skip:
                    walk.skip_subtree()
                elif text := el.text:
                    self.text(text)
                continue
            if event == "end":
                self._end(el, *open_elements.pop())
            else:
                self._comment(el)
            if (text := el.tail) and el is not root:
                self.text(text)
        self.flush()
        return self.flow.blocks

    # -- the line box -----------------------------------------------------------------------------

    def text(self, text: str) -> None:
        """Characters: part of the line, or something that hangs off a list or table."""
        frame = self.frames[-1]
        if frame is self.flow:
            self.flow.line.append((text, self.path))
        elif text.strip(WHITE) and not isinstance(frame, Flow):
            runs = collapse([(text, self.path)])
            frame.hang([Paragraph(runs, bare=True)])

    def atom(self, atom: Leaf | Break | Image | CheckBox) -> None:
        """Something in the line that is not characters."""
        self.flow.line.append((atom, self.path))

    def flush(self) -> None:
        """End the line: what is in it is a paragraph."""
        line = self.flow.line
        if line:
            runs = collapse(line)
            if runs:
                self.flow.blocks.append(Paragraph(runs, self.flow.bare))
            self.flow.line = []

    def whole_line(self, el: _Element, *, bare: bool = False) -> list[Block]:
        """What an element without elements holds, read at once: a paragraph, or nothing."""
        self.skip = True
        runs = collapse([(el.text, self.path)]) if el.text else None
        return [Paragraph(runs, bare)] if runs else []

    def line_is_blank(self) -> bool:
        """Whether nothing visible is in the line yet."""
        return not any(not isinstance(atom, str) or atom.strip(WHITE) for atom, _ in self.flow.line)

    def block(self, block: Block) -> None:
        """A block of its own, after the line so far."""
        self.flush()
        self.flow.blocks.append(block)

    def _comment(self, el: _Element) -> None:
        text = el.text or ""
        if not text.strip() or "--" in text or text[0] in ">-" or text[-1] in "-!":
            return
        source = f"<!--{_SPACES.sub(' ', text)}-->"
        if self.frames[-1] is not self.flow:
            return
        if self.line_is_blank() and not self.in_line:
            self.block(Opaque(source))
            return
        line = self.flow.line
        at = len(line)
        while at and isinstance(line[at - 1][0], Break):  # a comment that starts a line is a block
            at -= 1
        line.insert(at, (Leaf(source, blank=True), self.path))

    # -- frames -----------------------------------------------------------------------------------

    def push(self, flow: Flow) -> None:
        """Collect in ``flow`` from now on."""
        self.frames.append(flow)
        self.flows.append(flow)
        self.flow = flow

    def close(self, _el: _Element) -> None:
        """Close the frame that an element opened."""
        self.pop()

    def pop(self) -> Flow:
        """Return what was collected; the frame around it goes on."""
        self.flush()
        done = self.flow
        self.frames.pop()
        self.flows.pop()
        self.flow = self.flows[-1]
        return done

    def _close_hanging(self) -> None:
        done = self.pop()
        frame = self.frames[-1]
        if not isinstance(frame, Flow):
            frame.hang(done.blocks)

    # -- elements ---------------------------------------------------------------------------------

    def _end(self, el: _Element, close: Close | None, path: Path, hanging: bool) -> None:
        if close is not None:
            close(el)
        self.path = path
        if hanging:
            self._close_hanging()
        self.skip = False

    def _start(self, el: _Element) -> _Opened:
        path = self.path
        treatment = TREATMENTS.get(el.tag, _CHILDREN)
        frame = self.frames[-1]
        hanging = False
        if (
            frame is not self.flow
            and treatment not in _AT_HOME[type(frame)]
            and not _owns(frame, el, treatment)
        ):
            if treatment is Treatment.DROPPED:
                self.skip = True
                return None, path, False
            self.push(Flow(bare=isinstance(frame, ListFrame)))
            hanging = True
        self.bare = is_bare(el)
        if self.bare:  # as most
            return self.handlers[treatment](self, el), path, hanging
        if el.get("_open") is not None:
            self.style(Style("verbatim", el.get("_open", ""), el.get("_close", ""), ident=self.ident()))
            return None, path, hanging
        handle = keep if el.get("_keep") is not None else self.handlers[treatment]
        return handle(self, el), path, hanging

    def link(self, href: str, title: str) -> Style:
        """The wrapper of links to this place: one for all of them, which makes it quick to compare."""
        key = (href, title)
        style = self.links.get(key)
        if style is None:
            style = self.links[key] = Style("link", "", "", href, title)
        return style

    def ident(self) -> int:
        """A number that no other wrapper has."""
        self.idents += 1
        return self.idents

    def style(self, style: Style) -> None:
        """Put everything inside the element into ``style``."""
        if self.path and any(
            outer.kind == style.kind and not outer.ident and not style.ident for outer in self.path
        ):
            return  # a strong inside a strong says nothing new, and renderers disagree on it
        self.path = (*self.path, style)


def _owns(
    frame: Flow | ListFrame | TableFrame | DefinitionsFrame, el: _Element, treatment: Treatment
) -> bool:
    """Whether items in ``el`` belong to the list that is open, so that ``el`` does not hang off it."""
    return isinstance(frame, ListFrame) and treatment in _SEEN_THROUGH and holds_items(el)
