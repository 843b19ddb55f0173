"""Messages that stay true, whatever people do and whenever the process is killed: in the end each phone shows the present state."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from markupsafe import Markup
from sqlmodel import Session, col, select

from bot.delivery.shown_editor import ShownEditor
from bot.delivery.shown_recorder import ShownRecorder
from bot.telegram.client import RawCall
from bot.telegram.rate_limiter import RateLimiter
from handlers.shown import RenderContext, shown
from handlers.start.views import DropCounts, HomeFacts, welcome
from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import ApiCall, delete_call, edit_call, send_call
from handlers.waitlist.card_views import drop_card
from handlers.waitlist.views import ANYWHERE
from locales.say import speak
from market.actor import Actor
from market.drop.browse import any_drop
from market.drop.facts import DropFacts
from market.privacy.forget import forget
from market.refusal import Refusal
from market.reminder.moments import BookingStage
from market.shown import KEPT, QUIET, StaleMessage, stale_messages, sweep_shown
from market.stock.move import move_drop
from market.stock.stock_line import StockLine
from market.ticket.facts import TicketStatus, ticket_status
from market.ticket.own_tickets import own_pickup_ticket
from market.ticket.scan import collect, take_packaging_back, undo_scan
from market.waitlist.position import MyItem, Position, my_items, position_in_drop
from market.waitlist.shopper_actions import attend, leave
from market.waitlist.undo import (
    give_up_booking,
    give_up_hold,
    undo_confirm,
    undo_decline,
    undo_leave,
    undo_release,
)
from scheduler.shown import ShownJob
from storage.drop import Drop, Item
from storage.market_day import StallDay
from storage.shown import LINE_DELAY, ShownKind, ShownMessage
from storage.store import Store
from storage.ticket import Scan, Ticket
from storage.waitlist import Booking, Hold
from tests.kept_rows import KeptRows
from tests.market.waitlist.conftest import HOUR, NOW, ROS, add_drop
from tests.market.waitlist.notified_holds import notify_everybody
from tests.market.waitlist.simulation import Simulation
from tests.people import address_of, telegram_id
from tests.seeds import seeds

CROWD = 6


Had = list[tuple[str, int, int, int | None]]


def had(position: Position) -> Had:
    """Return what a position is: of each entry its class, units, how many were collected, and its number."""
    return sorted(
        (type(each).__name__, each.units, getattr(each, "collected", 0), getattr(each, "number", None))
        for each in position.all
    )


class Killed(Exception):
    """The process is gone."""


@dataclass(kw_only=True)
class Phones:
    """The content of every phone: text, buttons and the picture's key of each message."""

    shows: dict[tuple[int, int], tuple[str, Any, str]] = field(default_factory=dict)
    edits: int = 0
    fails: Callable[[ApiCall], Exception | None] = lambda _: None
    kills: bool = False
    """Whether the process is killed as soon as an edit has arrived."""

    async def make_call(self, call: ApiCall) -> dict[str, int]:
        if error := self.fails(call):
            raise error
        place = call.params["chat_id"], call.params["message_id"]
        self.edits += 1
        self.show(place, call)
        if self.kills:
            raise Killed
        return {"message_id": place[1]}

    def show(self, place: tuple[int, int], call: ApiCall) -> None:
        _, _, had = self.shows.get(place, ("", None, ""))
        self.shows[place] = (*_drawn(call), call.picture.key if call.picture else had)


def _drawn(call: ApiCall) -> tuple[str, Any]:
    media = call.params.get("media", call.params)
    text = media.get("text") or media.get("caption")
    return text, call.params.get("reply_markup")


@dataclass(kw_only=True)
class ShownMarketDay:
    """Random people at a drop whose packaging is lent, their phones, and Lorong, which may be killed at any moment."""

    simulation: Simulation
    phones: Phones = field(default_factory=Phones)
    limiter: RateLimiter = field(default_factory=lambda: RateLimiter(10_000))
    messages: Any = field(default_factory=lambda: count(1))
    seen: dict[tuple[int, int], tuple[tuple[str, Any, str], Had]] = field(default_factory=dict)
    """Of messages that show a place among other things: what was drawn first, and what its person had then."""

    def __post_init__(self) -> None:
        self.store = self.simulation.store
        self.recorder = ShownRecorder(self.store, lambda: self.simulation.now)
        editor = ShownEditor(self.store, self.limiter, self.phones.make_call, username="lorong_demo_bot")
        self.job = ShownJob(
            self.store, editor.edit, editor.capacity, lambda: self.simulation.now, flush=self.recorder.flush
        )

    async def act(self, name: str, who: int, units: int) -> None:
        action = getattr(self, name, None)
        if action:
            with suppress(Refusal):
                await action(who, units)
        else:
            await self.simulation.act((name, who, 0, units))

    async def look(self, who: int, units: int) -> None:
        """A person is shown their place, their newest hold, booking or ticket, with a picture or without."""
        kind = (
            ShownKind.ENTRY,
            ShownKind.HOLD,
            ShownKind.BOOKING,
            ShownKind.TICKET,
            ShownKind.MARKET_DAY,
        )[units % 5]
        subject = await self.store.read(_newest, kind, who, self.simulation.items[0])
        form = BookingStage.SOON if kind is ShownKind.MARKET_DAY else ANYWHERE.code
        if subject is not None:
            await self.show(who, kind, subject, without_picture=units % 2 == 0, form=form)

    async def see_card(self, who: int, _: int) -> None:
        """A person looks at the drop's card, which shows their place among other things."""
        drop, position, _ = await self.own(who)
        link = f"https://t.me/lorong_demo_bot?start=d_{drop.code}"
        card = drop_card(speak("en"), drop, ANYWHERE, self.simulation.now, link=link, position=position)
        await self.see(who, card)

    async def see_home(self, who: int, _: int) -> None:
        """A person looks at the start screen, with the ticket where it is for today."""
        _, position, items = await self.own(who)
        now = self.simulation.now
        ticket = None
        if position.booked and position.booked[0].collected < position.booked[0].units:
            ticket = await self.store.read(own_pickup_ticket, who, position.booked[0].id)
        home = HomeFacts(
            cities=(),
            drops=(),
            counts=DropCounts(everything=0, weekend=0, lists=()),
            today=now.date(),
            now=now,
            own_items=items,
            ticket=ticket if ticket and ticket_status(ticket, now) is TicketStatus.VALID else None,
        )
        await self.see(who, welcome(speak("en"), home))

    async def own(self, who: int) -> tuple[DropFacts, Position, tuple[MyItem, ...]]:
        """Return the drop and what a person has there, read at one time."""

        def read(session: Session) -> tuple[DropFacts, Position, tuple[MyItem, ...]]:
            drop, now = any_drop(session, self.simulation.drop), self.simulation.now
            return drop, position_in_drop(session, who, drop.id, now), my_items(session, who, now)

        return await self.store.read(read)

    async def see(self, who: int, screen: Screen) -> None:
        """Send a screen that says something of its person, and remember what, and what they had."""
        if screen.shows is None:
            return
        place = telegram_id(who), next(self.messages)
        call = send_call(place[0], screen)
        self.phones.show(place, call)
        await self.recorder.made_and_stored(call, {"message_id": place[1]})
        _, position, _ = await self.own(who)
        self.seen[place] = self.phones.shows[place], had(position)

    async def show(
        self,
        who: int,
        kind: ShownKind,
        subject: int,
        without_picture: bool = False,
        form: str = ANYWHERE.code,
    ) -> int:
        """Send what a person is shown; the message's id."""
        screen = await self.draw(_message(who, kind, subject, self.simulation.items[0], form))
        assert screen is not None
        if without_picture:
            screen = Screen(text=screen.text, rows=screen.rows, shows=screen.shows)
        place = telegram_id(who), next(self.messages)
        call = send_call(place[0], screen)
        self.phones.show(place, call)
        await self.recorder.made_and_stored(call, {"message_id": place[1]})
        return place[1]

    async def draw(self, message: StaleMessage) -> Screen | None:
        context = RenderContext(store=self.store, now=self.simulation.now, bot_username="lorong_demo_bot")
        return await shown.draw(speak("en"), context, message)

    async def scan(self, who: int, units: int) -> None:
        code = await self.store.read(_code, who, self.simulation.items[0])
        if code:
            await self.store.write(
                collect, Actor(ROS), code, 1 + units % 2, self.simulation.now, rng=self.simulation.rng
            )

    async def undo(self, *_: int) -> None:
        scan = await self.store.read(
            lambda session: session.exec(select(Scan.id).order_by(col(Scan.id).desc())).first()
        )
        await self.store.write(undo_scan, Actor(ROS), scan or 0, self.simulation.now, rng=self.simulation.rng)

    async def bring_back(self, who: int, _: int) -> None:
        code = await self.store.read(_code, who, self.simulation.items[0], True)
        if code:
            await self.store.write(take_packaging_back, Actor(ROS), code, 1, now=self.simulation.now)

    async def coming(self, who: int, _: int) -> None:
        booking = await self.store.read(_newest, ShownKind.BOOKING, who, self.simulation.items[0])
        await self.store.write(attend, who, booking or 0, self.simulation.now)

    async def regret(self, who: int, units: int) -> None:
        """Give up a booking or a hold for a minute, leave, or undo what was given up."""
        now, item = self.simulation.now, self.simulation.items[0]
        hold = await self.store.read(_newest, ShownKind.HOLD, who, item) or 0
        booking = await self.store.read(_newest, ShownKind.BOOKING, who, item) or 0
        attempts: dict[int, tuple[Callable[..., Any], int]] = {
            1: (give_up_booking, booking),
            2: (give_up_hold, hold),
            3: (undo_release, booking),
            4: (undo_decline, hold),
            5: (undo_leave, item),
            6: (undo_confirm, booking),
        }
        action, subject = attempts[units]
        await self.store.write(action, who, subject, now)

    async def postpone(self, who: int, units: int) -> None:
        """Once in six."""
        if units == 6:
            line = StockLine(day=(self.simulation.now + timedelta(days=who)).date())
            await self.store.write(move_drop, Actor(ROS), self.simulation.drop, line, self.simulation.now)

    async def wait(self, _: int, units: int) -> None:
        self.simulation.now += timedelta(seconds=units)

    async def edit(self, *_: int) -> None:
        """The job runs, and is killed before or after an edit, or is not."""
        self.phones.kills = self.simulation.rng.random() < 0.4
        with suppress(Killed):
            await self.job.run_due()
        self.phones.kills = False

    async def run_edits(self) -> None:
        """Run the job until nothing is due any more."""
        for _ in range(30):
            self.simulation.now += LINE_DELAY
            await self.job.run_due()
            if not await self.store.read(stale_messages, self.simulation.now + LINE_DELAY, 1):
                return
        raise AssertionError("messages stay due")

    async def untrue(self, rows: Sequence[ShownMessage] | None = None) -> list[tuple[str, str]]:
        """Return what messages show that is not so, and what is: of some rows, or of all."""
        found = []
        for row in await self.rows() if rows is None else rows:
            place = telegram_id(row.person_id), row.message
            message = _message(row.person_id, row.kind, row.subject_id, row.item_id, row.form)
            screen = await self.draw(replace(message, digest=row.digest, picture=row.picture))
            text, keyboard, picture = self.phones.shows[place]
            if screen is None:
                _, position, _ = await self.own(row.person_id)
                if self.seen[place] != (self.phones.shows[place], had(position)):
                    found.append((text, f"still what it was, of {had(position)}"))
                continue
            wanted = _drawn(send_call(place[0], screen))
            if (text, keyboard) != wanted:
                found.append((text, wanted[0]))
            if picture and screen.picture and picture != screen.picture.key:
                found.append((picture, screen.picture.key))
        return found

    async def rows(self) -> list[ShownMessage]:
        return await self.store.read(lambda session: list(session.exec(select(ShownMessage))))


def _message(
    person: int, kind: ShownKind, subject: int, item: int | None, form: str = ANYWHERE.code
) -> StaleMessage:
    return StaleMessage(
        id=0,
        person=person,
        chat=telegram_id(person),
        message=0,
        kind=kind,
        subject=subject,
        item=item,
        form=form,
        picture="",
        digest="",
        marks=0,
        true_until=None,
        language="en",
        reachable=True,
    )


def _newest(session: Session, kind: ShownKind, person: int, item: int) -> int | None:
    if kind is ShownKind.ENTRY:
        return item if session.exec(select(Hold.id).where(col(Hold.person_id) == person)).first() else None
    if kind is ShownKind.MARKET_DAY:
        booked = select(Booking.id).where(col(Booking.person_id) == person)
        evening = select(StallDay.market_day_id).join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
        evening = evening.join(Item, col(Item.drop_id) == col(Drop.id)).where(col(Item.id) == item)
        return session.exec(evening).one() if session.exec(booked).first() else None
    table: Any = {ShownKind.HOLD: Hold, ShownKind.TICKET: Ticket}.get(kind, Booking)
    rows = select(table.id).where(table.person_id == person).order_by(table.id.desc())
    return session.exec(rows).first()


def _code(session: Session, person: int, item: int, returns: bool = False) -> str | None:
    rows = select(Ticket.code).where(
        col(Ticket.person_id) == person, col(Ticket.kind) == ("returns" if returns else "pickup")
    )
    return session.exec(rows.order_by(col(Ticket.id).desc())).first()


def add_market_day(session: Session) -> tuple[int, int]:
    drop, item = add_drop(session, 4, per_person=2, starts_at=NOW + 30 * HOUR, ends_at=NOW + 34 * HOUR)
    session.get_one(Item, item).loan_deposit = 300
    return drop, item


MARKET = KeptRows(lambda store: store.write(add_market_day))


@pytest.fixture
async def market_day(store: Store) -> ShownMarketDay:
    drop, item = await MARKET.lay(store)
    simulation = Simulation(store=store, drop=drop, items=[item], limit=2, rng=Random(1), has_snapshots=False)
    return ShownMarketDay(simulation=simulation)


ACTS = (
    *("join", "join", "join", "confirm", "confirm", "confirm", "decline", "leave", "release", "keep_fewer"),
    *("look", "look", "look", "look", "look", "look", "edit", "edit", "wait", "wait"),
    *("see_card", "see_card", "see_home"),
    *("regret",) * 8,
    *("give", "give_booking", "take_gift", "take_gift", "scan", "scan", "undo", "bring_back"),
    *("coming", "postpone", "restock", "sweep", "cancel"),
)


@pytest.mark.parametrize("seed", seeds(6, proof=45))
async def test_whatever_people_do_and_whenever_it_is_killed_each_phone_shows_what_is_so(
    market_day: ShownMarketDay, seed: int
) -> None:
    rng, market_day.simulation.rng = Random(seed), Random(seed)
    for _ in range(120):
        await market_day.act(rng.choice(ACTS), rng.randint(1, CROWD), rng.randint(1, 6))
    await notify_everybody(market_day.store)  # the deadline of a hold moves on until its person is told
    await market_day.run_edits()
    assert len(await market_day.rows()) == len(market_day.phones.shows), "nothing is given up"
    assert await market_day.untrue() == []


async def hold_shown(market_day: ShownMarketDay, who: int = 1) -> int:
    """A person joins and is shown their hold; the message's id, once it was found true."""
    await market_day.simulation.act(("hold", who, 0, 1))
    hold = await market_day.store.read(_newest, ShownKind.HOLD, who, 0)
    message = await market_day.show(who, ShownKind.HOLD, hold or 0)
    market_day.simulation.now += QUIET
    await market_day.job.run_due()
    assert market_day.phones.edits == 0, "drawn the same: nothing is sent"
    return message


def text_of(market_day: ShownMarketDay, message: int, who: int = 1) -> str:
    return market_day.phones.shows[telegram_id(who), message][0]


async def test_several_changes_within_the_quiet_time_are_one_edit(market_day: ShownMarketDay) -> None:
    message = await hold_shown(market_day)
    await market_day.act("confirm", 1, 1)
    await market_day.act("coming", 1, 1)
    await market_day.job.run_due()
    assert market_day.phones.edits == 0, "the reply to the tap comes first"
    market_day.simulation.now += timedelta(seconds=1)
    await market_day.job.run_due()
    assert market_day.phones.edits == 1
    assert text_of(market_day, message).endswith("Your ticket: /tickets")

    await market_day.act("release", 1, 1)
    market_day.simulation.now += timedelta(seconds=2)
    await market_day.job.run_due()
    assert market_day.phones.edits == 1, "once in three seconds"
    market_day.simulation.now += timedelta(seconds=1)
    await market_day.job.run_due()
    assert market_day.phones.edits == 2
    assert text_of(market_day, message).startswith("Released")


@pytest.mark.parametrize(
    "error",
    [
        TelegramBadRequest(method=RawCall(), message="Bad Request: message to edit not found"),
        TelegramBadRequest(method=RawCall(), message="Bad Request: message can't be edited"),
        TelegramForbiddenError(method=RawCall(), message="Forbidden: bot was blocked by the user"),
    ],
)
async def test_a_message_that_cannot_be_edited_is_given_up_quietly(
    market_day: ShownMarketDay, error: Exception
) -> None:
    await hold_shown(market_day)
    await market_day.act("confirm", 1, 1)
    market_day.phones.fails = lambda _: error
    await market_day.run_edits()
    assert await market_day.rows() == []


async def test_a_message_that_shows_it_already_counts_as_edited(market_day: ShownMarketDay) -> None:
    await hold_shown(market_day)
    await market_day.act("confirm", 1, 1)
    already = TelegramBadRequest(method=RawCall(), message="Bad Request: message is not modified")
    market_day.phones.fails = lambda _: already
    await market_day.run_edits()
    assert [row.due_at for row in await market_day.rows()] == [None]


async def test_it_waits_as_long_as_telegram_says_and_for_a_network_that_is_away(
    market_day: ShownMarketDay,
) -> None:
    message = await hold_shown(market_day)
    await market_day.act("confirm", 1, 1)
    market_day.simulation.now += QUIET
    market_day.phones.fails = lambda _: TelegramRetryAfter(
        method=RawCall(), message="Too Many", retry_after=7
    )
    await market_day.job.run_due()
    assert [row.due_at for row in await market_day.rows()] == [
        market_day.simulation.now + timedelta(seconds=7)
    ]
    assert market_day.limiter.chat_paused_for(telegram_id(1)) > 6, "nothing else is sent there meanwhile"

    market_day.phones.fails = lambda _: TelegramNetworkError(method=RawCall(), message="away")
    market_day.limiter._told_to_wait.clear()
    for wait in (10, 20, 40):
        market_day.simulation.now += timedelta(hours=1)
        await market_day.job.run_due()
        assert [row.due_at for row in await market_day.rows()] == [
            market_day.simulation.now + timedelta(seconds=wait)
        ]
    market_day.phones.fails = lambda _: None
    await market_day.run_edits()
    assert text_of(market_day, message).startswith("Booked")


async def test_nothing_is_edited_during_a_pause_and_little_while_notifications_wait(
    market_day: ShownMarketDay,
) -> None:
    await hold_shown(market_day)
    await market_day.act("confirm", 1, 1)
    market_day.limiter.pause(60)
    market_day.simulation.now += QUIET
    assert await market_day.job.run_due() == 0
    assert market_day.phones.edits == 0


async def test_of_messages_without_a_picture_only_a_tickets_gets_one(market_day: ShownMarketDay) -> None:
    await market_day.act("join", 1, 1)
    ticket, booking = [
        await market_day.store.read(_newest, kind, 1, market_day.simulation.items[0])
        for kind in (ShownKind.TICKET, ShownKind.BOOKING)
    ]
    with_picture = await market_day.show(1, ShownKind.TICKET, ticket or 0, without_picture=True)
    without = await market_day.show(1, ShownKind.BOOKING, booking or 0, without_picture=True)
    market_day.simulation.now += QUIET
    await market_day.job.run_due()
    pictures = {place: picture for (_, place), (_, _, picture) in market_day.phones.shows.items()}
    assert pictures[with_picture].startswith("ticket:")
    assert pictures[without] == ""
    assert market_day.phones.edits == 1


async def test_whoever_has_blocked_the_bot_and_who_is_forgotten_is_edited_nothing(
    market_day: ShownMarketDay,
) -> None:
    await hold_shown(market_day)
    await market_day.act("confirm", 1, 1)

    def block(session: Session) -> None:
        address_of(session, 1).unreachable_at = NOW

    await market_day.store.write(block)
    await market_day.run_edits()
    assert market_day.phones.edits == 0
    assert await market_day.rows() == []


async def test_a_message_that_shows_something_else_now_is_forgotten(market_day: ShownMarketDay) -> None:
    message = await hold_shown(market_day)
    place = telegram_id(1), message
    card = Screen(text=Markup("A card"))
    await market_day.recorder.made(edit_call(*place, card), True)
    await market_day.recorder.finish()
    assert await market_day.rows() == []

    again = await hold_shown(market_day, who=2)
    await market_day.recorder.made(delete_call(telegram_id(2), again), True)
    await market_day.recorder.finish()
    assert await market_day.rows() == []


async def test_what_is_remembered_goes_with_its_person_and_ninety_days_after_the_drop(
    market_day: ShownMarketDay,
) -> None:
    await hold_shown(market_day)
    await hold_shown(market_day, who=2)
    await market_day.store.write(forget, 2, market_day.simulation.now)
    assert [row.person_id for row in await market_day.rows()] == [1]
    over = NOW + 34 * HOUR
    assert await market_day.store.write(sweep_shown, over + KEPT - HOUR) == 0
    assert await market_day.store.write(sweep_shown, over + KEPT) == 1


async def test_those_who_wait_are_shown_that_fewer_are_ahead_within_five_minutes(
    market_day: ShownMarketDay,
) -> None:
    for who in (1, 2, 3, 4, 5, 6):
        await market_day.simulation.act(("hold", who, 0, 1))
    waits = await market_day.show(6, ShownKind.ENTRY, market_day.simulation.items[0])
    market_day.simulation.now += QUIET
    await market_day.job.run_due()
    before = text_of(market_day, waits, 6)
    assert "Your number is 6. At most 1 person is ahead of you." in before
    assert "Numbers up to 4 have had their turn." in before
    await market_day.store.write(leave, 5, market_day.simulation.items[0], market_day.simulation.now)
    market_day.simulation.now += LINE_DELAY - timedelta(seconds=1)
    await market_day.job.run_due()
    assert text_of(market_day, waits, 6) == before
    market_day.simulation.now += timedelta(seconds=1)
    await market_day.job.run_due()
    assert "You are next." in text_of(market_day, waits, 6)


async def test_while_a_crowd_waits_for_answers_few_messages_are_drawn_again(store: Store) -> None:
    crowd = [False]
    editor = ShownEditor(
        store, RateLimiter(), Phones().make_call, username="lorong_demo_bot", crowded=lambda: crowd[0]
    )
    assert editor.capacity(20, 5) == 20
    crowd[0] = True
    assert editor.capacity(20, 5) == 5
