"""Stalls as their owners, organisers and desks see them, on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from locales.user_text import UserText
from market.actor import (
    Actor,
    NotOrganiser,
    Right,
    StallUnknown,
    is_organiser,
    require_organiser,
    require_right,
)
from market.admins import NO_ADMINS, Admins
from market.alley import AlleyLocation, AlleyName, AlleyUnknown, alley_location, alley_names
from market.desk import (
    DISHES,
    PAGE,
    OtherDay,
    WaitlistRow,
    desk,
    desk_drop,
    desk_item,
    desk_of_day,
    draft_list,
    item_waitlist,
    past_stall_days,
)
from market.drop.refusals import DropUnknown
from market.organiser.stalls import stall_application
from market.person import Blocked
from market.refusal import ButtonForged, DescriptionUnfit, NameUnfit
from market.stall import StallExists, apply_for_stall, change_stall_words, names_alike, stall_of, stall_state
from market.stall_application import rename_application, withdraw_application
from market.text_checks import check_name, on_one_line
from storage.alley import Alley
from storage.drop import Drop, Item
from storage.market_day import MarketDay, StallDay
from storage.notification import Notification
from storage.organiser import Organiser
from storage.shown import ShownKind, mark_drop, mark_item
from storage.stall import Stall
from storage.store import Store
from storage.waitlist import Booking, Entry, Hold
from tests.counted_statements import statements
from tests.market.shown_messages import due_again, show
from tests.people import add_person, admins

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROS, LIEN, KEN, NAMED, BLOCKED, TOM = 1, 2, 3, 4, 5, 6
NEVER_MET = 99
SHOPPERS = range(101, 131)


def lay_out(session: Session) -> None:
    """Two alleys, added in an order that is neither that of their names nor of their cities."""
    for person in (ROS, LIEN, KEN, NAMED, BLOCKED, TOM, *SHOPPERS):
        blocked_at = NOW if person == BLOCKED else None
        add_person(session, person, first_name="x", language="en", created_at=NOW, blocked_at=blocked_at)
    for alley, name, zone, currency, territory in (
        (7, "Tanjung", "Asia/Singapore", "SGD", "SG"),
        (3, "Waterfront", "Asia/Kuching", "MYR", "MY"),
        (5, "Bakau", "Asia/Kuching", "MYR", "MY"),
    ):
        session.add(
            Alley(
                id=alley, code=f"A{alley}", name=name, city=f"City {alley}", zone=zone, territory=territory,
                currency=currency, latitude=alley, longitude=100 + alley,
            )
        )  # fmt: skip
    session.flush()
    session.add(Organiser(person_id=NAMED, named_at=NOW))


@pytest.fixture
async def market(store: Store) -> Store:
    await store.write(lay_out)
    return store


async def ask(store: Store, person: int, name: str, alley: int = 3, admins: Admins = NO_ADMINS) -> int:
    return await store.write(
        apply_for_stall, Actor(person), name, alley, language="ms", admins=admins, now=NOW, rng=Random(person)
    )


@pytest.mark.empty_market("lists every alley")
async def test_alleys_come_in_the_order_in_which_they_were_added(market: Store) -> None:
    assert await market.read(alley_names) == (
        AlleyName(id=3, name="Waterfront", city="City 3", territory="MY", currency="MYR"),
        AlleyName(id=5, name="Bakau", city="City 5", territory="MY", currency="MYR"),
        AlleyName(id=7, name="Tanjung", city="City 7", territory="SG", currency="SGD"),
    )
    assert await market.read(alley_location, 5) == AlleyLocation(
        name="Bakau", city="City 5", latitude=5, longitude=105
    )
    with pytest.raises(AlleyUnknown):
        await market.read(alley_location, 4)


async def test_who_asks_for_a_stall_has_it_and_organisers_who_were_met_are_told(market: Store) -> None:
    assert await market.read(stall_of, ROS) is None
    lien = await ask(market, LIEN, "Kedai Lien")
    ros = await ask(market, ROS, " Dapur\nRos ", 7, admins=admins(KEN, NEVER_MET))
    found = await market.read(stall_of, ROS)
    assert found
    assert (found.id, found.name, found.state, found.takes_deposits) == (ros, "Dapur Ros", "asked", False)
    assert (found.alley, found.zone, found.currency, found.territory) == (
        *("Tanjung", "Asia/Singapore"),
        *("SGD", "SG"),
    )
    assert await market.read(stall_state, ros) == found
    assert (await market.read(stall_state, lien)).name == "Kedai Lien"
    notified = select(Notification.person_id, Notification.about).where(
        col(Notification.kind) == "StallRequested"
    )
    about = await market.read(lambda session: sorted(tuple(one) for one in session.exec(notified)))
    assert about == sorted([(KEN, f"stall:{ros}"), (NAMED, f"stall:{ros}"), (NAMED, f"stall:{lien}")])


async def test_a_stall_takes_deposits_once_it_may(market: Store) -> None:
    stall = await ask(market, ROS, "Dapur Ros")

    def allow(session: Session) -> None:
        session.get_one(Stall, stall).deposits_at = NOW

    await market.write(allow)
    assert (await market.read(stall_state, stall)).takes_deposits


async def test_a_stall_that_cannot_be_is_not_asked_for(market: Store) -> None:
    await ask(market, ROS, "Dapur Ros")
    refused: list[tuple[int, str, int, type[Exception]]] = [
        (ROS, "Another", 3, StallExists),
        (BLOCKED, "Another", 3, Blocked),
        (LIEN, "Another", 4, AlleyUnknown),
        (LIEN, "  ", 3, NameUnfit),
    ]
    for person, name, alley, refusal in refused:
        with pytest.raises(refusal):
            await ask(market, person, name, alley)
    names = await market.read(lambda session: session.exec(select(Stall.name)).all())
    assert names == ["Dapur Ros"]


async def test_a_stall_s_words_are_its_own_staff_s(market: Store) -> None:
    ros, lien = await ask(market, ROS, "Dapur Ros"), await ask(market, LIEN, "Kedai Lien")
    await market.write(change_stall_words, Actor(ROS), ros, "Kuih\n lapis", language="en")
    assert (await market.read(stall_state, ros)).words == "Kuih lapis"
    assert (await market.read(stall_state, lien)).words == ""
    refused: list[tuple[int, str, type[Exception]]] = [
        (lien, "x", StallUnknown),
        (999, "x", StallUnknown),
        (ros, "x" * 601, DescriptionUnfit),
    ]
    for stall, words, refusal in refused:
        with pytest.raises(refusal):
            await market.write(change_stall_words, Actor(ROS), stall, words, language="en")


def test_a_name_stands_on_one_line_and_is_what_every_database_stores() -> None:
    assert on_one_line(" a\0b \ud83d \r\n\tc\u2028d ") == "ab c d"
    four = UserText(4, 4)
    assert [check_name("x" * 4, four), check_name("x", four)] == ["xxxx", "x"]
    for unfit in ("", " \n", "\0", "x" * 5):
        with pytest.raises(NameUnfit) as refused:
            check_name(unfit, four)
        assert refused.value.args == (4,)


async def test_authority_is_the_settings_an_organiser_s_or_the_stall_s_own(market: Store) -> None:
    stall = await ask(market, ROS, "Dapur Ros")
    of = {
        person: await market.read(is_organiser, Actor(person, named))
        for person, named in ((KEN, True), (NAMED, False), (ROS, False))
    }
    assert of == {KEN: True, NAMED: True, ROS: False}
    await market.read(require_organiser, Actor(NAMED))
    with pytest.raises(NotOrganiser):
        await market.read(require_organiser, Actor(ROS))

    def name(session: Session, actor: Actor) -> str:
        return require_right(session, actor, stall, Right.OWN).name

    assert await market.read(name, Actor(ROS)) == "Dapur Ros"
    for actor in (Actor(LIEN), Actor(KEN, is_configured_admin=True)):
        with pytest.raises(StallUnknown):
            await market.read(name, actor)
    with pytest.raises(StallUnknown):
        await market.write(lambda session: require_right(session, Actor(ROS), 999, Right.VIEW))


def drop_of(session: Session, stall: int, number: int, **given: Any) -> int:
    """Write a drop with two items, of ten and five."""
    starts_at = given.get("starts_at", NOW + DAY)
    usual = {"state": "published", "starts_at": starts_at, "ends_at": starts_at + HOUR}
    row = Drop(
        code=f"D{number}", stall_id=stall, alley_id=3, name=f"Drop {number}", language="ms",
        opens_at=NOW - 9 * DAY, created_at=NOW, **(usual | given),
    )  # fmt: skip
    session.add(row)
    session.flush()
    for place, quantity in ((1, 10), (2, 5)):
        session.add(
            Item(drop_id=row.id or 0, position=place, name=f"L{number}-{place}", price=1, quantity=quantity)
        )
    session.flush()
    return row.id or 0


def lines_of(session: Session, drop: int) -> list[int]:
    rows = select(Item.id).where(col(Item.drop_id) == drop).order_by(col(Item.position))
    return [item or 0 for item in session.exec(rows)]


async def test_the_desk_opens_on_the_evening_that_runs_then_on_the_next_and_each_is_beside_another(
    market: Store,
) -> None:
    ros, lien = await ask(market, ROS, "Dapur Ros"), await ask(market, LIEN, "Kedai Lien")

    def build(session: Session) -> list[int]:
        ends_at = NOW + timedelta(seconds=1)
        past = drop_of(session, ros, 1, starts_at=NOW - 2 * DAY)
        running = drop_of(session, ros, 2, starts_at=NOW - HOUR, ends_at=ends_at)
        later = drop_of(session, ros, 3, starts_at=NOW + 20 * DAY)
        drop_of(session, ros, 4, state="draft")
        drop_of(session, ros, 5, state="cancelled")
        drop_of(session, lien, 6)
        return [session.get_one(Drop, drop).stall_day_id or 0 for drop in (past, running, later)]

    past, running, later = await market.write(build)
    found = await market.read(desk, Actor(ROS), ros, NOW)
    assert (found.shown_day.id, found.before, found.after) == (
        running,
        OtherDay(past, (NOW - 2 * DAY).date()),
        OtherDay(later, (NOW + 20 * DAY).date()),
    )
    after_it = await market.read(desk, Actor(ROS), ros, NOW + timedelta(seconds=1))
    assert (after_it.shown_day.id, after_it.after) == (later, None)
    assert after_it.before == OtherDay(running, NOW.date())
    over = await market.read(desk, Actor(ROS), ros, NOW + 30 * DAY)
    assert (over.day, over.before) == (None, OtherDay(later, (NOW + 20 * DAY).date()))
    first = await market.read(desk_of_day, Actor(ROS), past, NOW)
    assert (first.shown_day.id, first.before, first.after) == (past, None, OtherDay(running, NOW.date()))
    with pytest.raises(StallUnknown):
        await market.read(desk_of_day, Actor(LIEN), past, NOW)
    with pytest.raises(ButtonForged):
        await market.read(desk_of_day, Actor(ROS), 999, NOW)


async def test_an_evening_has_five_dishes_a_page_the_sold_out_last_and_then_the_cancelled(
    market: Store,
) -> None:
    ros = await ask(market, ROS, "Dapur Ros")

    def build(session: Session) -> tuple[int, list[int]]:
        gone, first, second, other = (drop_of(session, ros, number) for number in range(1, 5))
        lines = {drop: lines_of(session, drop) for drop in (gone, first, second, other)}
        session.get_one(Drop, gone).state, session.get_one(Drop, gone).cancelled_at = "cancelled", NOW
        session.get_one(Item, lines[first][0]).booked = 10
        ordered = [lines[first][1], *lines[second], *lines[other], lines[first][0], *lines[gone]]
        return session.get_one(Drop, first).stall_day_id or 0, ordered

    stall_day, ordered = await market.write(build)
    pages = [await market.read(desk_of_day, Actor(ROS), stall_day, NOW, page=page) for page in (1, 2, 99)]
    shown = [[numbers.item.id for _, numbers in page.shown_day.dishes] for page in pages]
    assert shown == [ordered[:DISHES], ordered[DISHES:], ordered[DISHES:]]
    assert [(page.shown_day.page, page.shown_day.pages, page.shown_day.count) for page in pages[:2]] == [
        (1, 2, 8),
        (2, 2, 8),
    ]
    assert pages[0].shown_day.tags == 6
    for item in ordered:
        page = (await market.read(desk, Actor(ROS), ros, NOW, item=item)).shown_day.page
        assert page == 1 + (item in ordered[DISHES:])
    assert (await market.read(desk, Actor(ROS), ros, NOW, item=999)).shown_day.page == 1


@pytest.mark.parametrize(
    ("states", "hidden", "paused", "all_hidden"),
    [
        (("paused", "published"), (False, False), False, False),
        (("paused", "paused"), (False, True), True, False),
        (("paused", "cancelled"), (False, False), True, False),
        (("published", "paused"), (True, True), False, True),
        (("cancelled", "cancelled"), (False, False), False, False),
    ],
)
async def test_an_evening_is_paused_or_hidden_where_all_that_takes_place_is(
    market: Store,
    states: tuple[str, ...],
    hidden: tuple[bool, ...],
    paused: bool,
    all_hidden: bool,
) -> None:
    ros = await ask(market, ROS, "Dapur Ros")

    def build(session: Session) -> int:
        drops = [
            drop_of(session, ros, n, state=state, hidden_at=NOW if is_hidden else None)
            for n, (state, is_hidden) in enumerate(zip(states, hidden, strict=True))
        ]
        return session.get_one(Drop, drops[0]).stall_day_id or 0

    day = (await market.read(desk_of_day, Actor(ROS), await market.write(build), NOW)).shown_day
    assert (day.paused, day.hidden, day.is_off) == (paused, all_hidden, set(states) == {"cancelled"})


async def test_drafts_and_what_is_over_are_lists_of_their_own_and_never_take_a_place_on_the_desk(
    market: Store,
) -> None:
    ros, lien = await ask(market, ROS, "Dapur Ros"), await ask(market, LIEN, "Kedai Lien")

    def build(session: Session) -> tuple[list[int], list[int]]:
        drafts = [
            drop_of(session, ros, day, state="draft", starts_at=NOW + (day - 9) * DAY) for day in range(8)
        ]
        over = [drop_of(session, ros, 20 + day, starts_at=NOW - day * DAY - HOUR) for day in range(7)]
        cancelled = drop_of(session, ros, 30, starts_at=NOW + DAY, state="cancelled")
        at_stall = session.get_one(Item, lines_of(session, over[0])[0])
        at_stall.sold = at_stall.booked = 3
        drop_of(session, lien, 40, starts_at=NOW - DAY)
        drop_of(session, lien, 41, state="draft")
        return drafts[::-1], [session.get_one(Drop, drop).stall_day_id or 0 for drop in (cancelled, *over)]

    drafts, over = await market.write(build)
    on_desk = await market.read(desk, Actor(ROS), ros, NOW)
    assert (on_desk.day, on_desk.drafts, on_desk.past) == (None, 8, True)
    pages = [await market.read(draft_list, Actor(ROS), ros, page) for page in (1, 2, 99)]
    assert [each.id for page in pages[:2] for each in page.drafts] == drafts
    assert [(page.page, page.pages, page.first, page.total) for page in pages] == [
        (1, 2, 1, 8),
        (2, 2, 7, 8),
        (2, 2, 7, 8),
    ]
    lists = [await market.read(past_stall_days, Actor(ROS), ros, NOW, page=page) for page in (1, 2)]
    days = [each for page in lists for each in page.days]
    assert [each.id for each in days] == over
    assert [(each.is_off, each.dishes, each.sold) for each in days[:3]] == [
        (True, 2, 0),
        (False, 2, 3),
        (False, 2, 0),
    ]
    assert [(page.page, page.pages, page.first) for page in lists] == [(1, 2, 1), (2, 2, 7)]
    for query, given in ((draft_list, (1,)), (past_stall_days, (NOW, 1))):
        with pytest.raises(StallUnknown):
            await market.read(query, Actor(LIEN), ros, *given)  # type: ignore[arg-type]


async def test_after_a_thousand_evenings_the_desk_makes_as_many_statements_as_after_ten(
    market: Store,
) -> None:
    ros = await ask(market, ROS, "Dapur Ros")

    def add_past(session: Session, first: int, last: int) -> None:
        days = [
            MarketDay(alley_id=3, day=(NOW - number * DAY).date(), made_at=NOW)
            for number in range(first, last)
        ]
        session.add_all(days)
        session.flush()
        session.add_all(
            StallDay(
                **{"market_day_id": day.id, "alley_id": 3, "stall_id": ros, "day": day.day, "state": "on"},
                **{"starts_at": NOW - n * DAY, "ends_at": NOW - n * DAY + HOUR, "made_at": NOW},
            )
            for n, day in enumerate(days, first)
        )

    def made(session: Session) -> list[int]:
        calls = (
            lambda session: desk(session, Actor(ROS), ros, NOW),
            lambda session: past_stall_days(session, Actor(ROS), ros, NOW, page=2),
        )
        return [len(statements(session, call)) for call in calls]

    await market.write(lambda session: drop_of(session, ros, 1, starts_at=NOW + DAY))
    counts = []
    for first, last in ((2, 12), (12, 1002)):
        await market.write(add_past, first, last)
        counts.append(await market.read(made))
    assert counts[0] == counts[1]


async def test_a_new_stall_has_no_drafts_and_nothing_behind_it(market: Store) -> None:
    ros = await ask(market, ROS, "Dapur Ros")
    shown = await market.read(desk, Actor(ROS), ros, NOW)
    assert (shown.day, shown.before, shown.drafts, shown.past) == (None, None, 0, False)
    assert (await market.read(draft_list, Actor(ROS), ros, 1)).drafts == ()
    assert (await market.read(past_stall_days, Actor(ROS), ros, NOW, page=1)).days == ()


async def test_a_line_s_numbers_are_its_own(market: Store) -> None:
    ros = await ask(market, ROS, "Dapur Ros")
    drop = await market.write(lambda session: drop_of(session, ros, 1))
    item, other = await market.read(lines_of, drop)

    def fill(session: Session) -> None:
        given = [
            ("booked", 2, 1, item), ("collected", 3, 3, item), ("missed", 1, 1, item),
            ("released", 1, 1, item), ("booked", 1, 1, other),
        ]  # fmt: skip
        for number, (state, units, collected, of) in enumerate(given, 1):
            entry = Entry(
                item_id=of, person_id=100 + number, number=number, units=units, state="booked", joined_at=NOW
            )
            session.add(entry)
            session.flush()
            hold = Hold(
                entry_id=entry.id or 0, item_id=of, person_id=100 + number, units=units, state="booked",
                given_at=NOW, until=NOW,
            )  # fmt: skip
            session.add(hold)
            session.flush()
            session.add(
                Booking(
                    hold_id=hold.id or 0, item_id=of, person_id=100 + number, units=units, price=1,
                    collected=collected, state=state, booked_at=NOW,
                )
            )  # fmt: skip
        for number, state, of in ((9, "waiting", item), (8, "waiting", item), (7, "left", item)):
            session.add(
                Entry(item_id=of, person_id=100 + number, number=number, units=2, state=state, joined_at=NOW)
            )
        row = session.get_one(Item, item)
        row.booked, row.held, row.waiting = 5, 2, 4

    await market.write(fill)
    facts, numbers = await market.read(desk_item, Actor(ROS), item)
    assert (facts.id, numbers.item.id) == (drop, item)
    assert (numbers.collected, numbers.booked, numbers.held, numbers.free) == (4, 1, 2, 3)
    assert (numbers.waiting, numbers.next_number) == (2, 8)
    _, beside = await market.read(desk_item, Actor(ROS), other)
    assert (beside.collected, beside.waiting, beside.next_number) == (1, 0, None)
    whole = await market.read(desk_drop, Actor(ROS), drop)
    assert [one.item.id for one in whole.items] == [item, other]


async def test_what_is_not_there_or_another_s_has_no_desk(market: Store) -> None:
    ros, lien = await ask(market, ROS, "Dapur Ros"), await ask(market, LIEN, "Kedai Lien")
    drop = await market.write(lambda session: drop_of(session, lien, 1))
    (item, _) = await market.read(lines_of, drop)
    for query, given in ((desk_drop, (drop,)), (desk_item, (item,)), (item_waitlist, (item, 1))):
        with pytest.raises(StallUnknown):
            await market.read(query, Actor(ROS), *given)  # type: ignore[arg-type]
    for query, given in ((desk_drop, (999,)), (desk_item, (999,)), (item_waitlist, (999, 1))):
        with pytest.raises(DropUnknown):
            await market.read(query, Actor(ROS), *given)  # type: ignore[arg-type]
    assert (await market.read(desk, Actor(ROS), ros, NOW, item=item)).day is None


@pytest.mark.parametrize(("asked", "page"), [(0, 1), (1, 1), (2, 2), (9, 2)])
async def test_who_waits_is_shown_twelve_a_page_by_number_and_the_numberless_last(
    market: Store, asked: int, page: int
) -> None:
    ros = await ask(market, ROS, "Dapur Ros")
    drop = await market.write(lambda session: drop_of(session, ros, 1))
    item, other = await market.read(lines_of, drop)

    def wait(session: Session) -> None:
        numberless = Entry(item_id=item, person_id=TOM, units=1, joined_at=NOW)
        session.add(numberless)
        for number in range(PAGE + 2, 0, -1):
            session.add(
                Entry(item_id=item, person_id=100 + number, number=number, units=2, joined_at=NOW + HOUR)
            )
        session.add(Entry(item_id=item, person_id=LIEN, number=99, units=2, state="left", joined_at=NOW))
        session.add(Entry(item_id=other, person_id=LIEN, number=1, units=3, joined_at=NOW))
        for number, state, of in ((42, "live", item), (41, "live", item), (40, "expired", item)):
            entry = Entry(
                item_id=of, person_id=80 + number, number=number, units=1, state="held", joined_at=NOW
            )
            session.add(entry)
            session.flush()
            until = NOW + number * HOUR
            session.add(
                Hold(
                    entry_id=entry.id or 0, item_id=of, person_id=80 + number, units=1, state=state,
                    given_at=NOW, until=until,
                )
            )  # fmt: skip

    await market.write(wait)
    found = await market.read(item_waitlist, Actor(ROS), item, asked)
    pages = [
        *(WaitlistRow(number, 2, NOW + HOUR) for number in range(1, PAGE + 3)),
        WaitlistRow(None, 1, NOW),
    ]
    assert found.waiting == tuple(pages[(page - 1) * PAGE : page * PAGE])
    assert (found.page, found.pages) == (page, 2)
    assert found.held == ((41, NOW + 41 * HOUR), (42, NOW + 42 * HOUR))


async def test_a_line_without_anybody_has_one_empty_page(market: Store) -> None:
    ros = await ask(market, ROS, "Dapur Ros")
    drop = await market.write(lambda session: drop_of(session, ros, 1))
    (item, _) = await market.read(lines_of, drop)
    found = await market.read(item_waitlist, Actor(ROS), item, 1)
    assert (found.waiting, found.held, found.page, found.pages) == ((), (), 1, 1)


@pytest.mark.parametrize("mark", [mark_drop, mark_item])
async def test_a_change_makes_the_list_of_deposits_of_its_own_stall_due_and_no_others(
    market: Store, mark: Callable[[Session, int, datetime], None]
) -> None:
    ros, lien = await ask(market, ROS, "Dapur Ros"), await ask(market, LIEN, "Kedai Lien")

    def build(session: Session) -> tuple[int, int]:
        drop = drop_of(session, ros, 1)
        drop_of(session, lien, 2)
        for person, stall in ((ROS, ros), (LIEN, lien)):
            show(session, person, ShownKind.STALL_DEPOSITS, stall)
        return drop, lines_of(session, drop)[0]

    drop, item = await market.write(build)
    await market.write(mark, drop if mark is mark_drop else item, NOW)
    assert await market.read(due_again) == [(ShownKind.STALL_DEPOSITS, ros)]


async def test_a_name_like_another_is_told_to_who_asks_and_to_who_decides_also_when_it_is_renamed(
    market: Store,
) -> None:
    """Look-alike letters, digits, case and spaces count as the same; a withdrawn or rejected stall takes no name."""
    first = await ask(market, ROS, "Warung Melati Senja")
    other = await ask(market, LIEN, "Warung Seri")
    assert await market.read(names_alike, other) == ()
    organiser = Actor(NAMED)
    for name in ("warung  MELATI senja", "W\u0430rung Melati Senja", "Warung Me1ati Senja"):
        await market.write(rename_application, Actor(LIEN), other, name, now=NOW)
        assert await market.read(names_alike, other) == (("Warung Melati Senja", "Waterfront"),)
        card = await market.read(stall_application, organiser, other)
        assert card.alike == (("Warung Melati Senja", "Waterfront"),)
    assert await market.read(names_alike, first) == (("Warung Me1ati Senja", "Waterfront"),)
    await market.write(withdraw_application, Actor(ROS), first, NOW)
    assert await market.read(names_alike, other) == ()
