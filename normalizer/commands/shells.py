"""Completion scripts for bash, zsh and fish, written from the parsers, so that they cannot fall behind."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from normalizer import commands
from normalizer.commands import parsing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _options(name: str) -> Iterator[argparse.Action]:
    for action in parsing.parser_for(name)._actions:
        if action.option_strings and action.help != argparse.SUPPRESS:
            yield action


def _words(name: str) -> str:
    return " ".join(option for action in _options(name) for option in action.option_strings)


def _operands(name: str) -> str:
    """Fixed words that a command takes; empty where it takes files."""
    for action in parsing.parser_for(name)._actions:
        if not action.option_strings and action.choices:
            return " ".join(map(str, action.choices))
    return ""


def bash() -> str:
    """The script for bash: options after ``-``, values of an option with choices, else files."""
    cases = "\n".join(
        f'    {name}) words="{_words(name)} {_operands(name)}" ;;' for name in commands.SUMMARIES
    )
    values: dict[str, str] = {}
    for name in commands.SUMMARIES:
        for action in _options(name):
            if action.choices:
                values["|".join(action.option_strings)] = " ".join(map(str, action.choices))
    choices = "\n".join(
        f'    {options}) COMPREPLY=($(compgen -W "{words}" -- "$current")); return ;;'
        for options, words in values.items()
    )
    return f"""\
# bash completion for normalizer
_normalizer() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} words command=check
  case " {" ".join(commands.SUMMARIES)} " in *" ${{COMP_WORDS[1]}} "*) command=${{COMP_WORDS[1]}} ;; esac
  case $previous in
{choices}
  esac
  case $command in
{cases}
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="$words {" ".join(commands.SUMMARIES)}"
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  case $current in -*) ;; *) compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$current")) ;; esac
}}
complete -F _normalizer normalizer
"""


def zsh() -> str:
    """The script for zsh: commands and options with their descriptions."""
    names = "\n".join(f"    '{name}:{_quoted(summary)}'" for name, summary in commands.SUMMARIES.items())
    cases = "\n".join(f"    {name}) _arguments -s \\\n{_zsh_options(name)} ;;" for name in commands.SUMMARIES)
    return f"""\
#compdef normalizer
_normalizer() {{
  local -a names=(
{names}
  )
  local command=check
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe command names
    _files
    return
  fi
  if (( ${{names[(I)$words[2]:*]}} )); then command=$words[2]; shift words; (( CURRENT-- )); fi
  case $command in
{cases}
  esac
}}
_normalizer "$@"
"""


def _zsh_options(name: str) -> str:
    lines = []
    for action in _options(name):
        value = ""
        if action.nargs != 0:
            value = f":{(action.metavar or action.dest)}:" + (
                f"({' '.join(map(str, action.choices))})" if action.choices else "_files"
            )
        lines += [
            f"      '{option}[{_quoted(action.help or '')}]{value}' \\" for option in action.option_strings
        ]
    operands = _operands(name)
    return "\n".join([*lines, f"      '*:{'word:(' + operands + ')' if operands else 'file:_files'}'"])


def _quoted(text: str) -> str:
    return text.replace("'", "'\\''").replace("[", "(").replace("]", ")").replace(":", "\\:")


def fish() -> str:
    """The script for fish."""
    lines = ["# fish completion for normalizer"]
    first = "__fish_is_first_arg"
    for name, summary in commands.SUMMARIES.items():
        lines.append(f"complete -c normalizer -n {first} -a {name} -d {_fish(summary)}")
        condition = f"'__fish_seen_subcommand_from {name}'"
        for action in _options(name):
            flags = " ".join(
                f"-l {o[2:]}" if o.startswith("--") else f"-s {o[1:]}" for o in action.option_strings
            )
            value = (
                ""
                if action.nargs == 0
                else f" -x -a {_fish(' '.join(map(str, action.choices)))}"
                if action.choices
                else " -r"
            )
            lines.append(
                f"complete -c normalizer -n {condition} {flags}{value} -d {_fish(action.help or '')}"
            )
        if operands := _operands(name):
            lines.append(f"complete -c normalizer -f -n {condition} -a {_fish(operands)}")
    return "\n".join(lines) + "\n"


def _fish(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


SHELLS: dict[str, Callable[[], str]] = {"bash": bash, "zsh": zsh, "fish": fish}
