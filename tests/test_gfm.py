"""The reference renderer: what it takes for one page is there for the next."""

from __future__ import annotations

import subprocess
import sys

import pytest
from cmarkgfm import cmark

from normalizer.proof import gfm

_SERVICE = """
import resource
from normalizer.proof import gfm

page = "| a | b |\\n|---|---|\\n| *c* | ~~d~~[^1] |\\n\\n[^1]: e\\n\\n" * 300
peak = []
for number in range(300):
    gfm.render(page + str(number))
    if number in (99, 299):
        peak.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print((peak[1] - peak[0]) * (1 if __import__("sys").platform == "darwin" else 1024))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the library shows nobody the functions that free memory")
def test_a_service_does_not_grow() -> None:
    """200 pages of 13 KB would leave some 100 MB behind; a peak may still rise by a page or two."""
    done = subprocess.run([sys.executable, "-c", _SERVICE], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 5_000_000


@pytest.mark.parametrize(
    "markdown",
    ["", "a **b**", "| a |\n|---|\n| ~~b~~ |\n", "- [x] a\n", "a[^1]\n\n[^1]: b\n", "<b onclick=c>d</b>"],
)
def test_the_page_is_that_of_the_package(markdown: str) -> None:
    options = cmark.Options.CMARK_OPT_UNSAFE | cmark.Options.CMARK_OPT_FOOTNOTES
    extensions = ["table", "strikethrough", "tasklist"]
    assert gfm.render(markdown) == cmark.markdown_to_html_with_extensions(markdown, options, extensions)
