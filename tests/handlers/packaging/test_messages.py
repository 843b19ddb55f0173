"""Messages about packaging: a new hub's staff, units missing on the way, units written off."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.packaging.views import (
    haul_short_message,
    staff_named_message,
    staff_removed_message,
    written_off_message,
)
from handlers.ui.screen import Screen
from locales.languages import LANGUAGES
from locales.say import Say, speak
from locales.units import ItemUnit
from market.drop.facts import AlleyFacts
from market.packaging.crate import Crate
from market.packaging.hauling import HaulFacts
from market.packaging.hub_facts import HubFacts
from market.packaging.place import PlaceFacts, hub_ref, stall_ref
from market.ticket.facts import TicketFacts
from storage.drop import DropState
from storage.packaging import PackagingState, Stream
from storage.ticket import TicketKind
from storage.waitlist import BookingState
from tests.market.samples import ALLEY, NOW
from tests.web.test_passport_page import TIFFIN

ISOLATES = {0x2068: None, 0x2069: None}
AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
HUB = HubFacts(
    id=1,
    code="HB1",
    name="Hub <Bakau>",
    location="",
    alley=1,
    alley_name="Lorong Bakau",
    zone="Asia/Kuching",
    latitude=6.0,
    longitude=116.0,
    weekdays=127,
    opens_minute=600,
    closes_minute=1380,
    capacity=100,
    here=58,
    takes=(),
    closed_at=None,
)


def place(name: str) -> PlaceFacts:
    ref = hub_ref(1) if name.startswith("Hub") else stall_ref(1)
    return PlaceFacts(ref=ref, name=name, alley=1, currency="MYR", territory="MY", zone="Asia/Kuching")


HAUL = HaulFacts(
    id=1,
    stream=Stream.HALAL,
    state=PackagingState.CLEAN,
    source=place("Ros’s"),
    target=place("Hub Tanjung"),
    units={1: 2, 2: 1},
    kinds=(replace(TIFFIN, id=1, name="Bowl"), replace(TIFFIN, id=2, name="Cup")),
    crate=Crate(),
    serials={},
    sent_at=AT,
    received_at=AT,
)


def ticket(deposit: int) -> TicketFacts:
    return TicketFacts(
        id=1,
        code="7KQ2M9XF3",
        kind=TicketKind.RETURNS,
        holder=1,
        booking=1,
        units=3,
        done=1,
        price=0,
        deposit=deposit,
        state=BookingState.COLLECTED,
        ended_at=None,
        due_at=NOW,
        made_at=NOW,
        revoked_at=None,
        last=None,
        item="Bowl",
        unit=ItemUnit.CUP,
        starts_at=NOW,
        ends_at=NOW,
        item_id=1,
        drop=1,
        drop_name="Laksa",
        drop_state=DropState.PUBLISHED,
        drop_ends_at=NOW,
        cancelled_at=None,
        stall=1,
        stall_name="Ros’s",
        alley=AlleyFacts(**vars(ALLEY)),
        loan=1,
        packaging=1,
        lost=2,
    )


ALL: tuple[Callable[[Say], Screen], ...] = (
    lambda say: staff_named_message(say, HUB),
    lambda say: staff_removed_message(say, HUB),
    lambda say: staff_removed_message(say, replace(HUB, closed_at=NOW)),
    lambda say: haul_short_message(say, HAUL),
    lambda say: haul_short_message(say, replace(HAUL, units={})),
    lambda say: written_off_message(say, ticket(300)),
    lambda say: written_off_message(say, ticket(0)),
)


def test_they_say_what_happened_and_what_to_do() -> None:
    said = [str(view(speak("en")).text).translate(ISOLATES) for view in ALL]
    assert said == [
        "You now work at <b>Hub &lt;Bakau&gt;</b>, Lorong Bakau. Scan a returns ticket to take packaging back.",
        "You no longer work at Hub &lt;Bakau&gt;. Thank you.",
        "Hub &lt;Bakau&gt; is closed for good, so you no longer work there. Thank you.",
        "Still missing at Hub Tanjung, from what you sent Tue 24 Nov 10:00: 2 × Bowl and 1 × Cup. Please look for it.",
        "All packaging that you sent to Hub Tanjung has arrived.",
        "2 cups from Ros’s did not come back in time.\nThe RM6.00 deposit is no longer refunded. You can still bring the packaging back.",
        "2 cups from Ros’s did not come back in time.\nYou can still bring it back to any hub or stall.",
    ]


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES if language.code != "en"])
def test_they_are_said_in_each_language(language: str) -> None:
    for view in ALL:
        assert view(speak(language)).text != view(speak("en")).text
