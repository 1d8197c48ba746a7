"""HTML to Markdown per dialect under faithful rules, by the names that the fidelity scorer calls."""

from __future__ import annotations

from functools import cache, partial

from normalizer import Normalizer, Policy


@cache
def normalizer(dialect: str, policy: Policy | str = "strict") -> Normalizer:
    """Return the exact converter for ``dialect`` under ``policy``."""
    return Normalizer(source="html", to="markdown", dialect=dialect, rules="faithful", policy=policy)


def _converter(dialect: str, html: str) -> str:
    return normalizer(dialect).normalize(html).text


gfm = partial(_converter, "gfm")
commonmark = partial(_converter, "commonmark")
kramdown = partial(_converter, "kramdown")
goldmark = partial(_converter, "goldmark")
python_markdown = partial(_converter, "python-markdown")
portable = partial(_converter, "portable")
