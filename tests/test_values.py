"""Value classes and late regular expressions: they behave as what they stand in for."""

import copy
import dataclasses
import pickle
import re

import pytest

from normalizer.lazy import regex
from normalizer.model import Change
from normalizer.policy.policies import get
from normalizer.values import field, frozen, mutable, replace
from normalizer.writer.ir import Leaf, Paragraph


@frozen
class Point:
    x: int
    y: int = 0
    seen: list[int] = field(default_factory=list, hash=False)


@mutable
class Notes:
    lines: list[str] = field(default_factory=list)
    length: int = field(init=False)

    def __post_init__(self) -> None:
        self.length = len(self.lines)


class TestFrozen:
    def test_equality_and_hash_by_content(self) -> None:
        assert Point(1) == Point(1, 0, [])
        assert Point(1) != Point(2)
        assert Leaf("x") != "x"
        assert hash(Point(1)) == hash(Point(1, seen=[3]))

    def test_nothing_can_be_set(self) -> None:
        with pytest.raises(dataclasses.FrozenInstanceError):
            Point(1).x = 2  # type: ignore[misc]
        with pytest.raises(dataclasses.FrozenInstanceError):
            Point(1).z = 2  # type: ignore[attr-defined]

    def test_an_argument_too_many_or_too_few(self) -> None:
        with pytest.raises(TypeError, match=r"Point\.__init__\(\) missing 1 required .*'x'"):
            Point()  # type: ignore[call-arg]
        with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
            Point(1, z=2)  # type: ignore[call-arg]

    def test_a_default_made_anew(self) -> None:
        assert Point(1).seen is not Point(1).seen

    @pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])
    def test_copies(self, again: object) -> None:
        for original in (Point(1, 2), Notes(["a"]), Paragraph([("x", ())])):
            assert again(original) == original  # type: ignore[operator]

    def test_replace(self) -> None:
        assert replace(Point(1, 2), y=3) == Point(1, 3)

    def test_pattern_matching(self) -> None:
        match Point(1, 2):
            case Point(x, y):
                assert (x, y) == (1, 2)


class TestMutable:
    def test_it_can_be_set_and_has_no_hash(self) -> None:
        notes = Notes(["a"])
        notes.lines = []
        assert notes != Notes()
        with pytest.raises(TypeError, match="unhashable"):
            hash(notes)

    def test_no_other_attribute(self) -> None:
        with pytest.raises(AttributeError):
            Notes().other = 1  # type: ignore[attr-defined]


class TestDataclassesModule:
    """What users do with the values of the public interface."""

    CHANGE = Change("rule", 1, 2, "<b>", "**", "proved")

    def test_is_a_dataclass(self) -> None:
        assert dataclasses.is_dataclass(self.CHANGE)
        assert [one.name for one in dataclasses.fields(self.CHANGE)] == list(Change.__match_args__)  # type: ignore[attr-defined, arg-type]

    def test_asdict_and_replace(self) -> None:
        assert dataclasses.asdict(Point(1, 2, [3])) == {"x": 1, "y": 2, "seen": [3]}  # type: ignore[call-overload]
        assert dataclasses.replace(get("author"), name="mine").name == "mine"  # type: ignore[type-var]


class TestRegex:
    def test_every_method(self) -> None:
        late = regex(r"(b)", re.IGNORECASE)
        assert late.sub("-", "aBc") == "a-c"
        assert late.groups == 1
        assert (late.pattern, late.match("a")) == ("(b)", None)
        assert regex(rb"x").split(b"axb") == [b"a", b"b"]

    def test_pickled_and_copied(self) -> None:
        for again in (copy.deepcopy(regex("a")), pickle.loads(pickle.dumps(regex("a")))):
            assert again.search("ba")
