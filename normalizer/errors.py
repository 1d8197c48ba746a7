"""What can go wrong, as one small family: ``except NormalizerError`` catches all of it."""

from __future__ import annotations


class NormalizerError(Exception):
    """Base of every error that this package raises on purpose."""


class RulesError(NormalizerError):
    """A rules file does not load; ``problems`` holds one ``file:line:column: message`` per mistake."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class InputLimitError(NormalizerError):
    """The document is larger, deeper or wider than the policy allows; it was left alone."""


class EncodingError(NormalizerError):
    """The bytes are not text in the expected encoding."""
