"""The audit log: what is written with each change, and what remains when a person is forgotten."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, col, select

from locales.decision_reasons import DecisionReason
from market.actor import Actor, NotOrganiser
from market.admins import NO_ADMINS
from market.audit_log import AuditLine, audit_lines
from market.deposit.payee import allow_deposits, confirm_payee, set_payee
from market.organiser.block import block, unblock
from market.organiser.drops import hide_drop, show_again
from market.organiser.roles import name_organiser, remove_organiser
from market.organiser.stalls import approve, turn_down
from market.paging import PageKey
from market.permit.record import set_permit_end
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from storage.audit import AuditAction, AuditEntry, AuditPerson
from storage.drop import Drop
from storage.stall import Stall, StallApproval
from storage.store import Store
from tests.log_words import log_lines
from tests.market.deposit.payloads import DUITNOW
from tests.market.test_organiser import ADMINS, AINA, KEN, NOW, ORGANISER, ROS, STRANGER, add_market

SIZE = 8
Does = tuple[Callable[..., Any], tuple[Any, ...]]


async def drop_of(store: Store) -> int:
    return await store.read(lambda session: session.exec(select(Drop.id)).one() or 0)


async def lines(store: Store) -> list[tuple[AuditAction, str, str, str, str]]:
    found = await log_lines(store, ORGANISER)
    return [(line.action, line.actor, line.subject, line.thing, line.details) for line in found]


@pytest.fixture
async def stall(store: Store) -> int:
    await store.write(add_market)
    return await store.read(lambda session: session.exec(select(Stall.id)).one() or 0)


@pytest.mark.empty_market("the last lines of the audit log")
async def test_each_change_is_one_line_with_who_what_and_whom(store: Store, stall: int) -> None:
    drop = await drop_of(store)
    down, up = StallApproval.TURNED_DOWN, StallApproval.APPROVED
    done: list[Does] = [
        (block, (ORGANISER, AINA, ADMINS, NOW)),
        (block, (ORGANISER, AINA, ADMINS, NOW)),
        (unblock, (ORGANISER, AINA, NOW)),
        (unblock, (ORGANISER, AINA, NOW)),
        (name_organiser, (ORGANISER, AINA, NO_ADMINS, NOW)),
        (name_organiser, (ORGANISER, AINA, NO_ADMINS, NOW)),
        (remove_organiser, (ORGANISER, AINA, ADMINS, NOW)),
        (remove_organiser, (ORGANISER, AINA, ADMINS, NOW)),
    ]
    for action, args in done:
        await store.write(action, *args)
    assert [line[:3] for line in await lines(store)] == [
        ("organiser_removed", "P1003", "P1001"),
        ("organiser_named", "P1003", "P1001"),
        ("block_lifted", "P1003", "P1001"),
        ("person_blocked", "P1003", "P1001"),
    ]
    for action, args in (
        (hide_drop, (ORGANISER, drop, NOW)),
        (hide_drop, (ORGANISER, drop, NOW)),
        (show_again, (ORGANISER, drop, NOW)),
        (show_again, (ORGANISER, drop, NOW)),
        (turn_down, (ORGANISER, stall, up, DecisionReason.LICENCE, NOW)),
        (approve, (ORGANISER, stall, down, NOW)),
    ):
        await store.write(action, *args)
    assert [(line[0], *line[3:]) for line in (await lines(store))[:4]] == [
        ("stall_approved", "Dapur", ""),
        ("stall_turned_down", "Dapur", "licence"),
        ("drop_shown", "Kuih", ""),
        ("drop_hidden", "Kuih", ""),
    ]


@pytest.mark.empty_market("the last lines of the audit log")
async def test_what_has_to_do_with_money_and_permits_is_in_the_log(store: Store, stall: int) -> None:
    await store.write(allow_deposits, ORGANISER, stall, True, now=NOW)
    await store.write(allow_deposits, ORGANISER, stall, True, now=NOW)
    payee = await store.write(set_payee, Actor(ROS), stall, DUITNOW, now=NOW)
    await store.write(confirm_payee, Actor(ROS), payee, ADMINS, now=NOW)
    await store.write(allow_deposits, ORGANISER, stall, False, now=NOW)
    alley = await store.read(lambda session: session.exec(select(Drop.alley_id)).one())
    await store.write(set_permit_end, ORGANISER, alley, NOW.date(), admins=ADMINS, now=NOW)
    assert [(line[0], line[1], *line[3:]) for line in await lines(store)] == [
        ("permit_changed", "P1003", "Lorong Bakau", "2026-11-24"),
        ("deposits_stopped", "P1003", "Dapur", ""),
        ("payee_confirmed", "P1002", "Dapur", ""),
        ("payee_sent", "P1002", "Dapur", ""),
        ("deposits_allowed", "P1003", "Dapur", ""),
    ]


@pytest.mark.empty_market("the last lines of the audit log")
async def test_a_change_that_is_refused_leaves_no_line(store: Store, stall: int) -> None:
    with pytest.raises(NotOrganiser):
        await store.write(block, STRANGER, ROS, ADMINS, now=NOW)
    assert await lines(store) == []


@pytest.mark.empty_market("the last lines of the audit log")
async def test_a_forgotten_person_is_a_number_that_leads_to_nobody(store: Store, stall: int) -> None:
    await store.write(block, ORGANISER, AINA, ADMINS, now=NOW)
    kept = await store.read(lambda session: session.exec(select(AuditEntry.id)).all())
    await store.write(forget, AINA, NOW)
    assert (await lines(store))[:2] == [
        (AuditAction.PERSON_FORGOTTEN, "", "", "", ""),
        (AuditAction.PERSON_BLOCKED, "P1003", "", "", ""),
    ]

    def left(session: Session) -> tuple[list[int], int]:
        theirs = select(AuditPerson.id).where(col(AuditPerson.person_id) == AINA)
        return list(session.exec(theirs)), len(session.exec(select(AuditEntry)).all())

    assert await store.read(left) == ([], len(kept) + 1)


@pytest.mark.empty_market("the last lines of the audit log")
async def test_a_forgotten_owner_s_stall_is_closed_in_the_log(store: Store, stall: int) -> None:
    await store.write(forget, ROS, NOW)
    assert [(line[0], line[3]) for line in await lines(store)] == [
        (AuditAction.PERSON_FORGOTTEN, ""),
        (AuditAction.STALL_CLOSED, "Dapur"),
    ]


async def test_mydata_has_what_the_log_has_of_a_person_and_nobody_else(store: Store, stall: int) -> None:
    await store.write(block, ORGANISER, AINA, ADMINS, now=NOW)
    await store.write(hide_drop, ORGANISER, await drop_of(store), NOW)
    [entry] = (await store.read(mydata, AINA))["audit_entry"]
    assert (entry["action"], entry["actor"]) == ("person_blocked", "somebody else")
    assert isinstance(entry["subject"], int)
    assert len((await store.read(mydata, KEN))["audit_entry"]) == 2


async def test_the_history_of_a_thing_is_its_own_lines(store: Store, stall: int) -> None:
    drop = await drop_of(store)
    for _ in range(SIZE):
        await store.write(hide_drop, ORGANISER, drop, NOW)
        await store.write(show_again, ORGANISER, drop, NOW)
    await store.write(allow_deposits, ORGANISER, stall, True, now=NOW)
    history = partial(store.read, audit_lines, ORGANISER, size=SIZE)
    of_stall = await history(PageKey(), about=f"stall:{stall}")
    assert [line.action for line in of_stall.rows] == [AuditAction.DEPOSITS_ALLOWED]
    first = await history(PageKey(), about=f"drop:{drop}")
    last = await history(PageKey(first.next), about=f"drop:{drop}")
    assert [line.action for line in (*first.rows, *last.rows)] == [
        AuditAction.DROP_SHOWN,
        AuditAction.DROP_HIDDEN,
    ] * SIZE
    shown = await history(PageKey(), about=f"drop:{drop}", kind=AuditAction.DROP_SHOWN)
    assert {line.action for line in shown.rows} == {AuditAction.DROP_SHOWN}
    with pytest.raises(NotOrganiser):
        await store.read(audit_lines, STRANGER, PageKey(), size=SIZE, about=f"stall:{stall}")


async def test_the_log_is_read_by_organisers_alone_a_page_at_a_time(store: Store, stall: int) -> None:
    for _ in range(SIZE):
        await store.write(block, ORGANISER, AINA, ADMINS, now=NOW)
        await store.write(unblock, ORGANISER, AINA, NOW)
    with pytest.raises(NotOrganiser):
        await store.read(audit_lines, STRANGER, PageKey(), size=SIZE)
    first = await store.read(audit_lines, ORGANISER, PageKey(), size=SIZE)
    assert (len(first.rows), first.previous) == (SIZE, None)
    last = await store.read(audit_lines, ORGANISER, PageKey(first.next), size=SIZE)
    assert (len(last.rows), last.next) == (SIZE, None)
    back = await store.read(audit_lines, ORGANISER, PageKey(last.previous, is_backward=True), size=SIZE)
    assert [*back.rows] == [*first.rows]
    newest = AuditLine(
        id=first.rows[0].id,
        action=AuditAction.BLOCK_LIFTED,
        actor="P1003",
        subject="P1001",
        thing="",
        details="",
        at=NOW,
    )
    assert first.rows[0] == newest
    assert last.rows[-1].action == AuditAction.PERSON_BLOCKED
    blocks = await store.read(
        audit_lines, ORGANISER, PageKey(), size=2 * SIZE, kind=AuditAction.PERSON_BLOCKED
    )
    assert {line.action for line in blocks.rows} == {AuditAction.PERSON_BLOCKED}
    assert len(blocks.rows) == SIZE
