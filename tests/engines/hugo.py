"""goldmark as Hugo runs it: one throw-away site per batch, one page per document."""

from __future__ import annotations

import functools
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

_SHORTCODE = re.compile(r"\{\{(?=[<%])")


@functools.cache
def missing() -> str:
    """Say why Hugo cannot run here; empty when it can."""
    return "" if shutil.which("hugo") else "hugo is not installed"


def render(documents: list[str], *, typographer: bool = False) -> list[str]:
    """Render each of ``documents`` with raw HTML on and, unless asked, without re-typesetting.

    A document on which Hugo fails comes back with the failure for its text: its goldmark panics on some.

    Shortcode openers are set apart by a space, since an unknown shortcode would end the build.
    """
    if not documents:
        return []
    with tempfile.TemporaryDirectory() as folder:
        site = pathlib.Path(folder)
        _write_site(site, documents, typographer)
        run = subprocess.run(
            ["hugo", "--quiet", "--source", folder], capture_output=True, text=True, check=False
        )
        if run.returncode and len(documents) > 1:
            half = len(documents) // 2
            return [
                page
                for part in (documents[:half], documents[half:])
                for page in render(part, typographer=typographer)
            ]
        if run.returncode and "runtime error" in run.stdout + run.stderr:
            return ["<p>Hugo failed: runtime error</p>"]
        if run.returncode:
            raise RuntimeError(f"hugo failed: {run.stdout[-500:]}{run.stderr[-500:]}")
        return [_page(site, number, text) for number, text in enumerate(documents)]


def render_typographer(documents: list[str]) -> list[str]:
    """Render with Hugo's default typographer: curly quotes, dashes and ellipses."""
    return render(documents, typographer=True)


def _page(site: pathlib.Path, number: int, text: str) -> str:
    page = site / "public" / f"p{number}" / "index.html"
    if page.exists():
        return page.read_text(encoding="utf-8")
    return "<p>Hugo wrote no page</p>" if text.strip() else ""


def _write_site(site: pathlib.Path, documents: list[str], typographer: bool) -> None:
    settings = {
        "baseURL": "http://localhost/",
        "disableKinds": ["home", "section", "taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"],
        "enableEmoji": False,
        "markup": {
            "goldmark": {
                "renderer": {"unsafe": True},
                "extensions": {"typographer": typographer, "linkify": False},
            },
            "highlight": {"codeFences": False},
        },
    }
    layout = site / "layouts" / "_default" / "single.html"
    layout.parent.mkdir(parents=True)
    layout.write_text("{{ .Content }}", encoding="utf-8")
    (site / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    content = site / "content"
    content.mkdir()
    for number, text in enumerate(documents):
        source = _SHORTCODE.sub("{{ ", text)
        (content / f"p{number}.md").write_bytes(b'{"title": "p"}\n\n' + source.encode("utf-8", "replace"))
