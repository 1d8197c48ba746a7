"""Text for a site's templates that rules put in the place of elements, as the judge will see it.

Such text is an element without content (``<_block src="{% include x %}">``) until it is printed. The laws
compare pages: what is new is shown in the page that the rules ask for, and is no loss and no gain of text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.html import tree
from normalizer.markdown import footnotes
from normalizer.proof import judge
from normalizer.source import mask

if TYPE_CHECKING:
    from lxml.etree import _Element


def written_in(root: _Element) -> list[_Element]:
    """The pieces of template text that rules wrote into the tree; Markdown of the source has its text."""
    return [el for el in root.iter(tree.BLOCK, tree.MARKDOWN) if not len(el) and not el.text]


def show(pieces: list[_Element], *, masked: bool) -> None:
    """Put into each piece what it renders to; with ``masked``, as in a text whose templates are masked."""
    for el in pieces:
        if footnotes.BY in el.attrib:
            el.text = footnotes.veiled(el.get("src", ""), footnotes.labels(footnotes.ends(el)))
            continue
        source = el.get("src", "").encode("utf-8")
        seen = mask.masked(source, mask.spans(source)) if masked else source
        page = judge.page(seen.decode("utf-8"))
        inner = page[0] if el.tag == tree.MARKDOWN and len(page) == 1 else page
        el.text = inner.text
        el.extend(list(inner))
