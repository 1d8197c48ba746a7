"""What a run says, in one module per format.

Every format is a function ``render(outcomes, style) -> Iterator[str]``: it takes outcomes as they come
and yields pieces of text, so that a report over ten thousand files starts at once where its format allows.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from normalizer.report.findings import Style
    from normalizer.report.outcome import Outcome

MODULES = {
    "full": "full",
    "concise": "concise",
    "json": "json_document",
    "json-lines": "json_lines",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "sarif": "sarif",
    "statistics": "counts",
}


def renderer(name: str) -> Callable[[Iterable[Outcome], Style], Iterator[str]]:
    """The ``render`` function of a format."""
    render: Callable[[Iterable[Outcome], Style], Iterator[str]] = import_module(
        f"normalizer.report.{MODULES[name]}"
    ).render
    return render
