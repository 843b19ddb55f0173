"""What every view and notification shows, beside the files in `shown` that were read when they were last written."""

import pytest

from tests.screens.shown_text import FOLDER, chapter_text, chapters

CHAPTERS = chapters()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_feature_shows_what_its_file_says(chapter: str) -> None:
    """After a change: `python -m tests.screens.shown_text`, and look at the difference."""
    assert chapter_text(CHAPTERS[chapter]) == (FOLDER / f"{chapter}.txt").read_text()


def test_no_file_is_left_of_a_feature_that_is_gone() -> None:
    assert {each.stem for each in FOLDER.iterdir()} == CHAPTERS.keys()
