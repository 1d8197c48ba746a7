"""Which Markdown dialect a site is built with, read from the settings file of its generator.

The clean-file path may ask, so nothing but ``os`` and ``re`` is imported and no settings file is
parsed: one line of each tells enough, and a wrong guess only costs reach, never meaning.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from normalizer.lazy import regex

_SETTINGS_LIMIT = 65536
_JEKYLL_ENGINE = regex(r"""^["']?markdown["']?[ \t]*[:=]\s*["']?([A-Za-z_]++)""", re.MULTILINE)
_JEKYLL_ENGINES = {
    "kramdown": "kramdown",
    # GitHub Pages builds with kramdown whatever is asked for but its own; elsewhere these are no more.
    "redcarpet": "kramdown",
    "rdiscount": "kramdown",
    "maruku": "kramdown",
    "commonmark": "commonmark",
    "commonmarkghpages": "gfm",
    "gfm": "gfm",  # the name that GitHub Pages has for the one above
}
_COMMONMARK_EXTENSIONS = (regex(r"\btable\b"), regex(r"\bstrikethrough\b"))
# Hexo has the file name from Jekyll, and keys that Jekyll has not.
_HEXO_KEY = regex(
    r"^(?:new_post_name|skip_render|public_dir|source_dir|tag_dir|category_dir)[ \t]*:", re.MULTILINE
)
# `config.toml` is nobody's own name; these are keys that a Hugo site sets at the top level.
_HUGO_KEY = regex(
    r"""^[ \t]*["']?(?:baseURL|languageCode|theme|publishDir|contentDir)["']?[ \t]*[:=]""",
    re.MULTILINE | re.IGNORECASE,
)
_ZOLA_KEY = regex(r"^base_url[ \t]*=", re.MULTILINE)
_HUGO_ENGINE = regex(
    r"""^[ \t]*(?:markup\.)?["']?defaultMarkdownHandler["']?[ \t]*[:=][ \t]*["']?(\w++)""",
    re.MULTILINE | re.IGNORECASE,
)
_HUGO_FOLDERS = ("content", "archetypes", "layouts", "themes")
_UNKNOWN = ""
"""The dialect of a site that is known, whose engine is not."""


def _jekyll(file: str) -> str:
    head = _head(file)
    if _HEXO_KEY.search(head) or os.path.isfile(os.path.join(os.path.dirname(file), "_toc.yml")):
        return "portable"  # Hexo, Jupyter Book: markdown-it and its like
    engine = _JEKYLL_ENGINE.search(head)
    dialect = _JEKYLL_ENGINES.get(engine[1].lower(), _UNKNOWN) if engine else "kramdown"
    if dialect == "commonmark" and all(extension.search(head) for extension in _COMMONMARK_EXTENSIONS):
        return "gfm"
    return dialect


def _hugo(file: str) -> str:
    engine = _HUGO_ENGINE.search(_head(file))
    return "goldmark" if engine is None or engine[1].lower() == "goldmark" else _UNKNOWN


def _old_hugo(file: str) -> str | None:
    head = _head(file)
    folder = os.path.dirname(file)
    if _ZOLA_KEY.search(head) and os.path.isdir(os.path.join(folder, "content")):
        return "portable"
    if _HUGO_KEY.search(head) and any(os.path.isdir(os.path.join(folder, name)) for name in _HUGO_FOLDERS):
        return _hugo(file)
    return None


def _python_markdown(_file: str) -> str:
    return "python-markdown"


def _markdown_it(_file: str) -> str:
    return "portable"  # with tables and strikethrough, which is what `portable` is written for


_SUFFIXES = ("toml", "yaml", "yml", "json")
_GENERATORS: dict[str, Callable[[str], str | None]] = {
    **dict.fromkeys(("_config.yml", "_config.yaml", "_config.toml"), _jekyll),
    **{f"hugo.{suffix}": _hugo for suffix in _SUFFIXES},
    **{f"config/_default/hugo.{suffix}": _hugo for suffix in _SUFFIXES},
    **{f"config/_default/config.{suffix}": _hugo for suffix in _SUFFIXES},
    **{f"config.{suffix}": _old_hugo for suffix in _SUFFIXES},
    **dict.fromkeys(("mkdocs.yml", "mkdocs.yaml", "zensical.toml", "pelicanconf.py"), _python_markdown),
    **{f".eleventy.{suffix}": _markdown_it for suffix in ("js", "cjs", "mjs")},
    **{f"eleventy.config.{suffix}": _markdown_it for suffix in ("js", "mjs", "cjs", "ts", "mts", "cts")},
}
"""What reads the settings file of that name: a dialect, ``_UNKNOWN``, or None where it is somebody else's file."""

_known: dict[str, tuple[str, str]] = {}


def detect_dialect(path: str | os.PathLike[str]) -> str | None:
    """Return the dialect of the site that the file belongs to, or None where no generator is found.

    Looks in the directory of ``path`` and upwards, to the root of its repository; the nearest site counts,
    even where its engine is none of ours.
    """
    return _found(path)[0] or None


def settings_file(path: str | os.PathLike[str]) -> str:
    """The settings file that decided the dialect of ``path``, or ``""``."""
    return _found(path)[1]


def _found(path: str | os.PathLike[str]) -> tuple[str, str]:
    here = os.path.dirname(os.path.abspath(os.fspath(path)))
    visited = []
    answer = ("", "")
    while True:
        if here in _known:
            answer = _known[here]
            break
        visited.append(here)
        answer = _in_directory(here)
        parent = os.path.dirname(here)
        if answer[1] or parent == here or os.path.exists(os.path.join(here, ".git")):
            break
        here = parent
    for folder in visited:
        _known[folder] = answer
    return answer


def _in_directory(folder: str) -> tuple[str, str]:
    for name, reads in _GENERATORS.items():
        file = os.path.join(folder, *name.split("/"))
        if os.path.isfile(file) and (dialect := reads(file)) is not None:
            return dialect, file
    return "", ""


def _head(file: str) -> str:
    try:
        with open(file, "rb") as settings:
            return settings.read(_SETTINGS_LIMIT).decode("utf-8-sig", "replace")
    except OSError:
        return ""
