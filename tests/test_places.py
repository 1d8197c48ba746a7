"""Lines and columns of offsets, as whoever counts them by hand would say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from normalizer.source.places import Places

TEXT = st.lists(st.sampled_from(["a", "\n", "é", "가", "😀", "b" * 700, "나" * 500])).map("".join)


@given(TEXT, st.integers(0, 10_000), st.integers(0, 9))
def test_places(text: str, number: int, indent: int) -> None:
    at = min(number, len(text))
    before = text[:at]
    line, column = before.count("\n"), at - before.rfind("\n")
    wanted = (line + 3, column + (0 if line else indent))
    assert Places(text, 3, indent).place(at) == wanted
    assert Places(text.encode(), 3, indent).place(len(before.encode())) == wanted
