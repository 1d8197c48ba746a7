"""Real Markdown engines, for judging pages by what their readers see.

Every engine is a function ``list[str] -> list[str]``: Markdown sources in, rendered bodies out, raw
HTML passed through as the sites do. Batches keep the cost of a process away from the documents.
"""

from __future__ import annotations

from engines import hugo, kramdown, library

Render = library.Render

ENGINES: dict[str, Render] = {
    "kramdown": kramdown.render,
    "goldmark": hugo.render,
    "goldmark-typographer": hugo.render_typographer,
    **library.ENGINES,
}
"""Every engine by name; the first three need programs that may be missing."""


def missing(name: str) -> str:
    """Say why the engine ``name`` cannot run here; empty when it can."""
    if name == "kramdown":
        return kramdown.missing()
    return hugo.missing() if name.startswith("goldmark") else ""
