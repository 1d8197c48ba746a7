"""What happens to each HTML element when a tree is written as Markdown: the one table.

Every element name of the HTML standard, the obsolete ones included, is a row; a test asserts it.
"""

from __future__ import annotations

from enum import Enum


class Treatment(Enum):
    """How the reader takes an element."""

    DROPPED = "nothing of it is on the page"
    CHILDREN = "its content stays in the line, the tag goes"
    FLOW = "its content stays as blocks of its own, the tag goes"
    BREAK = "a line break"
    STRONG = "strong emphasis"
    EMPHASIS = "emphasis"
    DELETION = "strikethrough"
    CODE = "a code span"
    LINK = "a link"
    IMAGE = "an image"
    INPUT = "a check box, or nothing"
    CHOICE = "its content, a space either side"
    TAG = "inline content between clean tags"
    EMBED = "clean HTML, a block where it stands alone"
    PARAGRAPH = "a paragraph"
    HEADING = "a heading"
    RULE = "a thematic break"
    PREFORMATTED = "a code block"
    QUOTE = "a block quote"
    LIST = "a list"
    ITEM = "a list item"
    TABLE = "a table"
    ROW_GROUP = "part of a table"
    ROW = "a table row"
    CELL = "a table cell"
    TERM = "a term of a definition list"
    DESCRIPTION = "a description in a definition list"
    DEFINITIONS = "a definition list, or clean HTML"
    FIGURE = "clean HTML if it has a caption, else its content"
    DETAILS = "tags of its own around Markdown, or a block of clean HTML"
    SUMMARY = "clean HTML, the first line of its details"
    MARKDOWN = "Markdown that is printed as it stands"

    __hash__ = object.__hash__  # members are singletons; that of Enum is a call for every look-up


_ROWS: tuple[tuple[Treatment, str], ...] = (
    # Dropped: metadata, scripts, and the parts of embeds that mean nothing alone.
    (
        Treatment.DROPPED,
        "head title base link meta style script template noembed noframes param source track",
    ),
    (Treatment.DROPPED, "map area datalist col colgroup frame frameset bgsound basefont keygen command wbr"),
    # Use children.
    (Treatment.CHILDREN, "span font label time data bdi nobr blink rb rtc output slot noscript picture"),
    (Treatment.CHILDREN, "button textarea select meter progress element content shadow spacer menuitem"),
    (Treatment.CHOICE, "option optgroup"),
    (
        Treatment.FLOW,
        "html body div section article aside main nav header footer hgroup search address center",
    ),
    (Treatment.FLOW, "fieldset legend form dialog figcaption caption isindex marquee multicol"),
    # Handle: what Markdown has words for.
    (Treatment.PARAGRAPH, "p"),
    (Treatment.HEADING, "h1 h2 h3 h4 h5 h6"),
    (Treatment.RULE, "hr"),
    (Treatment.PREFORMATTED, "pre listing xmp plaintext"),
    (Treatment.QUOTE, "blockquote"),
    (Treatment.LIST, "ul ol menu dir"),
    (Treatment.ITEM, "li"),
    (Treatment.TABLE, "table"),
    (Treatment.ROW_GROUP, "thead tbody tfoot"),
    (Treatment.ROW, "tr"),
    (Treatment.CELL, "td th"),
    (Treatment.BREAK, "br"),
    (Treatment.STRONG, "strong b"),
    (Treatment.EMPHASIS, "em i"),
    (Treatment.DELETION, "del s strike"),
    (Treatment.CODE, "code tt"),
    (Treatment.LINK, "a"),
    (Treatment.IMAGE, "img image"),
    (Treatment.INPUT, "input"),
    (Treatment.DEFINITIONS, "dl"),
    (Treatment.TERM, "dt"),
    (Treatment.DESCRIPTION, "dd"),
    # Keep as clean HTML: a reader sees it, and Markdown has no word for it.
    (Treatment.TAG, "sub sup kbd samp var u ins mark small big abbr acronym cite q dfn bdo ruby rt rp"),
    (Treatment.FIGURE, "figure"),
    (Treatment.DETAILS, "details"),
    (Treatment.SUMMARY, "summary"),
    (Treatment.EMBED, "iframe video audio object embed applet canvas svg math portal"),
    (Treatment.MARKDOWN, "_md _block"),
)

TREATMENTS: dict[str, Treatment] = {name: treatment for treatment, names in _ROWS for name in names.split()}
"""Element name to treatment. What is not listed is unknown, and unknown elements are unwrapped."""

BLOCK_TREATMENTS = frozenset(
    {
        Treatment.FLOW,
        Treatment.PARAGRAPH,
        Treatment.HEADING,
        Treatment.RULE,
        Treatment.PREFORMATTED,
        Treatment.QUOTE,
        Treatment.LIST,
        Treatment.ITEM,
        Treatment.TABLE,
        Treatment.ROW_GROUP,
        Treatment.ROW,
        Treatment.CELL,
        Treatment.DEFINITIONS,
        Treatment.FIGURE,
        Treatment.DETAILS,
        Treatment.SUMMARY,
        Treatment.TERM,
        Treatment.DESCRIPTION,
    }
)
BLOCK_LEVEL = frozenset(name for name, treatment in TREATMENTS.items() if treatment in BLOCK_TREATMENTS)
"""Elements that start and end lines."""
