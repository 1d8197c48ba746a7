"""What can go wrong, as one small family: ``except NormalizerError`` catches all of it."""

from __future__ import annotations


class NormalizerError(Exception):
    """Base of every error that this package raises on purpose."""


class RulesError(NormalizerError):
    """A rules file does not load; ``problems`` holds one ``file:line:column: message`` per mistake."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))

    def __reduce__(self) -> tuple[type[RulesError], tuple[list[str]]]:
        """Travel from a worker process with the list, not with the text made of it."""
        return type(self), (self.problems,)


class InputLimitError(NormalizerError):
    """The document is larger, deeper or wider than the policy allows; it was left alone."""


class EncodingError(NormalizerError):
    """The bytes are not text in the expected encoding."""
