"""A tree to blocks and runs, in one walk with an explicit stack: depth is a matter of policy."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element

from normalizer.dialects import Dialect
from normalizer.writer import rawhtml
from normalizer.writer.elements import TREATMENTS, Treatment
from normalizer.writer.ir import (
    Block,
    Break,
    Cell,
    CheckBox,
    Code,
    Heading,
    Image,
    Item,
    Leaf,
    List,
    Opaque,
    Paragraph,
    Path,
    Quote,
    Raw,
    Rule,
    Run,
    Style,
    StyleKind,
    Table,
)
from normalizer.writer.pre import is_rich, language_of, text_of
from normalizer.writer.rawhtml import Original
from normalizer.writer.runs import WHITE, collapse

_INTEGER = re.compile(r"[ \t\n\r\f]*([-+]?\d{1,18})")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_STYLES = {
    Treatment.STRONG: Style("strong", "<strong>", "</strong>"),
    Treatment.EMPHASIS: Style("em", "<em>", "</em>"),
    Treatment.DELETION: Style("del", "<del>", "</del>"),
    Treatment.CODE: Style("code"),
}
_EMBEDS_IN_LINE = frozenset(("svg", "math"))


@dataclass(slots=True)
class _Flow:
    """A place that collects blocks; ``line`` is the line box that is still open."""

    blocks: list[Block] = field(default_factory=list)
    line: list[Run] = field(default_factory=list)
    bare: bool = False


@dataclass(slots=True)
class _ListFrame:
    list: List
    number: int
    before: list[Block] = field(default_factory=list)

    def hang(self, blocks: list[Block]) -> None:
        """What is not an item hangs off the item before it, or stands before the list."""
        (self.list.items[-1].blocks if self.list.items else self.before).extend(blocks)


@dataclass(slots=True)
class _TableFrame:
    table: Table

    def hang(self, blocks: list[Block]) -> None:
        """A caption, or what a rule left between the cells: it stands before the table."""
        self.table.before.extend(blocks)


_Close = Callable[[_Element], None]


def read(
    root: _Element,
    dialect: Dialect,
    *,
    raw_emphasis: bool = False,
    original: Original | None = None,
) -> list[Block]:
    """Return the blocks that the children of ``root`` are."""
    return _Reader(dialect, raw_emphasis, original).read(root)


class _Reader:
    def __init__(self, dialect: Dialect, raw_emphasis: bool, original: Original | None) -> None:
        self.dialect = dialect
        self.raw_emphasis = raw_emphasis
        self.original = original
        self.flow = _Flow()
        self.frames: list[_Flow | _ListFrame | _TableFrame] = [self.flow]
        self.path: Path = ()
        self.idents = 0
        self.skip = False

    def read(self, root: _Element) -> list[Block]:
        walk = etree.iterwalk(root, events=("start", "end", "comment"))
        closers: list[tuple[_Close | None, Path, bool]] = []
        for event, el in walk:
            if event == "start":
                closers.append(self._start(el) if el is not root else (None, (), False))
                if self.skip:
                    walk.skip_subtree()
                elif el.text:
                    self._text(el.text)
                continue
            if event == "end":
                close, path, hanging = closers.pop()
                if close is not None:
                    close(el)
                self.path = path
                if hanging:
                    self._close_hanging()
                self.skip = False
            else:
                self._comment(el)
            if el.tail and el is not root:
                self._text(el.tail)
        self._flush()
        return self.flow.blocks

    # -- the line box -----------------------------------------------------------------------------

    def _text(self, text: str) -> None:
        frame = self.frames[-1]
        if frame is self.flow:
            self.flow.line.append((text, self.path))
        elif text.strip(WHITE) and not isinstance(frame, _Flow):
            runs = collapse([(text, self.path)])
            frame.hang([Paragraph(runs, bare=True)])

    def _atom(self, atom: Leaf | Break | Image | CheckBox) -> None:
        self.flow.line.append((atom, self.path))

    def _flush(self) -> None:
        line = self.flow.line
        if line:
            runs = collapse(line)
            if runs:
                self.flow.blocks.append(Paragraph(runs, self.flow.bare))
            self.flow.line = []

    def _line_is_blank(self) -> bool:
        return not any(not isinstance(atom, str) or atom.strip(WHITE) for atom, _ in self.flow.line)

    def _block(self, block: Block) -> None:
        self._flush()
        self.flow.blocks.append(block)

    def _comment(self, el: _Element) -> None:
        text = el.text or ""
        if not text.strip() or "--" in text or text[0] in ">-" or text[-1] in "-!":
            return
        source = f"<!--{_SPACES.sub(' ', text)}-->"
        if self.frames[-1] is not self.flow:
            return
        if self._line_is_blank():
            self._block(Opaque(source))
            return
        line = self.flow.line
        at = len(line)
        while at and isinstance(line[at - 1][0], Break):  # a comment that starts a line is a block
            at -= 1
        line.insert(at, (Leaf(source, blank=True), self.path))

    # -- frames -----------------------------------------------------------------------------------

    def _push(self, flow: _Flow) -> None:
        self.frames.append(flow)
        self.flow = flow

    def _pop(self) -> _Flow:
        self._flush()
        done = self.flow
        self.frames.pop()
        self.flow = next(frame for frame in reversed(self.frames) if isinstance(frame, _Flow))
        return done

    def _close_hanging(self) -> None:
        done = self._pop()
        frame = self.frames[-1]
        if not isinstance(frame, _Flow):
            frame.hang(done.blocks)

    # -- elements ---------------------------------------------------------------------------------

    def _start(self, el: _Element) -> tuple[_Close | None, Path, bool]:
        path = self.path
        treatment = TREATMENTS.get(el.tag, Treatment.CHILDREN)
        frame = self.frames[-1]
        hanging = False
        if frame is not self.flow and treatment not in _AT_HOME[type(frame)]:
            if treatment is Treatment.DROPPED:
                self.skip = True
                return None, path, False
            self._push(_Flow(bare=isinstance(frame, _ListFrame)))
            hanging = True
        if el.get("_open") is not None:
            self._style(Style("verbatim", el.get("_open", ""), el.get("_close", ""), ident=self._ident()))
            return None, path, hanging
        if el.get("_keep") is not None:
            return self._keep(el, treatment), path, hanging
        return _HANDLERS[treatment](self, el), path, hanging

    def _ident(self) -> int:
        self.idents += 1
        return self.idents

    def _style(self, style: Style) -> None:
        if any(outer.kind == style.kind and not outer.ident and not style.ident for outer in self.path):
            return  # a strong inside a strong says nothing new, and renderers disagree on it
        self.path = (*self.path, style)

    def _keep(self, el: _Element, treatment: Treatment) -> _Close | None:
        if treatment in _INLINE:
            return self._tag(el)
        if treatment in (Treatment.IMAGE, Treatment.BREAK, Treatment.INPUT):
            self.skip = True
            self._atom(Leaf(rawhtml.start_tag(el, self.original)))
            return None
        if treatment in (Treatment.ITEM, Treatment.ROW_GROUP, Treatment.ROW, Treatment.CELL):
            return _HANDLERS[treatment](self, el)
        if treatment in (Treatment.CHILDREN, Treatment.CHOICE):
            return self._tag(el)
        if treatment in (Treatment.DROPPED, Treatment.MARKDOWN):
            return _HANDLERS[treatment](self, el)
        return self._raw(el)

    def _drop(self, el: _Element) -> None:
        self.skip = True

    def _children(self, el: _Element) -> None:
        return None

    def _choice(self, el: _Element) -> _Close:
        self._text(" ")
        return lambda _: self._text(" ")

    def _flow(self, el: _Element) -> _Close:
        self._flush()
        return lambda _: self._flush()

    def _paragraph(self, el: _Element) -> _Close:
        self._flush()
        bare, self.flow.bare = self.flow.bare, False

        def close(_: _Element) -> None:
            self._flush()
            self.flow.bare = bare

        return close

    def _break(self, el: _Element) -> None:
        self._atom(Break())

    def _emphasis(self, el: _Element) -> None:
        style = _STYLES[TREATMENTS[el.tag]]
        if self.raw_emphasis and style.kind != "code":
            self._style(Style("tag", style.open, style.close, ident=self._ident()))
        else:
            self._style(style)

    def _tag(self, el: _Element) -> None:
        kind: StyleKind = "code" if el.tag in self.dialect.raw_inlines else "tag"
        tag = rawhtml.start_tag(el, self.original)
        self.path = (*self.path, Style(kind, tag, f"</{el.tag}>", ident=self._ident()))

    def _link(self, el: _Element) -> None:
        href = el.get("href")
        if href is None:
            if el.get("id") or el.get("name"):
                self._atom(Leaf(rawhtml.start_tag(el, self.original) + "</a>", blank=True))
            return
        self.path = tuple(style for style in self.path if style.kind != "link")
        title = _SPACES.sub(" ", el.get("title", "")).strip(" ")
        self._style(Style("link", "", "", href, title))

    def _image(self, el: _Element) -> None:
        alt = _SPACES.sub(" ", el.get("alt", "")).strip(" ")
        title = _SPACES.sub(" ", el.get("title", "")).strip(" ")
        self._atom(Image(el.get("src", ""), alt, title))

    def _input(self, el: _Element) -> None:
        if el.get("type", "").lower() == "checkbox":
            self._atom(CheckBox("checked" in el.attrib))

    def _heading(self, el: _Element) -> _Close:
        self._flush()
        level = int(el.tag[1])
        self._push(_Flow())

        def close(_: _Element) -> None:
            for block in self._pop().blocks:
                # A heading holds a line; blocks inside it stand after it, each line its own heading.
                self.flow.blocks.append(Heading(level, block.runs) if isinstance(block, Paragraph) else block)

        return close

    def _rule(self, el: _Element) -> None:
        self._block(Rule())

    def _pre(self, el: _Element) -> None:
        self.skip = True
        text = text_of(el)
        runs = self.dialect.template_code
        if is_rich(el) or (runs is not None and runs.search(text)):
            self._block(Raw(el))
        else:
            self._block(Code(text, language_of(el)))

    def _quote(self, el: _Element) -> _Close:
        self._flush()
        self._push(_Flow())

        def close(_: _Element) -> None:
            blocks = self._pop().blocks
            if blocks:
                self.flow.blocks.append(Quote(blocks))

        return close

    def _list(self, el: _Element) -> _Close:
        self._flush()
        ordered = el.tag == "ol"
        start = _integer(el.get("start")) if ordered else None
        odd = ordered and ("reversed" in el.attrib or el.get("type", "1") in ("a", "A", "i", "I"))
        first = 1 if start is None else start
        made = List(first if ordered else None, [], el, irregular=odd or not 0 <= first <= 999_999_999)
        self.frames.append(_ListFrame(made, first))

        def close(_: _Element) -> None:
            frame = self.frames.pop()
            if isinstance(frame, _ListFrame):
                self.flow.blocks.extend(frame.before)
                if made.items:
                    self.flow.blocks.append(made)

        return close

    def _item(self, el: _Element) -> _Close:
        frame = self.frames[-1]
        if isinstance(frame, _ListFrame):
            _number(frame, _integer(el.get("value")))
            item = Item([])
            frame.list.items.append(item)
            self._push(_Flow(item.blocks, bare=True))
            return lambda _: void(self._pop())
        self._flush()
        self._push(_Flow(bare=True))
        return lambda _: self._stray_item(self._pop().blocks)

    def _stray_item(self, blocks: list[Block]) -> None:
        """An item without a list is one of a bullet list, with its neighbours."""
        last = self.flow.blocks[-1] if self.flow.blocks else None
        if isinstance(last, List) and last.implied:
            last.items.append(Item(blocks))
        else:
            self.flow.blocks.append(List(None, [Item(blocks)], implied=True))

    def _table(self, el: _Element) -> _Close:
        self._flush()
        table = Table(el)
        self.frames.append(_TableFrame(table))

        def close(_: _Element) -> None:
            self.frames.pop()
            if any(cell.blocks for row in table.rows for cell in row):
                self.flow.blocks.append(table)
            else:
                self.flow.blocks.extend(table.before)

        return close

    def _row(self, el: _Element) -> None:
        frame = self.frames[-1]
        if isinstance(frame, _TableFrame):
            frame.table.rows.append([])

    def _cell(self, el: _Element) -> _Close:
        frame = self.frames[-1]
        if not isinstance(frame, _TableFrame):
            return self._flow(el)
        spans = any((_integer(el.get(name)) or 1) > 1 for name in ("colspan", "rowspan"))
        align = (el.get("align") or "").strip(WHITE).lower() or _text_align(el.get("style"))
        cell = Cell(el.tag == "th", align if align in ("left", "center", "right") else "", [], spans)
        if not frame.table.rows:
            frame.table.rows.append([])
        frame.table.rows[-1].append(cell)
        self._push(_Flow(cell.blocks))
        return lambda _: void(self._pop())

    def _figure(self, el: _Element) -> _Close | None:
        if any("".join(caption.itertext()).strip(WHITE) for caption in el.iter("figcaption")):
            return self._raw(el)
        return self._flow(el)

    def _raw(self, el: _Element) -> None:
        self.skip = True
        self._block(Raw(el))

    def _embed(self, el: _Element) -> None:
        # kramdown shows the tags of a block element in the middle of a line.
        alone = (self._line_is_blank() and not self.path) or not self.dialect.markdown_in_html
        if el.tag not in _EMBEDS_IN_LINE and alone:
            self._raw(el)
        else:
            self.skip = True
            self._atom(Leaf(rawhtml.inline(el, self.dialect, self.original)))

    def _markdown(self, el: _Element) -> None:
        self.skip = True
        if el.tag == "_block":
            self._block(Opaque(el.get("src", "")))
        else:
            self._atom(Leaf(el.get("src", ""), blank=not "".join(el.itertext()).strip(WHITE)))


def void(_: object) -> None:
    """Take a value and return nothing."""


def _integer(value: str | None) -> int | None:
    match = _INTEGER.match(value) if value else None
    return int(match.group(1)) if match else None


def _number(frame: _ListFrame, value: int | None) -> None:
    """Follow the numbers that items give themselves; Markdown can only count on."""
    if value is not None and frame.list.start is not None and value != frame.number:
        if frame.list.items:
            frame.list.irregular = True
        else:
            frame.list.start = value
            frame.list.irregular = frame.list.irregular or not 0 <= value <= 999_999_999
        frame.number = value
    frame.number += 1


_ALIGN = re.compile(r"(?:^|;)[ \t\n\r\f]*text-align[ \t\n\r\f]*:[ \t\n\r\f]*([a-z]+)", re.IGNORECASE)


def _text_align(style: str | None) -> str:
    match = _ALIGN.search(style) if style else None
    return match.group(1).lower() if match else ""


_T = Treatment
_INLINE = frozenset((_T.STRONG, _T.EMPHASIS, _T.DELETION, _T.CODE, _T.LINK, _T.TAG))
_AT_HOME: dict[type, frozenset[Treatment]] = {
    _Flow: frozenset(Treatment),
    _ListFrame: frozenset((_T.ITEM,)),
    _TableFrame: frozenset((_T.ROW_GROUP, _T.ROW, _T.CELL)),
}
_HANDLERS: dict[Treatment, Callable[[_Reader, _Element], _Close | None]] = {
    _T.DROPPED: _Reader._drop,
    _T.CHILDREN: _Reader._children,
    _T.FLOW: _Reader._flow,
    _T.BREAK: _Reader._break,
    _T.STRONG: _Reader._emphasis,
    _T.EMPHASIS: _Reader._emphasis,
    _T.DELETION: _Reader._emphasis,
    _T.CODE: _Reader._emphasis,
    _T.LINK: _Reader._link,
    _T.IMAGE: _Reader._image,
    _T.INPUT: _Reader._input,
    _T.CHOICE: _Reader._choice,
    _T.TAG: _Reader._tag,
    _T.EMBED: _Reader._embed,
    _T.PARAGRAPH: _Reader._paragraph,
    _T.HEADING: _Reader._heading,
    _T.RULE: _Reader._rule,
    _T.PREFORMATTED: _Reader._pre,
    _T.QUOTE: _Reader._quote,
    _T.LIST: _Reader._list,
    _T.ITEM: _Reader._item,
    _T.TABLE: _Reader._table,
    _T.ROW_GROUP: _Reader._children,
    _T.ROW: _Reader._row,
    _T.CELL: _Reader._cell,
    _T.DEFINITIONS: _Reader._raw,
    _T.FIGURE: _Reader._figure,
    _T.RAW: _Reader._raw,
    _T.MARKDOWN: _Reader._markdown,
}
