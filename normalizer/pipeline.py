"""One document, top to bottom. The only module that knows the order.

source -> scan -> tree -> rules -> sanitize -> write -> splice -> verify -> Result
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

from normalizer import convert
from normalizer.account import Account
from normalizer.lazy import regex
from normalizer.markdown import mixed
from normalizer.policy import cut, limits, sanitize
from normalizer.proof import judge, safe, safety
from normalizer.record import Record
from normalizer.result import Result
from normalizer.rules import engine
from normalizer.source import settled, storage
from normalizer.source.document import Document, nothing_to_do
from normalizer.source.metadata import Metadata
from normalizer.source.places import Places
from normalizer.source.veil import Veil
from normalizer.values import frozen

if TYPE_CHECKING:
    from lxml.etree import _Element

    from normalizer.dialects.dialect import Dialect
    from normalizer.policy.policies import Policy
    from normalizer.rules.ruleset import RuleSet

Source = Literal["auto", "markdown", "html"]
Target = Literal["markdown", "html"]
_ROUNDS = 4
_WHOLE_PAGE = regex(r"(?i)\A[^<]*+(?:<!--.*?-->[^<]*+)*+(?:<!doctype\b|<html\b|<head\b)")
_BODY = regex(r"(?i)<body\b[^<>]*+>")
_A_PAGE = (
    "a whole page, not the text of a post; convert it with --to markdown, or clean it with --policy strict"
)
_TEMPLATED = "template code stands where HTML can hold no text; rewrite this file by hand"


@frozen
class Options:
    """How a document is normalized, resolved: rules, dialect and policy as what they are, not as their names."""

    source: Source
    to: Target
    dialect: Dialect
    policy: Policy
    rules: RuleSet
    verify_with: str


def run(options: Options, text: str, path: str) -> Result:
    """Normalize one document."""
    return _Run(options, text, path).result()


_SURROGATE = regex("[\ud800-\udfff]")
_NOWHERE = {0: "\ufffd"}
"""What HTML and CommonMark cannot hold."""
_STRANGE = {**_NOWHERE, 2: "\ufffd", 3: "\ufffd"}
"""Of strangers also what Python-Markdown takes out of a text before it looks for tags. Their byte-order mark goes:
to some renderers it is text, behind which no code begins."""
_BOMS = regex(rb"\A(?:\xef\xbb\xbf)++")


class _Run:
    """One document on its way."""

    def __init__(self, options: Options, text: str, path: str) -> None:
        self.options = options
        self.text = text
        self.path = path
        own = options.policy.own
        text = _SURROGATE.sub("\ufffd", text)
        self.document = _document(
            text.translate(_NOWHERE) if own else text.translate(_STRANGE).lstrip("\ufeff"), options.policy
        )
        self.kind = _kind(options.source, self.document.body, path)
        self.account = Account(self.document.front_matter.count("\n") + 1)
        self.editors: tuple[str, ...] = ()

    def result(self) -> Result:
        if self.kind == "markdown" and self.options.to == "markdown" and self._is_clean():
            return self._done(self.text)
        self.options.policy.check_limits(self.text)
        self.compiled = self._rules_for(self.text, self.kind)
        self.editors = tuple(name for name in self.compiled.editors if name != "html")
        body = self._markdown() if self.kind == "markdown" else self._html()
        limits.check_output(self.document.body, body, self.options.policy.limits)
        if (
            self.options.verify_with
            and self.kind == self.options.to == "markdown"
            and body != self.document.body
        ):
            body = self._confirmed(body)
        text = self.document.front_matter + body
        return self._done(self.document.bom + text if self.options.policy.own else text.lstrip("\ufeff"))

    def _is_clean(self) -> bool:
        """Whether nothing is to do; of strangers, code too is rendered and looked at."""
        return self._holds_nothing(self.text.encode("utf-8", "surrogatepass")) or (
            self.options.policy.own
            and settled.nothing_to_do_in_own(self.document.body)
            and not self.options.rules.asks_for_comments()
        )

    def _holds_nothing(self, data: bytes) -> bool:
        """Whether no rule can apply; of strangers, what looks like a template's tag is a list of attributes to some."""
        return nothing_to_do(data) and (self.options.policy.own or b"{%" not in data)

    def _rules_for(self, text: str, kind: str) -> engine.Compiled:
        """The rules that concern a document with this text."""
        return self.options.rules.compile(
            dialect=self.options.dialect.name,
            path=self.path,
            metadata=Metadata(self.document.front_matter),
            text=text,
            source=kind,
            to=self.options.to,
        )

    def _confirmed(self, body: str) -> str:
        """Ask the site's own engine; what it does not confirm stays as it was."""
        from normalizer.proof import site_engine

        engine = site_engine.get(self.options.verify_with)
        lost = self.account.lost
        reason = site_engine.broken(engine, self.document.body, body, lost, self.options.policy)
        if not reason:
            return body
        self.account.changes.clear()
        self.account.skip(f"not confirmed by {self.options.verify_with}: {reason}", 1)
        return self.document.body

    def _done(self, text: str) -> Result:
        account = self.account
        return Result(
            text=text,
            source_text=self.text,
            changes=tuple(sorted(account.changes, key=lambda change: (change.line, change.column))),
            skips=tuple(sorted(account.skips, key=lambda skip: skip.line)),
            dialect=self.options.dialect.name,
            editors=self.editors,
            path=self.path,
            lost=tuple(account.lost),
            remarks=tuple(account.remarks),
        )

    def shape(self, root: _Element, record: Record, without: frozenset[str] = frozenset()) -> None:
        """Rules, then policy: what makes a tree semantic and safe."""
        if not self._has_footnotes or without & self.compiled.footnoting:
            without |= self.compiled.footnoting
        engine.apply(root, self.compiled.without(without), record)
        sanitize.sanitize(root, self.options.policy, record)

    @property
    def _has_footnotes(self) -> bool:
        """Whether two links may become a footnote; a site's own engine numbers and moves what it shows."""
        options = self.options
        return options.dialect.footnotes and options.to == "markdown" and not options.verify_with

    def floor(self, root: _Element, record: Record) -> None:
        """Policy alone."""
        sanitize.sanitize(root, self.options.policy, record)

    def _html(self) -> str:
        body = self.document.body
        if not (self.options.policy.own and self.options.to == "html" and _WHOLE_PAGE.search(body)):
            return self._fragment(body)
        start, end = _BODY.search(body), body.lower().rfind("</body")
        if not self.editors or start is None or end < start.end():
            self.account.skip(_A_PAGE)
            return self._uncoded(body)
        before, after = body[: start.end()], body[end:]
        inside = self._fragment(body[start.end() : end], before)
        return self._uncoded(before) + inside + self._uncoded(after)

    def _fragment(self, body: str, before: str = "") -> str:
        """Rewrite the HTML of a post, which stands behind ``before`` in its page."""
        own = self.options.policy.own
        text, sections = storage.as_html(body)
        veil = Veil(text if own else "")
        source = veil.veiled if own else text
        if self.options.to == "html":
            done = convert.to_html(source, self.shape, self.floor)
            minded = any(self.options.policy.minds(note.rule) for note in done.record.notes)
            if own and not minded and not safety.findings(source, self.options.policy):
                return body
            if own and not self.editors and (reason := self._meddling(source, done, bool(veil.constructs))):
                self.account.skip(reason)
                return self._uncoded(body)
        else:
            done = convert.to_markdown(
                source, self.shape, self.floor, self.options.dialect, self.options.policy
            )
        if not (veil.holds(done.text) and veil.is_parsed_in_place()):
            self.account.skip(_TEMPLATED)
            return self._uncoded(body)
        if veil.edits or sections.edits:
            done.marks = [sections.back(veil.place(mark)) for mark in done.marks]
        line = self.account.first_line + before.count("\n")
        places = Places(body, line, indent=len(before) - before.rfind("\n") - 1)
        self.account.of_html(done, veil, places)
        if self.options.to == "html":
            from normalizer.html.respell import respelled

            return self._in_its_line_ends(veil.lifted(respelled(source, done.text))) if own else done.text
        written = veil.lifted(done.text).encode("utf-8", "surrogatepass")
        return self._settled(self._safe(written, self.kind)).decode("utf-8", "surrogatepass")

    def _in_its_line_ends(self, text: str) -> str:
        """The lines of a page in which all ended alike; a parser ends them all by ``\\n``."""
        newline = self.document.newline
        rest = self.document.body.replace(newline, "")
        alike = "\n" not in rest and "\r" not in rest
        return text.replace(newline, "\n").replace("\n", newline) if alike else text

    def _meddling(self, source: str, done: convert.Conversion, templated: bool) -> str:
        """What would go from a page of one's own that does no harm: an element that only the site knows.

        Templates are the site's own layout, with its forms and drawings.
        """
        if not done.unlisted():
            return ""
        inert = cut.from_html(source.encode("utf-8", "surrogatepass"), self.options.policy)
        text = inert.decode("utf-8", "surrogatepass")
        if not templated and safety.findings(text, self.options.policy):
            return ""
        shown = convert.to_html(text, self.shape, self.floor).unlisted()
        return f"{shown} is not for this tool to keep or to remove; look at it" if shown else ""

    def _uncoded(self, body: str) -> str:
        """An HTML file that stays as it was, but for what runs code in it."""
        source = body.encode("utf-8", "surrogatepass")
        done = cut.from_html(source, self.options.policy)
        if done != source:
            shown = source[:200].decode("utf-8", "replace")
            self.account.of_safety([("unsafe-block", 0, shown, "")], sys.maxsize)
        if self.options.to == "markdown":  # where a Markdown renderer reads more than an HTML parser
            done = self._settled(self._safe(done, "markdown"))
        return done.decode("utf-8", "surrogatepass")

    def _safe(self, output: bytes, kind: str, last: int = sys.maxsize) -> bytes:
        """Law 4 outranks the ladder: what is alive on the page goes, whatever else could not be done.

        An MDX file of one's own is a program, never a page of CommonMark: ``onClick={…}`` is a property in it.
        """
        if self.options.policy.own and self.path.lower().endswith(".mdx"):
            return output
        front = self.document.front_matter.encode("utf-8", "surrogatepass")
        if self.options.policy.own or self.options.to == "html":
            front = b""  # of strangers, who does not know front matter reads it with the rest
        if not self.options.policy.own:
            output = _BOMS.sub(b"", output)
        done, found = safe.enforce(front + output, self.options.policy, kind)
        self.account.of_safety(found, last, front.count(b"\n"))
        if not done.startswith(front):
            self.document.front_matter = ""
        return done.removeprefix(front)

    def _settled(self, output: bytes) -> bytes:
        """Law 3: run what was written through the Markdown path until it comes to rest."""
        for _ in range(_ROUNDS):
            if self._holds_nothing(output):
                return output
            self.compiled = self._rules_after(output)
            again = self._once_more(output)
            if again == output:
                return output
            output = again
        self.account.skip("the output does not come to rest: another run would change it again", 1)
        return output

    def _rules_after(self, output: bytes) -> engine.Compiled:
        """The rules of the next run: what tells of an editor may be gone, and the colour of most of the text another."""
        return self._rules_for(self.document.front_matter + output.decode("utf-8"), "markdown")

    def _once_more(self, output: bytes) -> bytes:
        """Run what was written through the Markdown path; what goes now is in the report like what went before."""
        done = self._rewrite(output)
        last = self.account.first_line + self.document.body.count("\n")
        self.account.of_another_run(done, output, last)
        return self._safe(done.source, "markdown", last)

    def _rewrite(self, source: bytes) -> mixed.Rewritten:
        return mixed.rewrite(
            source,
            shape=self.shape,
            dialect=self.options.dialect,
            policy=self.options.policy,
            convert=bool(self.compiled.editors and self.compiled.rules),
            # What HTML became ends its lines by \n, whatever that did.
            newline=self.document.newline if self.kind == "markdown" else "\n",
        )

    def _markdown(self) -> str:
        source = self.document.body.encode("utf-8", "surrogatepass")
        done = self._told(self._rewrite(source), source)
        output = self._safe(done, self.kind)
        if output != done or (output != source and self._rules_after(output) is not self.compiled):
            output = self._settled(output)
        if self.options.to == "html":
            return convert.to_html(judge.render(output.decode("utf-8")), self.floor, self.floor).text
        return output.decode("utf-8", "surrogatepass")

    def _told(self, done: mixed.Rewritten, source: bytes) -> bytes:
        """Put what was done into the report; only the text is needed after that."""
        known = self.options.rules.names() if done.comments else frozenset()
        self.account.of_markdown(done, source, known)
        return done.source


def _document(text: str, policy: Policy) -> Document:
    """Split off the front matter. Of strangers it must hold no tag and be harmless on a page, which it may come to."""
    document = Document(text)
    block = document.front_matter.encode("utf-8", "surrogatepass")
    if policy.own or nothing_to_do(block):
        return document
    harmless = b"<" not in block and safe.enforce(block, policy, "markdown")[0] == block
    return document if harmless else Document(text, front_matter=False)


def _kind(source: str, body: str, path: str) -> str:
    if source != "auto":
        return source
    if path:
        return "html" if path.lower().endswith((".html", ".htm")) else "markdown"
    trimmed = body.strip()
    return "html" if trimmed[:1] == "<" and trimmed[-1:] == ">" and "\n\n" not in trimmed else "markdown"
