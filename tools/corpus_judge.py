"""One file before and after: every finding by kind, judged by renderers that are not the product's."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corpus_declared import Declared
from corpus_residue import residue
from corpus_spans import outside_changes
from corpus_text import code_texts, front_matter, lost_items, templates, text_changes
from engines import kramdown, library
from engines.page import folded, visible_text

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_run import Options, Outcome

_JEKYLL = re.compile(r"^(?:layout|permalink|categories|category|tags|date|published)\s*:", re.MULTILINE)
# Hexo keeps its posts there; it reads them as GFM.
_HEXO = re.compile(r"source-_posts-")
# Tags that kramdown shows as text, where it reads HTML otherwise than the page that it came from. They are no
# words; to show more of them than before is a finding of its own.
_SHOWN_TAGS = re.compile(
    r"</?(?:p|div|span|a|img|td|tr|table|h[1-6]|pre|code|br|font|center|li|ul|ol|o:p|figure|script)\b[^<>]*>",
    re.IGNORECASE,
)

_LIQUID = re.compile(r"\{\{(?![<%]).*?\}\}")

_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)

Row = dict[str, Any]


def judge(name: str, category: str, mark: str, path: Path, outcome: Outcome, options: Options) -> Row:
    """Describe one run as a JSON value: numbers, changes by rule, skips, residue, findings by kind."""
    raw = path.read_bytes()
    row: Row = {"file": name, "category": category, "mark": mark, "bytes": len(raw)}
    row |= {"state": outcome.state, "detail": outcome.detail, "seconds": round(outcome.seconds, 4)}
    if outcome.state != "ok":
        return row
    before = raw.decode("utf-8", "replace")
    html_out = (options.to or path.suffix.lstrip(".")) in ("html", "htm")
    row |= {
        "changed": outcome.text.removeprefix("\ufeff") != before.removeprefix("\ufeff"),
        "changed_strict": outcome.strict.removeprefix("\ufeff") != before.removeprefix("\ufeff"),
        "dialect": outcome.dialect,
        "editors": list(outcome.editors),
        "rules": dict(Counter(rule for rule, _, _ in outcome.changes)),
        "lines": len({line for _, line, _ in outcome.changes}),
        "skips": outcome.skips,
        "residue": [residue(before), residue(outcome.text)],
        "findings": {},
    }
    findings = _Findings(outcome.declared, outcome.said)
    if row["changed"]:
        _compare(before, outcome.text, path, html_out, outcome.dialect, findings)
    if outcome.again != outcome.text:
        findings.add("unstable", _first_difference(outcome.text, outcome.again))
    row["findings"] = findings.by_kind
    row["options"] = asdict(options)
    return row


class _Findings:
    """Findings by kind, at most ten texts each; ``declared`` is what rules said they dropped, ``said`` what they show."""

    def __init__(self, declared: list[str], said: list[str]) -> None:
        self.declared = declared
        self.said = said
        self.by_kind: dict[str, list[str]] = {}

    def add(self, kind: str, text: str) -> None:
        texts = self.by_kind.setdefault(kind, [])
        if len(texts) < 10:
            texts.append(text)


def _compare(before: str, after: str, path: Path, html_out: bool, dialect: str, findings: _Findings) -> None:
    """Compare sources and pages; a page is judged by the engines that the dialect is written for."""
    head = front_matter(before)
    if not after.removeprefix("\ufeff").startswith(head.removeprefix("\ufeff")) and not _converted(
        path, html_out
    ):
        findings.add("front-matter", head[:80])
    if path.suffix in (".html", ".htm"):
        body = after.removeprefix("\ufeff").removeprefix(head.removeprefix("\ufeff"))
        pages = {"cmark": (before[len(head) :], body if html_out else _render(body))}
    else:
        pages = {}
        if dialect != "kramdown" or kramdown.missing():
            pages["cmark"] = (_render(before[len(head) :]), _render(after[len(head) :]))
        if (
            dialect == "kramdown"
            or (dialect == "portable" and _JEKYLL.search(head) and not _HEXO.search(path.name))
        ) and not kramdown.missing():
            old, new = kramdown.render_plain([as_by_jekyll(text[len(head) :]) for text in (before, after)])
            pages["kramdown"] = (old, new)
        for line in outside_changes(before, after):
            findings.add("outside", line)
    _compare_templates(before, after, path.suffix in (".html", ".htm"), findings)
    for engine, (old, new) in pages.items():
        _compare_pages(engine, old, new, findings)


def _converted(path: Path, html_out: bool) -> bool:
    return path.suffix in (".html", ".htm") and not html_out


def _compare_templates(before: str, after: str, html: bool, findings: _Findings) -> None:
    """What stands in a script goes with the script, which policy takes out and reports; what is code now is still there."""
    before, after = _SCRIPT.sub("", before), _SCRIPT.sub("", after)
    if html:  # no attribute lists, footnotes and wikilinks there
        before, after = ("\n".join(x for x in templates(text) if x[0] == "{") for text in (before, after))
    for construct in lost_items(templates(before), templates(after, code=True)):
        findings.add("template", construct[:120])
    for construct in lost_items(templates(after), templates(before, code=True)):
        findings.add("template-new", construct[:120])


def _compare_pages(engine: str, old: str, new: str, findings: _Findings) -> None:
    old_text, new_text = visible_text(old), visible_text(new)
    if engine == "kramdown":
        old_text, new_text = _without_tags(old_text, new_text, findings)
    left = Declared(findings.declared)
    all_declared = left.account_for(old_text, new_text, findings.said)
    for change in text_changes(old_text, new_text):
        declared = all_declared or (not change.added and left.takes(change.words))
        findings.add(f"text-{'declared' if declared else change.kind} {engine}", change.text)
    _compare_code(engine, old, new, findings)


def _without_tags(old: str, new: str, findings: _Findings) -> tuple[str, str]:
    more = len(_SHOWN_TAGS.findall(new)) - len(_SHOWN_TAGS.findall(old))
    if more > 0:
        findings.add("tags-shown", f"{more} more than before")
    return _SHOWN_TAGS.sub(" ", old), _SHOWN_TAGS.sub(" ", new)


def _compare_code(engine: str, old: str, new: str, findings: _Findings) -> None:
    new_text = visible_text(new)
    old_code = code_texts(old)
    if "".join(old_code) not in folded(new_text):
        for code in lost_items(old_code, code_texts(new)):
            if code not in folded(new_text) and not Declared(findings.declared).takes([code]):
                findings.add(f"code {engine}", code[:120])


def _render(text: str) -> str:
    return library.cmark_gfm([text])[0]


def as_by_jekyll(text: str) -> str:
    """What kramdown gets to read: Jekyll has put something in the place of ``{{ … }}`` before.

    Left as they are, their quotes and spaces would make text of many a link. Lost ones are found in the source.
    """
    return _LIQUID.sub("liquid", text.replace("\r\n", "\n"))


def _first_difference(one: str, two: str) -> str:
    old, new = one.splitlines(), two.splitlines()
    pairs = enumerate(zip([*old, "∎"], [*new, "∎"], strict=False), start=1)
    return next((f"{n}: {a[:100]!r} → {b[:100]!r}" for n, (a, b) in pairs if a != b), "only at the end")
