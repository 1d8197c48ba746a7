"""The dialect is read from the generator's own settings file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from normalizer import site

if TYPE_CHECKING:
    from pathlib import Path

SITES = {
    "Jekyll by default": ({"_config.yml": "title: x\n"}, "kramdown"),
    "Jekyll, said": ({"_config.yml": "a: 1\nmarkdown: kramdown # as ever\n"}, "kramdown"),
    "Jekyll, quoted": ({"_config.yml": 'markdown: "CommonMark"\n'}, "commonmark"),
    "Jekyll on GitHub": ({"_config.yml": "markdown: CommonMarkGhPages\n"}, "gfm"),
    "Jekyll, an engine that is not known": ({"_config.yml": "markdown: MyProcessor\n"}, None),
    "Jekyll, another key that ends alike": (
        {"_config.yml": "kramdown:\n  x: 1\nmy_markdown: CommonMark\n"},
        "kramdown",
    ),
    "Hugo": ({"hugo.toml": ""}, "goldmark"),
    "Hugo, YAML": ({"hugo.yaml": ""}, "goldmark"),
    "old Hugo": ({"config.toml": 'baseURL = "https://x.example/"\n', "content/a.md": ""}, "goldmark"),
    "somebody else's config.toml": ({"config.toml": "[server]\nport = 1\n", "content/a.md": ""}, None),
    "config.toml with a theme but no content": ({"config.toml": 'theme = "x"\n'}, None),
    "MkDocs": ({"mkdocs.yml": "site_name: x\n"}, "python-markdown"),
    "Eleventy": ({".eleventy.js": ""}, "portable"),
    "Eleventy 3": ({"eleventy.config.js": ""}, "portable"),
    "nothing": ({"README.md": ""}, None),
}


@pytest.mark.parametrize("case", SITES)
def test_detection(tmp_path: Path, case: str) -> None:
    tree, expected = SITES[case]
    (tmp_path / ".git").mkdir()
    for name, content in tree.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    assert site.detect_dialect(tmp_path / "content" / "posts" / "글.md") == expected


def test_the_repository_is_the_border(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("")
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    assert site.detect_dialect(tmp_path / "repo" / "a.md") is None
    assert site.detect_dialect(tmp_path / "a.md") == "kramdown"
    assert site.settings_file(tmp_path / "a.md") == str(tmp_path / "_config.yml")


def test_the_nearest_site_wins(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "_config.yml").write_text("")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "mkdocs.yml").write_text("")
    assert site.detect_dialect(tmp_path / "docs" / "docs" / "a.md") == "python-markdown"
    assert site.detect_dialect(tmp_path / "_posts" / "a.md") == "kramdown"


def test_an_unreadable_settings_file_is_not_fatal(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "_config.yml").write_bytes(b"\xff\xfe\x00markdown")
    assert site.detect_dialect(tmp_path / "a.md") == "kramdown"
