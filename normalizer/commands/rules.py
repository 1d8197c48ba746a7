"""``normalizer rules``: the list of rules."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

DESCRIPTION = "List the shipped rules with their editors, levels and number of examples."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Define the options: there are none."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Print the list."""
    from normalizer import rules

    del arguments
    text = rules.listing()
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    return 0
