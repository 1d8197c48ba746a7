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


@pytest.mark.parametrize("tag", ["script", "style", "object", "iframe", "template", "noscript", "textarea"])
@pytest.mark.parametrize("text", ["the {} tag is one.\n", "a *b*\n\n## the {} tag\n\n<b>c</b>\n"])
def test_a_stranger_names_them(text: str, tag: str) -> None:
    result = normalizer.normalize(text.format(f"<{tag}>"), source="markdown", rules="faithful")
    assert result.text.startswith(text.partition("{")[0])
    assert f"the &lt;{tag}> tag" in result.text


@pytest.mark.parametrize("tag", ["style", "object", "iframe", "template", "noscript", "textarea"])
def test_what_runs_nothing_stays_in_ones_own(tag: str) -> None:
    result = normalizer.normalize(f"the <{tag}> tag is one.\n", source="markdown", policy="author")
    assert not result.changed
    assert f"write &lt;{tag}>" in result.skips[0].reason
