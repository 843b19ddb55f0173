"""After /forget no id, name or account of a person is left in any table, even where another person wrote at the same time."""

import asyncio
import threading
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.admins import NO_ADMINS
from market.deposit.payee import allow_deposits, any_payee, confirm_payee, set_payee
from market.deposit.refusals import PayeeGone
from market.merge_notifications import MergeAgreed
from market.notification.outbox import notify
from market.organiser.block import block
from market.organiser.notifications import OrganiserAppointed
from market.organiser.roles import name_organiser
from market.organiser.stalls import approve
from market.privacy.forget import forget
from storage.address import Address
from storage.deposit import Payee
from storage.notification import Notification
from storage.person import Person
from storage.stall import Stall, StallApproval
from storage.store import Store
from storage.tables import metadata
from tests import people
from tests.market.deposit.payloads import DUITNOW
from tests.market.test_organiser import ADMINS, AINA, BEN, NOW, ORGANISER, ROS, add_market

GONE = 7_777_000_111
NAMES = ("Zyxwvia", str(GONE), str(people.telegram_id(GONE)), DUITNOW)


def add_owner(session: Session) -> None:
    people.add_person(session, GONE, "Zyxwvia", created_at=NOW)
    stall = session.exec(select(Stall)).one()
    stall.owner_id, stall.state = GONE, StallApproval.ASKED


def traces(session: Session) -> list[str]:
    """Returns where one of the names is left, in any column of any table."""
    payee_name = session.info["payee"]
    return [
        f"{table.name}.{name}: {value}"
        for table in metadata.tables.values()
        for row in session.connection().execute(table.select()).mappings()
        for name, value in row.items()
        if any(one in str(value) for one in (*NAMES, payee_name))
    ]


async def test_an_owner_and_organiser_leaves_no_number_no_name_and_no_account(store: Store) -> None:
    await store.write(add_market)
    await store.write(add_owner)
    gone = Actor(GONE)
    await store.write(name_organiser, ORGANISER, GONE, NO_ADMINS, now=NOW)
    stall = await store.read(lambda session: session.exec(select(Stall.id)).one() or 0)
    await store.write(approve, gone, stall, StallApproval.ASKED, now=NOW)
    await store.write(name_organiser, gone, BEN, NO_ADMINS, now=NOW)
    await store.write(block, gone, AINA, ADMINS, now=NOW)
    await store.write(allow_deposits, gone, stall, True, now=NOW)
    payee = await store.write(set_payee, gone, stall, DUITNOW, now=NOW)
    await store.write(confirm_payee, gone, payee, ADMINS, now=NOW)
    payee_name = await store.read(lambda session: session.exec(select(Payee.name)).one())

    def of_an_older_version(session: Session) -> None:
        notify(session, ROS, OrganiserAppointed(), NOW, about=f"person:{GONE}")

    await store.write(of_an_older_version)
    await store.write(forget, GONE, NOW)

    def left(session: Session) -> list[str]:
        session.info["payee"] = payee_name
        return traces(session)

    assert payee_name
    assert await store.read(left) == []


async def test_what_another_was_sent_to_a_phone_that_is_this_persons_now_is_deleted(store: Store) -> None:
    await store.write(add_market)

    def sent_to_her_phone(session: Session) -> None:
        address = session.exec(select(Address.id).where(col(Address.person_id) == AINA)).one()
        notify(session, ROS, MergeAgreed(), NOW, about="merge:1", address=address)

    await store.write(sent_to_her_phone)
    await store.write(forget, AINA, NOW)
    assert await store.read(lambda session: session.exec(select(Notification)).all()) == []


async def test_a_notification_that_is_written_meanwhile_does_not_stop_forgetting(store: Store) -> None:
    """On PostgreSQL it is committed after the rows were erased and before the person is; on SQLite it waits."""
    await store.write(add_market)
    written, go_on = threading.Event(), threading.Event()

    def slowly(session: Session) -> None:
        notify(session, AINA, OrganiserAppointed(), NOW, about="organiser:1")
        session.flush()
        written.set()
        go_on.wait(10)

    writing = asyncio.create_task(store.write(slowly))
    await asyncio.to_thread(written.wait, 10)
    forgetting = asyncio.create_task(store.write(forget, AINA, NOW + timedelta(seconds=1)))
    await asyncio.sleep(0.5)
    assert not forgetting.done()
    go_on.set()
    await writing
    await forgetting

    def left(session: Session) -> tuple[Person | None, int]:
        theirs = select(Notification.id).where(col(Notification.person_id) == AINA)
        return session.get(Person, AINA), len(session.exec(theirs).all())

    assert await store.read(left) == (None, 0)


async def test_a_notification_about_a_payee_that_was_erased_is_dropped(store: Store) -> None:
    await store.write(add_market)
    with pytest.raises(PayeeGone):
        await store.read(any_payee, 1)
