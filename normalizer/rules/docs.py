"""The shipped rules for people: the list, the explanation of one, the page of all, a file to start with."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from normalizer.policy import floor_names
from normalizer.rules.actions import ACTIONS
from normalizer.rules.check import action_names
from normalizer.rules.loading import checked
from normalizer.rules.nodes import Problems, near
from normalizer.rules.selection import Data, listed

if TYPE_CHECKING:
    from normalizer.rules.ruleset import RuleSet

_LEVELS = {
    "proved": "the page renders the same",
    "declared": "the page differs exactly as said here",
    "lossy": "may drop what a reader sees; off unless selected",
}


@lru_cache(maxsize=1)
def documented() -> Data:
    """The shipped rules.yaml with its examples, which the generated defaults leave out."""
    here = Path(__file__).resolve().parent.parent
    candidates = (here / "rules.yaml", here.parent / "rules.yaml")
    return checked(
        next((path for path in candidates if path.exists()), candidates[0]), Problems("rules.yaml")
    )


def _with_examples(ruleset: RuleSet) -> list[Data]:
    """The rules of the set in full, in their order; those of a file bring their examples along."""
    shipped = {rule["id"]: rule for rule in documented()["rules"]}
    return [rule.data if "examples" in rule.data else shipped[rule.id] for rule in ruleset.rules]


def listing(ruleset: RuleSet) -> str:
    """Return one line per rule: name, level, editors, number of examples and unchanged cases."""
    rules = _with_examples(ruleset)
    rows = [("rule", "level", "editors", "examples", "unchanged")]
    for rule in rules:
        editors = " ".join(listed(rule.get("editors", []))) or "-"
        opt_in = " (opt-in)" if rule.get("opt-in") else ""
        rows.append(
            (
                rule["id"],
                rule["level"] + opt_in,
                editors,
                str(len(rule["examples"])),
                str(len(rule["unchanged"])),
            )
        )
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join(lines) + "\n"


def explain(name: str, ruleset: RuleSet) -> str:
    """Return what the rule ``name`` does, why, before and after.

    Raises KeyError with a message that offers a near name.
    """
    rules = {rule["id"]: rule for rule in _with_examples(ruleset)}
    if name in floor_names.WORDS:
        return floor_names.explain(name)
    if name not in rules:
        raise KeyError(
            f"no rule {name!r}{near(name, [*rules, *floor_names.WORDS]) or '; `normalizer rules` lists them'}"
        )
    return "\n".join(_described(rules[name])) + "\n"


def _described(rule: Data) -> list[str]:
    lines = [rule["id"], "", rule["why"].strip(), "", f"level: {rule['level']} ({_LEVELS[rule['level']]})"]
    if rule.get("editors"):
        lines.append(f"editors: {', '.join(listed(rule['editors']))}")
    if rule.get("opt-in") or rule["level"] == "lossy":
        lines.append(f"opt-in: add 'extend-select: [{rule['id']}]' to the rules file")
    if rule.get("options"):
        lines.append("options: " + ", ".join(f"{key} = {value}" for key, value in rule["options"].items()))
    lines.append(f"does: {', '.join(action_names(rule))}")
    for example in rule["examples"]:
        lines += ["", "before:", *_indented(example["in"]), "after:", *_indented(example["out"])]
    lines += ["", "leaves alone:"]
    for case in rule["unchanged"]:
        lines += _indented(case)
    return lines


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.rstrip("\n").split("\n")]


def page(data: Data) -> str:
    """Return docs/rules.md: all rules with their reasons and examples."""
    lines = [
        "# The rules",
        "",
        "Generated from `rules.yaml` by `tools/generate.py`; the examples are the tests.",
        "",
    ]
    lines += ["| rule | level | editors |", "|---|---|---|"]
    for rule in data["rules"]:
        editors = ", ".join(listed(rule.get("editors", []))) or "always"
        lines.append(
            f"| [{rule['id']}](#{rule['id']}) | {rule['level']}{' (opt-in)' if rule.get('opt-in') else ''} | {editors} |"
        )
    for rule in data["rules"]:
        lines += ["", f"## {rule['id']}", "", *_section(rule)]
    return "\n".join(lines) + "\n"


def _section(rule: Data) -> list[str]:
    lines = [rule["why"].strip(), ""]
    for example in rule["examples"]:
        lines += _fenced("html", example["in"]) + _fenced("markdown", example["out"])
    lines += ["Left alone:", ""]
    for case in rule["unchanged"]:
        lines += _fenced("html", case)
    return lines[:-1]


def _fenced(language: str, text: str) -> list[str]:
    fence = "```"
    while fence in text:
        fence += "`"
    return [f"{fence}{language}", *text.rstrip("\n").split("\n"), fence, ""]


def with_actions(guide: str) -> str:
    """Return the guide with its table of actions made of what each action says about itself."""
    begin, end = "<!-- actions:begin -->", "<!-- actions:end -->"
    rows = ["| action | argument | what it does |", "|---|---|---|"]
    for action in ACTIONS.values():
        argument = "-" if action.argument is None else "optional" if action.optional else "yes"
        loss = f" May lose: {action.may_lose}." if action.may_lose != "blank" else ""
        rows.append(
            f"| `{action.name}` | {argument} | {action.why.replace('``', '`').replace('|', '&#124;')}{loss} |"
        )
    before, _, rest = guide.partition(begin)
    return "\n".join([before + begin, *rows, end + rest.partition(end)[2]])


def starting_file(editors: tuple[str, ...]) -> str:
    """Return a commented rules file for documents of these editors."""
    from normalizer.rules.ruleset import shipped

    data = documented()
    names = [f"preset:{name}" for name in editors if name in shipped().presets]
    known: dict[str, Any] = data["editors"]
    seen = ", ".join(known[name]["name"] for name in editors if name in known) or "none recognized"
    # A preset speaks for every document; where several editors wrote, the marks of each document must.
    sign = "" if len(names) == 1 else "# "
    extends = f"{sign}extends: [{', '.join(names or ['preset:tistory', './team-rules.yaml'])}]"
    return _STARTING.format(seen=seen, extends=extends)


_STARTING = """\
# yaml-language-server: $schema=https://raw.githubusercontent.com/html-normalizer/normalizer/main/normalizer/rules.schema.json
# Rules of normalizer for this folder and those below it. The shipped rules apply as well:
# `normalizer rules` lists them, `normalizer explain RULE` shows what one does.
# Editors seen here: {seen}

# A document is known by the marks of the editor that wrote it. A preset says that this editor wrote all
# documents here, also those that show no trace of it, and that their HTML is nobody's own.
{extends}

# The Markdown your site reads: portable, commonmark, gfm, kramdown, goldmark, python-markdown.
# dialect: kramdown

# author: your own posts; strict: text of strangers; or changes to one of them.
# policy: {{extends: author, -elements: [video]}}

# Rules you do not want, and opt-in rules that you do.
# ignore: [link-attributes]
# extend-select: [tracking-parameters]

# Another level or other options for one rule.
# settings:
#   highlight: {{options: {{as: em}}}}

# Other settings for some files.
# overrides:
#   - files: ["_drafts/**"]
#     ignore: ["*"]

# Rules of your own. An example and an unchanged case are required: `normalizer rules --test` runs them.
# rules:
#   - id: red-box
#     why: Our old template marked warnings with a red box.
#     level: declared
#     match: {{tag: div, class: red-box}}
#     do: [{{remove-class: red-box}}, {{rename: blockquote}}]
#     examples:
#       - {{in: '<div class="red-box">Careful</div>', out: '> Careful'}}
#     unchanged: ['<div class="blue-box">Fine</div>']
"""
