"""Proof by the site's own engine: real kramdown, Hugo, or any command that turns Markdown into HTML.

The built-in judge reads as CommonMark does. Where the real engine is installed, a rewritten document is
rendered by it before and after: no visible word may be lost beyond what rules declared, no tag may show
as text that did not before, and nothing may be alive on the page.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import tempfile
import threading
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from normalizer.errors import NormalizerError
from normalizer.html import parsing
from normalizer.html.page import page_text
from normalizer.lazy import regex
from normalizer.policy.policies import Policy
from normalizer.proof import laws, safety
from normalizer.record import Loss
from normalizer.source import mask

_SECONDS = 60


class EngineError(NormalizerError):
    """The engine that was asked for is not installed, or did not answer."""


class Engine(Protocol):
    """Turns Markdown bodies into HTML. Raises EngineError."""

    def render(self, bodies: list[str]) -> list[str]:
        """Return a page for each of ``bodies``."""
        ...


_KRAMDOWN = r"""
require 'json'; require 'kramdown'; require 'kramdown-parser-gfm'
$stdout.sync = true
$stdin.each_line do |line|
  begin
    html = Kramdown::Document.new(JSON.parse(line), input: 'GFM', hard_wrap: false, syntax_highlighter: nil).to_html
    puts JSON.generate({html: html.scrub})
  rescue StandardError => error
    puts JSON.generate({error: error.message})
  end
end
"""


class Kramdown:
    """kramdown with its GFM parser, as Jekyll uses it: one Ruby process for all documents."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def render(self, bodies: list[str]) -> list[str]:
        """Return a page for each of ``bodies``."""
        with self._lock:
            return [self._page(body) for body in bodies]

    def _page(self, body: str) -> str:
        process = self._started()
        try:
            print(json.dumps(body), file=process.stdin, flush=True)
            answer = process.stdout.readline() if process.stdout else ""
        except BrokenPipeError:
            answer = ""
        if not answer:
            self._process = None
            raise EngineError("kramdown is not installed here: gem install kramdown kramdown-parser-gfm")
        found = json.loads(answer)
        if "error" in found:
            raise EngineError(f"kramdown: {found['error']}")
        return str(found["html"])

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            ruby = shutil.which("ruby")
            if ruby is None:
                raise EngineError("--verify-with kramdown needs Ruby with kramdown and kramdown-parser-gfm")
            self._process = subprocess.Popen(
                [ruby, "-e", _KRAMDOWN],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
            )
        return self._process


_HUGO_CONFIG = (
    'disableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404", "home", "section"]\n'
    "[markup.goldmark.renderer]\nunsafe = true\n"
)
_HUGO_SITE = {
    "hugo.toml": _HUGO_CONFIG,
    "config.toml": _HUGO_CONFIG,  # the name that Hugo read before 0.110
    "layouts/_default/single.html": "{{ .Content }}",
}


class Hugo:
    """goldmark, through ``hugo`` itself: a site with a page for each body, built in a temporary folder."""

    def render(self, bodies: list[str]) -> list[str]:
        """Return a page for each of ``bodies``."""
        hugo = shutil.which("hugo")
        if hugo is None:
            raise EngineError("--verify-with hugo needs hugo on the PATH")
        with tempfile.TemporaryDirectory(prefix="normalizer-hugo-") as folder:
            site = Path(folder)
            for name, text in {**_HUGO_SITE, **_hugo_pages(bodies)}.items():
                (site / name).parent.mkdir(parents=True, exist_ok=True)
                (site / name).write_text(text, encoding="utf-8")
            done = _run([hugo, "--quiet", "--source", folder], "")
            pages = [site / "public" / f"p{number}" / "index.html" for number in range(len(bodies))]
            for page, body in zip(pages, bodies, strict=True):
                if body.strip() and not page.exists():
                    raise EngineError(f"hugo: {done.strip()[:300] or 'no page was built'}")
            # Hugo writes no page for a document without content.
            return [page.read_text(encoding="utf-8") if page.exists() else "" for page in pages]


def _hugo_pages(bodies: list[str]) -> dict[str, str]:
    """The files of a site by name; an empty front matter, so that a body that begins with a rule is not one."""
    return {f"content/p{number}.md": "{}\n\n" + body for number, body in enumerate(bodies)}


class Command:
    """Any program that reads Markdown on its standard input and writes HTML to its standard output."""

    def __init__(self, command: str) -> None:
        self.argv = shlex.split(command)
        if not self.argv or shutil.which(self.argv[0]) is None:
            raise EngineError(
                f"--verify-with {command}: no such program; known engines are kramdown and hugo"
            )

    def render(self, bodies: list[str]) -> list[str]:
        """Return a page for each of ``bodies``, one run of the program for each."""
        return [_run(self.argv, body) for body in bodies]


def _run(argv: list[str], text: str) -> str:
    try:
        done = subprocess.run(
            argv, input=text, capture_output=True, encoding="utf-8", timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(f"{argv[0]}: {error}") from None
    if done.returncode:
        raise EngineError(f"{argv[0]} ended with {done.returncode}: {done.stderr.strip()[:300]}")
    return done.stdout


@lru_cache(maxsize=4)
def get(name: str) -> Engine:
    """Return the engine called ``name``: kramdown, hugo, or a command line. Raises EngineError."""
    if name == "kramdown":
        return Kramdown()
    return Hugo() if name == "hugo" else Command(name)


_LITERAL_TAG = regex(r"</?[a-zA-Z][^<>]*>")
_TYPOGRAPHY = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": ".", "«": "<", "»": ">"}
)


def broken(engine: Engine, before: str, after: str, lost: list[tuple[str, Loss, str]], policy: Policy) -> str:
    """Why the site's engine does not confirm a rewrite, or an empty string."""
    page, output = engine.render([_inert(before), _inert(after)])
    alive = safety.findings(output, policy)
    if alive and not policy.own:
        return f"on the site's page {alive[0]}"
    first, second = _words(page), _words(output)
    if len(_LITERAL_TAG.findall(second)) > len(_LITERAL_TAG.findall(first)):
        return f"the site would show a tag as text: {_LITERAL_TAG.findall(second)[-1]}"
    folded = [(rule, kind, piece.translate(_TYPOGRAPHY)) for rule, kind, piece in lost]
    return laws.text(_LITERAL_TAG.sub("", first), _LITERAL_TAG.sub("", second), folded)


def _inert(body: str) -> str:
    """``body`` with letters for its template code, which only the whole site can run."""
    source = body.encode("utf-8", "surrogatepass")
    return mask.masked(source, mask.spans(source)).decode("utf-8", "replace")


def _words(html: str) -> str:
    text = page_text(parsing.parse(html)).translate(_TYPOGRAPHY)
    return re.sub(r"-{2,}", "-", re.sub(r"\.{2,}", ".", text))
