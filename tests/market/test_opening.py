"""Notifications of an opening, on both databases."""

from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, delete, select

from bot.demo.data.seed import DemoMarket, seed
from market.address import callers, mark_unreachable, register
from market.admins import NO_ADMINS
from market.drop.opening_reminder import forget_opening, opened_drop, opening_asked, remind_opening
from market.drop.refusals import DropCancelled, DropPaused, DropUnknown, OpeningPassed
from market.notification.outbox import count_notifications, next_due
from market.person import choose_language
from storage.drop import Drop
from storage.notification import Notification
from storage.person import Person
from storage.processed_update import DuplicateUpdate
from storage.store import Store
from tests.people import meet, telegram_id

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
OPENS = NOW + 3 * HOUR
TOM, SITI = 4003, 4001


@pytest.fixture
async def demo(store: Store) -> DemoMarket:
    """Yield the demo data without notifications, with Tom, who reads English, and Siti, who reads Malay."""
    demo = await store.write(seed, NOW, Random(1))
    await store.write(lambda session: session.exec(delete(Notification)))
    await store.write(meet, TOM, "Tom", "en", now=NOW)
    await store.write(meet, SITI, "Siti", "ms", now=NOW)
    return demo


def notifications(session: Session) -> list[dict[str, Any]]:
    return [
        row.model_dump() for row in session.exec(select(Notification).order_by(col(Notification.id))).all()
    ]


async def test_the_notification_waits_for_the_opening_and_is_written_once(
    store: Store, demo: DemoMarket
) -> None:
    for _ in range(2):
        facts = await store.write(remind_opening, TOM, demo.kaya_bao, NOW)
        assert facts.opens_at == OPENS
    (told,) = await store.read(notifications)
    assert (told["person_id"], told["due_at"], told["late_after"]) == (TOM, OPENS, OPENS + 12 * HOUR)
    assert await store.read(opening_asked, TOM, demo.kaya_bao)
    assert not await store.read(opening_asked, SITI, demo.kaya_bao)
    assert await store.read(next_due, NOW) == (OPENS, "DropOpens")


async def test_a_repeated_update_writes_nothing_and_a_refusal_leaves_no_trace(
    store: Store, demo: DemoMarket
) -> None:
    await store.execute_once(1, NOW, remind_opening, TOM, drop=demo.kaya_bao, now=NOW)
    await store.execute_once(2, NOW, forget_opening, TOM, drop=demo.kaya_bao)
    with pytest.raises(DuplicateUpdate):
        await store.execute_once(1, NOW, remind_opening, TOM, drop=demo.kaya_bao, now=NOW)
    assert await store.read(notifications) == []
    with pytest.raises(OpeningPassed):
        await store.execute_once(3, NOW, remind_opening, TOM, drop=demo.kuih_lapis, now=NOW)
    await store.execute_once(3, NOW, remind_opening, TOM, drop=demo.kaya_bao, now=NOW)
    assert await store.read(count_notifications, TOM) == 1


async def test_what_has_opened_is_paused_cancelled_or_unknown_is_refused(
    store: Store, demo: DemoMarket
) -> None:
    with pytest.raises(OpeningPassed) as passed:
        await store.write(remind_opening, TOM, demo.kaya_bao, OPENS)
    assert astuple(passed.value) == (OPENS, "Asia/Kuching")
    for drop in (0, -1, 10**9, 2**31 - 1):
        with pytest.raises(DropUnknown):
            await store.write(remind_opening, TOM, drop, NOW)

    def become(session: Session, state: str) -> None:
        row = session.get_one(Drop, demo.kaya_bao)
        row.state, row.cancelled_at = state, NOW

    for state, refusal in (("paused", DropPaused), ("cancelled", DropCancelled), ("draft", DropUnknown)):
        await store.write(become, state)
        with pytest.raises(refusal):
            await store.write(remind_opening, TOM, demo.kaya_bao, NOW)
        with pytest.raises(refusal):
            await store.read(opened_drop, demo.kaya_bao)
    assert await store.read(notifications) == []


async def test_only_one_s_own_notification_is_taken_back(store: Store, demo: DemoMarket) -> None:
    await store.write(remind_opening, TOM, demo.kaya_bao, NOW)
    await store.write(forget_opening, SITI, demo.kaya_bao)
    assert await store.read(opening_asked, TOM, demo.kaya_bao)
    await store.write(forget_opening, TOM, demo.kaya_bao)
    assert not await store.read(opening_asked, TOM, demo.kaya_bao)


async def test_a_person_is_met_once_and_a_chosen_language_stays(store: Store, demo: DemoMarket) -> None:
    await store.write(meet, TOM, "Thomas", "ms", now=NOW)
    found = (await store.read(callers, [telegram_id(TOM)], NO_ADMINS))[telegram_id(TOM)]
    assert found is not None
    assert (found.language, found.language_chosen, found.reachable) == ("ms", False, True)
    await store.write(choose_language, TOM, "zh_Hans")
    await store.write(mark_unreachable, telegram_id(TOM), NOW)
    await store.write(meet, TOM, "Tom", "en", now=NOW)
    found = (await store.read(callers, [telegram_id(TOM)], NO_ADMINS))[telegram_id(TOM)]
    assert found is not None
    assert (found.language, found.language_chosen, found.reachable) == ("zh_Hans", True, True)
    assert await store.read(callers, [9999], NO_ADMINS) == {}


@pytest.mark.parametrize("name", ["a\0b", "\ud800half", "\u202eright", "", "x" * 400, "👩‍👩‍👧‍👦" * 40])
async def test_any_first_name_is_stored(store: Store, name: str) -> None:
    person = await store.write(register, telegram_id(9), first_name=name, language="en", now=NOW)
    kept = await store.read(lambda session: session.get_one(Person, person).first_name)
    assert len(kept) <= 256
    assert "\0" not in kept
