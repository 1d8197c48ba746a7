"""The ways in: options resolved once, then documents one by one, from memory or from files."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from normalizer.collecting import without_collection
from normalizer.dialects import dialect as dialects
from normalizer.pipeline import Options, Source, Target, run
from normalizer.policy import policies
from normalizer.proof import judge
from normalizer.rules import ruleset as rulesets
from normalizer.source.document import decode
from normalizer.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.policy.policies import Policy
    from normalizer.result import Result
    from normalizer.rules.ruleset import RuleSet

_Choice = TypeVar("_Choice", bound=str)


class Normalizer:
    """Rules, dialect and policy compiled once; ``normalize`` may be called from many threads.

    The options are those of ``normalizer.normalize``. Raises RulesError for rules that do not load and
    ValueError for an option that does not exist.

    >>> Normalizer(source="html").normalize("<p><b>a</b></p>").text
    '**a**\\n'
    """

    def __init__(
        self,
        *,
        source: Source = "auto",
        to: Target = "markdown",
        dialect: str = "portable",
        policy: str | Policy | Mapping[str, Any] = "strict",
        rules: RuleSet | str | None = None,
        verify_with: str = "",
    ) -> None:
        ruleset = rulesets.resolve(rules)
        self._options = Options(
            source=_one_of("source", source, ("auto", "markdown", "html")),
            to=_one_of("to", to, ("markdown", "html")),
            dialect=dialects.of(dialect, ruleset.dialects),
            policy=policies.of(policy),
            rules=ruleset,
            verify_with=verify_with,
        )

    def normalize(self, text: str | bytes, path: str = "") -> Result:
        """Normalize one document. Raises InputLimitError and EncodingError."""
        if isinstance(text, bytes):
            text = decode(text, path=path)
        with without_collection(len(text)), judge.memory():
            return run(self._options, text, path)


def _one_of(name: str, value: _Choice, allowed: tuple[_Choice, ...]) -> _Choice:
    if value not in allowed:
        raise ValueError(f"{name}={value!r}: use one of {', '.join(allowed)}")
    return value


@lru_cache(maxsize=32)
def _shared(**options: Any) -> Normalizer:
    return Normalizer(**options)


def shared(**options: Any) -> Normalizer:
    """Return a Normalizer for these options, the same one for the same names and policies."""
    if not isinstance(options.get("policy", ""), str):
        options["policy"] = policies.of(options["policy"])  # a mapping has no hash
    if options.get("rules") in (None, "faithful"):
        return _shared(**options)
    return Normalizer(**options)


def normalize_file(path: str, encoding: str, options: dict[str, Any]) -> Result:
    """See ``normalizer.normalize_file``."""
    file = os.fspath(path)
    with open(file, "rb") as stream:
        data = stream.read()
    is_html = file.lower().endswith((".html", ".htm"))
    options = {"to": "html" if is_html else "markdown", **options}
    text = decode(data, encoding, file)
    result = shared(**options).normalize(text, file)
    return replace(result, encoding=_encoding_of(data, encoding))


def _encoding_of(data: bytes, encoding: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return encoding or "utf-8"
