"""Code spans and code blocks, with fences that their content cannot close."""

from __future__ import annotations

import re

from normalizer.dialects.dialect import Dialect
from normalizer.lazy import regex
from normalizer.writer import rawhtml

_TICKS = regex(r"`+")
_FILLED_LINE = regex(r"^(?=[^\n])", re.MULTILINE)
_FENCES = regex(r"^[ \t]*(`{3,}|~{3,})", re.MULTILINE)


def span(text: str, dialect: Dialect, in_cell: bool, *, starts_line: bool = False) -> str:
    """Return ``text`` as a code span, or as clean HTML where no span can say it.

    >>> from normalizer.dialects.dialect import get
    >>> span("a`b", get("gfm"), False)
    '``a`b``'
    """
    if not _can_span(text, dialect, in_cell):
        return f"<code>{rawhtml.inert(text)}</code>"
    fence = "`" * (max(map(len, _TICKS.findall(text)), default=0) + 1)
    if starts_line and dialect.span_opens_fence and len(fence) > 2:
        return f"<code>{rawhtml.inert(text)}</code>"
    if text[0] == "`" or text[-1] == "`" or (text[0] == " " and text[-1] == " " and text.strip(" ")):
        text = f" {text} "
    if in_cell:
        text = text.replace("|", "\\|")
    return f"{fence}{text}{fence}"


def _can_span(text: str, dialect: Dialect, in_cell: bool) -> bool:
    if not text or "\u00a0" in text:
        return False
    if dialect.template_code is not None and dialect.template_code.search(text):
        return False
    if in_cell and dialect.nested_code_loses is not None and dialect.nested_code_loses.search(text):
        return False
    if in_cell and (("|" in text and not dialect.pipe_in_code) or "\\|" in text):
        return False
    if dialect.code_edges == "end" and "`" not in text and text[0] != " ":
        return True
    return dialect.code_edges == "any" or (
        text[0] != " " and text[-1] != " " and not (in_cell and "`" in text)
    )


def block(text: str, language: str) -> str:
    """Return a fenced code block.

    >>> print(block("x", "python"))
    ```python
    x
    ```
    """
    longest = max((len(run) for run in _FENCES.findall(text) if run[0] == "`"), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}" if text else f"{fence}{language}\n{fence}"


def indented(text: str) -> str:
    """Return an indented code block, for renderers that read no fences inside lists and quotes."""
    return _FILLED_LINE.sub("    ", text)


def raw_block(text: str, language: str, dialect: Dialect, *, nested: bool) -> str:
    """Return a code block as clean HTML without blank lines, for text that Markdown would change."""
    name = f' class="language-{rawhtml.inert(language)}"' if language else ""
    in_one_line = nested and not dialect.nested_html  # the indent of lines would be part of it
    if not in_one_line or text.endswith("\n"):
        text += "\n"
    content = rawhtml.code(text, dialect, nested=nested)
    if in_one_line:
        content = content.replace("\n", "&#10;")
    return f"<pre><code{name}>{content}</code></pre>"
