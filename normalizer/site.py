"""Which Markdown dialect a site is built with, read from the settings file of its generator.

The clean-file path may ask, so nothing but ``os`` and ``re`` is imported and no settings file is
parsed: one line of each tells enough, and a wrong guess only costs reach, never meaning.
"""

from __future__ import annotations

import os
import re

from normalizer.lazy import regex

_SETTINGS_LIMIT = 65536
_JEKYLL_ENGINE = regex(r"""^[ \t]*markdown[ \t]*[:=][ \t]*["']?([A-Za-z_]++)""", re.MULTILINE)
# `config.toml` is nobody's own name; these are keys that a Hugo site sets at the top level.
_HUGO_KEY = regex(
    r"""^["']?(?:baseURL|languageCode|theme|publishDir|contentDir)["']?[ \t]*[:=]""",
    re.MULTILINE | re.IGNORECASE,
)
_JEKYLL_ENGINES = {
    "kramdown": "kramdown",
    "gfm": "kramdown",
    "commonmark": "commonmark",
    "commonmarkghpages": "gfm",
}

_GENERATORS = {
    "_config.yml": "jekyll",
    "_config.yaml": "jekyll",
    "_config.toml": "jekyll",
    "hugo.toml": "goldmark",
    "hugo.yaml": "goldmark",
    "hugo.yml": "goldmark",
    "hugo.json": "goldmark",
    "config.toml": "hugo",
    "config.yaml": "hugo",
    "config.yml": "hugo",
    "mkdocs.yml": "python-markdown",
    "mkdocs.yaml": "python-markdown",
    "zensical.toml": "python-markdown",
    "pelicanconf.py": "python-markdown",
    # markdown-it, with tables and strikethrough, which is what `portable` is written for
    ".eleventy.js": "portable",
    ".eleventy.cjs": "portable",
    "eleventy.config.js": "portable",
    "eleventy.config.mjs": "portable",
    "eleventy.config.cjs": "portable",
    "eleventy.config.ts": "portable",
}

_known: dict[str, tuple[str | None, str]] = {}


def detect_dialect(path: str | os.PathLike[str]) -> str | None:
    """Return the dialect of the site that the file belongs to, or None where no generator is found.

    Looks in the directory of ``path`` and upwards, to the root of its repository.
    """
    return _found(path)[0]


def settings_file(path: str | os.PathLike[str]) -> str:
    """The settings file that decided the dialect of ``path``, or ``""``."""
    return _found(path)[1]


def _found(path: str | os.PathLike[str]) -> tuple[str | None, str]:
    here = os.path.dirname(os.path.abspath(os.fspath(path)))
    visited = []
    answer: tuple[str | None, str] = (None, "")
    while True:
        if here in _known:
            answer = _known[here]
            break
        visited.append(here)
        answer = _in_directory(here)
        parent = os.path.dirname(here)
        if answer[0] or parent == here or os.path.exists(os.path.join(here, ".git")):
            break
        here = parent
    for folder in visited:
        _known[folder] = answer
    return answer


def _in_directory(folder: str) -> tuple[str | None, str]:
    for name, generator in _GENERATORS.items():
        file = os.path.join(folder, name)
        if os.path.isfile(file) and (dialect := _dialect_of(generator, file)):
            return dialect, file
    return None, ""


def _dialect_of(generator: str, file: str) -> str | None:
    if generator == "jekyll":
        engine = _JEKYLL_ENGINE.search(_head(file))
        return _JEKYLL_ENGINES.get(engine[1].lower()) if engine else "kramdown"
    if generator == "hugo":
        content = os.path.join(os.path.dirname(file), "content")
        return "goldmark" if os.path.isdir(content) and _HUGO_KEY.search(_head(file)) else None
    return generator


def _head(file: str) -> str:
    try:
        with open(file, "rb") as settings:
            return settings.read(_SETTINGS_LIMIT).decode("utf-8", "replace")
    except OSError:
        return ""
