"""HTML to Markdown per dialect under faithful rules, by the names that the fidelity scorer calls."""

from __future__ import annotations

from functools import partial

from normalizer import Normalizer


def _converter(dialect: str, html: str) -> str:
    found = _CACHE.get(dialect)
    if found is None:
        found = _CACHE[dialect] = Normalizer(source="html", to="markdown", dialect=dialect, rules="faithful")
    return found.normalize(html).text


_CACHE: dict[str, Normalizer] = {}
gfm = partial(_converter, "gfm")
commonmark = partial(_converter, "commonmark")
kramdown = partial(_converter, "kramdown")
goldmark = partial(_converter, "goldmark")
python_markdown = partial(_converter, "python-markdown")
portable = partial(_converter, "portable")
