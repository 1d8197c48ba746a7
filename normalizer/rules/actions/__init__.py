"""What a rule does: small named functions on one element; ``ACTIONS`` is the only list of them.

To add one, decorate a function ``(el, argument, work) -> bool`` in a module of this package. It returns
whether it changed anything: an action that reports a change where there was none never comes to rest.
"""

from normalizer.rules.actions import (
    attributes,
    blocks,
    code,
    confluence,
    elements,
    footnotes,
    lists,
    media,
    style_sheet,
    styling,
    tables,
    text,
)
from normalizer.rules.actions.registry import ACTIONS, Action, Work

__all__ = [
    "ACTIONS", "Action", "Work",
    "attributes", "blocks", "code", "confluence", "elements", "footnotes", "lists", "media", "style_sheet",
    "styling", "tables", "text",
]  # fmt: skip
