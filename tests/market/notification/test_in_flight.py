"""Notifications in flight: when they are sent, which a sender claims, and how they end."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select, update

from market.address import callers
from market.admins import NO_ADMINS
from market.help_call.notifications import HelpAsked
from market.notification.in_flight import (
    SCAN_LIMIT,
    Claimant,
    ClaimedBatch,
    ClaimedNotification,
    DeliveryResult,
    DropNotification,
    SendNotification,
    WaitUntil,
    ack,
    ack_and_claim,
    begin,
    claim,
    delivery_decision,
    has_work,
    reclaim_lost,
)
from market.notification.kind import NotificationKind
from market.notification.outbox import DeliveryStatus, notify
from market.notification.priority import Priority
from market.quiet_hours import QuietHours, quiet_hours_end
from storage.notification import Notification
from storage.person import Person
from storage.reminder import Mute
from storage.store import Store
from tests.market.notification_samples import SAMPLES, SampleCorrection, SampleReminder
from tests.people import meet, telegram_id

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 15, tzinfo=UTC)
"""23:00 in Kota Kinabalu."""
MORNING = datetime(2026, 11, 25, 0, tzinfo=UTC)
"""08:00 there."""
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
ZONE = "Asia/Kuching"
ZONES = (ZONE, "Asia/Kathmandu", "Australia/Adelaide", "Europe/Berlin", "America/New_York", "Pacific/Chatham")
TOM, SITI = 4003, 4001
ONE, NEXT = Claimant("one", 1), Claimant("next", 2)


@pytest.fixture
async def market(store: Store) -> Store:
    """Tom, who reads English, and Siti, who reads Malay."""
    await store.write(meet, TOM, "Tom", "en", now=NOW)
    await store.write(meet, SITI, "Siti", "ms", now=NOW)
    return store


async def notifications(store: Store) -> list[Notification]:
    return await store.read(
        lambda session: list(session.exec(select(Notification).order_by(col(Notification.id))))
    )


async def only_notification(store: Store) -> Notification:
    (only,) = await notifications(store)
    return only


async def write(
    store: Store,
    person: int,
    about: str,
    priority: Priority = Priority.REMINDER,
    due: datetime = NOW,
    late: timedelta = HOUR,
    kind: type[NotificationKind] | None = None,
) -> None:
    notification = (kind or SAMPLES[priority])()
    await store.write(notify, person, notification, due, about=about, late_after=due + late)


async def claim_batch(
    store: Store, sender: str, now: datetime = NOW, limit: int = 9
) -> tuple[ClaimedNotification, ...]:
    found = await store.write(claim, Claimant(sender, 1), now, limit, zone=ZONE)
    return found.notifications


async def end(
    store: Store,
    notification: ClaimedNotification,
    sender: str,
    status: DeliveryStatus,
    message: int | None = None,
    why: str = "",
) -> None:
    await store.write(
        ack,
        Claimant(sender, 1),
        NOW,
        [
            DeliveryResult(
                notification=notification.id,
                person=notification.person,
                address=notification.address,
                status=status,
                message=message,
                reason=why,
            )
        ],
    )


@dataclass(frozen=True, kw_only=True)
class OutboxRow:
    """The fields of a notification's row that decide about it."""

    kind: str
    priority: int
    late_after: datetime | None
    quiet_from: int = 21 * 60
    quiet_until: int = 8 * 60
    zone: str = ""
    address: int | None = 1
    unreachable_at: datetime | None = None
    muted: bool = False


moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
rows = st.builds(
    OutboxRow,
    kind=st.sampled_from(["TicketIssued", HelpAsked.kind, "NoSuchKind"]),
    priority=st.sampled_from([*map(int, Priority)]),
    late_after=st.one_of(st.none(), moments),
    quiet_from=st.integers(0, 1439),
    quiet_until=st.integers(0, 1439),
    zone=st.sampled_from(["", *ZONES]),
    address=st.sampled_from([1, None]),
    unreachable_at=st.one_of(st.none(), st.just(NOW)),
    muted=st.booleans(),
)


@given(rows, moments)
def test_a_notification_goes_waits_or_is_dropped_by_these_rules(row: OutboxRow, now: datetime) -> None:
    ends = quiet_hours_end(now, QuietHours(row.quiet_from, row.quiet_until, row.zone or ZONE))
    match delivery_decision(row, now, ZONE):
        case DropNotification(reason):
            why = {
                "too late": row.late_after is not None and now > row.late_after,
                "unreachable": row.address is None or row.unreachable_at is not None,
                "stopped by its reader": row.muted,
            }
            assert why[reason]
        case WaitUntil(until):
            assert until == ends
            assert until > now
            assert row.priority > Priority.GENERAL
            assert row.kind != HelpAsked.kind, "it never waits"
            assert row.priority == Priority.BROADCAST or row.late_after is None or until <= row.late_after
        case SendNotification(silent):
            assert silent == (ends is not None and row.kind != HelpAsked.kind)
            assert row.late_after is None or now <= row.late_after
            assert (row.muted, row.address, row.unreachable_at) == (False, 1, None)
            assert not silent or row.priority != Priority.BROADCAST, "never in anyone's rest"


@given(rows, moments)
def test_what_waits_for_the_end_of_a_rest_waits_once(row: OutboxRow, now: datetime) -> None:
    first = delivery_decision(row, now, ZONE)
    if isinstance(first, WaitUntil) and row.quiet_from != row.quiet_until:
        second = delivery_decision(row, first.until, ZONE)
        assert not isinstance(second, WaitUntil) or second.until - first.until <= timedelta(hours=2), (
            "but for a clock that is put back"
        )


async def test_due_notifications_are_claimed_by_priority_and_by_one_sender(market: Store) -> None:
    await write(market, TOM, "news", Priority.BROADCAST)
    await write(market, TOM, "reminder", Priority.REMINDER)
    await write(market, SITI, "booking", Priority.BOOKING)
    await write(market, SITI, "later", Priority.BOOKING, due=NOW + HOUR)
    first = await claim_batch(market, "one", limit=2)
    assert [(each.person, each.language) for each in first] == [(SITI, "ms"), (TOM, "en")]
    (last,) = await claim_batch(market, "two")
    assert await claim_batch(market, "one") == ()
    await end(market, last, "one", DeliveryStatus.SENT, message=7)
    assert [row.state for row in await notifications(market)].count("sending") == 3, "it is not one's to end"
    waits = DeliveryResult(
        notification=first[0].id, person=SITI, status=None, retry_at=NOW, counts_as_try=True
    )
    await market.write(ack, ONE, NOW, [waits])
    (again,) = await claim_batch(market, "two")
    assert (again.id, again.tries) == (first[0].id, 1)


async def test_by_one_transaction_what_ended_is_noted_and_others_are_taken(market: Store) -> None:
    for about in ("first", "second"):
        await write(market, TOM, about)
    (first,) = await claim_batch(market, "one", limit=1)
    ended = [
        DeliveryResult(notification=first.id, person=TOM, status=DeliveryStatus.SENT, message=7, reason="")
    ]
    found = await market.write(ack_and_claim, ONE, NOW + SECOND, ended, limit=1, zone=ZONE)
    assert [each.person for each in found.notifications] == [TOM]
    notified = [(row.state, row.message_id, row.ended_at) for row in await notifications(market)]
    assert notified == [("sent", 7, NOW + SECOND), ("sending", None, None)]
    assert await market.write(ack_and_claim, ONE, NOW, [], limit=0, zone=ZONE) == ClaimedBatch()


async def test_a_notification_too_late_is_dropped_and_says_why(market: Store) -> None:
    await write(market, TOM, "just in time")
    assert len(await claim_batch(market, "one", NOW + HOUR)) == 1
    await write(market, SITI, "too late")
    assert await claim_batch(market, "one", NOW + HOUR + SECOND) == ()
    (notified,) = [row for row in await notifications(market) if row.about == "too late"]
    assert (notified.state, notified.reason) == ("dropped", "too late")


async def test_who_stopped_a_kind_of_notification_gets_no_more_of_it(market: Store) -> None:
    await write(market, TOM, "any")
    await market.write(lambda session: session.add(Mute(person_id=TOM, kind="SampleReminder", since=NOW)))
    assert await claim_batch(market, "one") == ()
    assert (await only_notification(market)).reason == "stopped by its reader"


@pytest.mark.feature("X05")
async def test_at_night_a_booking_comes_silently_and_the_rest_in_the_morning(market: Store) -> None:
    for priority in Priority:
        await write(market, TOM, priority.name, priority, due=NIGHT, late=24 * HOUR)
    assert [(each.priority, each.silent) for each in await claim_batch(market, "one", NIGHT)] == [
        (0, True),
        (1, True),
    ]
    assert {row.send_at for row in await notifications(market) if row.priority > 1} == {MORNING}
    assert await claim_batch(market, "one", MORNING - SECOND) == ()
    assert [(each.priority, each.silent) for each in await claim_batch(market, "one", MORNING)] == [
        (2, False),
        (3, False),
    ]


async def test_a_ticket_overtakes_six_hundred_results_of_a_draw(market: Store) -> None:
    for number in range(20):
        await write(market, TOM, f"result:{number}", Priority.GENERAL)
    await write(market, SITI, "ticket", Priority.BOOKING, due=NOW + SECOND)
    [first, *_] = await claim_batch(market, "one", NOW + SECOND)
    assert (first.person, first.priority) == (SITI, Priority.BOOKING)


@pytest.mark.empty_market("whether anything is due")
async def test_of_a_chat_no_more_is_claimed_than_it_may_get_and_the_rest_stays_as_it_is(
    market: Store,
) -> None:
    for number in range(5):
        await write(market, TOM, f"drop:{number}")
    await write(market, SITI, "drop:9", due=NOW + SECOND)
    tom, now = telegram_id(TOM), NOW + SECOND
    limits = {"allowance": lambda chat: 2 if chat == tom else 9, "zone": ZONE}
    batch = await market.write(claim, ONE, now, 4, **limits)
    assert [each.chat for each in batch.notifications] == [tom, tom, telegram_id(SITI)]
    assert batch.full == {tom}
    left = [row for row in await notifications(market) if row.state == "queued"]
    assert [(row.send_at, row.tries, row.sender) for row in left] == [(NOW, 0, None)] * 3
    assert await market.read(has_work, now, batch.full), "what is in flight"
    for each in batch.notifications:
        await end(market, each, "one", DeliveryStatus.SENT)
    assert not await market.read(has_work, now, batch.full)
    assert await market.read(has_work, now, ()), "that chat may be sent something again"
    assert await market.write(claim, ONE, now, 4, zone=ZONE, full=batch.full) == ClaimedBatch()


async def test_a_chat_with_a_thousand_notifications_keeps_nobody_waiting(market: Store) -> None:
    def write_many(session: Session) -> None:
        for number in range(SCAN_LIMIT + 5):
            notify(session, TOM, SampleReminder(), NOW, about=f"drop:{number}", late_after=NOW + HOUR)

    await market.write(write_many)
    await write(market, SITI, "drop:9", due=NOW + SECOND)
    limits = {"allowance": lambda chat: int(chat != telegram_id(TOM)), "zone": ZONE}
    first = await market.write(claim, ONE, NOW + SECOND, 4, **limits)
    assert (first.notifications, first.more) == ((), True)
    second = await market.write(claim, ONE, NOW + SECOND, 4, full=first.full, **limits)
    assert [each.chat for each in second.notifications] == [telegram_id(SITI)]


async def test_an_urgent_reminder_ignores_quiet_hours_and_an_announcement_is_dropped(market: Store) -> None:
    for priority in (Priority.REMINDER, Priority.BROADCAST):
        await write(market, TOM, priority.name, priority, due=NIGHT, late=HOUR)
    assert [(each.priority, each.silent) for each in await claim_batch(market, "one", NIGHT)] == [(2, True)]
    assert await claim_batch(market, "one", MORNING) == ()
    assert [row.reason for row in await notifications(market)] == ["", "too late"]


async def test_each_rests_by_the_wall_they_live_by(market: Store) -> None:
    def live(session: Session) -> None:
        session.execute(update(Person).where(col(Person.id) == SITI).values(zone="Asia/Kathmandu"))

    await market.write(live)
    for person in (TOM, SITI):
        await write(market, person, "any", Priority.REMINDER, due=NIGHT, late=24 * HOUR)
    await claim_batch(market, "one", NIGHT - 3 * HOUR)
    assert [each.person for each in await claim_batch(market, "one", NIGHT)] == [SITI], "20:45 there"


async def test_however_many_wait_for_the_morning_others_are_found_behind_them(market: Store) -> None:
    def write_many(session: Session) -> None:
        for number in range(SCAN_LIMIT - 10):
            notify(
                session,
                TOM,
                SampleReminder(),
                NIGHT - HOUR,
                about=f"news:{number}",
                late_after=NIGHT + 24 * HOUR,
            )
        session.execute(update(Person).where(col(Person.id) == SITI).values(quiet_from=0, quiet_until=0))

    await market.write(write_many)
    await write(market, SITI, "any", Priority.REMINDER, due=NIGHT)
    assert [each.person for each in await claim_batch(market, "one", NIGHT, limit=3)] == [SITI]


async def test_a_leader_that_is_gone_loses_its_notifications_at_once_and_the_present_one_never(
    market: Store,
) -> None:
    await write(market, TOM, "any")
    await claim_batch(market, "gone")
    await market.write(reclaim_lost, ONE, NOW)
    assert (await only_notification(market)).state == "sending", "of the same term"
    await market.write(reclaim_lost, NEXT, NOW)
    row = await only_notification(market)
    assert (row.state, row.sender, row.epoch) == ("queued", None, None)
    (claimed,) = (await market.write(claim, NEXT, NOW, 9, zone=ZONE)).notifications
    await market.write(reclaim_lost, ONE, NOW)
    assert (await only_notification(market)).state == "sending", "never what a later leader has"
    assert claimed.person == TOM


@pytest.mark.parametrize("begun", [True, False])
async def test_the_next_leader_repeats_no_announcement_that_was_begun_and_sends_the_others(
    market: Store, begun: bool
) -> None:
    await write(market, TOM, "booking", Priority.BOOKING)
    await write(market, SITI, "news", Priority.BROADCAST)
    await write(market, SITI, "corrected news", kind=SampleCorrection)
    claimed = await claim_batch(market, "one")
    assert [notification.at_most_once for notification in claimed] == [False, True, False]
    ids = [notification.id for notification in claimed]
    if begun:
        assert await market.write(begin, ONE, NOW, [], ids) == {*ids}
    await market.write(reclaim_lost, NEXT, NOW)
    notified = {row.about: (row.state, row.sender) for row in await notifications(market)}
    assert notified == {
        "booking": ("queued", None),
        "news": ("unknown" if begun else "queued", None),
        "corrected news": ("queued", None),
    }
    assert await market.write(begin, ONE, NOW, [], ids) == set(), "they are taken over"


async def test_who_cannot_be_reached_gets_no_notifications_until_they_are_met_again(market: Store) -> None:
    await write(market, TOM, "first")
    (notification,) = await claim_batch(market, "one")
    await end(market, notification, "one", DeliveryStatus.UNREACHABLE, message=None, why="blocked" * 99)
    assert not (await market.read(callers, [telegram_id(TOM)], NO_ADMINS))[telegram_id(TOM)].reachable
    await write(market, TOM, "second")
    assert await claim_batch(market, "one") == ()
    assert [(row.state, row.reason[:11]) for row in await notifications(market)] == [
        ("unreachable", "blockedbloc"),
        ("dropped", "unreachable"),
    ]
    await market.write(meet, TOM, "Tom", "en", now=NOW)
    await write(market, TOM, "third")
    assert len(await claim_batch(market, "one")) == 1


async def test_that_a_reader_was_lost_is_heard_by_whoever_remembers_them(market: Store) -> None:
    heard: set[object] = set()
    market.after_commit_hooks.append(heard.update)
    await write(market, TOM, "first")
    (notification,) = await claim_batch(market, "one")
    await end(market, notification, "one", DeliveryStatus.UNREACHABLE)
    assert ("person", TOM) in heard
