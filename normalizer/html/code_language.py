"""The language of a code block: where editors, renderers and highlighters of sites name it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element

from normalizer.html.blank import is_blank
from normalizer.lazy import regex

_NAMED = regex(
    r"(?:^|\s)(?:lang(?:uage)?-|highlight-source-|brush:\s*|sourceCode\s+|src\s+src-|highlight\s+hl-)([^\s;]+)"
)
"""By a prefix: the HTML standard, GitHub, SyntaxHighlighter, Pandoc, Org mode, Jupyter."""
_HIGHLIGHT = regex(r"(?:^|\s)hljs\s+([A-Za-z][\w+#.-]*)")
_BOX = regex(
    r"(?:^|\s)highlight(?:-(?!source-|text-)|\s+(?!highlight))(?!(?:default|none|plain|plaintext|text|notranslate)\b)"
    r"([A-Za-z][\w+#.-]*)"
)
"""What Sphinx (``highlight-python``) and Hexo (``highlight python``) name on the box round a block."""
_BOXES = frozenset(("div", "figure"))
_OF_PEOPLE = regex(r"(?i)(?:ar|de|en|es|fr|he|hi|id|it|ja|ko|nl|pt|ru|th|tr|uk|vi|zh|[a-z]{2,3}-.*)")
_WELL_KNOWN = frozenset(
    "actionscript bash cpp csharp css diff erlang go golang groovy haskell html ini java javascript js json jsx kotlin"
    " latex less lua makefile markdown matlab objc objectivec pascal perl php powershell python ruby rust scala scheme"
    " scss sh shell sql swift ts tsx typescript vb vbnet xml yaml".split()
)
"""Names that are a class by themselves on blocks of old highlighters, of Doxygen, rustdoc, YARD and Qt."""
_LANGUAGE_ATTRIBUTES = (
    "data-ke-language",
    "data-language",
    "data-lang",
    "data-enlighter-language",
    "data-code-block-lang",
)
_SAFE = regex(r"[\w+#.:;@/-]+")


def language_of(el: _Element) -> str:
    """The language named on the block, on the code in it or on what is round it alone; empty if none is safe to write."""
    inside = list(el.iter("code"))
    for node in (el, *inside, *_round(el)):
        found = _language(node)
        if found:
            return found if _SAFE.fullmatch(found) else ""
    found = _language_attribute(el)
    return found if inside or found in _WELL_KNOWN else ""


def _round(el: _Element) -> Iterator[_Element]:
    """The boxes that hold nothing but ``el``: highlighters of sites name the language there."""
    box = el.getparent()
    while (
        box is not None and box.tag in _BOXES and len(box) == 1 and is_blank(box.text) and is_blank(el.tail)
    ):
        yield box
        el, box = box, box.getparent()


def _language(node: _Element) -> str:
    classes = node.get("class") or ""
    match = _NAMED.search(classes) or _HIGHLIGHT.search(classes)
    if match is None and node.tag in _BOXES:
        match = _BOX.search(classes)
    if match:
        return match.group(1)
    for name in _LANGUAGE_ATTRIBUTES:
        if found := (node.get(name) or "").strip():
            return found
    if node.tag in ("pre", "code"):
        return next((name for name in classes.split() if name in _WELL_KNOWN), "")
    return ""


def _language_attribute(el: _Element) -> str:
    """GitHub's renderer has the language in an attribute that is for languages of people."""
    found = el.get("lang") or ""
    return "" if _OF_PEOPLE.fullmatch(found) or not _SAFE.fullmatch(found) else found
