"""What stands in reports beside rules: the names under which policy, writer and laws say what they did."""

from __future__ import annotations

WORDS = {
    "html-to-markdown": "A piece of HTML became Markdown that renders to the same page. What Markdown has no words for, such as"
    " a class, is listed as removed. Suppressed by name, the place stays as it is.",
    "end-tag-shown-as-code": "An end tag stood so far to the right, after a blank line, that CommonMark shows it as code. It ended"
    " the element for whoever wrote it, and went with it.",
    "left-as-it-was": "A place that something would change, and that a law or a doubt keeps as it is; the reason is given.",
    "unsafe-element": "An element that can run code, load or frame something, or change the page around it. It is on the floor:"
    " no rule and no policy lets it stay.",
    "unsafe-attribute": "An attribute that runs code or reaches beyond its element, such as onclick. It is on the floor.",
    "unsafe-url": "An address that runs code, or that some renderer could take for one. It is on the floor; what the link"
    " shows stays.",
    "unsafe-comment": "A comment or declaration that some browser or template engine reads as markup.",
    "unsafe-block": "Text that came alive on the rendered page; it was written with numeric references, or taken out.",
    "unsafe-markdown": "Markdown that came alive on the rendered page of some renderer; it was made inert.",
    "disallowed-element": "An element that the policy does not list; its content stays.",
    "disallowed-attribute": "An attribute that the policy does not list.",
    "disallowed-comment": "A comment; the policy keeps those of known tools only.",
    "disallowed-style": "A declaration that the policy does not list.",
    "unsafe-style": "A declaration that can load or run something: url(), expression(), @import, escapes. It is on the floor.",
    "unknown-element": "A tag that HTML does not have; what it holds stays.",
    "url-spelling": "The same address, in the spelling that all renderers read alike.",
}


def explain(name: str) -> str:
    """What ``name`` says in a report, as a short text; KeyError for what is not in the table."""
    return f"{name}\n\n  {WORDS[name]}\n  This is no rule: `--select` and `--ignore` do not reach it.\n"
