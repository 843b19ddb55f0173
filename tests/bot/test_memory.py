"""What is set aside for the collector is taken back in the end: many Lorongs in one process leave nothing behind."""

import gc

from bot.memory import THRESHOLDS, settled


def test_what_is_loaded_is_set_aside_and_taken_back() -> None:
    before = gc.get_threshold()
    with settled():
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold() == THRESHOLDS
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == before
