"""Usual drops: saved, replaced, renamed, posted once for the next day of their weekday; by their stall alone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from locales.packaging_kind import PackagingKind
from market.actor import Actor, NotYourStall
from market.drop.browse import any_drop
from market.drop.refusals import DropUnknown
from market.forecast.stall_days import planned_day
from market.person import Blocked
from market.privacy.forget import forget
from market.refusal import NameUnfit, WhenPassed
from market.stock.change import change_price, change_quantity
from market.stock.draft import prepare, publish
from market.stock.message_of_drop import message_with_hours
from market.stock.parsed_message import ParsedMessage
from market.stock.posting import (
    append_lines,
    draft_of_album,
    drop_named_in,
    drop_of_message,
    keep_voice_note,
    name_album,
)
from market.stock.refusals import (
    StallNotApproved,
    TemplateNameTaken,
    TemplateUnknown,
    TooManyItems,
    TooManyTemplates,
)
from market.stock.stock_line import StockLine, local_moment
from market.stock.template import (
    MESSAGES,
    MOST,
    delete_template,
    next_day,
    own_template,
    post_template,
    rename_template,
    save_template,
    templates_of,
)
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, DropState
from storage.person import Person
from storage.stock_template import StockTemplate
from tests.market.drop.conftest import LINA, NOW, ORGANISER, SATURDAY, STRANGER, Trade

FRIDAY, NEXT_FRIDAY = date(2026, 11, 27), date(2026, 12, 4)
LINES = ParsedMessage(
    (
        StockLine(
            quantity=12, name="kuih lapis", price=850, limit=3, tags=("halal", "compostable"), day=FRIDAY,
            start=time(18), end=time(22), deposit=None, allergens="nuts",
        ),
        StockLine(quantity=20, name="teh", price=200, deposit=150),
    )
)  # fmt: skip


async def saved(trade: Trade, name: str = "Usual Friday", weekday: int | None = None) -> tuple[int, int]:
    """A published drop and its template."""
    drop = await trade.draft(LINES)
    await trade.do(_publish, drop, trade)
    return drop, await trade.do(save_template, drop, weekday, name, trade.now)


def _publish(session: Session, actor: Actor, drop: int, trade: Trade) -> None:
    publish(session, actor, drop, BeaconKind.LOCAL, trade.now, trade.rng)


async def post(trade: Trade, template: int, day: date, person: int = LINA) -> int:
    posted: int = await trade.do(
        post_template, template, day, BeaconKind.LOCAL, trade.now, trade.rng, person=person
    )
    return posted


async def test_what_was_saved_is_posted_as_it_was_and_later_changes_do_not_reach_it(trade: Trade) -> None:
    drop, template = await saved(trade)
    first = (await trade.store.read(any_drop, drop)).items[0].id
    await trade.do(change_quantity, first, 1, trade.now)
    await trade.do(change_price, first, 900, trade.now)
    trade.now = datetime(2026, 11, 28, 2, tzinfo=UTC)
    facts = await trade.store.read(own_template, Actor(LINA), template, trade.now)
    assert (facts.name, facts.drop_name, facts.day) == ("Usual Friday", "kuih lapis", NEXT_FRIDAY)
    again = await trade.store.read(any_drop, await post(trade, template, NEXT_FRIDAY))
    assert [(item.name, item.quantity, item.price, item.loan_deposit) for item in again.items] == [
        ("kuih lapis", 12, 850, 0),
        ("teh", 20, 200, 150),
    ]
    assert [item.sold_in for item in again.items] == [PackagingKind.COMPOSTABLE, PackagingKind.RETURNABLE]
    assert (again.state, again.per_person, again.tags) == (DropState.PUBLISHED, 3, ("compostable", "halal"))
    assert again.items[0].allergens == "nuts"
    assert again.starts_at == datetime(2026, 12, 4, 10, tzinfo=UTC)
    assert again.ends_at == datetime(2026, 12, 4, 14, tzinfo=UTC)


async def test_two_taps_post_it_once(trade: Trade) -> None:
    drop, template = await saved(trade)
    assert await post(trade, template, FRIDAY) == drop, "it is on that day already"
    posted = await post(trade, template, NEXT_FRIDAY)
    assert posted != drop
    assert await post(trade, template, NEXT_FRIDAY) == posted
    found = await trade.store.read(planned_day, trade.stall, NEXT_FRIDAY)
    assert found is not None
    assert found.drops == (posted,)


async def test_a_button_from_last_week_posts_nothing(trade: Trade) -> None:
    _, template = await saved(trade)
    trade.now = NOW + timedelta(days=30)
    with pytest.raises(WhenPassed):
        await post(trade, template, NEXT_FRIDAY)


async def test_a_name_is_saved_once_and_twelve_at_most(trade: Trade) -> None:
    drop, template = await saved(trade)
    assert await trade.do(save_template, drop, 5, "Usual Friday", trade.now) == template, "replaced"
    facts = await trade.store.read(own_template, Actor(LINA), template, trade.now)
    assert facts.day.weekday() == 5
    other = await trade.do(save_template, drop, None, "Another", trade.now)
    with pytest.raises(TemplateNameTaken):
        await trade.do(rename_template, other, "Usual Friday")
    await trade.do(rename_template, other, "Another")
    with pytest.raises(NameUnfit):
        await trade.do(rename_template, other, " ")
    for number in range(MOST - 2):
        await trade.do(save_template, drop, None, f"Number {number}", trade.now)
    with pytest.raises(TooManyTemplates):
        await trade.do(save_template, drop, None, "One more", trade.now)
    await trade.do(delete_template, other)
    with pytest.raises(TemplateUnknown):
        await trade.do(delete_template, other)
    assert len(await trade.store.read(templates_of, Actor(LINA), trade.stall, trade.now)) == MOST - 1


async def test_a_stall_that_is_not_approved_any_more_posts_none(trade: Trade) -> None:
    _, template = await saved(trade)
    await trade.state("asked")
    before = await count(trade)
    with pytest.raises(StallNotApproved):
        await post(trade, template, NEXT_FRIDAY)
    assert await count(trade) == before, "nothing is left of it"


async def count(trade: Trade) -> int:
    return len(await trade.store.read(lambda session: session.exec(select(Drop.id)).all()))


async def test_nobody_else_may_do_any_of_it(trade: Trade) -> None:
    drop, template = await saved(trade)
    draft = await trade.draft()
    acts: list[tuple[Any, ...]] = [
        (save_template, drop, None, "x", trade.now),
        (templates_of, trade.stall, trade.now),
        (own_template, template, trade.now),
        (rename_template, template, "x"),
        (delete_template, template),
        (post_template, template, NEXT_FRIDAY, BeaconKind.LOCAL, trade.now, trade.rng),
        (append_lines, draft, LINES, trade.now),
        (name_album, draft, "1"),
        (keep_voice_note, trade.stall, trade.now),
        (drop_named_in, trade.stall, "kuih lapis"),
    ]
    for act, *rest in acts:
        for person in (STRANGER, ORGANISER):
            with pytest.raises(NotYourStall):
                await trade.do(act, *rest, person=person)

    def block(session: Session) -> None:
        session.get_one(Person, LINA).blocked_at = trade.now

    await trade.store.write(block)
    for act, *rest in acts:
        if act not in (templates_of, own_template, drop_named_in):
            with pytest.raises(Blocked):
                await trade.do(act, *rest)
    assert await trade.row(StockTemplate, template)


async def test_what_somebody_saved_goes_with_them(trade: Trade) -> None:
    await saved(trade)
    await trade.store.write(forget, LINA, trade.now)
    assert await trade.store.read(lambda session: session.exec(select(StockTemplate)).all()) == []


async def test_an_album_adds_to_its_draft_only(trade: Trade) -> None:
    draft = await trade.draft(SATURDAY)
    await trade.do(name_album, draft, "77")
    assert await trade.store.read(draft_of_album, trade.stall, "77") == draft
    assert await trade.store.read(draft_of_album, trade.stall, "78") is None
    assert await trade.do(append_lines, draft, LINES, trade.now) == 1
    facts = await trade.store.read(any_drop, draft)
    assert [(item.name, item.sold_in) for item in facts.items] == [
        ("kuih lapis", None),
        ("kuih lapis", PackagingKind.COMPOSTABLE),
        ("teh", PackagingKind.RETURNABLE),
    ]
    assert facts.tags == ("compostable", "halal")
    await trade.do(append_lines, draft, LINES, trade.now)
    with pytest.raises(TooManyItems):
        await trade.do(append_lines, draft, LINES, trade.now)
    await trade.do(_publish, draft, trade)
    assert await trade.store.read(draft_of_album, trade.stall, "77") is None
    with pytest.raises(DropUnknown):
        await trade.do(append_lines, draft, ParsedMessage((SATURDAY,)), trade.now)


async def read_from(trade: Trade, source: int, replaced: int | None = None, person: int = LINA) -> int:
    """Returns a draft that is read from a message."""
    drop: int = await trade.do(
        prepare, trade.stall, ParsedMessage((SATURDAY,)), "", None, "en", trade.now, trade.rng,
        source, replaced, person=person,
    )  # fmt: skip
    return drop


async def drops_of(trade: Trade) -> list[tuple[int | None, str]]:
    rows = select(Drop.source_message, Drop.state).order_by(col(Drop.id))
    return await trade.store.read(lambda session: [(row[0], row[1]) for row in session.exec(rows)])


async def test_a_draft_takes_the_place_of_the_one_before_its_message_was_edited(trade: Trade) -> None:
    other, first = await read_from(trade, 6), await read_from(trade, 7)
    assert await trade.store.read(drop_of_message, trade.stall, 7) == (first, DropState.DRAFT)
    second = await read_from(trade, 7, replaced=first)
    assert await drops_of(trade) == [(6, "draft"), (7, "draft")], "one of each message"
    assert await trade.store.read(drop_of_message, trade.stall, 7) == (second, DropState.DRAFT)
    assert await trade.store.read(drop_of_message, trade.stall, 8) is None
    assert await trade.store.read(drop_of_message, trade.stall + 1, 7) is None
    await trade.do(_publish, other, trade)
    await read_from(trade, 6, replaced=other)
    assert await drops_of(trade) == [(6, "published"), (7, "draft"), (6, "draft")], "published meanwhile"


async def test_nobody_else_and_no_line_that_is_refused_takes_the_place_of_a_draft(trade: Trade) -> None:
    first = await read_from(trade, 7)
    with pytest.raises(NotYourStall):
        await read_from(trade, 7, replaced=first, person=STRANGER)
    trade.now += timedelta(days=30)
    with pytest.raises(WhenPassed):
        await read_from(trade, 7, replaced=first)
    assert await trade.store.read(drop_of_message, trade.stall, 7) == (first, DropState.DRAFT)


async def test_a_voice_note_is_kept_with_the_newest_draft_of_a_day(trade: Trade) -> None:
    assert await trade.do(keep_voice_note, trade.stall, trade.now) is None
    old = await trade.draft()
    new = await trade.draft()
    assert await trade.do(keep_voice_note, trade.stall, trade.now) == new
    assert (await trade.row(Drop, new))["voice_at"] == trade.now
    assert (await trade.row(Drop, old))["voice_at"] is None
    assert await trade.do(keep_voice_note, trade.stall, trade.now + timedelta(days=1)) is None


async def test_a_forwarded_text_names_the_drop_with_the_longest_name(trade: Trade) -> None:
    short = await published(trade, "kuih")
    long = await published(trade, "Kuih lapis")
    find = trade.store.read
    assert await find(drop_named_in, Actor(LINA), trade.stall, "Published: 12 × KUIH LAPIS, RM8") == long
    assert await find(drop_named_in, Actor(LINA), trade.stall, "Published: 12 × kuih, RM8") == short
    assert await find(drop_named_in, Actor(LINA), trade.stall, "Bring ice") is None
    await trade.draft(StockLine(quantity=1, name="ice", price=100))
    assert await find(drop_named_in, Actor(LINA), trade.stall, "Bring ice") is None, "a draft is none"


async def published(trade: Trade, name: str) -> int:
    drop, _ = await trade.published(StockLine(quantity=12, name=name, price=850, day=FRIDAY))
    return drop


@given(
    st.integers(0, 6),
    st.times(),
    st.integers(0, 4 * 366 * 24 * 60),
    st.sampled_from(["Asia/Kuching", "Europe/Berlin", "America/New_York"]),
)
def test_the_next_day_is_within_a_week_and_its_start_is_ahead(
    weekday: int, start: time, minutes: int, zone: str
) -> None:
    now = NOW + timedelta(minutes=minutes)
    day = next_day(weekday, start.replace(second=0, microsecond=0), now, zone)
    today = now.astimezone(ZoneInfo(zone)).date()
    assert day.weekday() == weekday
    assert today <= day <= today + timedelta(days=7)
    assert local_moment(day, start, ZoneInfo(zone)) > now or day > today


async def test_a_message_is_the_same_after_it_was_stored(trade: Trade) -> None:
    drop = await trade.draft(LINES)
    message = message_with_hours(await trade.store.read(any_drop, drop))
    assert MESSAGES.validate_json(MESSAGES.dump_json(message)) == message
    rows = select(StockTemplate).where(col(StockTemplate.stall_id) == trade.stall)
    assert await trade.store.read(lambda session: session.exec(rows).all()) == []
