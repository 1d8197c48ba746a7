"""The dialect table: plain data, one mapping per family of renderers, a reason beside every escape."""

from __future__ import annotations

from typing import Any

Row = dict[str, str]


def row(char: str, why: str, *, before: str = "", after: str = "", write: str = "\\", needs: str = "") -> Row:
    """Return one escape row: ``char`` is the set of characters, ``before`` and ``after`` are patterns."""
    return {"char": char, "why": why, "before": before, "after": after, "write": write, "needs": needs}


_CODE = r"`[^`]+`|``"
_STAR = r"\*[^*]+\*|\*\*"
_LOW = r"_[^_]+_|__"
_WAVE = r"~[^~]+~|~~"

TEXT: list[Row] = [
    row("\u00a0", "a no-break space that cannot be seen is a space to the next editor", write="&nbsp;"),
    row("&", "would be read as a character reference", after=r"(?=#?[0-9A-Za-z]{1,32};)", write="&amp;"),
    row(
        "<", "would open a tag, a comment, an autolink, a template", after=r"(?=[A-Za-z/!?%]|$)", write="&lt;"
    ),
    row("\\", "would escape the character after it", after=r"(?=[!-/:-@\[-`{-~\u00a0]|$)"),
    row("`", "two runs of backticks are a code span", needs=_CODE),
    row("*", "two of them are emphasis", before=r"(?<![ \t\n])", needs=_STAR),
    row("*", "two of them are emphasis", after=r"(?![ \t\n])", needs=_STAR),
    row("_", "two of them are emphasis", before=r"(?<![^\W_])", after=r"(?![ \t\n])", needs=_LOW),
    row("_", "two of them are emphasis", before=r"(?<![ \t\n])", after=r"(?![^\W_])", needs=_LOW),
    row("!", "would make an image of the link after it", after=r"(?=\[)", needs=r"\]\("),
    row("]", "would close the text of a link", after=r"(?=[(\[])", needs=r"\["),
    row("[", "would start a link definition", before="(?<![^\n])", after=r"(?=[^\]\n]*+\]:)"),
]
LABEL: list[Row] = [
    row("]", "would define a link in kramdown, escaped or not", after="(?=:)", write="&#93;"),
    row("[]", "would close the text of the link it is in"),
    row("^", "would be a footnote", before=r"(?<=\[)", write="&#94;"),
]

CELL: list[Row] = [row("|", "would end the cell")]

LINE: list[Row] = [
    row("#", "would start a heading", after=r"(?=#{0,5}(?:[ \t]|$))"),
    row(">", "would start a block quote", write="&gt;"),
    row("-+*", "would start a list item", after=r"(?=[ \t]|$)"),
    row(".)", "would start a list item", before=r"\d{1,9}", after=r"(?=[ \t]|$)"),
    row("=", "would make a heading of the line before", after=r"(?==*[ \t]*$)", write="&#61;"),
    row("-", "would make a heading of the line before", after=r"(?=-*[ \t]*$)"),
    row("-", "would be a thematic break, or open front matter", after=r"(?=(?:[ \t]*-){2,}[ \t]*$)"),
    row("*", "would be a thematic break", after=r"(?=(?:[ \t]*\*){2,}[ \t]*$)"),
    row("_", "would be a thematic break", after=r"(?=(?:[ \t]*_){2,}[ \t]*$)"),
    row("`", "would open a code block", after="(?=``)"),
    row("~", "would open a code block", after="(?=~~)", write="&#126;"),
    row("+", "would open front matter", after=r"(?=\+\+[ \t]*$)"),
]

_TABLE_LINE = [
    row("|-", "could be the second line of a table", after=r"(?=[-:| \t]*$)"),
    row(":", "could be the second line of a table", after=r"(?=[-:| \t]*-[-:| \t]*$)", write="&#58;"),
]
_STRUCK = "two of them strike out what is between"
_TILDE = [
    row("~", _STRUCK, before=r"(?<![ \t\n])", needs=_WAVE),
    row("~", _STRUCK, after=r"(?![ \t\n])", needs=_WAVE),
]
# Not every renderer of the portable dialect knows `\~`; kramdown knows it everywhere but in alternative texts.
_TILDE_REFERENCE = [{**tilde, "write": "&#126;"} for tilde in _TILDE]
_TWO_TILDES = [
    row("~", _STRUCK, before="(?<=~)", write="&#126;", needs=_WAVE),
    row("~", _STRUCK, after="(?=~)", write="&#126;", needs=_WAVE),
]
_HASHTAG = row("#", "starts a heading without a space, and however many there are")
_TERM = row(":", "would be the description of a term", after=r"(?=[ \t])", write="&#58;")
_ATTRIBUTES = row("{", "would be attributes of the heading or block", after=r"(?=[^{}\n]*\}[ \t]*$)")
# Python-Markdown looks for them at the end of the text before the first element of a heading, too.
_INNER_ATTRIBUTES = row("{", "would be attributes of the heading", after=r"(?=[^{}\n]*\}[ \t]*[`*_\[<!])")
_SPAN_ATTRIBUTES = row("{", "would be attributes of what is before", before=r"(?<=[*_`)\]>~])")
_HUGO_TEXT = row("{", "would be a shortcode", after=r"(?=\{[<%])", write="&#123;")

COMMONMARK: dict[str, Any] = {
    # Emphasis pairs only where runs are left- and right-flanking (6.2), under 0.30 and 0.31 classes.
    "flanking": True,
    # `a-_b_` opens emphasis.
    "underscore_after_hyphen": True,
    "strikethrough": False,
    "strikethrough_flanking": True,
    "tables": False,
    # A table may have no header row; it may have nothing else.
    "headerless_tables": False,
    "header_only_tables": True,
    # `\|` is a pipe inside a code span in a table cell.
    "pipe_in_code": True,
    # Check boxes at the start of items: `write` them, `escape` text that looks like one, or `none`.
    "task_lists": "none",
    "definition_lists": False,
    "line_break": "\\\n",
    # Content of list items: 0 is the width of the marker, 4 is four columns.
    "indent": 0,
    # How a list starts at another number than 1: its first `marker`, an attribute list (`ial`), or `raw`.
    "ordered_start": "marker",
    # Adjacent lists: the other `marker`, or a `comment` between them.
    "separator": "marker",
    # An HTML comment line ends a paragraph or a list before it.
    "interrupting_comment": True,
    "empty_item": "",
    # `exact`: a list that is half tight is kept as HTML. `reader`: it is written loose.
    "looseness": "exact",
    # A code span may begin and end with a space.
    "code_edges": True,
    # Fenced code blocks are read inside lists and quotes.
    "nested_fences": True,
    # `*[` at the start of a line defines an abbreviation if `]:` follows anywhere.
    "abbreviations": False,
    # A backslash in a title escapes.
    "title_escapes": True,
    # Columns that a list item needs for a thematic break in it.
    "rule_indent": 0,
    # What a code block inside a list would lose: spaces on blank lines.
    "list_code_loses": "",
    # What a code block would lose: tabs, spaces on blank lines.
    "code_loses": "",
    # Markdown is read between block tags that stand between blank lines.
    "markdown_in_html": True,
    # Inline elements whose content is not read as Markdown.
    "raw_inlines": ["code"],
    # Template code that runs before Markdown is read, even inside code.
    "template_code": "",
    # Where a heading ends so, its last `#` is taken for decoration.
    "heading_end": r"(?:^|[ \t])#+$",
    # A document that starts with a brace has JSON front matter.
    "json_front_matter": False,
    # The dialect to write when cmark-gfm is to judge; itself if empty.
    "judge": "gfm",
    "line": LINE,
    "text": TEXT,
    "label": LABEL,
    "cell": CELL,
}

GFM: dict[str, Any] = {
    "extends": "commonmark",
    "strikethrough": True,
    "tables": True,
    "task_lists": "write",
    "judge": "",
    "more_line": _TABLE_LINE,
    "more_text": _TILDE,
}

_HUGO = r"\{\{[<%]"
GOLDMARK: dict[str, Any] = {
    "extends": "gfm",
    "definition_lists": True,
    "looseness": "reader",
    "template_code": _HUGO,
    "json_front_matter": True,
    "more_line": [_TERM],
    "more_text": [_HUGO_TEXT, _ATTRIBUTES],
}
GOLDMARK_TYPOGRAPHER: dict[str, Any] = {
    "extends": "goldmark",
    "more_text": [
        row("\"'", "would be made a curly quote"),
        row("-", "would be made a dash", before="(?<=-)"),
        row(".", "would be made an ellipsis", before=r"(?<=\.)"),
        row("<", "would be made a guillemet", before="(?<=<)", write="&lt;"),
        row(">", "would be made a guillemet", before="(?<=>)", write="&gt;"),
    ],
}

_LIQUID = r"\{[{%]"
_KRAMDOWN_TEXT = [
    row("<", "would open a tag: names may be in any script", after=r"(?=[^\W\d]|[_:<])", write="&lt;"),
    row("{", "would run as Liquid before Markdown is read", after="(?=[{%])", write="&#123;"),
    row("{", "would be an attribute list or an extension", after="(?=:)"),
    _ATTRIBUTES,
    row("|", "any pipe in a paragraph makes a table of it"),
    row(
        "`",
        "where there is a pipe, a line is cut at code spans before escapes are read",
        write="&#96;",
        needs=r"\|",
    ),
    row("$", "would be a formula", after=r"(?=\$)", write="&#36;", needs=r"\$\$[\s\S]*?\$\$"),
]
_KRAMDOWN_LINE = [
    _TERM,
    row("^", "would end the block", after=r"(?=[ \t]*$)", write="&#94;"),
    row("*", "would define an abbreviation", after=r"(?=\[[^\]\n]*+\]:)"),
    row(".", "would start a list item: any number will do", before=r"\d{10,}", after=r"(?=[ \t]|$)"),
]
KRAMDOWN: dict[str, Any] = {
    "extends": "commonmark",
    "strikethrough": True,
    "tables": True,
    "task_lists": "write",
    "flanking": False,
    "underscore_after_hyphen": False,
    "strikethrough_flanking": False,
    "headerless_tables": True,
    "header_only_tables": False,
    "pipe_in_code": False,
    "definition_lists": True,
    "ordered_start": "ial",
    "separator": "comment",
    "interrupting_comment": False,
    "empty_item": "<!-- -->",
    "abbreviations": True,
    "title_escapes": False,
    "rule_indent": 4,
    "list_code_loses": r"^[ \t]+$",
    "code_edges": False,
    "markdown_in_html": False,
    "raw_inlines": ["code", "kbd", "samp", "var", "u", "mark"],
    "template_code": _LIQUID,
    "heading_end": "#$",
    "judge": "gfm",
    "more_line": [*_KRAMDOWN_LINE, *_TABLE_LINE],
    "more_text": [*_KRAMDOWN_TEXT, *_TWO_TILDES],
    "more_cell": [row("`", "a row is cut at code spans before escapes are read", write="&#96;")],
}

PYTHON_MARKDOWN: dict[str, Any] = {
    "extends": "kramdown",
    "strikethrough": False,
    "headerless_tables": False,
    "task_lists": "none",
    "line_break": "  \n",
    "indent": 4,
    "ordered_start": "raw",
    "looseness": "reader",
    "nested_fences": False,
    "code_loses": r"\t|^[ ]+$",
    "raw_inlines": ["code"],
    "template_code": "",
    "more_line": [_HASHTAG],
    "text": [
        row("|", "would make a table with the line below"),
        _ATTRIBUTES,
        _INNER_ATTRIBUTES,
        _SPAN_ATTRIBUTES,
        *TEXT,
    ],
}

PORTABLE: dict[str, Any] = {
    "extends": "kramdown",
    "flanking": True,
    # Taken as known: Python-Markdown shows the tildes, and the words between them.
    "strikethrough": True,
    "strikethrough_flanking": True,
    "headerless_tables": False,
    "task_lists": "escape",
    "definition_lists": False,
    "line_break": "  \n",
    "indent": 4,
    "ordered_start": "raw",
    "looseness": "reader",
    "template_code": _LIQUID,
    "more_line": [_HASHTAG],
    "more_text": [_HUGO_TEXT, _SPAN_ATTRIBUTES, *_TILDE_REFERENCE],
    "json_front_matter": True,
    "judge": "",
}

DIALECTS: dict[str, dict[str, Any]] = {
    "portable": PORTABLE,
    "commonmark": COMMONMARK,
    "gfm": GFM,
    "kramdown": KRAMDOWN,
    "goldmark": GOLDMARK,
    "goldmark-typographer": GOLDMARK_TYPOGRAPHER,
    "python-markdown": PYTHON_MARKDOWN,
}
