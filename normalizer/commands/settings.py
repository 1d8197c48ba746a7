"""The options of a run as one value that travels to worker processes."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Literal

from normalizer.values import frozen

if TYPE_CHECKING:
    import argparse

Goal = Literal["report", "text"]
"""``report`` needs findings only, so that a cache may answer; ``text`` needs the rewritten text."""


@frozen
class Settings:
    """How files are rewritten; an empty string means "find out for each file"."""

    rules: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    dialect: str = ""
    policy: str = ""
    python_actions: bool = False
    verify_with: str = ""
    to: str = ""
    force: bool = False
    encoding: str = ""
    goal: Goal = "report"
    cache: bool = True
    jobs: int = 0

    @classmethod
    def of(cls, arguments: argparse.Namespace, goal: Goal) -> Settings:
        """Take the settings from parsed options."""
        return cls(
            rules=arguments.rules,
            select=_names(arguments.select),
            ignore=_names(arguments.ignore),
            dialect=arguments.dialect,
            policy=arguments.policy,
            python_actions=arguments.python_actions,
            verify_with=arguments.verify_with,
            to=arguments.to,
            force=arguments.force,
            encoding=arguments.encoding,
            goal=goal,
            # A Python action may do anything, also something else next time.
            cache=not (arguments.no_cache or arguments.python_actions),
            jobs=arguments.jobs,
        )


def _names(values: list[str]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def colour_wanted(choice: str) -> bool:
    """Whether to colour what goes to standard output."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()
