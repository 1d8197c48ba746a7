"""Clean HTML has no heaps of blank lines where wrappers were, and keeps the white space that its author wrote."""

from __future__ import annotations

import pytest

import normalizer

NAVER = """<div class="se-main-container">
    <div class="se-component se-text" id="SE-1">
        <div class="se-component-content">
            <!-- SE-TEXT { --><p class="se-text-paragraph" style=""><span class="se-fs- se-ff-">첫</span></p><!-- } SE-TEXT -->
        </div>
    </div>
    <div class="se-component se-text" id="SE-2">
        <div class="se-component-content">
            <!-- SE-TEXT { --><p class="se-text-paragraph" style=""><span class="se-fs- se-ff-">둘</span></p><!-- } SE-TEXT -->
        </div>
    </div>
</div>
"""


@pytest.mark.parametrize("policy", ["author", "strict"])
def test_wrappers_leave_no_heaps_of_blank_lines(policy: str) -> None:
    cleaned = normalizer.clean_html(NAVER, policy=policy)
    assert cleaned == "<p>첫</p>\n<p>둘</p>\n"
    assert normalizer.clean_html(cleaned, policy=policy) == cleaned


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p>\n\n\n<p>b</p>\n\n",
        "\n\n<ul>\n\n  <li>a</li>\n\n</ul>\n",
        "<p>a <i>b</i>\n\n\n<i>c</i></p>",
        "<pre>a\n\n\n<b>b</b>\n\n\n</pre>",
    ],
)
def test_white_space_of_the_source_stays(html: str) -> None:
    assert normalizer.clean_html(html, policy="author") == html
    touched = f'<p data-ke-size="size16">x</p>{html}'
    assert normalizer.clean_html(touched, policy="author") == f"<p>x</p>{html}"


def test_white_space_in_code_stays() -> None:
    html = '<pre>a\n<b data-ke-size="1">\n</b>\n\nb</pre>'
    assert "a\n\n\n\nb" in normalizer.clean_html(html, policy="strict").replace("<b>", "").replace("</b>", "")
