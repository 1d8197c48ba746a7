"""The engines that are Python libraries: cmark-gfm, markdown-it, Python-Markdown, mistune."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cmarkgfm
import markdown
import mistune
from markdown.inlinepatterns import SimpleTagInlineProcessor
from markdown_it import MarkdownIt

Render = Callable[[list[str]], list[str]]

_UNSAFE = cmarkgfm.Options.CMARK_OPT_UNSAFE
_FOOTNOTES = cmarkgfm.Options.CMARK_OPT_FOOTNOTES
_PYTHON_MARKDOWN = ["extra", "sane_lists"]


def cmark(documents: list[str]) -> list[str]:
    """Render with cmark, the CommonMark reference implementation."""
    return [cmarkgfm.markdown_to_html(text, options=_UNSAFE) for text in documents]


def _decoded(text: str, extensions: list[str]) -> str:
    try:
        page: str = cmarkgfm.markdown_to_html_with_extensions(
            text, options=_UNSAFE | _FOOTNOTES, extensions=extensions
        )
    except UnicodeDecodeError as error:  # it cuts a character of "[^-\n---가~~- ~]_" in two
        return bytes(error.object).decode("utf-8", "replace")
    return page


def cmark_gfm(documents: list[str]) -> list[str]:
    """Render as GitHub does: tables, strikethrough, task lists, footnotes; no extended autolinks."""
    extensions = ["table", "strikethrough", "tasklist"]
    return [_decoded(text, extensions) for text in documents]


def cmark_with_footnotes(documents: list[str]) -> list[str]:
    """Render CommonMark with nothing but footnotes, which whoever writes `[^1]: …` has."""
    return [_decoded(text, []) for text in documents]


def _markdown_it(preset: str, *rules: str) -> Render:
    parser = MarkdownIt(preset, {"maxNesting": 2000, "html": True}).enable(list(rules))
    return lambda documents: [str(parser.render(text)) for text in documents]


def python_markdown(documents: list[str]) -> list[str]:
    """Render with Python-Markdown and `extra`, as MkDocs does."""
    parser = markdown.Markdown(extensions=_PYTHON_MARKDOWN)
    return [parser.reset().convert(text) for text in documents]


def python_markdown_strikethrough(documents: list[str]) -> list[str]:
    """Render with Python-Markdown and `extra`, and `~~` read as the usual extensions read it."""
    parser = markdown.Markdown(extensions=_PYTHON_MARKDOWN)
    tildes = SimpleTagInlineProcessor(r"(~~)(?!\s)(.+?)(?<!\s)~~", "del")
    parser.inlinePatterns.register(tildes, "strikethrough", 55)
    return [parser.reset().convert(text) for text in documents]


def mistune_pages(documents: list[str]) -> list[str]:
    """Render with mistune, raw HTML on, tables and strikethrough as most users set it up."""
    parser: Any = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])
    return [str(parser(text)) for text in documents]


ENGINES: dict[str, Render] = {
    "cmark": cmark,
    "cmark-gfm": cmark_gfm,
    "markdown-it": _markdown_it("commonmark", "table", "strikethrough"),
    "markdown-it-commonmark": _markdown_it("commonmark"),
    "python-markdown": python_markdown,
    "mistune": mistune_pages,
}
