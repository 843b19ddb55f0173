"""Facts of a drop with believable defaults."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from market.drop.facts import AlleyFacts, DrawFacts, DropFacts, ItemFacts, StallFacts
from market.drop.planned_drops import Planned

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONE = "Asia/Kuching"

ALLEY = AlleyFacts(
    id=1,
    code="BAKAU1",
    name="Lorong Bakau",
    city="Kota Kinabalu",
    zone=ZONE,
    territory="MY",
    currency="MYR",
    latitude=5.98,
    longitude=116.07,
)
STALL = StallFacts(
    id=2, code="NENEK1", name="Dapur Nenek Ros", words="Kuih dari dapur nenek.", language="ms", alley=ALLEY
)
LINE = ItemFacts(
    id=3,
    name="Kuih lapis, box of 9",
    unit="box",
    price=850,
    loan_deposit=0,
    quantity=12,
    booked=2,
    held=1,
    waiting=0,
    starts_at=None,
)
DRAW = DrawFacts(name="7KQ2M9-3", beacon="quicknet", commitment="71f3" * 16, entries=86)
DROP = DropFacts(
    id=4,
    code="7KQ2M9",
    name="Kuih lapis",
    words="Sembilan lapis.",
    language="ms",
    picture=None,
    tags=("halal", "kuih"),
    policy="queue",
    per_person=2,
    skips=2,
    fitting="fit",
    weighing="equal",
    deposit=0,
    refund_until=None,
    state="published",
    reason="",
    opens_at=NOW - DAY,
    closes_at=None,
    pot_until=None,
    draws_at=None,
    starts_at=NOW + 3 * DAY,
    ends_at=NOW + 3 * DAY + 4 * HOUR,
    moved_from=None,
    cancelled_at=None,
    stall=STALL,
    alley=ALLEY,
    items=(LINE,),
)

STATES: dict[str, dict[str, Any]] = {
    "upcoming": {"opens_at": NOW + DAY},
    "free": {},
    "full": {"items": (replace(LINE, booked=11, waiting=7),)},
    "waitlist_full": {"items": (replace(LINE, booked=11, waiting=7),), "waitlist_limit": 7},
    "last": {
        "starts_at": NOW - HOUR,
        "ends_at": NOW + HOUR,
        "items": (replace(LINE, booked=10, waiting=7),),
    },
    "draw": {"policy": "draw", "draws_at": NOW + DAY, "closes_at": NOW + DAY - HOUR},
    "drawn": {"policy": "draw", "draws_at": NOW + HOUR, "closes_at": NOW - HOUR},
    "pot": {"policy": "pot", "pot_until": NOW + HOUR},
    "awaited": {
        "policy": "pot",
        "pot_until": NOW - HOUR,
        "items": (replace(LINE, draw=replace(DRAW, closed_at=NOW - HOUR, round=34_287_492)),),
    },
    "stopped": {"stop_kind": "rain_wait", "stop_until": NOW + HOUR / 2},
    "paused": {"state": "paused"},
    "closed": {"closes_at": NOW - HOUR},
    "cancelled": {"state": "cancelled", "reason": "oven broken", "cancelled_at": NOW - HOUR},
    "over": {"starts_at": NOW - DAY, "ends_at": NOW - DAY + HOUR, "opens_at": NOW - 2 * DAY},
}
"""By the name of its status at NOW, what makes a drop so."""


def drop(**changed: Any) -> DropFacts:
    return replace(DROP, **changed)


def planned(id: int = 4, **changed: Any) -> Planned:  # noqa: A002 - as the row calls it
    given: dict[str, Any] = {
        "tags": ("halal",),
        "items": ("Kuih lapis, box of 9",),
        "lowest_price": 850,
        "id": id,
        "starts_at": NOW + 3 * DAY,
        "ends_at": NOW + 3 * DAY + HOUR,
        "name": "Kuih lapis",
        "state": "published",
        "stall": "Dapur Nenek Ros",
        "alley": 1,
        "zone": ZONE,
    }
    return Planned(**(given | changed))
