"""Addresses in pairs: what must go in every spelling, what must come back as it was."""

from __future__ import annotations

import pytest
from attacks import generator
from hypothesis import given
from hypothesis import strategies as st

from normalizer.policy.policies import get
from normalizer.policy.urls import refusal, runs_code, safe_srcset, safe_url

STRICT, AUTHOR = get("strict"), get("author")

KEPT = [
    "https://example.org/",
    "HTTPS://Example.org/A",
    "http://example.org/a?b=c&copy=d#e",
    "//cdn.example.org/x.js",
    "/a:b",
    "a/b:c",
    "?a:b",
    "#a:b",
    "foo):",
    "a):b(c):",
    "./x",
    "../x.md",
    "한글/문서.md",
    "a b.md",
    "foo%3Abar",
    "mailto:someone@example.org?subject=%ED%95%9C",
    "tel:+82-2-000-0000",
    "https://example.org/go?to=javascript:x",
    "https://example.org/a\\b",
    "{{ site.url }}/a",
    '{{ "a:b" | relative_url }}',
    "{% post_url 2014-01-01-x %}",
    "",
]
REFUSED = [
    "foo:bar",
    ":x",
    "javascript:x):",
    "x):javascript:y",
    "foo):bar:baz",
    "foo%29:javascript:x",
    "foo)\u200b&#x200b;javascript:x):",
    "javascript：alert(1)",
    "view-source:javascript:x",
    "feed:https://example.org/",
    "data:,x",
    "data:text/html,x",
    "data:image/svg+xml;base64,AAAA",
    "blob:https://example.org/x",
    "file:///etc/passwd",
    "/\\evil.example",
    "\\\\evil.example",
    "//\\evil.example",
    '{{ "javascript:x" }}',
    "&amp;amp;amp;amp;amp;amp;amp;amp;#106;avascript:x",
]


@pytest.mark.parametrize("url", KEPT)
@pytest.mark.parametrize("policy", [STRICT, AUTHOR], ids=["strict", "author"])
def test_kept_as_it_was(url: str, policy: object) -> None:
    assert safe_url(url, policy) == url


@pytest.mark.parametrize("url", REFUSED)
@pytest.mark.parametrize("policy", [STRICT, AUTHOR], ids=["strict", "author"])
def test_refused(url: str, policy: object) -> None:
    assert safe_url(url, policy) is None


@pytest.mark.parametrize("url", generator.addresses())
@pytest.mark.parametrize("kind", ["link", "image", "embed"])
def test_every_spelling_of_a_script_is_unsafe(url: str, kind: str) -> None:
    assert refusal(url, AUTHOR, kind) == "unsafe"
    assert refusal(url, STRICT, kind) == "unsafe"


@pytest.mark.parametrize("url", generator.addresses())
def test_every_spelling_of_a_script_runs(url: str) -> None:
    assert runs_code(url)


def test_what_a_browser_takes_away_is_taken_away() -> None:
    assert safe_url(" \n https://example.org/a\n/b\t", STRICT) == "https://example.org/a/b"
    assert safe_url("/a\x01b", STRICT) == "/a%01b"


def test_a_quoted_address_is_a_path() -> None:
    assert refusal('"https://example.org/a"', AUTHOR, "link") == "disallowed"
    assert refusal('"javascript:a"', AUTHOR, "link") == "unsafe"


def test_off_the_list_is_told_from_unsafe() -> None:
    assert refusal("magnet:?xt=a", STRICT) == "disallowed"
    assert refusal("magnet:?xt=a", AUTHOR) == ""


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://www.youtube.com/embed/a", "https://www.youtube.com/embed/a"),
        ("//www.youtube.com/embed/a", "https://www.youtube.com/embed/a"),
        ("http://player.vimeo.com/video/1", "https://player.vimeo.com/video/1"),
        ("https://tv.kakao.com/embed/player/1", "https://tv.kakao.com/embed/player/1"),
        ("https://www.youtube.com:443/embed/a", "https://www.youtube.com:443/embed/a"),
        ("https://www.youtube.com:8443/embed/a", None),
        ("https://www.youtube.com.evil.example/", None),
        ("https://evil.example@www.youtube.com/", None),
        ("https://www.youtube.com\\@evil.example", None),
        ("https://notyoutube.com/", None),
        ("/embed/a", None),
        ("https:www.youtube.com/a", None),
    ],
)
def test_frames_only_of_listed_hosts(url: str, kept: str | None) -> None:
    assert safe_url(url, AUTHOR, "embed") == kept
    assert safe_url(url, STRICT, "embed") is None


def test_pictures_in_data_addresses() -> None:
    picture = "data:image/png;base64,iVBORw0KGgo="
    assert safe_url(picture, STRICT, "image") == picture
    assert safe_url(picture, STRICT) is None
    assert safe_url("data:image/png,<svg onload=x>", STRICT, "image") is None


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("a.png 1x, https://example.org/b,c.png 2x", "a.png 1x, https://example.org/b,c.png 2x"),
        ("a.jpg?resize=1,2 100w, b.jpg 200w", "a.jpg?resize=1,2 100w, b.jpg 200w"),
        ("javascript:x 1x, b.jpg 2x", "b.jpg 2x"),
        ("javascript:x", None),
        ("", None),
    ],
)
def test_srcset(value: str, kept: str | None) -> None:
    assert safe_srcset(value, STRICT) == kept


@given(st.text(max_size=60))
def test_total_and_stable(url: str) -> None:
    kept = safe_url(url, AUTHOR)
    if kept is not None:
        assert safe_url(kept, AUTHOR) == kept
