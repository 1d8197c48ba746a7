"""Template code in an HTML file of one's own comes back to the letter, or the file stays as it was."""

from __future__ import annotations

import pytest

import normalizer

KEPT = {
    "comparison": ("{% if a > b %}<p><b></b>x</p>{% endif %}", "{% if a > b %}<p>x</p>{% endif %}"),
    "in an attribute": ('<p><a href="{{ u }}/x">x</a><b></b></p>', '<p><a href="{{ u }}/x">x</a></p>'),
    "tags in it": ("<p>{{ x | y: '<b>' }}<b></b></p>", "<p>{{ x | y: '<b>' }}</p>"),
    "over lines": (
        "{% assign x = y\n  | replace: '<b>', '<i>'\n%}<p><b></b>x</p>",
        "{% assign x = y\n  | replace: '<b>', '<i>'\n%}<p>x</p>",
    ),
    "PHP": ("<p><?= $a->b ?><b></b></p>", "<p><?= $a->b ?></p>"),
    "in a cell": (
        "<table><tbody><tr><td>{{ a }}<b></b></td></tr></tbody></table>",
        "<table><tbody><tr><td>{{ a }}</td></tr></tbody></table>",
    ),
    "in a script, which goes": ('<script>var a = "{{ b }}"</script><p><b></b>{{ c }}</p>', "<p>{{ c }}</p>"),
    "none": ("<p><b></b>x</p>", "<p>x</p>"),
}
LEFT = {
    "in a tag": '<p {% if x %}class="b"{% endif %}>x<b></b></p>',
    "between rows": "<table>{% for a in b %}<tr><td><b></b>{{ a }}</td></tr>{% endfor %}</table>",
    "one between rows": "<table>{% if a %}<tr><td>x<b></b></td></tr></table>",
}


def clean(html: str) -> normalizer.Result:
    return normalizer.normalize(html, source="html", to="html", policy="author")


@pytest.mark.parametrize("case", KEPT)
def test_constructs_come_back(case: str) -> None:
    source, wanted = KEPT[case]
    found = clean(source)
    assert (found.text.strip(), list(found.skips)) == (wanted, [])
    assert clean(found.text).text == found.text


@pytest.mark.parametrize("case", LEFT)
def test_what_cannot_come_back_stays(case: str) -> None:
    found = clean(LEFT[case])
    assert (found.text, found.changes) == (LEFT[case], ())
    assert "template code" in found.skips[0].reason


def test_places_are_those_of_the_file() -> None:
    [change] = clean("{{ a }}\n{% b %}<p>{{ c }}x<b></b></p>").changes
    assert (change.line, change.column, change.rule) == (2, 19, "empty-inline")


def test_the_text_of_strangers_is_made_inert() -> None:
    found = normalizer.normalize("<p>{{ a }}</p>", source="html", policy="strict").text
    assert "{{" not in found


def test_template_code_between_rows_stays_there_in_markdown() -> None:
    table = "<table>{% for a in b %}<tr><td><b>x</b></td></tr>{% endfor %}</table>\n"
    text = f'{table}\n<p data-ke-size="size16">b</p>\n'
    done = normalizer.normalize(text, source="markdown", policy="author")
    assert done.text == f"{table}\nb\n"
    assert [skip.reason.partition(";")[0] for skip in done.skips] == [
        "template code stands where HTML can hold no text"
    ]


def test_a_conversion_that_is_left_alone_is_stable_too() -> None:
    """What stays HTML in the Markdown file is read as Markdown the next time."""
    html = '<table>{% if a %}<tr><td>x</td></tr>{% endif %}</table>\n\n<p data-ke-size="size16">b</p>\n'
    once = normalizer.normalize(html, source="html", policy="author").text
    assert once == "<table>{% if a %}<tr><td>x</td></tr>{% endif %}</table>\n\nb\n"
    assert normalizer.normalize(once, source="markdown", policy="author").text == once
