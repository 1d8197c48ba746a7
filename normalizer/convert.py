"""HTML in, Markdown or clean HTML out: one region, the whole document.

The Markdown is rendered again and compared with the tree it was written from. Where they differ, the
block at fault is written once more with raw emphasis tags, then as clean HTML, until the page is equal.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import partial

from lxml import etree
from lxml.etree import _Element

from normalizer import writer
from normalizer.dialects.dialect import Dialect
from normalizer.html import gaps, parsing, tokens, tree
from normalizer.html.elements import BLOCKS
from normalizer.html.page import page_text
from normalizer.html.serialize import serialize
from normalizer.lazy import regex
from normalizer.markdown import footnotes, templates
from normalizer.policy import neutralize, removals
from normalizer.policy.policies import Policy
from normalizer.proof import judge, laws, second_judge, unsaid
from normalizer.proof.canon import Block, canon
from normalizer.proof.folding import folded, folded_source
from normalizer.record import Record
from normalizer.values import field, mutable

Shape = Callable[..., None]
"""Applies rules (but those named ``without``) or policy to a tree, in place, and notes in a Record what it did."""
_TRIES = 8


@mutable
class Conversion:
    """What came of one HTML text; ``marks[n]`` is the offset (code points) of the start tag numbered ``n``."""

    text: str
    record: Record
    marks: list[int]
    skips: list[tuple[int, str]] = field(default_factory=list)
    held: list[_Element] = field(default_factory=list)
    """All elements of the tree: lxml makes one anew for every look at it as long as nobody holds it."""

    def unlisted(self) -> str:
        """The first element that was taken out because no list has it; an empty string if there is none."""
        elements = (note.before for note in self.record.notes if note.rule in _UNLISTED and not note.after)
        return next(elements, "")[:60]


_UNLISTED = frozenset(("unsafe-element", "disallowed-element", "unknown-element"))


def shaped(html: str, shape: Shape, floor: Shape) -> tuple[_Element, Conversion]:
    """Parse ``html`` and apply rules and policy; rules that lose text undeclared are not applied at all."""
    numbered, marks = tokens.number(html)
    root = parsing.parse(numbered)
    held = list(root.iter())
    before = page_text(root)
    ignored = removals.ignored_tags(html, marks, root)
    spelled = partial(_tag_source, html, marks)
    done = Conversion("", Record(spelled), marks, held=held)
    shape(root, done.record)
    reason = laws.text(before, page_text(root), done.record.lost)
    if reason:
        root = parsing.parse(numbered)
        done = Conversion("", Record(spelled), marks, [(-1, f"no rule was applied: {reason}")])
        floor(root, done.record)
    for rule, mark, source in ignored:
        done.record.change(rule, mark, source, "", "declared")
    return root, done


def _tag_source(html: str, marks: list[int], mark: int) -> str:
    return tokens.source_at(html, marks[mark]) if mark < len(marks) else ""


def to_html(html: str, shape: Shape, floor: Shape) -> Conversion:
    """Return clean HTML that a second run leaves as it is."""
    root, done = shaped(html, shape, floor)
    written = {tree.mark_of(el) for el in root.iter() if el.get("_keep")}  # as HTML, like all the rest
    done.record.kept = [one for one in dict.fromkeys(done.record.kept) if one[0] not in written]
    if any("<" in el.get("src", "") for el in templates.written_in(root)):
        done.skips.append(
            (-1, "a template with < in it is text in an HTML file; convert to Markdown instead")
        )
    done.text = _closed(root, html)
    for _ in range(_TRIES):
        again = shaped(done.text, shape, floor)[0]
        text = _closed(again, done.text)
        if text == done.text:
            return done
        done.text = text
    done.skips.append((-1, "the rules do not come to rest on this document: each run would change it again"))
    return done


def _closed(root: _Element, source: str) -> str:
    gaps.close(root, source)
    return serialize(root)


def to_markdown(html: str, shape: Shape, floor: Shape, dialect: Dialect, policy: Policy) -> Conversion:
    """Return Markdown in ``dialect`` that renders to the page that rules and policy ask for."""
    root, done = shaped(html, shape, floor)
    if unpaired := footnotes.unpaired(footnotes.ends(root), html):
        root, done = shaped(html, partial(shape, without=unpaired), floor)
    done.record.kept = list(dict.fromkeys(done.record.kept))
    _wrap_loose_text(root)
    for attempt in range(_TRIES):
        text = _written(root, dialect, policy)
        if not attempt and not policy.own and _RAW_TAG.search(text) and _refuse(root, policy, done):
            continue
        fault = _faults(root, text, dialect)
        if not fault:
            break
        for child, reason in fault:
            child.set("_keep", "1")
            done.skips.append((tree.mark_of(child), f"left as HTML: {reason}"))
        if attempt == _TRIES - 2:
            for child in root:
                if isinstance(child.tag, str):
                    child.set("_keep", "1")
    done.text = text + "\n" if text else ""
    unspoken = unsaid.doubtful(root)
    if unspoken:
        unsaid.note(unspoken, judge.page(text), done.record)
    return done


def _written(root: _Element, dialect: Dialect, policy: Policy) -> str:
    """The Markdown for ``root``; of strangers, tags in code that some renderer may not see are written as HTML."""
    text = writer.write(root, dialect)
    if policy.own or not _RAW_TAG.search(text) or not neutralize.edits(text, policy):
        return text
    return writer.write(root, dialect.for_strangers())


_RAW_TAG = regex("<[a-zA-Z]")


def _refuse(root: _Element, policy: Policy, done: Conversion) -> bool:
    """Reduce to text what a second, independent sanitizer would not let stay as HTML."""
    if not second_judge.objects_to(root, policy):
        return False
    for child in list(root):
        if isinstance(child.tag, str) and second_judge.objects_to(child, policy):
            done.skips.append(
                (tree.mark_of(child), "reduced to text: a second sanitizer objects to its HTML")
            )
            paragraph = etree.Element("p")
            paragraph.text = tree.visible_text(child)
            root.replace(child, paragraph)
    return True


def _wrap_loose_text(root: _Element) -> None:
    """Put inlines that stand directly in the body into paragraphs, so that every block has an element."""
    children, text = list(root), root.text
    root.text = None
    for child in children:
        root.remove(child)
    paragraph: _Element | None = None
    for child in [None, *children]:
        if child is not None:
            text, child.tail = child.tail, None
            if _stands_alone(child):
                paragraph = None
                root.append(child)
            else:
                paragraph = etree.SubElement(root, "p") if paragraph is None else paragraph
                paragraph.append(child)
                if _holds_blocks(child):
                    paragraph.tag = "div"  # the line around an inline element with blocks in it goes on
        if text and (paragraph is not None or text.strip(tree.WHITE)):
            paragraph = etree.SubElement(root, "p") if paragraph is None else paragraph
            tree.append_text(paragraph, text)


def _stands_alone(el: _Element) -> bool:
    return el.tag in BLOCKS or not isinstance(el.tag, str)


def _holds_blocks(el: _Element) -> bool:
    return bool(len(el)) and any(inner.tag in BLOCKS for inner in el.iter(etree.Element))


def _faults(root: _Element, text: str, dialect: Dialect) -> list[tuple[_Element, str]]:
    """The children of ``root`` whose Markdown does not say what they say, with the reason."""
    shown = _with_templates(root)
    judged = judge.dialect_for(dialect)
    said = text if judged is dialect else writer.write(root, judged)
    said = footnotes.veiled(said, footnotes.labels(footnotes.ends(root))) + "\n"
    source = judge.source(said)
    if source is not None and folded(shown) == folded_source(source):
        return []
    wanted, tops = canon(shown)
    got = canon(judge.page(said))[0]
    if wanted == got:
        return []
    first, last = _differing(wanted, got)
    reason = laws.square_of(wanted, got)
    children = list(root)
    indexes = sorted({tops[k] for k in range(first, max(last, first + 1)) if k < len(tops)}) or list(
        range(len(children))
    )
    found = [
        children[k]
        for k in indexes
        if k < len(children) and isinstance(children[k].tag, str) and not children[k].get("_keep")
    ]
    return [(child, reason) for child in found or _unkept(children)]


def _with_templates(root: _Element) -> _Element:
    """The tree as it will be read: text for templates is part of the page."""
    if not templates.written_in(root):
        return root
    shown = deepcopy(root)
    templates.show(templates.written_in(shown), masked=False)
    return shown


def _unkept(children: list[_Element]) -> list[_Element]:
    return [child for child in children if isinstance(child.tag, str) and not child.get("_keep")]


def _differing(wanted: list[Block], got: list[Block]) -> tuple[int, int]:
    """The range of ``wanted`` outside the common start and end."""
    first = 0
    while first < min(len(wanted), len(got)) and wanted[first] == got[first]:
        first += 1
    back = 0
    while back < min(len(wanted), len(got)) - first and wanted[-1 - back] == got[-1 - back]:
        back += 1
    return first, len(wanted) - back
