"""Markdown of strangers: what one renderer takes for text and another one for markup becomes text for all."""

from __future__ import annotations

from normalizer.model import Edit
from normalizer.policy import Policy


def edits(text: str, policy: Policy) -> list[Edit]:
    """Return the edits that make ``text`` inert in every renderer."""
    return []
