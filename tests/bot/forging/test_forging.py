"""Whoever forges a button or an answer changes what is theirs to change and nothing else, in every role, also after a right was lost."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

import pytest
from aiogram.types import Update
from sqlalchemy import text
from sqlmodel import Session

from bot.beacon.configured_beacon import configured_beacon
from bot.file_reader.reader import ChildFileReader
from bot.telegram.dispatcher import UpdateDispatcher
from bot.telegram.person_cache import PersonCache
from handlers.callbacks.callback import Callback
from handlers.callbacks.privacy import ForgetMe
from handlers.callbacks.stock import DropField, PublishDrop, UndoDrop
from handlers.routes import all_routes
from handlers.stock.prompts import ChangePrompt
from handlers.ui.context import Services
from handlers.ui.screen import Reply, Toast
from handlers.ui.sheet import Sheet
from handlers.ui.telegram_calls import ChatTarget
from market.actor import ROLE_RIGHTS, Actor, Right
from market.admins import NO_ADMINS
from market.alley import alley_location, alley_names
from market.complaint.budget import ComplaintBudget
from market.drop.browse import planned
from market.organiser.block import block
from market.organiser.roles import name_organiser, remove_organiser
from market.person import set_pending_prompt
from market.staff.helpers import remove_helper
from market.ticket.signing_keys import register_signer
from market.ticket.ticket_key import TicketKey
from market.ticket.ticket_link import TicketLinks
from storage.beacon_kind import BeaconKind
from storage.query_cache import QueryCache
from storage.staff import StaffRole
from storage.stall import Stall
from storage.tables import metadata
from tests.bot.forging.changes import Role, foreign_changes
from tests.bot.forging.forgery import Forger, Forgery, sample
from tests.bot.forging.trial_store import Rows, TrialStore
from tests.busy_market import LEFT_OUT, MARKETS, rows_of
from tests.market.sale.conftest import AINA, KEN, SITI
from tests.market.staff.conftest import (
    ALLROUND,
    BLOCKED,
    CLERK,
    FORMER,
    NEW,
    NOW,
    OTHER_STALL,
    ROS,
    SCANNER,
    SELLER,
    STALL,
    TOM,
    WEI,
    StaffScenario,
)
from tests.market.staff.test_authority import DRAFT, Prepared, prepared, scenario
from tests.people import telegram_id
from tests.sample_rows import sample_rows

__all__ = ["prepared", "scenario"]


def helper(person: int, role: StaffRole) -> Role:
    return Role(person=person, stalls=frozenset({STALL}), rights=ROLE_RIGHTS[role])


def remove_the_helper(session: Session) -> None:
    remove_helper(session, Actor(ROS), STALL, ALLROUND, now=NOW)


def block_the_owner(session: Session) -> None:
    block(session, Actor(KEN), ROS, NO_ADMINS, now=NOW)


def remove_the_organiser(session: Session) -> None:
    name_organiser(session, BOSS, TOM, NO_ADMINS, NOW)
    remove_organiser(session, BOSS, KEN, NO_ADMINS, NOW)


BOSS = Actor(SITI, is_configured_admin=True)
EACH = 1
"""Forgeries of each callback and prompt in the proof, for each role on each database."""
NO_EFFECT = ("person", "processed_update")
"""Tables of which each update changes a row."""
EVERY_RIGHT = frozenset(Right)
ROLES = {
    "stranger": Role(person=TOM),
    "shopper": Role(person=AINA),
    "blocked helper": Role(person=BLOCKED),
    "former helper": Role(person=FORMER),
    "former organiser": Role(person=NEW),
    "helper at the counter": helper(CLERK, StaffRole.COUNTER),
    "helper who sells": helper(SELLER, StaffRole.SELL),
    "helper who scans": helper(SCANNER, StaffRole.SCAN),
    "helper in all": helper(ALLROUND, StaffRole.ALL),
    "owner": Role(person=ROS, stalls=frozenset({STALL}), rights=EVERY_RIGHT),
    "owner of another stall": Role(person=WEI, stalls=frozenset({OTHER_STALL}), rights=EVERY_RIGHT),
    "organiser": Role(person=KEN, organises=True),
    "helper, removed meanwhile": Role(person=ALLROUND, loses=remove_the_helper),
    "owner, blocked meanwhile": Role(person=ROS, loses=block_the_owner),
    "organiser, removed meanwhile": Role(person=KEN, loses=remove_the_organiser),
}

OF_WHO_IS_FORGOTTEN = {
    ("owner, blocked meanwhile", ForgetMe().pack()): Role(
        person=ROS, stalls=frozenset({STALL}), rights=EVERY_RIGHT
    )
}
"""Anybody may be forgotten, blocked or not, and an owner's stall ends with them."""


@dataclass
class Replies:
    """Takes replies and sends none."""

    failed: bool = False

    async def reply(
        self, location: ChatTarget, reply: Reply, query: str | None = None, again: Any = None
    ) -> None:
        self.failed = isinstance(reply, Toast) and reply.text.startswith("Sorry, that did not work")

    async def send(self, chat: int, screen: object) -> None:
        pass


@dataclass
class Tries:
    """A market, a dispatcher on it, and what came of what was tried."""

    store: TrialStore
    dispatcher: UpdateDispatcher
    replies: Replies
    rows: dict[str, Rows]
    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    _updates: Any = field(default_factory=lambda: count(5_000_000))

    async def attempt(self, who: str, forgery: Forgery) -> None:
        """Try a forgery, compare the rows, and roll all of it back."""
        role = ROLES[who]
        self.store.begin()
        try:
            if role.loses:
                await self.store.write(role.loses)
            before = {**self.rows, **self.store.written_rows()}
            if forgery.prompt:
                await self.store.write(set_pending_prompt, role.person, forgery.prompt.pack(NOW))
            answered = await self.dispatcher.handle(self._update(role.person, forgery))
            if answered is not None:
                await answered
            after = self.store.written_rows()
        finally:
            self.store.roll_back()
        found = foreign_changes(OF_WHO_IS_FORGOTTEN.get((who, forgery.data), role), before, after)
        self.counts["tries"] += 1
        self.counts["with an effect"] += any(
            before[each] != rows for each, rows in after.items() if each not in NO_EFFECT
        )
        self.foreign += [f"{who}: {forgery}: {each}" for each in found]
        if self.replies.failed:
            self.failed.append(f"{who}: {forgery}")

    def _update(self, person: int, forgery: Forgery) -> Update:
        sender = {"id": telegram_id(person), "is_bot": False, "first_name": "x", "language_code": "en"}
        chat = {"id": telegram_id(person), "type": "private", "first_name": "x"}
        message = {"message_id": 7, "date": int(NOW.timestamp()), "chat": chat}
        if forgery.data:
            query = {
                "id": "1",
                "from": sender,
                "chat_instance": "1",
                "message": message,
                "data": forgery.data,
            }
            return Update.model_validate({"update_id": next(self._updates), "callback_query": query})
        text = {**message, "from": sender, "text": forgery.words}
        return Update.model_validate({"update_id": next(self._updates), "message": text})


def add_neighbours(session: Session) -> None:
    """Add the rows of a neighbouring market with a draw: of every table, in every state."""
    [market] = [each for each in MARKETS if each.changed.get("drop", {}).get("policy") == "draw"]
    for name in sample_rows():
        if name not in LEFT_OUT | market.without:
            table = metadata.tables[name]
            session.connection().execute(table.insert(), [*rows_of(table, market)])
    if session.connection().dialect.name == "postgresql":
        for table in ("alley", "stall"):  # rows with ids of our own do not move its counters
            session.connection().execute(text(f"SELECT setval('{table}_id_seq', 99)"))


def services(store: TrialStore, links: TicketLinks) -> Services:
    rng = Random(11)

    async def fetch(file_id: str) -> bytes:
        raise AssertionError("nothing is fetched")

    async def print_sheet(sheet: Sheet) -> bytes:
        return b"%PDF-1.7"

    return Services(
        store=store,
        query_cache=QueryCache(store, (planned, alley_names, alley_location)),
        username="lorong_bot",
        contact="Ken",
        zone="Asia/Kuching",
        admins=NO_ADMINS,
        ticket_links=links,
        rng=rng,
        fetch=fetch,
        known=PersonCache(store, NO_ADMINS).get,
        beacon=configured_beacon(BeaconKind.LOCAL, lambda: NOW, rng),
        public_url="https://lorong.example",
        print_sheet=print_sheet,
        complaint_budget=ComplaintBudget(b"k" * 32),
        cards=True,
        files=ChildFileReader(),
    )


@pytest.fixture
async def tries(scenario: StaffScenario, prepared: Prepared, database_url: str) -> AsyncIterator[Tries]:
    await scenario.store.write(add_neighbours)
    for person in (KEN, NEW):
        await scenario.store.write(name_organiser, BOSS, person, NO_ADMINS, NOW)
    await scenario.store.write(remove_organiser, BOSS, NEW, NO_ADMINS, NOW)
    key = TicketKey(b"k" * 32)
    signer = await scenario.store.write(register_signer, key.signing_key(), NOW)
    store, replies = TrialStore(database_url), Replies()
    links = TicketLinks(key=key, signer=signer, username="lorong_bot", public_url="https://lorong.example")
    dispatcher = UpdateDispatcher(services(store, links), all_routes(), replies, lambda: NOW)  # type: ignore[arg-type]
    yield Tries(store, dispatcher, replies, store.all_rows())
    await store.close()


async def found_nothing(tries: Tries) -> None:
    assert tries.foreign == [], "\n".join(tries.foreign)
    assert tries.failed == [], "each is refused, none fails"
    assert tries.store.all_rows() == tries.rows, "each try was rolled back"


async def test_two_hundred_forgeries_change_nothing_foreign(tries: Tries) -> None:
    rng = Random(2026)
    forgeries = [*Forger(tries.rows, rng).forgeries(1)]
    for number, forgery in enumerate(sample(forgeries, 200, rng)):
        await tries.attempt([*ROLES][number % len(ROLES)], forgery)
    await found_nothing(tries)
    assert tries.counts["with an effect"] >= 3, "what is theirs is done"


async def test_a_field_that_nobody_types_is_refused(tries: Tries) -> None:
    for each in DropField:
        prompt = ChangePrompt(drop=DRAFT, field=each, item=1)
        await tries.attempt("owner", Forgery(prompt=prompt, words="RM5"))
    assert tries.failed == []


@pytest.mark.parametrize("forged", [PublishDrop(drop=DRAFT), UndoDrop(drop=DRAFT)])
async def test_an_open_door_is_found(tries: Tries, monkeypatch: pytest.MonkeyPatch, forged: Callback) -> None:
    def anybody(session: Session, actor: Actor, stall: int, right: Right) -> Stall:
        return session.get_one(Stall, stall)

    monkeypatch.setattr("market.market_day.place.require_right", anybody)
    await tries.attempt("stranger", Forgery(data=forged.pack()))
    assert [each for each in tries.foreign if ": drop 50" in each or ": drop: deleted" in each]


@pytest.mark.proof
@pytest.mark.long
@pytest.mark.parametrize("who", ROLES)
async def test_every_callback_and_prompt_changes_nothing_foreign(tries: Tries, who: str) -> None:
    for forgery in Forger(tries.rows, Random(f"{who} on {tries.store.sqlite}")).forgeries(EACH):
        await tries.attempt(who, forgery)
    print(f"\n{who}: {dict(tries.counts)}")
    await found_nothing(tries)
    if ROLES[who].rights or ROLES[who].organises:
        assert tries.counts["with an effect"] >= 20, "what is theirs is done"
