"""What an owner reads of the people who help at a stall."""

from datetime import UTC, datetime

import pytest

from handlers.staff.views import remove_confirm
from locales.say import speak
from market.staff.helpers import Helper
from storage.staff import StaffRole


@pytest.mark.parametrize(("length", "whole"), [(32, True), (33, False)])
def test_a_first_name_of_up_to_32_characters_is_shown_whole(length: int, whole: bool) -> None:
    name = "h" * length
    helper = Helper(
        person=2,
        first_name=name,
        role=StaffRole.SELL,
        since=datetime(2026, 11, 24, 2, tzinfo=UTC),
        stall=1,
        stall_name="Dapur Nenek Ros",
    )
    assert (name in remove_confirm(speak("en"), helper, shifts=0).text) == whole
