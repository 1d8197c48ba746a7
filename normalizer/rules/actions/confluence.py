"""Actions on Confluence's storage format, whose macros are XML elements of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.html import tree
from normalizer.rules.actions.media import set_box
from normalizer.rules.actions.registry import Work, action

if TYPE_CHECKING:
    from lxml.etree import _Element


@action("confluence-code", may_lose="text")
def confluence_code(el: _Element, _argument: Any, work: Work) -> bool:
    """Turn a code macro into a code block below its title; its other parameters go.

    In Markdown, an HTML parser reads its CDATA section as a comment up to the first ``>``; the rest is text.
    Where that lost something, the macro is left alone.
    """
    body = el.find("ac_plain-text-body")
    code = None if body is None else _cdata(body)
    if code is None:
        work.keep(el, "the code of this macro cannot be read back from HTML")
        return False
    parameters = {p.get("ac_name", ""): p.text or "" for p in el.iter("ac_parameter")}
    language, title = parameters.get("language", ""), parameters.pop("title", "").strip()
    if not work.may_lose("".join(parameters.values())):
        return False
    for value in parameters.values():
        work.lose(value)
    if title:
        heading = etree.Element("p")
        etree.SubElement(heading, "strong").text = title
        el.addprevious(heading)
    pre = etree.Element("pre")
    block = etree.SubElement(pre, "code")
    block.text = code
    if language.strip().isalnum():
        block.set("class", f"language-{language.strip().lower()}")
    pre.tail, el.tail = el.tail, None
    el.getparent().replace(el, pre)
    return True


def _cdata(body: _Element) -> str | None:
    """The text of the CDATA section in ``body``, or None where the HTML parser lost some of it."""
    if not len(body):
        return (body.text or "").strip("\n")
    comment = body[0]
    if len(body) > 1 or isinstance(comment.tag, str) or not (comment.text or "").startswith("[CDATA["):
        return None
    text = (comment.text or "")[7:]
    if "- -" in text or text.endswith("- "):  # what the tree makes of "--" in a comment
        return None
    if text.endswith("]]"):
        return text[:-2] + (comment.tail or "").rstrip()
    code, end, _ = (text + ">" + (comment.tail or "")).rpartition("]]>")
    return code if end else None


@action("confluence-panel", may_lose="text")
def confluence_panel(el: _Element, _argument: Any, work: Work) -> bool:
    """Turn a panel macro into a quotation that begins with its title; its other parameters go."""
    title = next((p.text for p in el.findall("ac_parameter") if p.get("ac_name") == "title"), None)
    body = el.find("ac_rich-text-body")
    if body is None or not work.may_lose(tree.visible_text(el)):
        return False
    for child in list(el):
        if child is not body:
            if child.get("ac_name") != "title":
                work.lose(tree.visible_text(child))
            el.remove(child)
    if title:
        heading = etree.Element("p")
        etree.SubElement(heading, "strong").text = title
        el.insert(0, heading)
    el.tag = "blockquote"
    el.attrib.clear()
    el.text = body.tail = None
    tree.unwrap(body)
    return True


@action("confluence-image")
def confluence_image(el: _Element, _argument: Any, _work: Work) -> bool:
    """Turn an image reference into an image."""
    source = next(
        (x.get("ri_value") or x.get("ri_filename") for x in el if x.tag in ("ri_url", "ri_attachment")), None
    )
    if not source:
        return False
    alt = el.get("ac_alt") or el.get("ac_title") or ""
    for child in list(el):
        el.remove(child)
    el.text = None
    el.tag = "img"
    el.attrib.clear()
    el.set("src", source)
    el.set("alt", alt)
    return True


@action("confluence-link")
def confluence_link(el: _Element, _argument: Any, work: Work) -> bool:
    """Turn a reference into a link to the attachment, or into its text where only Confluence knows the target."""
    target = next((x for x in el if isinstance(x.tag, str) and x.tag.startswith("ri_")), None)
    name = _name(target)
    body = next((x for x in el if x.tag in ("ac_link-body", "ac_plain-text-link-body")), None)
    text = name if body is None else _cdata(body) if body.tag == "ac_plain-text-link-body" else None
    attachment = target is not None and target.tag == "ri_attachment"
    if text is not None:
        for child in list(el):
            el.remove(child)
        el.text = text
        if body is None:
            work.say(text)
    elif body is not None:
        for child in list(el):
            if child is not body:
                el.remove(child)
        tree.unwrap(body)
    el.attrib.clear()
    el.tag = "a" if attachment else "span"
    if attachment:
        el.set("href", name)
    else:
        tree.unwrap(el)
    return True


def _name(target: _Element | None) -> str:
    """What a reference shows that has no text of its own; of a user, Confluence alone knows the name."""
    if target is None:
        return ""
    if target.tag == "ri_user":
        user = target.get("ri_username") or target.get("ri_account-id") or target.get("ri_userkey") or ""
        return f"@{user}" if user else ""
    return target.get("ri_filename") or target.get("ri_content-title") or ""


_EMOTICONS = {
    "smile": "🙂", "sad": "🙁", "cheeky": "😛", "laugh": "😀", "wink": "😉", "thumbs-up": "👍", "thumbs-down": "👎",
    "information": "ℹ️", "tick": "✅", "cross": "❌", "warning": "⚠️", "plus": "➕", "minus": "➖", "question": "❓",
    "light-on": "💡", "light-off": "💡", "yellow-star": "⭐", "red-star": "⭐", "green-star": "⭐", "blue-star": "⭐",
    "heart": "❤️", "broken-heart": "💔",
}  # fmt: skip


@action("confluence-emoticon")
def confluence_emoticon(el: _Element, _argument: Any, work: Work) -> bool:
    """Turn an emoticon into the character that it draws, or into its name where there is none."""
    named = [word.removeprefix("emoticon-") for word in el.get("class", "").split()]
    names = [el.get("ac_name", ""), *named]
    fallback = el.get("ac_emoji-fallback") or el.get("data-emoji-fallback") or ""
    drawn = [] if fallback.isascii() else [fallback]
    if (
        not fallback or "blue-star" not in names
    ):  # the name that Confluence gives to any that it has no name for
        drawn += [_EMOTICONS[name] for name in names if name in _EMOTICONS]
    shown = next(iter(drawn), "") or fallback or el.get("alt") or (f"({names[0]})" if names[0] else "")
    if not shown:
        return False
    text = etree.Element("span")
    text.text, text.tail, el.tail = shown, el.tail, None
    work.say(shown)
    el.getparent().replace(el, text)
    tree.unwrap(text)
    return True


@action("confluence-tasks", may_lose="text")
def confluence_tasks(el: _Element, _argument: Any, work: Work) -> bool:
    """Turn a task list into a list with boxes; the numbers of the tasks go, and their states are boxes now."""
    items = etree.Element("ul")
    for task in el.findall("ac_task"):
        item = etree.SubElement(items, "li")
        box = etree.SubElement(item, "input")
        set_box(box, (task.findtext("ac_task-status") or "").strip() == "complete")
        for part in ("ac_task-id", "ac_task-uuid", "ac_task-status"):
            work.lose((task.findtext(part) or "").strip())
        body = task.find("ac_task-body")
        if body is not None:
            box.tail = " "
            item.append(body)
            tree.unwrap(body)
    if not len(items):
        return False
    items.tail, el.tail = el.tail, None
    el.getparent().replace(el, items)
    return True
