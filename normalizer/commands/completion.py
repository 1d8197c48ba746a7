"""``normalizer completion``: the completion script of a shell."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from normalizer.commands import shells

if TYPE_CHECKING:
    import argparse

DESCRIPTION = "Print the completion script of a shell."

EPILOG = """\
examples:
  bash   normalizer completion bash >~/.local/share/bash-completion/completions/normalizer
  zsh    normalizer completion zsh >"${fpath[1]}/_normalizer"
  fish   normalizer completion fish >~/.config/fish/completions/normalizer.fish"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("shell", choices=sorted(shells.SHELLS), metavar="SHELL", help="bash, zsh or fish")


def run(arguments: argparse.Namespace) -> int:
    """Print the script."""
    sys.stdout.write(shells.SHELLS[arguments.shell]())
    return 0
