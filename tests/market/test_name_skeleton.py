"""Two names that a person may take for one another have the same skeleton."""

import pytest

from market.name_skeleton import CAPITALS, LETTERS, skeleton

ALIKE = [
    ("Dapur Ros", "dapur  ROS"),
    ("Dapur Ros", "D\u0430pur R\u043es"),
    ("Dapur Ros", "Dapur R0s"),
    ("Dapur Ros", "Ｄａｐｕｒ Ｒｏｓ"),
    ("Dapur Ros", "Dapur\u200bRos"),
    ("Dapur Ros", "Dapur-Ros!"),
    ("Dapur Ros", "Dapur Rós"),
    ("Dapur Ros", "Dapur Ros 🍰"),
    ("MAMA", "\u039c\u0391\u039c\u0391"),
    ("HOT", "\u041d\u041e\u0422"),
    ("Lina", "1ina"),
    ("Bill", "BiII"),
    ("Modern", "Modem"),
    ("Stall 51", "Sta11 sl"),
    ("Nasi №1", "Nasi No1"),
]
APART = [
    ("Dapur Ros", "Dapur Rosa"),
    ("Kuih 2", "Kuih 3"),
    ("老街", "老巷"),
    ("ลุง", "ลง"),
    ("🍰", "🍜"),
    ("Wei", "Mei"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_look_alike(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_that_do_not(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_each_letter_of_the_tables_stands_there_once() -> None:
    for table in (CAPITALS, LETTERS):
        signs = "".join(table.values())
        assert len(signs) == len({*signs})


def test_a_name_of_ascii_alone_has_the_skeleton_that_it_has_in_any_script() -> None:
    """A sign that nobody sees makes it a name of another script."""
    ascii_signs = "".join(map(chr, range(128)))
    for text in (*(f"a{sign}b{sign}" for sign in ascii_signs), ascii_signs, ascii_signs[::-1]):
        assert skeleton(text) == skeleton(f"{text}\u200b"), text
