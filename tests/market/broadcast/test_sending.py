"""Sending: each refusal changes nothing, and only promotional broadcasts are limited to one a week."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, col, delete

from market.actor import Actor, NotOrganiser
from market.broadcast.audience import Audience
from market.broadcast.extending import extend_broadcast
from market.broadcast.pausing import pause_broadcast, resume_broadcast, stop_broadcast
from market.broadcast.refusals import BroadcastGone, NobodyToNotify, NothingWritten, PromotionalTooSoon
from market.broadcast.scheduling import edit_again
from market.broadcast.sending import last_sent, send_broadcast, send_now
from market.drop.refusals import DropUnknown
from market.refusal import Refusal, WhenPassed
from storage.broadcast import Broadcast, Wording
from tests.market.broadcast.conftest import (
    ADMINS,
    DAY,
    HOUR,
    KEN,
    NOW,
    ORGANISER,
    OTHER,
    WEI,
    ZONE,
    BroadcastScenario,
)

STRANGER = Actor(1)
WEEK = 7 * DAY
PROMOTIONAL = {"kind": "promotional"}
STATES = ("draft", "scheduled", "sending", "paused", "sent", "stopped")


async def standing(scenario: BroadcastScenario) -> tuple[dict[str, Any], int]:
    """The row of Ken's broadcast, and how many notifications there are."""

    def look(session: Session) -> dict[str, Any]:
        return session.get_one(Broadcast, scenario.broadcast).model_dump()

    return await scenario.store.read(look), len(await scenario.notifications())


async def another(scenario: BroadcastScenario, **values: Any) -> int:
    """A promotional broadcast of Wei's."""

    def add(session: Session) -> int:
        given = {
            **PROMOTIONAL,
            "state": "sent",
            "author_id": WEI,
            "audience": {},
            "created_at": NOW,
            **values,
        }
        row = Broadcast(**given)
        session.add(row)
        session.flush()
        return row.id or 0

    return await scenario.store.write(add)


async def without_words(scenario: BroadcastScenario) -> None:
    """Delete the words of the broadcast; those of another one do not count."""
    other = await another(scenario, kind="operational", state="draft")

    def move(session: Session) -> None:
        session.exec(delete(Wording).where(col(Wording.broadcast_id) == scenario.broadcast))
        session.add(Wording(broadcast_id=other, language="en", words="Another's"))

    await scenario.store.write(move)


@pytest.mark.parametrize(
    ("actor", "beyond", "refusal"),
    [(STRANGER, 0, NotOrganiser), (OTHER, 0, BroadcastGone), (ORGANISER, 99, BroadcastGone)],
    ids=["a stranger", "another organiser", "no broadcast"],
)
async def test_only_its_author_sends_it(
    scenario: BroadcastScenario, actor: Actor, beyond: int, refusal: type[Refusal]
) -> None:
    for state, send in (("draft", (send_broadcast, 9)), ("scheduled", (send_now,))):
        await scenario.change(state=state)
        before = await standing(scenario)
        action, *message = send
        with pytest.raises(refusal):
            await scenario.store.write(
                action, actor, scenario.broadcast + beyond, *message, ADMINS, ZONE, NOW
            )
        assert await standing(scenario) == before


@pytest.mark.parametrize("state", STATES)
async def test_each_step_is_taken_from_its_own_states_alone(scenario: BroadcastScenario, state: str) -> None:
    author, anyone = (ORGANISER, scenario.broadcast), (OTHER, scenario.broadcast)
    steps: list[tuple[tuple[str, ...], tuple[Any, ...]]] = [
        (("draft",), (send_broadcast, *author, 9, ADMINS, ZONE, NOW)),
        (("scheduled",), (send_now, *author, ADMINS, ZONE, NOW)),
        (("scheduled",), (edit_again, *author)),
        (("sending",), (pause_broadcast, *anyone, NOW)),
        (("paused",), (resume_broadcast, *anyone, NOW)),
        (("scheduled", "sending", "paused"), (stop_broadcast, *anyone, NOW)),
        (("sent", "sending", "paused"), (extend_broadcast, *author, 9, ADMINS, NOW)),
    ]
    await scenario.change(state=state, started_at=NOW)
    before = await standing(scenario)
    for states, step in steps:
        if state not in states:
            with pytest.raises(BroadcastGone):
                await scenario.store.write(*step)
            assert await standing(scenario) == before


UNFIT: dict[str, tuple[dict[str, Any], dict[str, Any], Refusal]] = {
    "nobody reads it": ({"audience": Audience(languages=("zh_Hans",)).stored()}, {}, NobodyToNotify()),
    "its drop is hidden": ({"minutes_before": 120}, {"hidden_at": NOW}, DropUnknown()),
    "its drop is cancelled": (
        {"minutes_before": 120},
        {"state": "cancelled", "cancelled_at": NOW},
        DropUnknown(),
    ),
    "its drop has begun": (
        {"minutes_before": 120},
        {"starts_at": NOW - HOUR, "ends_at": NOW + HOUR},
        WhenPassed(NOW - 3 * HOUR, ZONE),
    ),
    "one began this week": (PROMOTIONAL, {}, PromotionalTooSoon(NOW - DAY + WEEK, ZONE)),
    "it would begin this week": (
        {**PROMOTIONAL, "send_at": NOW + 5 * DAY},
        {},
        PromotionalTooSoon(NOW - DAY + WEEK, ZONE),
    ),
}


@pytest.mark.parametrize(("values", "drop", "refusal"), UNFIT.values(), ids=[*UNFIT])
async def test_what_cannot_be_sent_stays_a_draft(
    scenario: BroadcastScenario, values: dict[str, Any], drop: dict[str, Any], refusal: Refusal
) -> None:
    await another(scenario, started_at=NOW - DAY)
    await scenario.change(**values, **({"drop_id": scenario.drop} if "minutes_before" in values else {}))
    await scenario.move_drop(**drop)
    before = await standing(scenario)
    with pytest.raises(type(refusal)) as raised:
        await scenario.send()
    assert raised.value.facts() == refusal.facts()
    assert await standing(scenario) == before


async def test_what_has_no_words_stays_a_draft(scenario: BroadcastScenario) -> None:
    await without_words(scenario)
    before = await standing(scenario)
    with pytest.raises(NothingWritten):
        await scenario.send()
    assert await standing(scenario) == before


@pytest.mark.parametrize(
    ("values", "other"),
    [
        ({"kind": "operational"}, NOW - HOUR),
        (PROMOTIONAL, NOW - WEEK),
        ({**PROMOTIONAL, "send_at": NOW - 2 * DAY}, NOW - 8 * DAY),
    ],
    ids=["operational", "a week later", "its moment has passed, so it begins now"],
)
async def test_what_may_go_goes_whenever_another_began(
    scenario: BroadcastScenario, values: dict[str, Any], other: datetime
) -> None:
    await another(scenario, started_at=other)
    await scenario.change(**values)
    assert (await scenario.send()).state == "sending"


async def test_an_operational_one_is_begun_before_its_moment_though_a_promotional_one_was_today(
    scenario: BroadcastScenario,
) -> None:
    await another(scenario, started_at=NOW - HOUR)
    await scenario.change(send_at=NOW + HOUR)
    assert (await scenario.send()).state == "scheduled"
    now = await scenario.store.write(send_now, ORGANISER, scenario.broadcast, ADMINS, zone=ZONE, now=NOW)
    assert (now.state, len(await scenario.notifications())) == ("sending", 12)


async def test_very_many_are_written_to_by_their_number_whenever_they_came(
    scenario: BroadcastScenario, small_pieces: None
) -> None:
    for person in (90, 30, 70, 50):
        await scenario.newcomer(person, "zh_Hans")
    await scenario.change(audience=Audience(languages=("zh_Hans",)).stored())
    assert (await scenario.send()).total == 4
    assert [notification["person_id"] for notification in await scenario.notifications()] == [30, 50, 70]
    await scenario.job()
    assert [notification["person_id"] for notification in await scenario.notifications()] == [30, 50, 70, 90]


async def test_the_last_sent_is_the_newest_that_is_no_draft_whoever_wrote_it(
    scenario: BroadcastScenario,
) -> None:
    assert await scenario.store.read(last_sent, ORGANISER) == 0
    sent = [await another(scenario, id=one, state=state) for one, state in ((80, "sent"), (60, "scheduled"))]
    assert await scenario.store.read(last_sent, ORGANISER) == max(sent)
    await another(scenario, id=95, state="draft", author_id=KEN)
    assert await scenario.store.read(last_sent, OTHER) == max(sent)
