"""The texts and buttons of a card for people with a position, in each state."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from handlers.callbacks.list_location import ListLocation
from handlers.ui.button_layout import row_fits
from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import CAPTION_LIMIT, text_units
from handlers.waitlist.card_views import drop_card
from locales.languages import LANGUAGES
from locales.say import speak
from market.drop.facts import AlleyFacts, DropFacts, ItemFacts, StallFacts
from market.waitlist.position import NO_POSITION, ActiveBooking, ActiveHold, Position, WaitingEntry
from tests.market.waitlist.conftest import HOUR, NOW

ALLEY = AlleyFacts(
    id=1,
    code="B",
    name="Lorong Bakau",
    city="Kota Kinabalu",
    zone="Asia/Kuching",
    territory="MY",
    currency="MYR",
    latitude=6.0,
    longitude=116.0,
)
STALL = StallFacts(id=1, code="S", name="Dapur Nenek Ros", words="", language="ms", alley=ALLEY)
LINE = ItemFacts(
    id=1,
    name="Kuih lapis",
    unit="box",
    price=850,
    loan_deposit=0,
    quantity=12,
    booked=3,
    held=0,
    waiting=0,
    starts_at=None,
)
LINK = "https://t.me/lorong_demo_bot?start=d_7KQ2M9"
TICK = timedelta(microseconds=1)


def at(hour: int) -> datetime:
    """An hour on the alley's clock, five days ahead."""
    return NOW + timedelta(days=5, hours=hour - 10)


HELD = Position(held=(ActiveHold(id=7, item=1, units=2, until=NOW + HOUR),))
CLAIMED = Position(
    booked=(
        ActiveBooking(
            id=8, item=1, units=2, price=850, loan_deposit=0, collected=0, coming=False, booked_at=NOW
        ),
    )
)
WAITS = Position(waiting=(WaitingEntry(item=1, number=14, units=2, skipped=0, served_up_to=8),))
UNNUMBERED = Position(waiting=(WaitingEntry(item=1, number=None, units=2, skipped=0, served_up_to=0),))


ONE_FREE = replace(LINE, booked=11, waiting=9)
NINE_FREE = replace(LINE, waiting=20)
LAST_HOURS = {"starts_at": NOW - HOUR, "ends_at": NOW + 2 * HOUR}
BUNDLE = Position(waiting=(WaitingEntry(item=1, number=14, units=2, skipped=0, served_up_to=8, split=True),))
SLOTS = tuple(
    replace(
        LINE, id=place, unit="seat", name=f"{hour}:00", quantity=quantity, starts_at=at(hour), waiting=waiting
    )
    for place, hour, quantity, waiting in ((1, 10, 5, 0), (2, 14, 3, 3), (3, 16, 3, 0))
)


def drop(full: bool = False, **changed: object) -> DropFacts:
    item = replace(LINE, held=9) if full else LINE
    values = dict.fromkeys(DropFacts.__dataclass_fields__) | {
        "id": 5,
        "code": "KUIH",
        "name": "Kuih lapis",
        "words": "",
        "language": "en",
        "tags": (),
        "policy": "queue",
        "per_person": 2,
        "skips": 2,
        "fitting": "fit",
        "weighing": "equal",
        "deposit": 0,
        "refund_until": None,
        "state": "published",
        "reason": "",
        "opens_at": NOW - HOUR,
        "starts_at": NOW + 80 * HOUR,
        "ends_at": NOW + 84 * HOUR,
        "stall": STALL,
        "alley": ALLEY,
        "items": (item,),
    }
    return DropFacts(**(values | changed))  # type: ignore[arg-type]


def card(facts: DropFacts, own: Position = NO_POSITION, language: str = "en") -> Screen:
    return drop_card(speak(language), facts, ListLocation(), NOW, link=LINK, position=own)


@pytest.mark.parametrize(
    ("facts", "own", "says", "offers"),
    [
        (drop(), NO_POSITION, "9 of 12 left", ["Join for 1", "Join for 2"]),
        (
            drop(full=True),
            NO_POSITION,
            "All 12 are taken. You would be next.",
            ["Join waitlist", "Join for 2"],
        ),
        (drop(per_person=1), NO_POSITION, "Limit: 1 each.", ["Join for 1"]),
        (drop(per_person=6), NO_POSITION, "Limit: 6 each.", ["Join for 1", "2 to 6"]),
        (
            drop(),
            HELD,
            "2 boxes held for you until Tue 24 Nov 11:00.",
            ["Confirm 2", "Confirm 1", "Decline"],
        ),
        (
            drop(items=(ONE_FREE,), **LAST_HOURS),
            WAITS,
            "1 box available. We told everyone waiting; the first to tap gets it. If you take fewer than you asked for, you leave the waitlist.",
            ["Take 1 now", "Leave waitlist"],
        ),
        (
            drop(items=(ONE_FREE,), fitting="split", **LAST_HOURS),
            BUNDLE,
            "1 box available. We told everyone waiting; the first to tap gets it. You stay on the waitlist for the rest.",
            ["Take 1 now", "Leave waitlist"],
        ),
        (
            drop(items=(ONE_FREE,), **LAST_HOURS | {"ends_at": NOW + 2 * HOUR + TICK}),
            WAITS,
            "At most 5 people are ahead of you.",
            ["Why the wait?", "Change or leave"],
        ),
        (
            drop(items=(NINE_FREE,), **LAST_HOURS),
            WAITS,
            "9 boxes available. We told everyone waiting; the first to tap gets it.",
            ["Take 2 now", "Leave waitlist"],
        ),
        (
            drop(items=SLOTS, per_person=1),
            NO_POSITION,
            ": RM8.50 · 2 left",
            ["10:00, 2 left", "14:00, waitlist", "16:00, waitlist"],
        ),
        (
            drop(items=SLOTS),
            Position(
                booked=(
                    ActiveBooking(
                        id=8,
                        item=1,
                        units=1,
                        price=850,
                        loan_deposit=0,
                        collected=0,
                        coming=False,
                        booked_at=NOW,
                    ),
                )
            ),
            "Booked: 1 seat. Pay RM8.50 at the stall.",
            ["Show ticket", "Change booking", "14:00, waitlist", "16:00, waitlist"],
        ),
        (drop(), CLAIMED, "Booked: 2 boxes. Pay RM17.00 at the stall.", ["Show ticket", "Change booking"]),
        (
            drop(full=True),
            WAITS,
            "Your number is 14, for 2 boxes. At most 5 people are ahead of you.",
            ["Why the wait?", "Change or leave"],
        ),
        (
            drop(policy="pot", pot_until=NOW + HOUR),
            UNNUMBERED,
            "You are in the draw, for 2 boxes. The result comes Tue 24 Nov 11:02.",
            ["Why the wait?", "Change or leave"],
        ),
        (
            drop(policy="draw", draws_at=NOW + HOUR),
            NO_POSITION,
            "join until Tue 24 Nov 10:56, result 11:00.",
            ["Join draw", "Join for 2"],
        ),
        (
            drop(state="paused"),
            HELD,
            "The stall has paused this.",
            ["Confirm 2", "Confirm 1", "Decline", "Give to a friend", "Paused"],
        ),
        (drop(closes_at=NOW), NO_POSITION, "The waitlist closed", ["Closed"]),
        (
            drop(opens_at=NOW + HOUR),
            NO_POSITION,
            "Opens Tue 24 Nov",
            ["Notify me", "Not open yet"],
        ),
        (
            drop(state="cancelled", cancelled_at=NOW, reason="oven broken"),
            NO_POSITION,
            "Cancelled",
            ["Other drops"],
        ),
        (
            drop(state="cancelled", cancelled_at=NOW, reason=""),
            NO_POSITION,
            "The drop was cancelled Tue 24 Nov",
            ["Other drops"],
        ),
        (
            drop(moved_from=NOW + 56 * HOUR),
            CLAIMED,
            "Moved to Fri 27 Nov 18:00 (was Thu 26 Nov 18:00).",
            ["I am coming", "Show ticket", "Change booking"],
        ),
    ],
)
def test_a_card_says_how_it_stands_and_offers_the_next_step_first(
    facts: DropFacts, own: Position, says: str, offers: list[str]
) -> None:
    screen = card(facts, own)
    assert says in screen.text
    assert [button.label for row in screen.rows for button in row][: len(offers)] == offers


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
@pytest.mark.parametrize("own", [NO_POSITION, HELD, CLAIMED, WAITS, UNNUMBERED], ids=str)
def test_no_label_is_cut_and_the_caption_fits(language: str, own: Position) -> None:
    screen = card(drop(moved_from=NOW + timedelta(days=1)), own, language)
    assert [row for row in screen.rows if not row_fits(row)] == []
    assert text_units(str(screen.text)) <= CAPTION_LIMIT
