"""Rule-driven HTML sanitizer and normalizer: clean, safe, semantic Markdown, proven by rendering it again.

>>> import normalizer
>>> normalizer.to_markdown('<p style="margin:0"><b><span style="color:red">Hello</span></b> world</p>')
'**Hello** world\\n'

Importing this package is cheap: parsers load with the first document that needs them.
"""

from __future__ import annotations

from normalizer.errors import EncodingError, InputLimitError, NormalizerError, RulesError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from normalizer.model import Change, Skip
    from normalizer.normalizing import Normalizer
    from normalizer.policy.policies import Policy
    from normalizer.result import Result
    from normalizer.rules.ruleset import RuleSet

__version__ = "0.1.0"
__all__ = [
    "Change",
    "EncodingError",
    "InputLimitError",
    "Normalizer",
    "NormalizerError",
    "Policy",
    "Result",
    "RuleSet",
    "RulesError",
    "Skip",
    "clean_html",
    "normalize",
    "normalize_file",
    "to_markdown",
]

_HOMES = {
    "Change": "normalizer.model",
    "Skip": "normalizer.model",
    "Normalizer": "normalizer.normalizing",
    "Policy": "normalizer.policy.policies",
    "Result": "normalizer.result",
    "RuleSet": "normalizer.rules.ruleset",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'normalizer' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def normalize(
    text: str | bytes,
    *,
    source: str = "auto",
    to: str = "markdown",
    dialect: str = "portable",
    policy: str | Policy | Mapping[str, Any] = "strict",
    rules: RuleSet | str | None = None,
    path: str = "",
    verify_with: str = "",
) -> Result:
    """Normalize one document and prove the rewrite.

    Markdown with HTML in it is changed only where it holds HTML (or an unsafe link) that a rule or the
    policy names; HTML becomes Markdown as a whole. ``rules`` is None for the shipped defaults,
    ``"faithful"`` for an exact, sanitized conversion, a preset name, a path, or a RuleSet; ``path`` names
    the document in messages and selects per-file overrides. ``policy`` is ``"strict"``, ``"author"``, a
    Policy or the changes to one, which no rules can widen and which cannot go below the floor. ``verify_with``
    has the rewrite confirmed by the site's own engine too: ``"kramdown"``, ``"hugo"``, or a command that reads Markdown and writes HTML.

    Raises InputLimitError (too large, too deep; nothing is ever truncated), EncodingError, RulesError.

    >>> normalize('a <b><span style="color: #ee2323;">b</span></b>', source="markdown").text
    'a **b**'
    """
    from normalizer.normalizing import shared

    options = {"source": source, "to": to, "dialect": dialect, "policy": policy, "rules": rules}
    return shared(**options, verify_with=verify_with).normalize(text, path)


def to_markdown(html: str, **options: Any) -> str:
    """Return ``html`` as sanitized Markdown; the options are those of ``normalize``.

    >>> to_markdown("<h2>Title</h2><p>Text</p>")
    '## Title\\n\\nText\\n'
    """
    return normalize(html, source="html", to="markdown", **options).text


def clean_html(html: str, **options: Any) -> str:
    """Return ``html`` sanitized and semantic; the options are those of ``normalize``.

    >>> clean_html('<p onclick="x()">a<script>b</script></p>')
    '<p>a</p>'
    """
    return normalize(html, source="html", to="html", **options).text


def normalize_file(path: str, *, encoding: str = "", **options: Any) -> Result:
    """Normalize the file at ``path`` without writing it; ``result.write()`` writes it atomically.

    Raises OSError for a file that cannot be read, and what ``normalize`` raises.
    """
    from normalizer.normalizing import normalize_file as run

    return run(path, encoding, options)
