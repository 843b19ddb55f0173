"""Messages about a declared licence fee stay true, and an organiser with a stall reads who decides; on both databases."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session, update

from market.actor import Actor
from market.fee_declaration import drop_unasked_fees
from market.stall_closing import close_stall, reopen_stall
from storage.alley import Alley
from storage.organiser import Organiser
from storage.staff import StaffRole, StallStaff
from tests.journeys.conftest import open_market
from tests.journeys.harness import KEN, LINA, TOM, Market, MarketWithOrganiser, Visitor
from tests.journeys.test_licence import deliver_all, lina_s_stall, with_licence
from tests.journeys.test_licence_file import is_asked
from tests.journeys.test_screenshot import file
from tests.journeys.true_messages import run_edits, untrue
from tests.pdfs import pdf
from tests.people import person_at

SAYS = "Warung Lina says that it paid its licence fee for November 2026."
OVER = "Warung Lina said that it paid its licence fee for November 2026. There is nothing to do any more."
NOBODY = "Nobody decides about their own licence, and no other organiser can:"


@pytest.fixture
async def market(database_url: str) -> AsyncIterator[Market]:
    """Yield the demo data with Ken its organiser."""
    async with open_market(MarketWithOrganiser(database_url)) as market:
        await market.open()
        yield market


@pytest.fixture
async def lina(market: Market) -> Visitor:
    return await with_licence(market)


async def organises(market: Market, person: int) -> Visitor:
    """Somebody who is an organiser from now on."""
    visitor = market.visitor(person)
    await visitor.phone.set_language("en")
    await visitor.say("/start")

    def name(session: Session) -> None:
        session.add(Organiser(person_id=person_at(session, person), named_at=market.clock()))

    if person != KEN:
        await market.change(name)
    return visitor


async def true(market: Market) -> None:
    await run_edits(market)
    assert await untrue(market) == []


async def test_an_organiser_s_messages_say_what_became_of_it(market: Market, lina: Visitor) -> None:
    """Ken has the message and the page open, Tom the list; Lina withdraws, Tom denies, Tom notes, Tom voids."""
    stall, ken, tom = await lina_s_stall(market), await organises(market, KEN), await organises(market, TOM)
    await lina.tap("Licence fees")
    own = lina.screen.id
    await lina.tap("I have paid")
    await deliver_all(market)
    message = ken.screen.id
    assert ken.reads == tom.reads == SAYS
    await ken.tap("Look at it")
    page = ken.screen.id
    await tom.tap(data="lofd:1")
    listed = tom.screen.id
    assert tom.reading(listed) == "1 stall says that it paid its licence fee."
    await true(market)

    await lina.tap("Withdraw", message=own)
    await true(market)
    assert ken.reading(message) == OVER
    assert "The stall says" not in ken.reading(page)
    assert "Not received" not in buttons(ken, page)
    assert tom.reading(listed) == "Every payment of a licence is answered."

    await lina.tap("I have paid", message=own)
    await true(market)
    assert ken.reading(message) == OVER, "that was another time"
    assert "The stall says that it paid November 2026" in ken.reading(page)
    assert tom.reading(listed) == "1 stall says that it paid its licence fee."
    await deliver_all(market)
    second = ken.screen.id
    assert ken.reading(second) == SAYS
    await tom.tap(data=f"lif:{stall}:1")
    await tom.tap("Not received")
    await true(market)
    assert ken.reading(second) == OVER
    assert "The stall says" not in ken.reading(page)
    assert "You said" not in lina.reading(own)
    assert "I have paid" in buttons(lina, own)

    await lina.tap("I have paid", message=own)
    await deliver_all(market)
    third = ken.screen.id
    await tom.tap(data=f"lif:{stall}:1")
    await tom.tap("Note a payment")
    await tom.say("10 A1234")
    await true(market)
    assert ken.reading(third) == "Warung Lina paid its licence fee for November 2026. It is noted."
    for phone, place in ((ken, page), (lina, own)):
        assert "November 2026: RM10.00, paid Tue 24 Nov, receipt A1234." in phone.reading(place)
    await tom.tap("Void the last")
    await tom.tap("Void it")
    await true(market)
    assert ken.reading(third) == OVER
    assert "November 2026: RM10.00 voided." in ken.reading(page)


async def test_what_a_closed_stall_said_needs_no_answer_until_it_is_open_again(
    market: Market, lina: Visitor
) -> None:
    stall, ken = await lina_s_stall(market), await organises(market, KEN)
    await lina.tap("Licence fees")
    await lina.tap("I have paid")
    await deliver_all(market)
    message = ken.screen.id
    await true(market)
    owner = Actor(await market.person(LINA))
    await market.store.write(close_stall, owner, stall, 0, now=market.clock())
    await true(market)
    assert ken.reading(message) == OVER
    await market.store.write(reopen_stall, owner, stall, market.clock())
    await true(market)
    assert ken.reading(message) == SAYS


async def test_a_city_that_asks_no_fee_any_more_leaves_nothing_to_do(market: Market, lina: Visitor) -> None:
    stall, ken = await lina_s_stall(market), await organises(market, KEN)
    await lina.tap("Licence fees")
    own = lina.screen.id
    await lina.tap("I have paid")
    await deliver_all(market)
    message = ken.screen.id
    await ken.tap("Look at it")
    page = ken.screen.id
    await true(market)
    await market.change(lambda session: session.connection().execute(update(Alley).values(city="Kuching")))
    denied = await ken.tap(data=f"lofn:{stall}:1", message=page)
    assert denied.text.startswith("The city of this stall asks no monthly fee.")
    assert ken.reading(page).endswith("This city asks no monthly licence fee.")
    assert await market.store.write(drop_unasked_fees, market.clock()) == 1
    await true(market)
    assert ken.reading(message) == OVER
    for phone, place in ((ken, page), (lina, own)):
        assert phone.reading(place).endswith("This city asks no monthly licence fee.")
    await deliver_all(market)
    assert lina.reads == (
        "The city of Warung Lina asks no licence fee any more. What you said about November 2026 needs no answer."
    )
    await lina.tap("Licence")
    assert lina.reads.startswith("Warung Lina: licence expires Thu 31 Dec 2026.")
    assert "Licence fees" not in lina.screen.labels


async def test_a_former_organiser_s_message_is_left_alone(market: Market, lina: Visitor) -> None:
    """They read no more of it than they did, and it is remembered no longer."""
    tom = await organises(market, TOM)
    await organises(market, KEN)
    await lina.tap("Licence fees")
    await lina.tap("I have paid")
    await deliver_all(market)
    message = tom.screen.id

    def leave(session: Session) -> None:
        session.delete(session.get_one(Organiser, person_at(session, TOM)))

    await market.change(leave)
    await lina.tap("Withdraw")
    await true(market)
    assert tom.reading(message) == SAYS


async def test_who_organises_alone_and_has_a_stall_reads_what_to_do(market: Market, lina: Visitor) -> None:
    """On the document, the fees, the stall's page and the owner's own page; a second organiser checks it, and the first is refused all the while."""
    stall = await lina_s_stall(market)
    await organises(market, LINA)
    ken = await organises(market, KEN)
    await helps(market, stall, KEN)
    await is_asked(lina)
    await file(market, lina, "licence.pdf", pdf())
    assert NOBODY in lina.reads, "also where she has just sent it"
    assert lina.screen.labels[:3] == ["Show the PDF", "Send a new one", "Add an organiser"]
    for data in (f"lod:{stall}", f"lif:{stall}:1", f"os:{stall}"):
        for phone in (lina, ken):
            await phone.tap(data=data)
            assert NOBODY in phone.reads, data
            assert not {"I have checked it", "Note a payment", "30 days unlicensed"} & {*phone.screen.labels}
    refused = await ken.tap(data=f"loc:{stall}:1:20261231")
    assert refused.text == "You own or help at Warung Lina, so only another organiser can do this."
    assert NOBODY in ken.reads
    await ken.tap("Add an organiser")
    assert ken.reads.endswith("To add another, find the person first.")

    tom = await organises(market, TOM)
    await lina.tap(data=f"lod:{stall}")
    assert "so another organiser decides about its licence." in lina.reads
    assert "Add an organiser" not in lina.screen.labels
    await lina.tap(data=f"lid:{stall}")
    assert NOBODY not in lina.reads
    await tom.tap(data=f"lod:{stall}")
    assert (await tom.tap("I have checked it")).text == "Checked. We told the stall."
    await deliver_all(market)  # or it comes below what is read next, as she has tapped much
    await lina.tap(data=f"lod:{stall}")
    assert "Checked by the organisers" in lina.reads


async def helps(market: Market, stall: int, person: int) -> None:
    def add(session: Session) -> None:
        who = person_at(session, person)
        session.add(StallStaff(stall_id=stall, person_id=who, role=StaffRole.SCAN, since=market.clock()))

    await market.change(add)


@pytest.mark.parametrize(
    ("language", "nobody", "button"),
    [
        ("ms", "Tiada sesiapa memutuskan lesennya sendiri", "Tambah penganjur"),
        ("zh-hans", "没有人可以决定自己的执照", "增加主办人员"),
    ],
)
async def test_each_language_says_so(
    market: Market, lina: Visitor, language: str, nobody: str, button: str
) -> None:
    stall = await lina_s_stall(market)
    ken = await organises(market, KEN)
    await helps(market, stall, KEN)
    await ken.phone.set_language(language)
    await ken.tap(data=f"lod:{stall}")
    assert nobody in ken.reads
    assert button in ken.screen.labels


def buttons(visitor: Visitor, message: int) -> list[str]:
    [found] = [each for each in visitor.phone.messages if each.id == message]
    return found.labels
