"""cmark-gfm, the reference renderer, by way of the package cmarkgfm; the memory it takes is given back.

The package keeps the syntax tree and the page of every document for good, some fifteen bytes for each byte of
Markdown: a service that normalizes all day would grow until it dies. It offers no call that frees them, so the two
that cmark has for it are looked up in the package's library.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cmarkgfm import cmark

_EXTENSIONS = ("table", "strikethrough", "tasklist")
_OPTIONS = cmark.Options.CMARK_OPT_UNSAFE | cmark.Options.CMARK_OPT_FOOTNOTES
_c = cmark._cmark
Free = Callable[[Any, Any], None]


def render(markdown: str) -> str:
    """Return the HTML of ``markdown``: GFM without bare-URL links, with footnotes and raw HTML.

    Where the renderer cuts a character in two, the pieces are U+FFFD, as a reader would see them. A byte-order mark
    at the start is text: that of the file is not in ``markdown`` any more, and the renderer would take one away.
    """
    if markdown.startswith("\ufeff"):
        markdown = "\ufeff" + markdown
    parser = cmark.parser_new(_OPTIONS)
    root = html = None
    try:
        for extension in _extensions():
            cmark.parser_attach_syntax_extension(parser, extension)
        cmark.parser_feed(parser, markdown)
        root = cmark.parser_finish(parser)
        html = _c.lib.cmark_render_html(root, _OPTIONS, cmark.parser_get_syntax_extensions(parser))
        return bytes(_c.ffi.string(html)).decode("utf-8", "replace")
    finally:
        cmark.parser_free(parser)
        if root is not None:
            _unused.give_back(root, html, len(markdown))


@lru_cache(maxsize=1)
def _extensions() -> tuple[Any, ...]:
    cmark.core_extensions_ensure_registered()
    return tuple(map(cmark.find_syntax_extension, _EXTENSIONS))


class _Unused:
    """What the renderer has allocated and nobody needs any more."""

    _FEW = 200_000
    """Characters of Markdown whose memory is left to the end of the process: to import `ctypes` takes longer than most
    posts, and a hook reads a few posts only."""

    def __init__(self) -> None:
        self.left = 0

    def give_back(self, root: object, html: object, size: int) -> None:
        """Free a syntax tree and its page."""
        if self.left < self._FEW:
            self.left += size
        elif free := _free():
            free(root, html)


@lru_cache(maxsize=1)
def _free() -> Free | None:
    """Return what frees a tree and a page; None on systems whose libraries show nobody their functions."""
    import ctypes

    try:
        library = ctypes.CDLL(_c.__file__)
        free_node, free = library.cmark_node_free, library.free
    except (OSError, AttributeError):
        return None
    free_node.argtypes, free_node.restype = [ctypes.c_void_p], None
    free.argtypes, free.restype = [ctypes.c_void_p], None

    def give_back(root: Any, html: Any) -> None:
        free_node(int(_c.ffi.cast("uintptr_t", root)))
        if html is not None:
            free(int(_c.ffi.cast("uintptr_t", html)))

    return give_back


_unused = _Unused()
