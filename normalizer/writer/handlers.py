"""What the reader does at elements of the line and at blocks without blocks in them.

A handler returns what is to happen at the end tag, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lxml.etree import _Element

from normalizer.html.code_language import language_of
from normalizer.lazy import regex
from normalizer.writer import rawhtml
from normalizer.writer.elements import TREATMENTS, Treatment
from normalizer.writer.frames import Flow
from normalizer.writer.ir import (
    Break,
    CheckBox,
    Code,
    Heading,
    Image,
    Leaf,
    Opaque,
    Paragraph,
    Raw,
    Rule,
    Style,
    StyleKind,
)
from normalizer.writer.pre import is_rich, text_of
from normalizer.writer.runs import WHITE

if TYPE_CHECKING:
    from normalizer.writer.read import Reader

Close = Callable[[_Element], None]

_SPACES = regex(r"[ \t\n\r\f]+")
_STYLES = {
    Treatment.STRONG: Style("strong", "<strong>", "</strong>"),
    Treatment.EMPHASIS: Style("em", "<em>", "</em>"),
    Treatment.DELETION: Style("del", "<del>", "</del>"),
    Treatment.CODE: Style("code"),
}
_BREAK = Break()
_EMBEDS_IN_LINE = frozenset(("svg", "math"))


def drop(reader: Reader, _el: _Element) -> None:
    """Nothing of it is on the page."""
    reader.skip = True


def children(reader: Reader, el: _Element) -> None:
    """Its content stays, and nothing of itself."""
    if is_icon(el):
        icon(reader, el)


def choice(reader: Reader, _el: _Element) -> Close:
    """An option of a form: its text stands apart."""
    reader.text(" ")
    return lambda _: reader.text(" ")


def flow(reader: Reader, _el: _Element) -> Close:
    """Its content stays as blocks of its own."""
    reader.flush()
    return lambda _: reader.flush()


def paragraph(reader: Reader, el: _Element) -> Close | None:
    """A paragraph; it makes the list around it loose."""
    reader.flush()
    if not len(el):
        reader.flow.blocks += reader.whole_line(el)
        return None
    bare, reader.flow.bare = reader.flow.bare, False

    def close(_: _Element) -> None:
        reader.flush()
        reader.flow.bare = bare

    return close


def line_break(reader: Reader, _el: _Element) -> None:
    """A line break."""
    reader.atom(_BREAK)


def emphasis(reader: Reader, el: _Element) -> None:
    """A wrapper that Markdown has delimiters for."""
    if is_icon(el):
        icon(reader, el)
        return
    style = _STYLES[TREATMENTS[el.tag]]
    if reader.raw_emphasis and style.kind != "code":
        reader.style(Style("tag", style.open, style.close, ident=reader.ident()))
    else:
        reader.style(style)


def is_icon(el: _Element) -> bool:
    """Whether ``el`` is empty but for a class that names an icon of a font."""
    return not len(el) and not (el.text or "").strip() and bool(_ICON.search(el.get("class", "")))


_ICON = regex(r"\b(?:fa[bdlrs]?|icons?|glyphicon|dashicons|octicon|bi|ti|xi)\b")


def icon(reader: Reader, el: _Element) -> None:
    """An element without content in whose place a font draws an icon."""
    reader.skip = True
    reader.atom(Leaf(rawhtml.empty(el, reader.original)))


def tag(reader: Reader, el: _Element) -> None:
    """A wrapper that stays a clean tag."""
    kind: StyleKind = "code" if el.tag in reader.dialect.raw_inlines else "tag"
    tag = rawhtml.start_tag(el, reader.original)
    reader.path = (*reader.path, Style(kind, tag, f"</{el.tag}>", ident=reader.ident()))


def link(reader: Reader, el: _Element) -> None:
    """A link, or an anchor that links may point to."""
    href = el.get("href")
    if href is None:
        if el.get("id") or el.get("name"):
            reader.atom(Leaf(rawhtml.empty(el, reader.original), blank=True))
        return
    if reader.path:
        reader.path = tuple(style for style in reader.path if style.kind != "link")
    title = el.get("title", "")
    title = _SPACES.sub(" ", title).strip(" ") if title else ""
    reader.style(reader.link(href, title))


def image(reader: Reader, el: _Element) -> None:
    """An image."""
    alt = _SPACES.sub(" ", el.get("alt", "")).strip(" ")
    title = _SPACES.sub(" ", el.get("title", "")).strip(" ")
    reader.atom(Image(el.get("src", ""), alt, title))


def check_box(reader: Reader, el: _Element) -> None:
    """A check box; Markdown has no other form control."""
    if el.get("type", "").lower() == "checkbox":
        reader.atom(CheckBox("checked" in el.attrib))


def heading(reader: Reader, el: _Element) -> Close:
    """A heading: every line in it is one."""
    reader.flush()
    level = int(el.tag[1])
    reader.push(Flow())

    def close(_: _Element) -> None:
        for block in reader.pop().blocks:
            # A heading holds a line; blocks inside it stand after it, each line its own heading.
            reader.flow.blocks.append(Heading(level, block.runs) if isinstance(block, Paragraph) else block)

    return close


def thematic_break(reader: Reader, _el: _Element) -> None:
    """A thematic break."""
    reader.block(Rule())


def pre(reader: Reader, el: _Element) -> None:
    """A code block, or clean HTML if it holds more than text."""
    reader.skip = True
    runs = reader.dialect.template_code
    if is_rich(el) or (runs is not None and runs.search(text_of(el, templates=False))):
        reader.block(Raw(el))
    else:
        reader.block(Code(text_of(el), language_of(el)))


def figure(reader: Reader, el: _Element) -> Close | None:
    """A figure with a caption stays HTML, any other is its content."""
    if any("".join(caption.itertext()).strip(WHITE) for caption in el.iter("figcaption")):
        raw(reader, el)
        return None
    return flow(reader, el)


def raw(reader: Reader, el: _Element) -> None:
    """A block of clean HTML."""
    reader.skip = True
    reader.block(Raw(el))


def raw_in_line(reader: Reader, el: _Element) -> None:
    """Clean HTML in the middle of a line."""
    reader.skip = True
    reader.atom(Leaf(rawhtml.inline(el, reader.dialect, reader.original)))


def embed(reader: Reader, el: _Element) -> None:
    """A player or a frame: a block where it stands alone."""
    # kramdown shows the tags of a block element in the middle of a line.
    alone = (reader.line_is_blank() and not reader.path) or not reader.dialect.markdown_in_html
    if el.tag not in _EMBEDS_IN_LINE and alone:
        raw(reader, el)
    else:
        raw_in_line(reader, el)


def markdown(reader: Reader, el: _Element) -> None:
    """Markdown that is printed as it stands."""
    reader.skip = True
    if el.tag == "_block":
        reader.block(Opaque(el.get("src", "")))
    else:
        reader.atom(Leaf(el.get("src", ""), blank=not "".join(el.itertext()).strip(WHITE)))
