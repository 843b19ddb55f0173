"""A reminder is said as things are when it leaves, and where nothing is left to remind of it says why."""

from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from handlers.letters import NOTICES
from locales.say import speak
from market.refusal import ClaimNotYours, DropCancelled, DropPaused, PackagingIsBack, Refusal
from market.ticket.issue import lend
from storage.letter import Letter
from storage.store import Store
from storage.ticket import Loan
from storage.waitlist import Claim
from tests.market.facts import HOUR
from tests.market.waitlist.conftest import NOW, Alive, lay_out

AINA = 1


@pytest.fixture
async def line(store: Store) -> Alive:
    """Aina has claimed two boxes."""
    line = Alive(store, *await store.write(lay_out))
    await line.join(AINA, 2)
    await line.keep(AINA)
    return line


async def said(line: Alive, notice: str, **facts: Any) -> str:
    screen = await NOTICES[notice](speak("en"), line.store, facts)
    return screen.text.replace("\u2068", "").replace("\u2069", "")


async def out(line: Alive, returned: int) -> int:
    """Two boxes are out with Aina since Friday 19:00, some of them are back; the loan's id."""

    def hand_over(session: Session) -> int:
        claim = session.exec(select(Claim)).one()
        loan = session.exec(select(Loan)).first()
        if loan is None:
            claim.loan_deposit, claim.state, claim.collected = 300, "collected", 2
            lend(session, claim, 2, NOW + 81 * HOUR, Random(3))
        loan = session.exec(select(Loan)).one()
        loan.returned = returned
        return loan.id or 0

    return await line.store.write(hand_over)


async def test_packaging_is_counted_when_the_letter_leaves_and_nothing_is_said_of_none(line: Alive) -> None:
    crates = {"drop": line.drop, "what": "crates", "letter": await letter(line)}
    claim = await line.claim_of(AINA)
    assert await said(line, "DropThanks", drop=line.drop, claim=claim) == (
        "Kuih lapis, Ros, Fri 27 Nov 18:00.\nThank you for coming."
    )
    with pytest.raises(PackagingIsBack):
        await said(line, "VendorDay", **crates)
    loan = await out(line, returned=1)
    assert (await said(line, "VendorDay", **crates)).endswith(
        "Still to come back: 1 box (RM3.00 in deposits), due Fri 11 Dec."
    )
    assert (await said(line, "LoanDue", loan=loan)).startswith("To return: 1 box from Ros, by Fri 11 Dec.")
    assert (await said(line, "DropThanks", drop=line.drop, claim=claim)).endswith(
        "To return: 1 box, by Fri 11 Dec, at any stall of this market. You get RM3.00 back."
    )
    await out(line, returned=2)
    for notice, facts in (("VendorDay", crates), ("LoanDue", {"loan": loan})):
        with pytest.raises(PackagingIsBack):
            await said(line, notice, **facts)
    assert (await said(line, "DropThanks", drop=line.drop, claim=claim)).endswith("Thank you for coming.")


@pytest.mark.parametrize(("state", "why"), [("cancelled", DropCancelled), ("paused", DropPaused)])
async def test_nobody_is_reminded_of_what_does_not_stand(line: Alive, state: str, why: type[Refusal]) -> None:
    claim = await line.claim_of(AINA)
    await line.change(state=state)
    for what in ("eve", "soon", "open", "close", "crates"):
        with pytest.raises(why):
            await said(line, "VendorDay", drop=line.drop, what=what, letter=1)
    for what in ("three", "eve", "soon"):
        with pytest.raises(ClaimNotYours):
            await said(line, "ClaimNear", claim=claim, what=what)


async def test_a_letter_offers_the_ways_that_come_in_time(line: Alive) -> None:
    facts = {"drop": line.drop, "what": "eve", "letter": await letter(line)}
    screen = await NOTICES["VendorDay"](speak("en"), line.store, facts)
    labels = [button.label for row in screen.rows for button in row]
    assert labels == ["Done", "In 1 h", "Tomorrow 09:00", "Desk", "Scan", "Stop these"], "it leaves at 19:00"


async def letter(line: Alive) -> int:
    """One that leaves on Tuesday at 19:00 and is of use until Thursday."""

    def leaves_late(session: Session) -> int:
        rows = select(Letter).where(col(Letter.notice) == "ClaimNear").order_by(col(Letter.due_at))
        first = session.exec(rows).all()[0]
        first.taken_at = first.due_at + HOUR
        return first.id or 0

    return await line.store.write(leaves_late)
