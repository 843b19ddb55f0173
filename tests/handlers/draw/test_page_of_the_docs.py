"""docs/draw.md quotes the words that the screens of a draw say."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[3]
CATALOGUE = ROOT / "locales" / "ms" / "LC_MESSAGES" / "lorong.po"
AS_SHOWN = {"You came 42nd of 140.": "You came {place} of {count}."}
BEGINNINGS = ("Anyone can check", "You were drawn", "Not drawn")


def test_every_sentence_and_button_that_the_page_of_draws_quotes_is_one_of_ours() -> None:
    page = (
        (ROOT / "docs" / "draw.md").read_text().partition("## What people see")[2].partition("## States")[0]
    )
    quoted = {AS_SHOWN.get(words, words) for words in re.findall(r'"([^"]+)"', page)}
    with CATALOGUE.open("rb") as file:
        ours = {message.id for message in read_po(file) if isinstance(message.id, str)}
    said = {words for words in BEGINNINGS if any(words in one for one in ours)} | ours
    assert len(quoted) > 10
    assert quoted - said - {"The seal"} == set()
