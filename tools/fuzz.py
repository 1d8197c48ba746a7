"""Coverage-guided fuzzing of the whole library: ``pip install atheris; python tools/fuzz.py [-max_total_time=1800] [SEEDS]``.

The first byte of an input chooses source, dialect and policy; the rest is the document. An input fails if the
library raises anything but its own errors, if the page of the output is alive, or if a second run changes it.
What is found belongs into the tests as a case.
"""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

with atheris.instrument_imports(include=["normalizer"]):
    import normalizer
    from normalizer.policy import policies as policy
    from normalizer.proof import judge, safety
    from normalizer.source import mask

    # The library loads its parts when it needs them: by then nothing would be instrumented any more.
    for _module in pkgutil.walk_packages(normalizer.__path__, "normalizer."):
        if not _module.name.endswith("__main__"):
            import_module(_module.name)

SOURCES = ("html", "markdown")
DIALECTS = ("portable", "kramdown", "goldmark", "python-markdown")
POLICIES = ("strict", "strict", "strict", "author")


def one_input(data: bytes) -> None:
    """Run one document through the library and check laws 3 and 4 on what comes back."""
    if len(data) < 2:
        return
    choice, text = data[0], data[1:].decode("utf-8", "replace")
    source, dialect = SOURCES[choice & 1], DIALECTS[choice >> 1 & 3]
    name = POLICIES[choice >> 3 & 3]
    try:
        output = normalizer.normalize(text, source=source, dialect=dialect, policy=name).text
    except normalizer.NormalizerError:
        return
    found = safety.findings(judge.render(_page(output, name)), policy.get(name))
    if name == "author":  # what runs code goes from one's own posts as well
        found = [one for one in found if one.endswith("runs code")]
    if found:
        raise AssertionError(f"alive: {found} in {output!r}")
    again = normalizer.normalize(output, source="markdown", dialect=dialect, policy=name).text
    if again != output:
        raise AssertionError(f"unstable: {output!r} -> {again!r}")


def _page(output: str, name: str) -> str:
    """What makes the page: of one's own posts without template code, which a site runs before."""
    if name != "author":
        return output
    source = output.encode("utf-8")
    return mask.masked(source, mask.before_the_page(source)).decode("utf-8")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
