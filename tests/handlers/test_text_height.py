"""How many lines a text takes on a narrow phone, without a browser."""

import pytest

from handlers.ui.text_height import text_lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("m" * 38, 1),
        ("m" * 39, 2),
        ("糕" * 18, 1),
        ("糕" * 19, 2),
        ("糕" + "m" * 34, 1),
        ("糕" + "m" * 35, 2),
        ("<b>" + "m" * 38 + "</b>", 1),
        ("&amp;" * 38 + "\n\n" + "m" * 77, 5),
    ],
)
def test_a_line_has_38_narrow_characters_or_36_beside_wide_ones(text: str, lines: int) -> None:
    assert text_lines(text) == lines
