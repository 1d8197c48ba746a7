"""Tags that one's own prose names, not uses: their block shows them, and nothing after them is swallowed."""

from __future__ import annotations

import pytest

import normalizer

SHOWN = [
    "- transform {} blocks ([notes](https://example.org/notes))\n- b\n\nafter\n",
    "## The {} tag\n\ntext\n",
    "| a | b |\n|---|---|\n| {} | c |\n| d | e |\n",
    "use {} here:\n\n```js\nx\n```\n\nend\n",
    "keep `<script>` in code, and {} elsewhere\n",
    "> {} in a quote\n\nafter\n",
]


@pytest.mark.parametrize("text", SHOWN)
def test_shown_as_text(text: str) -> None:
    result = normalizer.normalize(text.format("<script>"), source="markdown", policy="author")
    assert result.text == text.format("&lt;script>")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a <script>alert(1)</script> b\n", "a  b\n"),
        ("- a\n- b <script>alert(1)</script>\n- c\n", "- a\n- b \n- c\n"),
        ("<script>\nalert(1)\n</script>\n\nb\n", "b\n"),
    ],
)
def test_a_script_goes(text: str, clean: str) -> None:
    assert normalizer.normalize(text, source="markdown", policy="author").text == clean
