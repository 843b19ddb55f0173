"""Lays out buttons in rows, so that no label is cut on a narrow phone."""

from collections.abc import Iterable

from handlers.ui.screen import Button, Row
from locales.say import Say
from locales.user_text import sanitize_name, width

LABEL_WIDTHS = {1: 30, 2: 16, 3: 8, 4: 5, 7: 3}
"""Width of a label by the number of buttons in a row, on 320 px."""


def layout_buttons(*groups: Iterable[Button]) -> tuple[Row, ...]:
    """Returns each group of buttons in as few rows as their labels allow; two groups never share a row."""
    return tuple(row for group in groups for row in _rows(list(group)))


def row_fits(row: Row) -> bool:
    """Returns whether each label of the row is shown in full."""
    room = LABEL_WIDTHS.get(len(row), 0)
    return all(width(button.label) <= room for button in row)


def room_for_name(label: str) -> int:
    """Returns the width that a name has in a label of a row of its own. `label` has a letter in its place: an empty name has no gap beside it."""
    return LABEL_WIDTHS[1] - width(label) + 1


def shorten_label(words: str, units: int = LABEL_WIDTHS[1]) -> str:
    """Returns the text, cut to `units` of width."""
    shorter = (sanitize_name(words, signs) for signs in range(units, 0, -1))
    return words if width(words) <= units else next(short for short in shorter if width(short) <= units)


def labelled(say: Say, label: str, words: str) -> str:
    """Returns "Alley: Lorong Bakau", with the value cut to a button's width."""
    return say.label(
        "{label}: {value}", label=label, value=shorten_label(words, LABEL_WIDTHS[1] - width(label) - 2)
    )


def _rows(buttons: list[Button]) -> list[Row]:
    rows = []
    while buttons:
        count = next((n for n in (4, 3, 2) if n <= len(buttons) and row_fits(tuple(buttons[:n]))), 1)
        rows.append(tuple(buttons[:count]))
        buttons = buttons[count:]
    return rows
