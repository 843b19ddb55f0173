"""Whom a stall is paid by: theft happens at the bank QR."""

from datetime import timedelta

import pytest

from market.acting import Acting
from market.deposit.payee import (
    SERVES_AFTER,
    allow_deposits,
    confirm_payee,
    own_payee,
    payee_serving,
    set_payee,
    takes,
)
from market.refusal import (
    DepositsNotAllowed,
    NotOrganiser,
    NotYourStall,
    PayeeGone,
    QrBroken,
    QrOtherMoney,
    StallUnknown,
)
from storage.organiser import Organiser
from storage.stall import Stall
from tests.market.deposit.conftest import AINA, KEN, MARIUS, NOW, STRANGER, Till
from tests.market.deposit.payloads import DUITNOW, QRIS, payload, tag

OURS = payload(tag("26", tag("00", "A0000006150001")), "458", "MY", "MARIUS OMBAK", "KOTA KINABALU")
OWNER, STALL = Acting(MARIUS), 1
ADMINS = (KEN, STRANGER)


async def send(till: Till, text: str = OURS) -> int:
    return await till.store.write(set_payee, OWNER, STALL, text, till.now)


async def serving(till: Till) -> str:
    found = await till.store.read(payee_serving, STALL, till.now)
    return found.name if found else ""


async def test_a_new_qr_serves_a_day_after_its_owner_confirmed_it_and_all_are_told(till: Till) -> None:
    await till.store.write(lambda session: session.add(Organiser(person_id=AINA, named_at=NOW)))
    payee = await send(till)
    till.now += timedelta(days=2)
    assert await serving(till) == "OMBAK PRINT", "what is not confirmed never serves"
    await till.store.write(confirm_payee, OWNER, payee, ADMINS, till.now)
    assert sorted(await till.letters("PayeeChanged")) == sorted([MARIUS, KEN, STRANGER, AINA])
    till.now += SERVES_AFTER - timedelta(seconds=1)
    assert await serving(till) == "OMBAK PRINT"
    both = await till.store.read(takes, OWNER, STALL, till.now)
    assert both.next is not None
    assert both.next.name == "MARIUS OMBAK"
    till.now += timedelta(seconds=1)
    assert await serving(till) == "MARIUS OMBAK"
    assert (await till.store.read(takes, OWNER, STALL, till.now)).next is None


async def test_only_the_newest_is_confirmed_and_once(till: Till) -> None:
    first, second = await send(till, DUITNOW), await send(till)
    with pytest.raises(PayeeGone):
        await till.store.write(confirm_payee, OWNER, first, (), NOW)
    await till.store.write(confirm_payee, OWNER, second, (), NOW)
    for known in (second, 999_999):
        with pytest.raises(PayeeGone):
            await till.store.write(confirm_payee, OWNER, known, (), NOW)


async def test_the_owner_alone_not_even_an_organiser(till: Till) -> None:
    payee = await send(till)
    for other in (Acting(STRANGER), Acting(KEN, named=True)):
        with pytest.raises(NotYourStall):
            await till.store.write(set_payee, other, STALL, OURS, NOW)
        with pytest.raises(NotYourStall):
            await till.store.write(confirm_payee, other, payee, (), NOW)
        with pytest.raises(NotYourStall):
            await till.store.read(own_payee, other, payee)
    with pytest.raises(StallUnknown):
        await till.store.write(set_payee, OWNER, 99, OURS, NOW)
    with pytest.raises(PayeeGone):
        await till.store.read(own_payee, OWNER, payee + 1)


async def test_no_qr_before_an_organiser_said_so_and_none_after_they_took_it_back(till: Till) -> None:
    payee = await send(till)
    with pytest.raises(NotOrganiser):
        await till.store.write(allow_deposits, OWNER, STALL, False, NOW)
    organiser = Acting(KEN, named=True)
    await till.store.write(allow_deposits, organiser, STALL, False, NOW)
    await till.store.write(allow_deposits, organiser, STALL, False, NOW)
    assert await till.letters("DepositsStopped") == [MARIUS]
    for action, about in ((set_payee, (STALL, OURS)), (confirm_payee, (payee, ()))):
        with pytest.raises(DepositsNotAllowed):
            await till.store.write(action, OWNER, *about, NOW)  # type: ignore[arg-type]
    await till.store.write(allow_deposits, organiser, STALL, True, NOW)
    assert await till.letters("DepositsAllowed") == [MARIUS]
    row = await till.store.read(lambda session: session.get_one(Stall, STALL))
    assert (row.deposits_at, row.deposits_by) == (NOW, KEN)
    with pytest.raises(StallUnknown):
        await till.store.write(allow_deposits, organiser, 99, True, NOW)


async def test_what_cannot_be_paid_to_is_not_kept(till: Till) -> None:
    for text, why in ((QRIS, QrOtherMoney), (OURS[:-2], QrBroken)):
        with pytest.raises(why):
            await send(till, text)
