"""Actions on elements as such: unwrap, drop, rename, wrap, merge, split out, report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.html import flow, tree
from normalizer.html.blank import is_blank, shows_nothing
from normalizer.rules.actions.registry import Work, action
from normalizer.rules.kinds import ListOf, Text

if TYPE_CHECKING:
    from lxml.etree import _Element

TAG = Text(r"[a-z][a-z0-9]*", what="an element name")


@action("unwrap")
def unwrap(el: _Element, _argument: Any, _work: Work) -> bool:
    """Remove the element, keep its content; a block's text stays apart from its neighbours."""
    return flow.release(el)


@action("drop", may_lose="text")
def drop(el: _Element, _argument: Any, work: Work) -> bool:
    """Remove the element with its content; refuses to lose text that the rule did not declare."""
    text = tree.visible_text(el) if isinstance(el.tag, str) else ""
    if not work.may_lose(text):
        work.keep(el, "holds text that this rule may not drop")
        return False
    work.lose(text)
    tree.drop(el)
    return True


@action("rename", TAG)
def rename(el: _Element, argument: Any, _work: Work) -> bool:
    """Give the element another name; its attributes stay."""
    if el.tag == argument:
        return False
    tree.rename(el, argument)
    return True


@action("wrap", TAG)
def wrap(el: _Element, argument: Any, _work: Work) -> bool:
    """Put a new element around this one."""
    parent = el.getparent()
    if parent is not None and parent.tag == argument:
        return False
    tree.wrap(el, argument)
    return True


@action("wrap-content", TAG)
def wrap_content(el: _Element, argument: Any, _work: Work) -> bool:
    """Put the content of the element into a new one inside it; in a block of blocks, in each of them."""
    for leaf in flow.leaves(el):
        if leaf.tag not in ("pre", "hr") and not (
            len(leaf) == 1 and leaf[0].tag == argument and not leaf.text
        ):
            flow.wrap_content(leaf, argument)
    return True


@action("escape", ListOf(TAG, single=True))
def escape(el: _Element, argument: Any, _work: Work) -> bool:
    """Take the element out of the nearest ancestor of these names by cutting that in two."""
    names = argument if isinstance(argument, list) else [argument]
    for top in el.iterancestors(*names):
        if top.getparent() is None or tree.is_pristine(top):
            break  # the heading of a Markdown line is the line itself, to a region and on its page
        first = flow.split_before(el, top)
        _leave(el, top)
        for half in (first, top):
            if not tree.visible_text(half) and shows_nothing(half):
                tree.drop(half)
        return True
    return False


def _leave(el: _Element, second: _Element) -> None:
    """Move ``el``, the first thing in ``second``, to just before ``second``."""
    tail, el.tail = el.tail, None
    parent = el.getparent()
    parent.text = (parent.text or "") + (tail or "")
    second.addprevious(el)


@action("merge-adjacent")
def merge_adjacent(el: _Element, _argument: Any, _work: Work) -> bool:
    """Join the element with those after it that are alike, as far as they touch."""
    others: list[_Element] = []
    last, other = el, el.getnext()
    while other is not None and not last.tail and _alike(el, other):
        others.append(other)
        last, other = other, other.getnext()
    if others:
        _join(el, others)
    return bool(others)


@action("merge-with-previous")
def merge_with_previous(el: _Element, _argument: Any, _work: Work) -> bool:
    """Join the element with the one before it when both are alike and only white space stands between."""
    before = el.getprevious()
    if before is None or not is_blank(before.tail) or not _alike(before, el):
        return False
    before.tail = None
    _join(before, [el])
    return True


def _join(el: _Element, others: list[_Element]) -> None:
    """Move the content of ``others``, which follow ``el``, into it; text is put together before it is set."""
    el.tail = others[-1].tail
    pieces: list[str] = []
    for other in others:
        pieces.append(other.text or "")
        for child in list(other):
            tree.append_text(el, "".join(pieces))
            pieces.clear()
            el.append(child)
        other.tail = None
        other.getparent().remove(other)
    tree.append_text(el, "".join(pieces))


def _alike(one: _Element, other: _Element) -> bool:
    return (
        one.tag == other.tag
        and _own(one) == _own(other)
        and not tree.is_pristine(one)
        and not tree.is_pristine(other)
    )


def _own(el: _Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in el.attrib.items() if str(name)[0] != "_"}


@action("keep-html", Text())
def keep_html(el: _Element, argument: Any, work: Work) -> bool:
    """Write the element as clean HTML even where Markdown could say its text, and let no later rule change its tag or attributes; the argument says why, for the report."""
    if "_keep" in el.attrib:
        return False
    el.set("_keep", "1")
    work.keep(el, argument)
    return False


@action("report", Text())
def report(el: _Element, argument: Any, work: Work) -> bool:
    """Change nothing; say in the report why the element was left as it is."""
    work.keep(el, argument)
    return False
