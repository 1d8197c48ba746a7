"""The escape tables: plain data, a row per pattern that a renderer would read, a reason beside each."""

from __future__ import annotations

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

INNER_BOX = row("[", "goldmark reads a check box behind text and breaks, too", after=r"(?=[ xX]\])")

CELL: list[Row] = [row("|", "would end the cell")]

LINE: list[Row] = [
    row("#", "would start a heading", after=r"(?=#{0,5}(?:[ \t]|$))"),
    row(">", "would start a block quote", write="&gt;"),
    row("-+*", "would start a list item", after=r"(?=[ \t]|$)"),
    row(".)", "would start a list item", before=r"\d{1,9}", after=r"(?=[ \t]|$)"),
    row("=", "would make a heading of the line before", after=r"(?==*+[ \t]*+$)", write="&#61;"),
    row("-", "would make a heading of the line before", after=r"(?=-*+[ \t]*+$)"),
    row("-", "would be a thematic break, or open front matter", after=r"(?=(?:[ \t]*+-){2,}+[ \t]*+$)"),
    row("*", "would be a thematic break", after=r"(?=(?:[ \t]*+\*){2,}+[ \t]*+$)"),
    row("_", "would be a thematic break", after=r"(?=(?:[ \t]*+_){2,}+[ \t]*+$)"),
    row("`", "would open a code block", after="(?=``)"),
    row("~", "would open a code block", after="(?=~~)", write="&#126;"),
    row("+", "would open front matter", after=r"(?=\+\+[ \t]*$)"),
]

TABLE_LINE = [
    row("|-", "could be the second line of a table", after=r"(?=[-:| \t]*$)"),
    row(":", "could be the second line of a table", after=r"(?=[:| \t]*+-[-:| \t]*+$)", write="&#58;"),
]
_STRUCK = "two of them strike out what is between"
TILDE = [
    row("~", _STRUCK, before=r"(?<![ \t\n])", needs=_WAVE),
    row("~", _STRUCK, after=r"(?![ \t\n])", needs=_WAVE),
]
# Not every renderer of the portable dialect knows `\~`; kramdown knows it everywhere but in alternative texts.
TILDE_REFERENCE = [{**tilde, "write": "&#126;"} for tilde in TILDE]
TWO_TILDES = [
    row("~", _STRUCK, before="(?<=~)", write="&#126;", needs=_WAVE),
    row("~", _STRUCK, after="(?=~)", write="&#126;", needs=_WAVE),
]
HASHTAG = row("#", "starts a heading without a space, and however many there are")
TERM = row(":", "would be the description of a term", after=r"(?=[ \t])", write="&#58;")
# Attributes at the end of a heading. kramdown takes an id, goldmark what has the form of attributes, and
# Python-Markdown anything after a space, in cells too, and after the text before the first element.
# Only the first brace of a line is asked: what follows it may hold all others.
_FIRST = r"(?<![^\n])(?>[^\n]*?{})[^\n]*\}}[ \t]*"
_BRACES = _FIRST.format(r"[ ]\{")
_CLOSES = "would end attributes of the heading or cell"
HEADING_ID = row("}", _CLOSES, after=r"(?=[ \t]*$)", needs=_FIRST.format(r"[ \t]\{#") + "$")
HEADING_ATTRIBUTES = row(
    "}", _CLOSES, after=r"(?=[ \t]*$)", needs=_FIRST.format(r"\{[ ]*+(?:[#.]|[\w:-]++=)") + "$"
)
END_ATTRIBUTES = [
    row("}", _CLOSES, after=r"(?=[ \t]*$)", needs=rf"{_BRACES}$"),
    row("}", _CLOSES, after=r"(?=[ \t]*[`*_\[<!])", needs=rf"{_BRACES}[`*_\[<!]"),
]
LINE_ATTRIBUTES = row(
    "{",
    "would be attributes of the block before",
    before=r"(?<=\n)",
    after=r"(?=[^\n]+\}[ \t]*(?:$|[`*_\[<!]))",
)
SPAN_ATTRIBUTES = row("{", "would be attributes of what is before", before=r"(?<=[*_`)\]>~])")
MAIL = row(
    "<", "would open a mail address, whatever is in it", after=r"(?=[^<>\s!]+@[^@<>\s]+>)", write="&lt;"
)
HUGO_TEXT = row("{", "would be a shortcode", after=r"(?=\{[<%])", write="&#123;")

TYPOGRAPHER = [
    row("\"'", "would be made a curly quote"),
    row("-", "would be made a dash", before="(?<=-)"),
    row(".", "would be made an ellipsis", before=r"(?<=\.)"),
    row("<", "would be made a guillemet", before="(?<=<)", write="&lt;"),
    row(">", "would be made a guillemet", before="(?<=>)", write="&gt;"),
]

KRAMDOWN_TEXT = [
    row("<", "would open a tag: names may be in any script", after=r"(?=[^\W\d]|[_:<])", write="&lt;"),
    row("{", "would run as Liquid before Markdown is read", after="(?=[{%])", write="&#123;"),
    row("{", "would be an attribute list or an extension", after="(?=:)"),
    row("|", "any pipe in a paragraph makes a table of it"),
    row(
        "`",
        "where there is a pipe, a line is cut at code spans before escapes are read",
        write="&#96;",
        needs=r"\|",
    ),
    row("$", "would be a formula", after=r"(?=\$)", write="&#36;", needs=r"\$\$[\s\S]*?\$\$"),
]
LINE_END = row(
    "\\",
    "two at the end of a line break it, where a block follows without a blank line",
    after="(?=$)",
    write="&#92;",
)
KRAMDOWN_LINE = [
    TERM,
    row("^", "would end the block", after=r"(?=[ \t]*$)", write="&#94;"),
    row("*", "would define an abbreviation", after=r"(?=\[[^\n]+\]:)"),
    row(".", "would start a list item: any number will do", before=r"\d{10,}+", after=r"(?=[ \t]|$)"),
]
