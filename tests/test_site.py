"""The dialect is read from the generator's own settings file."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest
import yaml

from normalizer.dialects import site

SITES = yaml.safe_load((pathlib.Path(__file__).parent / "cases" / "sites.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", SITES, ids=lambda case: case["name"])
def test_detection(tmp_path: pathlib.Path, case: dict[str, Any]) -> None:
    (tmp_path / ".git").mkdir()
    for name, content in case["files"].items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content.encode("utf-8"))
    assert site.detect_dialect(tmp_path / "content" / "posts" / "글.md") == case["dialect"]


def test_the_repository_is_the_border(tmp_path: pathlib.Path) -> None:
    (tmp_path / "_config.yml").write_text("")
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    assert site.detect_dialect(tmp_path / "repo" / "a.md") is None
    assert site.detect_dialect(tmp_path / "a.md") == "kramdown"
    assert site.settings_file(tmp_path / "a.md") == str(tmp_path / "_config.yml")


def test_the_nearest_site_wins(tmp_path: pathlib.Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "_config.yml").write_text("")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "mkdocs.yml").write_text("")
    assert site.detect_dialect(tmp_path / "docs" / "docs" / "a.md") == "python-markdown"
    assert site.detect_dialect(tmp_path / "_posts" / "a.md") == "kramdown"


def test_an_unreadable_settings_file_is_not_fatal(tmp_path: pathlib.Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "_config.yml").write_bytes(b"\xff\xfe\x00markdown")
    assert site.detect_dialect(tmp_path / "a.md") == "kramdown"
