"""Every button with ids that its sender was never given: of drafts, hidden drops, turned-down stalls, other people and missing rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from random import Random
from typing import Any, get_args

import pytest
from pydantic.fields import FieldInfo
from sqlmodel import Session, col, select

from handlers.callbacks.callback import Callback
from handlers.ui.cart_code import pack_cart
from locales.units import ItemUnit
from market.actor import Actor
from market.packaging.hub import HubPlan, name_hub_staff, open_hub, take_packaging
from market.packaging.packaging_type import (
    NewPackaging,
    PackagingCosts,
    PackagingTerms,
    make_packaging_type,
)
from market.packaging.place import hub_ref
from market.sale.cart import CartLine
from market.ticket.bearer import lend_apart
from storage.broadcast import Broadcast, Wording
from storage.deposit import Deposit, Payee, PaymentMethod
from storage.draw import Draw
from storage.drop import Drop, DropState, Item
from storage.gift import Gift
from storage.hub import Hub, HubSlot, HubStaff
from storage.organiser import Organiser
from storage.packaging import PackagingMovement, PackagingPolicy, PackagingStock, PackagingType, Stream
from storage.packaging_ledger import PackagingTransfer
from storage.person import Person
from storage.reminder import Reminder
from storage.stall import Stall, StallApproval
from storage.waitlist import Booking, Entry, EntryState, Hold, HoldState
from tests.journeys.harness import LINA, MEI, SITI, TOM, Market, Visitor
from tests.people import person_at

SECRET = "Zyxwv"
"""Stands in every name, word and text that nobody here may see."""
PEOPLE = {"a stranger": TOM, "a blocked person": LINA, "a former organiser": MEI}
MISSING = 987_654


@dataclass
class Target:
    """Ids by the name of a callback's field; what is not named does not exist."""

    ids: dict[str, int] = field(default_factory=dict)

    def fill(self, name: str) -> int:
        known = dict.fromkeys(("page", "units", "quantity", "hours", "at"), 1) | {"day": 20261124}
        return self.ids.get(name, known.get(name, MISSING))


def forged(kind: type[Callback], target: Target) -> str:
    """Returns the data of a button of this class with the ids of the target."""
    return kind(**{name: _value(name, info, target) for name, info in kind.model_fields.items()}).pack()


def _value(name: str, info: FieldInfo, target: Target) -> Any:
    hint = info.annotation
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return next(iter(hint))
    if hint is bool:
        return True
    if name in ("place", "target") and hint is str:
        return f"s{target.fill('stall')}"
    if hint is int or int in get_args(hint):
        return target.fill(name)
    if name == "cart":
        return pack_cart(target.fill("stall"), (CartLine(target.fill("item"), 1),))
    return "all.0..1" if name == "back_to" else "x"


def put_away(session: Session, market: Market) -> dict[str, Target]:
    """Makes a draft, a hidden drop with rows of Siti's, and a stall that was turned down; each with a telling name."""
    draft, hidden, turned = (market.town.coffee, market.town.tuhau, market.town.kaya_bao)
    now = market.clock.now
    targets = {}
    for kind, drop_id in (("draft", draft), ("hidden", hidden), ("turned down", turned)):
        drop = session.get_one(Drop, drop_id)
        drop.name, drop.words = f"{SECRET} {kind}", f"{SECRET} words"
        items = session.exec(select(Item).where(col(Item.drop_id) == drop_id)).all()
        for item in items:
            item.name = f"{SECRET} goods"
        targets[kind] = Target({"drop": drop_id, "item": items[0].id or 0, "stall": MISSING})
    targets["hidden draw"] = _hide_a_draw(session, now)
    session.get_one(Drop, draft).state = DropState.DRAFT
    session.get_one(Drop, hidden).hidden_at = now
    stall = session.get_one(Stall, session.get_one(Drop, turned).stall_id)
    stall.state, stall.name, stall.words = StallApproval.TURNED_DOWN, f"{SECRET} stall", f"{SECRET} words"
    targets["turned down"].ids["stall"] = stall.id or 0
    targets["hub"] = _hub_of_siti(session, session.get_one(Drop, draft).alley_id, now)
    targets["another person"] = _rows_of_siti(session, hidden, targets["hidden"].ids["item"], now)
    targets["nothing"] = Target()
    session.get_one(Person, person_at(session, SITI)).first_name = f"{SECRET} Siti"
    session.get_one(Person, person_at(session, LINA)).blocked_at = now
    session.add(Organiser(person_id=person_at(session, MEI), named_by=None, named_at=now))
    session.flush()
    session.delete(session.get_one(Organiser, person_at(session, MEI)))
    return targets


def _hide_a_draw(session: Session, now: Any) -> Target:
    """Hides a drop whose draw has closed, so that there is a proof to ask for."""
    draw = session.exec(select(Draw).where(col(Draw.closed_at).is_not(None))).first()
    assert draw is not None
    item = session.get_one(Item, draw.item_id)
    drop = session.get_one(Drop, item.drop_id)
    drop.name, drop.hidden_at, item.name = f"{SECRET} draw", now, f"{SECRET} prints"
    return Target({"drop": drop.id or 0, "item": draw.item_id, "draw": draw.id or 0})


def _hub_of_siti(session: Session, alley: int, now: Any) -> Target:
    """Opens a hub where Siti works, with bowls on loan to whoever has the tickets."""
    siti = person_at(session, SITI)
    organiser, rng = Actor(siti, is_configured_admin=True), Random(5)
    terms = PackagingTerms(policy=PackagingPolicy.DEPOSIT, deposit=300)
    kind = NewPackaging(
        name="Bowl",
        unit=ItemUnit.PIECE,
        stream=Stream.HALAL,
        terms=terms,
        costs=PackagingCosts(buy_cost=1200),
        currency="MYR",
    )
    packaging = make_packaging_type(session, organiser, kind, now=now, rng=rng)
    plan = HubPlan(name="Hub Bakau", location="", opens_minute=600, closes_minute=1380, capacity=200)
    hub = open_hub(session, organiser, alley, plan, now=now, rng=rng)
    take_packaging(session, organiser, hub, packaging)
    name_hub_staff(session, organiser, hub, siti, now=now)
    loan = lend_apart(session, organiser, hub_ref(hub), packaging, count=2, now=now, rng=rng)
    ids = {"hub": hub, "place": hub, "packaging": packaging, "person": siti, "loan": loan, "first": loan}
    return Target({**ids, "count": 1, "amount": 600, "day": 1})


def _rows_of_siti(session: Session, drop: int, item: int, now: Any) -> Target:
    hour = timedelta(hours=1)
    stall, siti = session.get_one(Drop, drop).stall_id, person_at(session, SITI)

    def add(row: Any) -> int:
        session.add(row)
        session.flush()
        return int(row.id)

    def hold(number: int, state: HoldState) -> int:
        entry = Entry(
            item_id=item,
            person_id=siti,
            number=number,
            remainder=0,
            pseudonym=f"p-{number}",
            units=1,
            state=EntryState.HELD if state == HoldState.LIVE else EntryState.BOOKED,
            joined_at=now,
        )
        return add(
            Hold(
                entry_id=add(entry),
                item_id=item,
                person_id=siti,
                units=1,
                state=state,
                given_at=now,
                until=now + hour,
            )
        )

    live, booked = hold(9001, HoldState.LIVE), hold(9002, HoldState.BOOKED)
    booking = Booking(hold_id=booked, item_id=item, person_id=siti, units=1, price=850, booked_at=now)
    booking_id = add(booking)
    deposit = Deposit(
        hold_id=live,
        stall_id=stall,
        person_id=siti,
        units=1,
        amount=1000,
        currency="MYR",
        way=PaymentMethod.BANK,
        reference="LR-ZZZZZ",
        refund_until=now + hour,
        asked_at=now,
    )
    payee = Payee(stall_id=stall, payload="000201", name=f"{SECRET} BANK", set_by=siti, set_at=now)
    broadcast = Broadcast(author_id=siti, audience={"alley": 0, "language": "", "role": ""}, created_at=now)
    broadcast_id = add(broadcast)
    session.add(Wording(broadcast_id=broadcast_id, language="en", words=f"{SECRET} broadcast"))
    reminder = Reminder(
        person_id=siti, words=f"{SECRET} reminder", at=now + hour, zone="Asia/Kuching", made_at=now
    )
    draw = session.exec(select(Draw.id).where(col(Draw.item_id) == item)).first()
    session.add(Gift(code_hash="ab" * 32, hold_id=live, giver_id=siti, made_at=now, until=now + hour))
    return Target(
        {
            "item": item,
            "drop": drop,
            "hold": live,
            "booking": booking_id,
            "deposit": add(deposit),
            "payee": add(payee),
            "broadcast": broadcast_id,
            "reminder": add(reminder),
            "draw": draw or MISSING,
            "person": siti,
            "stall": MISSING,
        }
    )


def texts(market: Market) -> Iterator[str]:
    for call in market.sandbox.calls:
        if call.method != "getUpdates":
            yield str(call.params)


@pytest.fixture
async def targets(market: Market) -> dict[str, Target]:
    for person in (*PEOPLE.values(), SITI):
        await market.visitor(person).writes("/start")
    await market.app.run_jobs()
    return dict(await market.change(put_away, market))


@pytest.mark.parametrize("who", PEOPLE)
async def test_no_button_shows_what_is_not_shown_to_its_sender(
    market: Market, targets: dict[str, Target], who: str
) -> None:
    visitor = market.visitor(PEOPLE[who])
    await visitor.writes("/start")
    leaks, unanswered, tried = [], [], set[str]()
    packaging = await market.store.read(packaging_rows)
    for kind, target in targets.items():
        for callback in Callback.known.values():
            data = forged(callback, target)
            if data in tried:
                continue
            tried.add(data)
            market.sandbox.telegram.calls.newest.clear()  # of which it keeps 2,000, and here are more
            answer = await tapped(visitor, data)
            if any(SECRET in each for each in texts(market)):
                leaks.append((kind, callback.__name__, data))
            if answer.startswith("Sorry, that did not work"):
                unanswered.append((kind, callback.__name__, data))
    assert leaks == [], "\n".join(map(str, leaks))
    assert unanswered == [], "each is refused, none fails"
    assert await market.store.read(packaging_rows) == packaging, "nothing of it changed"


def packaging_rows(session: Session) -> list[Any]:
    """All there is about packaging and its hubs."""
    tables = (PackagingType, Hub, HubSlot, HubStaff, PackagingStock, PackagingMovement, PackagingTransfer)
    return [sorted(map(repr, session.exec(select(table)).all())) for table in tables]


async def tapped(visitor: Visitor, data: str) -> str:
    return (await visitor.tap(data=data, message=visitor.screen.id)).text or ""
