"""HTML text to an lxml tree as a browser builds it.

lexbor builds the tree (two differences to Chromium in 20,000 tag-soup documents; libxml2's own HTML
parser differs in half of them and truncates in silence). Its serialization is well-formed but for void
elements, so lxml's *XML* parser reads it in C; what XML refuses is built node by node.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element
from selectolax.lexbor import LexborHTMLParser

from normalizer.errors import InputLimitError
from normalizer.html.tree import MARK, VOID, append_text
from normalizer.lazy import regex

_VOID_TAG = regex(rf"<((?:{'|'.join(sorted(VOID))})\b[^<>]*+)(?<!/)>")
_PREFIXED = regex(r"<(/?[a-zA-Z0-9]++):")
_DOUBTFUL_TAG = regex(r"<(?:script|style|xmp|iframe|noembed|noframes|plaintext|template|svg|math)\b")
_DOUBTFUL_NAME = regex(r"\sxml(?:ns|:)")
_COMMENT = regex(r"(<!--.*?(?:-->|\Z))", re.DOTALL)
_WRAPPED = regex(r'\s(?:href|src|poster|cite)="[^"<>\t\n]*+[\t\n]')
_START_TAG = regex(r'<[a-zA-Z](?:[^<>"]++|"[^"<>]*+")*+>')
_ADDRESS = regex(r'(?<=\s)(?:href|src|poster|cite)="[^"]*+"')
_DASHES = regex(r"-(?=-|$)")
_RESERVED = regex(r"""[ \t\n\r\f"'/]_(?!n=")""")
"""An attribute that may be ours by its name, and is not a number: ``_n="…"`` stays whoever wrote it."""
_CONTROL = regex("[\x01-\x08\x0b\x0e-\x1f]")
_INVISIBLE = "\u2060"
_BAD_CHARACTER = regex("[\x00\ufffe\uffff\ud800-\udfff]")
_UNFIT_XML = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNFIT = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# XML 1.0, 2.3: fewer characters than \w ("¼" is no name character).
_BAD_IN_NAME = regex(
    r"[^-.0-9A-Z_a-z\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f"
    r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]"
)

_PAGE_START = "<!DOCTYPE html><html><head></head><body>"
_XML = etree.XMLParser(resolve_entities=False, no_network=True, remove_pis=False)
_HUGE_XML = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_pis=False)
DEEPEST = 512
"""How many elements may stand in one another: Blink builds no deeper tree."""


def parse(html: str) -> _Element:
    """Return a ``body`` element that holds the HTML5 tree of ``html``, a fragment or a whole page.

    Names are lower-case and without namespace; characters that XML does not allow in a name become
    ``_`` (``o:p`` is ``o_p``). Attributes that start with ``_`` are ours: all but ``_n`` are removed.

    Raises InputLimitError where elements stand in one another more than ``DEEPEST`` times.

    >>> etree.tostring(parse("<b><p>x</b>y</p>"))
    b'<body><b/><p><b>x</b>y</p></body>'
    >>> etree.tostring(parse('<img src="data:image/png;base64,AA\\nBB" alt="a\\nb"> src="a\\nb"'))
    b'<body><img src="data:image/png;base64,AABB" alt="a b"/> src="a\\nb"</body>'
    """
    body = LexborHTMLParser(_PAGE_START + xml_text(html)).body
    if body is None:  # a frameset page has no body
        return etree.Element("body")
    # A comment that the end cuts off right after "<!" holds anything to lexbor, its own end too.
    source = None if html.endswith("<!") else _well_formed_page(body.html or "")
    root = None
    if source is not None:
        body = None  # two trees at once would be the most memory that a document takes
        root = _from_source(source)
    if root is None:
        root = _from_nodes(body or LexborHTMLParser(_PAGE_START + xml_text(html)).body)
    if _RESERVED.search(html):
        _strip_reserved(root)
    root.attrib.clear()
    return root


def xml_text(text: str) -> str:
    """Return ``text`` as XML can hold it.

    Form feed is white space. No browser shows another control, and XML cannot hold it: a word joiner, as
    invisible, stands for it.
    """
    if not _UNFIT.search(text):
        return text
    text = _BAD_CHARACTER.sub("\ufffd", text)
    return _CONTROL.sub(_INVISIBLE, text).replace("\f", " ")


def from_xml(html: str) -> _Element | None:
    """Return the tree of the content of a page that is written as XML; None if it is not."""
    source = as_xml(html)
    return None if source is None else _from_source(source)


def as_xml(html: str) -> str | None:
    """Return ``html``, which is written as XML already, as the source of a tree."""
    return None if _UNFIT_XML.search(html) else f"<body>{html}</body>"


def xml_source(html: str) -> str | None:
    """The source of the tree of ``html`` as XML, or None where there is none without building the tree."""
    body = LexborHTMLParser(_PAGE_START + xml_text(html)).body
    return None if body is None or html.endswith("<!") else _well_formed_page(body.html or "")


def _from_source(source: str) -> _Element | None:
    data = source.encode("utf-8")
    try:
        return etree.fromstring(data, _XML)
    except etree.XMLSyntaxError as error:
        if error.code != etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            return None
    # Half as deep as we go, or a text of ten million characters: look closer.
    try:
        root = etree.fromstring(data, _HUGE_XML)
    except etree.XMLSyntaxError:
        return None
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        _check_depth(depth - 1)
    return root


def _check_depth(depth: int) -> None:
    if depth > DEEPEST:
        raise InputLimitError(f"elements nested deeper than {DEEPEST}; no browser builds such a page")


def _well_formed_page(html: str) -> str | None:
    # One search each: the first finds its bracket, the last its characters, far faster than all in one pattern.
    if (
        _DOUBTFUL_TAG.search(html)
        or ("xml" in html and _DOUBTFUL_NAME.search(html))
        or _UNFIT_XML.search(html)
    ):
        return None
    if "<!--" in html:  # text never holds this, and where an attribute does, XML refuses
        pieces = _COMMENT.split(html)
        if any("-->" in piece for piece in pieces[::2]):  # lexbor lets a comment hold its own end
            return None
        pieces[::2] = map(_well_formed, pieces[::2])
        pieces[1::2] = [f"<!--{_comment(piece[4:-3])}-->" for piece in pieces[1::2]]
        return "".join(pieces)
    return _well_formed(html)


def _well_formed(html: str) -> str:
    html = html.replace("<br>", "<br/>").replace("&nbsp;", "\u00a0")
    if _WRAPPED.search(html):
        html = _START_TAG.sub(lambda tag: _ADDRESS.sub(_in_one_line, tag[0]), html)
    pieces = _VOID_TAG.split(html)
    if len(pieces) > 1:
        pieces[1::2] = [f"<{tag}/>" for tag in pieces[1::2]]
        html = "".join(pieces)
    return _PREFIXED.sub(r"<\1_", html) if ":" in html else html


def _in_one_line(address: re.Match[str]) -> str:
    """Without what browsers take out of an address (URL standard 4.4), and XML makes spaces of."""
    return address[0].replace("\n", "").replace("\t", "")


def _comment(text: str) -> str:
    """XML has no ``--`` inside a comment; no comment that may stay in a page needs one."""
    return _DASHES.sub("- ", text)


def _name(name: str) -> str:
    safe = _BAD_IN_NAME.sub("_", name)
    if safe == "xmlns":  # no attribute for XML, but a declaration
        return "x_xmlns"
    return safe if safe[0].isalpha() or safe == MARK else "x" + safe if safe[0] == "_" else "x_" + safe


def _from_nodes(body: object) -> _Element:
    """Copy the lexbor tree node by node, with an explicit stack: depth is a matter of policy."""
    root = etree.Element("body")
    stack = [(body.first_child, root, 1)]  # type: ignore[attr-defined]
    while stack:
        node, parent, depth = stack.pop()
        while node is not None:
            following = node.next
            tag = node.tag
            if tag == "-text":
                append_text(parent, xml_text(node.text_content or ""))
            elif tag == "-comment":
                _append_comment(parent, (node.html or "<!---->")[4:-3])
            elif tag and tag[0] not in "-!":
                _check_depth(depth)
                child = etree.SubElement(parent, _name(tag.lower()))
                _copy_attributes(node, child)
                if node.first_child is not None:
                    if following is not None:
                        stack.append((following, parent, depth))
                    stack.append((node.first_child, child, depth + 1))
                    break
            node = following
    return root


def _append_comment(parent: _Element, text: str) -> None:
    parent.append(etree.Comment(_comment(xml_text(text))))


def _copy_attributes(node: object, child: _Element) -> None:
    for key, value in node.attributes.items():  # type: ignore[attr-defined]
        name = _name(key)
        if name not in child.attrib:
            child.set(name, xml_text(value or ""))


def _strip_reserved(root: _Element) -> None:
    for el in root.iter(etree.Element):
        for name in el.attrib:
            if name[0] == "_" and name != MARK:
                del el.attrib[name]
