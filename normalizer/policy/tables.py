"""The allow-lists and the floor, as plain data. ``policy`` compiles them; nothing else reads them.

The lists follow what a careful content system lets its users write: everything that only *says*
something stays, everything that runs, loads, frames, posts, redirects or restyles the page goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

# ----- the floor: no policy can allow these ---------------------------------------------------------

DROPPED_WITH_CONTENT: Final = frozenset(
    "script style noscript template iframe noembed noframes title svg math object embed applet"
    " frame frameset base basefont bgsound link meta head portal fencedframe canvas datalist"
    " param keygen isindex".split()
)
"""Elements whose content is not text of the page, or that change how the rest is parsed (foreign
content, raw text): unwrapping them would let it wake up. Taken from the advisories of a decade."""

VERBATIM: Final = frozenset("xmp listing plaintext".split())
"""Elements that show their content as written; it stays, in ``<pre>``."""

UNWRAPPED: Final = frozenset(
    "form html body dialog slot marquee blink layer ilayer multicol spacer nextid shadow"
    " textarea select optgroup option".split()
)
"""Forbidden elements whose content is text of the page, that of fields and choices included."""

FORBIDDEN_ELEMENTS: Final = (DROPPED_WITH_CONTENT - {"iframe"}) | VERBATIM | UNWRAPPED
"""``iframe`` is missing: ``author`` allows it for listed hosts."""

FORBIDDEN_ATTRIBUTES: Final = frozenset(
    "srcdoc formaction action formmethod formenctype formtarget form ping background dynsrc lowsrc xmlns is slot"
    " http-equiv content charset nonce integrity manifest archive codebase classid code object profile data"
    " autofocus contenteditable command commandfor popovertarget popovertargetaction csp credentialless"
    " attributionsrc blocking fetchpriority imagesrcset ismap to from by values attributename".split()
)
"""Attributes that run, post, load or redirect, or that re-read the document, on whatever element."""

FORBIDDEN_ATTRIBUTE_PREFIXES: Final = (
    "_",
    "xlink",
    "xmlns",
    "xml_",
    "xml:",
    "x_",
    "x-",
    "v-",
    "ng-",
    "hx-",
    "data-ng-",
    "data-hx-",
    "data-bind",
    "data-v-",
    "data-x-",
    "data-method",
    "data-remote",
    "data-turbo",
    "data-action",
    "data-controller",
)
"""Prefixes of foreign-content attributes and of the attribute languages of script frameworks: where such a
framework runs on the page, they are event handlers. ``x_`` is what the tree makes of ``@click`` and ``:href``."""

NOT_EVENTS: Final = frozenset(("once", "only", "one"))
"""Names that start like an event handler; no browser knows an event of theirs."""

RUNNING_SCHEMES: Final = frozenset(
    "javascript vbscript livescript mocha jscript data blob filesystem view-source feed jar pcast wyciwyg".split()
)
"""Schemes that run code, or hide one that does. ``data:`` images are a matter of form, see ``urls``."""

FORBIDDEN_SCHEMES: Final = RUNNING_SCHEMES | frozenset(
    "about file chrome chrome-extension moz-extension resource res mhtml mk ms-its its hcp shell ms-msdt search-ms".split()
)
"""And those that reach into the reader's machine or browser."""

FORBIDDEN_STYLES: Final = frozenset("behavior -moz-binding -ms-behavior src".split())

# ----- what both policies allow ----------------------------------------------------------------------

_ELEMENTS: Final = frozenset(
    "address article aside footer header h1 h2 h3 h4 h5 h6 hgroup main nav section search"
    " blockquote dd div dl dt figcaption figure hr li menu ol p pre ul"
    " a abbr b bdi bdo br cite code data dfn em i kbd mark q rp rt rtc rb ruby s samp small span strong sub sup"
    " time u var wbr del ins img picture source audio video track"
    " caption col colgroup table tbody td tfoot th thead tr details summary input"
    " acronym big center dir font nobr strike tt".split()
)

KNOWN_ELEMENTS: Final = (
    _ELEMENTS
    | FORBIDDEN_ELEMENTS
    | frozenset(
        "iframe map area button label meter progress output fieldset legend image command menuitem content".split()
    )
)
"""Every name that HTML has or had; what is not here is most likely text (``<String>``) or a component."""

_GLOBAL: Final = ("title", "lang", "dir", "translate", "role", "itemprop")
_MEDIA: Final = ("src", "width", "height", "controls", "loop", "muted", "playsinline", "preload", "poster")
_CELL: Final = (
    "colspan",
    "rowspan",
    "headers",
    "scope",
    "abbr",
    "align",
    "valign",
    "width",
    "height",
    "nowrap",
    "bgcolor",
)
_ROW: Final = ("align", "valign", "bgcolor")
_ALIGN: Final = ("align",)

_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "*": _GLOBAL,
    "a": ("href", "rel", "target", "hreflang", "type"),
    "img": (
        "src",
        "srcset",
        "sizes",
        "alt",
        "width",
        "height",
        "loading",
        "decoding",
        "align",
        "border",
        "hspace",
        "vspace",
    ),
    "source": ("src", "srcset", "sizes", "type", "media", "width", "height"),
    "video": _MEDIA,
    "audio": _MEDIA,
    "track": ("src", "kind", "srclang", "label", "default"),
    "td": _CELL,
    "th": _CELL,
    "tr": _ROW,
    "thead": _ROW,
    "tbody": _ROW,
    "tfoot": _ROW,
    "table": (
        "align",
        "border",
        "cellpadding",
        "cellspacing",
        "width",
        "height",
        "summary",
        "bgcolor",
        "frame",
        "rules",
    ),
    "caption": _ALIGN,
    "col": ("span", "width", "align", "valign"),
    "colgroup": ("span", "width", "align", "valign"),
    "ol": ("start", "reversed", "type"),
    "ul": ("type",),
    "li": ("value", "type"),
    "blockquote": ("cite",),
    "q": ("cite",),
    "del": ("cite", "datetime"),
    "ins": ("cite", "datetime"),
    "time": ("datetime",),
    "data": ("value",),
    "details": ("open", "name"),
    "font": ("color", "face", "size"),
    "hr": ("align", "size", "width", "noshade", "color"),
    "br": ("clear",),
    "pre": ("width",),
    "p": _ALIGN,
    "div": _ALIGN,
    "input": ("type", "checked", "disabled"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _ALIGN),
}

_SCHEMES: Final = frozenset("http https mailto tel ftp".split())

_TEXT_STYLES: Final = frozenset(("text-align",))

STRICT: Final[Mapping[str, Any]] = {
    "elements": _ELEMENTS,
    "attributes": _ATTRIBUTES,
    "schemes": _SCHEMES,
    "image-schemes": frozenset(("http", "https")),
    "embed-hosts": frozenset(),
    "styles": _TEXT_STYLES,
    # Classes that name a meaning which the text itself has, and that no page script acts on.
    "class-prefixes": (
        "language-",
        "lang-",
        "highlight",
        "footnote",
        "task-list",
        "contains-task-list",
        "math",
    ),
    "classes": False,
    "data-attributes": False,
    "tool-comments": False,
    "own": False,
}
"""For text of strangers: no style but alignment, no class or id that the page's own CSS or scripts could react to."""

# ----- what an author may do in his own posts ---------------------------------------------------------

_OWN_GLOBAL: Final = (
    *_GLOBAL,
    "id",
    "name",
    "class",
    "style",
    "align",
    "tabindex",
    "accesskey",
    "hidden",
    "markdown",
    "itemscope",
    "itemtype",
    "itemid",
    "itemref",
    "property",
    "typeof",
    "vocab",
    "resource",
    "datatype",
    "bgcolor",
    "color",
    "width",
    "height",
    "border",
    "plugincommand",
    "imageanchor",
    "spellcheck",
    "draggable",
    "enterkeyhint",
    "inputmode",
    "part",
)

EMBED_HOSTS: Final = frozenset(
    "www.youtube.com youtube.com youtu.be www.youtube-nocookie.com youtube-nocookie.com player.vimeo.com vimeo.com"
    " codepen.io jsfiddle.net codesandbox.io stackblitz.com replit.com glitch.com observablehq.com"
    " play.tailwindcss.com www.jsdelivr.com carbon.codes carbon.now.sh"
    " play-tv.kakao.com tv.kakao.com kakaotv.daum.net videofarm.daum.net tvpot.daum.net play.kakao.com map.kakao.com"
    " tv.naver.com serviceapi.nmv.naver.com serviceapi.rmcnmv.naver.com map.naver.com blog.naver.com"
    " w.soundcloud.com open.spotify.com embed.music.apple.com embed.podcasts.apple.com bandcamp.com"
    " www.google.com maps.google.com docs.google.com drive.google.com calendar.google.com forms.gle datastudio.google.com"
    " lookerstudio.google.com www.slideshare.net speakerdeck.com slides.com prezi.com www.canva.com www.figma.com"
    " embed.figma.com whimsical.com miro.com www.loom.com fast.wistia.net www.dailymotion.com geo.dailymotion.com"
    " player.twitch.tv clips.twitch.tv player.bilibili.com www.tiktok.com www.instagram.com www.facebook.com"
    " platform.twitter.com embed.ted.com www.ted.com giphy.com asciinema.org archive.org www.openstreetmap.org"
    " public.tableau.com datawrapper.dwcdn.net flo.uri.sh embed.reddit.com www.redditmedia.com airtable.com"
    " gist.github.com www.flickr.com embedr.flickr.com colab.research.google.com nbviewer.org huggingface.co".split()
)
"""Hosts that exist to be embedded. An entry covers its subdomains, so a page of a user's own stays out."""

_OWN_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    **_ATTRIBUTES,
    "*": _OWN_GLOBAL,
    "a": (*_ATTRIBUTES["a"], "download", "referrerpolicy", "shape", "coords", "rev"),
    "img": (*_ATTRIBUTES["img"], "usemap", "crossorigin", "referrerpolicy", "longdesc"),
    "video": (*_MEDIA, "autoplay", "crossorigin", "controlslist", "disablepictureinpicture"),
    "audio": (*_MEDIA, "autoplay", "crossorigin", "controlslist"),
    "iframe": (
        "src",
        "allow",
        "allowfullscreen",
        "loading",
        "referrerpolicy",
        "sandbox",
        "frameborder",
        "scrolling",
        "marginwidth",
        "marginheight",
        "webkitallowfullscreen",
        "mozallowfullscreen",
        "allowtransparency",
    ),
    "map": ("name",),
    "area": ("shape", "coords", "href", "alt", "target", "rel", "download"),
    "button": ("type", "disabled"),
    "label": ("for",),
    "meter": ("value", "min", "max", "low", "high", "optimum"),
    "progress": ("value", "max"),
    "input": (*_ATTRIBUTES["input"], "value", "placeholder", "readonly"),
    "td": (*_CELL, "background-color", "axis"),
    "br": ("clear",),
    "table": (*_ATTRIBUTES["table"], "bordercolor"),
}

AUTHOR: Final[Mapping[str, Any]] = {
    "elements": _ELEMENTS
    | frozenset("iframe map area button label meter progress output fieldset legend".split()),
    "attributes": _OWN_ATTRIBUTES,
    "schemes": _SCHEMES
    | frozenset(
        "sftp ftps irc ircs xmpp sms smsto magnet geo news nntp webcal callto skype whatsapp tg line kakaotalk kakaolink"
        " bitcoin ethereum steam vscode vscode-insiders idea obsidian notion slack zoommtg msteams intent market"
        " itms itms-apps git ssh svn ldap doi urn isbn mid cid gopher gemini matrix signal spotify".split()
    ),
    "image-schemes": frozenset(("http", "https", "cid")),
    "embed-hosts": EMBED_HOSTS,
    # "*": every property that is not on the floor; the values are judged one by one in any case.
    "styles": frozenset(("*",)),
    "class-prefixes": (),
    "classes": True,
    "data-attributes": True,
    "tool-comments": True,
    "own": True,
}
"""For one's own posts: what themes, links and embeds need stays; the floor holds all the same."""
