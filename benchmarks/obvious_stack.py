"""The obvious stack: aiogram at its defaults and async SQLModel on aiosqlite, one session for each join, with the statements of Lorong's `join`.

`python -m benchmarks.obvious_stack ADDRESS TOKEN DATABASE`. SQLite has Lorong's pragmas and BEGIN IMMEDIATE, without which half of the joins fail.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

import storage.tables  # noqa: F401 - the tables that foreign keys name
from benchmarks.load import FIRST_TELEGRAM_ID
from storage.drop import Drop, Item
from storage.engine import PRAGMAS
from storage.notification import Notification
from storage.person import Person
from storage.processed_update import ProcessedUpdate
from storage.stall import Stall
from storage.waitlist import Booking, Entry, EntryState, Hold

CARD = (
    "Held for you: {units} × {item}.\n{drop}, {stall}, {day}\n{price}, paid at the stall.\n"
    "Keep it by {until}. After that it goes to the next in line. You are number {number}. "
    "Show the ticket at the stall; whoever cannot come gives it back by a tap, and the next in line is glad of it."
)

router = Router()
engines: list[AsyncEngine] = []


async def join(update: int, person: int, item: int) -> str:
    """Join and return the card. One transaction: processed update, limit per person, next number, entry, hold, notification."""
    now = datetime.now(UTC)
    async with AsyncSession(engines[0], expire_on_commit=False) as session:
        if await session.get(ProcessedUpdate, update):
            return "You have joined."
        session.add(ProcessedUpdate(update_id=update, processed_at=now))
        await session.flush()
        (await session.exec(select(Person).where(col(Person.id) == person).with_for_update())).one()
        locked = (await session.exec(select(Item).where(col(Item.id) == item).with_for_update())).one()
        drop = await session.get_one(Drop, locked.drop_id)
        stall = await session.get_one(Stall, drop.stall_id)
        if await _units_of(session, person, drop) >= drop.per_person:
            return f"At most {drop.per_person} a person here."
        entry = await _entry(session, locked, person, now)
        until = now + timedelta(hours=8)
        if locked.quantity - locked.booked - locked.held >= 1:
            await _hold(session, locked, entry, now, until=until)
        await session.commit()
        return CARD.format(
            units=1,
            item=locked.name,
            drop=drop.name,
            stall=stall.name,
            day=f"{drop.starts_at:%a %d %b %H:%M}",
            price=f"RM{locked.price / 100:.2f}",
            until=f"{until:%a %d %b %H:%M}",
            number=entry.number,
        )


async def _units_of(session: AsyncSession, person: int, drop: Drop) -> int:
    items = select(Item.id).where(col(Item.drop_id) == drop.id)
    total = 0
    for table, units, states in (
        (Booking, Booking.units, ("booked", "collected")),
        (Hold, Hold.units, ("live",)),
        (Entry, Entry.units, ("waiting",)),
    ):
        rows = select(func.coalesce(func.sum(units), 0)).where(
            col(table.person_id) == person, col(table.item_id).in_(items), col(table.state).in_(states)
        )
        total += (await session.exec(rows)).one()
    return total


async def _entry(session: AsyncSession, item: Item, person: int, now: datetime) -> Entry:
    entry = Entry(item_id=item.id or 0, person_id=person, number=item.next_number, units=1, joined_at=now)
    item.next_number += 1
    item.waiting += 1
    session.add_all([item, entry])
    await session.flush()
    return entry


async def _hold(session: AsyncSession, item: Item, entry: Entry, now: datetime, until: datetime) -> None:
    entry.state = EntryState.HELD
    item.waiting -= 1
    item.held += 1
    hold = Hold(
        entry_id=entry.id or 0,
        item_id=item.id or 0,
        person_id=entry.person_id,
        units=1,
        given_at=now,
        until=until,
    )
    session.add(hold)
    await session.flush()
    session.add(
        Notification(
            person_id=entry.person_id or 0,
            kind="HoldHalfElapsed",
            about=f"hold:{hold.id}",
            payload={"drop_id": item.drop_id, "hold_id": hold.id},
            priority=2,
            due_at=now + timedelta(hours=4),
            send_at=now + timedelta(hours=4),
            late_after=until,
        )
    )


def keyboard(item: int) -> InlineKeyboardMarkup:
    labels = ("Keep 1", "Give to a friend", "Decline", "Drop card")
    rows = [
        [InlineKeyboardButton(text=label, callback_data=f"{index}:{item}")]
        for index, label in enumerate(labels)
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


@router.message()
async def join_by_command(message: Message, event_update: Update) -> None:
    assert message.from_user
    item = int((message.text or "").split()[-1])
    card = await join(event_update.update_id, message.from_user.id - FIRST_TELEGRAM_ID, item)
    await message.answer(card, reply_markup=keyboard(item))


@router.callback_query()
async def join_by_tap(query: CallbackQuery, event_update: Update) -> None:
    item = int((query.data or "").split(":")[1])
    card = await join(event_update.update_id, query.from_user.id - FIRST_TELEGRAM_ID, item)
    await query.answer("Held for you.")
    if isinstance(query.message, Message):
        await query.message.edit_caption(caption=card, reply_markup=keyboard(item))


def engine_of(database: str) -> AsyncEngine:
    engine = create_async_engine(
        database.replace("sqlite:", "sqlite+aiosqlite:", 1), connect_args={"timeout": 30}
    )

    @event.listens_for(engine.sync_engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin_immediate(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


async def main(address: str, token: str, database: str) -> None:
    engines.append(engine_of(database))
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    session = AiohttpSession(api=TelegramAPIServer.from_base(address))
    await dispatcher.start_polling(Bot(token, session=session))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
