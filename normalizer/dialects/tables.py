"""The dialect table: plain data, one mapping per family of renderers. The escapes are in ``escape_data``."""

from __future__ import annotations

from typing import Any

from normalizer.dialects.escapes import (
    CELL,
    END_ATTRIBUTES,
    HASHTAG,
    HEADING_ATTRIBUTES,
    HEADING_ID,
    HUGO_TEXT,
    INNER_BOX,
    KRAMDOWN_LINE,
    KRAMDOWN_TEXT,
    LABEL,
    LINE,
    LINE_ATTRIBUTES,
    LINE_END,
    MAIL,
    SPAN_ATTRIBUTES,
    TABLE_LINE,
    TERM,
    TEXT,
    TILDE,
    TILDE_REFERENCE,
    TWO_TILDES,
    TYPOGRAPHER,
    row,
)

_HUGO = r"\{\{[<%]"
_LIQUID = r"\{[{%]"
COMMONMARK: dict[str, Any] = {
    # Emphasis pairs only where runs are left- and right-flanking (6.2), under 0.30 and 0.31 classes.
    "flanking": True,
    # `a-_b_` opens emphasis.
    "underscore_after_hyphen": True,
    "strikethrough": False,
    # `[^1]` in the text and `[^1]: note` are a footnote.
    "footnotes": False,
    "strikethrough_flanking": True,
    # `~~` ends at the next `~~`, be it in code or in the title of a link.
    "strikethrough_sees_all": False,
    # `~~` in a heading may stand inside of other emphasis or of a link.
    "strikethrough_deep_in_headings": True,
    # Delimiters pair around a link with an image in it.
    "emphasised_linked_images": True,
    "tables": False,
    # A table may have no header row; it may have nothing else.
    "headerless_tables": False,
    "header_only_tables": True,
    # `\|` is a pipe inside a code span in a table cell.
    "pipe_in_code": True,
    # Check boxes at the start of items: `write` them, `escape` text that looks like one, or `none`.
    "task_lists": "none",
    # `[x]` at the start of an item is a check box before white space only, not before a letter or a bracket, and
    # not in a heading.
    "box_needs_space": True,
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
    "loose_empty_item": "",
    # The last item of a loose list holds a paragraph, too, where an item before it starts with something else.
    "loose_last_item": True,
    # In a tight item, text after another block is text; else it is a paragraph there, too.
    "bare_later_text": True,
    # `\` and a newline break a line between the tags of an inline element, too.
    "escaped_break_in_tags": True,
    # And in the text of a footnote.
    "escaped_break_in_footnotes": True,
    # HTML blocks inside lists and quotes are blocks: no Markdown is read in them.
    "nested_html": True,
    # `exact`: a list that is half tight is kept as HTML. `reader`: it is written loose.
    "looseness": "exact",
    # Spaces at the edges of code spans: `any`, at the `end` alone, or `none`.
    "code_edges": "any",
    # Fenced code blocks are read inside lists and quotes.
    "nested_fences": True,
    # `*[` at the start of a line defines an abbreviation if `]:` follows anywhere.
    "abbreviations": False,
    # A backslash in a title escapes.
    "title_escapes": True,
    # Columns that a list item needs for a thematic break in it.
    "rule_indent": 0,
    # What a code block inside a list would lose.
    "list_code_loses": "",
    # What a code block inside a list or a quote, or a code span in a cell, would lose.
    "nested_code_loses": "",
    # Lines at which a code block in a list item ends, unless a blank line stands before the block.
    "item_code_ends": "",
    # A code span of three backticks or more that starts a line opens a code block.
    "span_opens_fence": False,
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
    "heading": [],
    "item": [],
}

GFM: dict[str, Any] = {
    "extends": "commonmark",
    "strikethrough": True,
    "footnotes": True,
    "tables": True,
    "task_lists": "write",
    "judge": "",
    "more_line": TABLE_LINE,
    "more_text": TILDE,
}

GOLDMARK: dict[str, Any] = {
    "extends": "gfm",
    "definition_lists": True,
    "looseness": "reader",
    "list_code_loses": r"^[ \t]+$",
    # A loose list inside another one ends at an empty item.
    "loose_empty_item": "<!-- -->",
    # Hugo 0.111 panics where it makes the id of such a heading.
    "strikethrough_deep_in_headings": False,
    # And shows the delimiters.
    "emphasised_linked_images": False,
    "box_needs_space": False,
    "template_code": _HUGO,
    "json_front_matter": True,
    "more_line": [TERM],
    "more_text": [HUGO_TEXT],
    "item": [INNER_BOX],
    "heading": [HEADING_ATTRIBUTES],
}
GOLDMARK_TYPOGRAPHER: dict[str, Any] = {
    "extends": "goldmark",
    "more_text": TYPOGRAPHER,
}

KRAMDOWN: dict[str, Any] = {
    "extends": "commonmark",
    "strikethrough": True,
    "footnotes": True,
    "tables": True,
    "task_lists": "write",
    "flanking": False,
    "underscore_after_hyphen": False,
    "strikethrough_flanking": False,
    "strikethrough_sees_all": True,
    "headerless_tables": True,
    "header_only_tables": False,
    "pipe_in_code": False,
    "definition_lists": True,
    "ordered_start": "ial",
    "separator": "comment",
    "interrupting_comment": False,
    "escaped_break_in_tags": False,
    "escaped_break_in_footnotes": False,
    "empty_item": "<!-- -->",
    "abbreviations": True,
    "title_escapes": False,
    "rule_indent": 4,
    "list_code_loses": r"^[ \t]+$",
    "item_code_ends": r"^ {0,3}(?:[-+*]|[0-9]+\.)[ \t]",
    "span_opens_fence": True,
    "code_edges": "end",
    "markdown_in_html": False,
    "raw_inlines": ["code", "kbd", "samp", "var", "u", "mark"],
    "template_code": _LIQUID,
    "heading_end": "#$",
    "judge": "gfm",
    "more_line": [*KRAMDOWN_LINE, *TABLE_LINE],
    "more_text": [*KRAMDOWN_TEXT, *TWO_TILDES],
    "more_cell": [row("`", "a row is cut at code spans before escapes are read", write="&#96;")],
    "heading": [HEADING_ID],
    "item": [LINE_END],
    "loose_last_item": False,
    "bare_later_text": False,
}

PYTHON_MARKDOWN: dict[str, Any] = {
    "extends": "kramdown",
    "bare_later_text": True,
    "code_edges": "none",
    "strikethrough": False,
    "headerless_tables": False,
    "task_lists": "none",
    "line_break": "  \n",
    "indent": 4,
    "ordered_start": "raw",
    "looseness": "reader",
    "nested_fences": False,
    "nested_html": False,
    "code_loses": r"\t|^[ ]+$",
    # Inside lists and quotes, where code is indented: blank lines in a row, white space before them and at the end.
    "list_code_loses": r"\n\n\n|[ \t]\n\n|\s\Z",
    "raw_inlines": ["code"],
    "template_code": "",
    "more_line": [HASHTAG, LINE_ATTRIBUTES],
    "text": [row("|", "would make a table with the line below"), SPAN_ATTRIBUTES, MAIL, *TEXT],
    "heading": END_ATTRIBUTES,
    "more_cell": END_ATTRIBUTES,
}

PORTABLE: dict[str, Any] = {
    "extends": "kramdown",
    "bare_later_text": True,
    "flanking": True,
    # markdown-it has none by itself, nor has Python-Markdown.
    "footnotes": False,
    # Taken as known: Python-Markdown shows the tildes, and the words between them.
    "strikethrough": True,
    "strikethrough_flanking": True,
    "strikethrough_deep_in_headings": False,
    "emphasised_linked_images": False,
    "headerless_tables": False,
    "task_lists": "escape",
    "box_needs_space": False,
    "definition_lists": False,
    "line_break": "  \n",
    "indent": 4,
    "ordered_start": "raw",
    "looseness": "reader",
    "nested_html": False,
    "template_code": _LIQUID,
    "more_line": [HASHTAG, LINE_ATTRIBUTES],
    "heading": [HEADING_ATTRIBUTES, *END_ATTRIBUTES],
    "more_cell": END_ATTRIBUTES,
    "more_text": [HUGO_TEXT, SPAN_ATTRIBUTES, MAIL, *TILDE_REFERENCE],
    "item": [INNER_BOX, LINE_END],
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
