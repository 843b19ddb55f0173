"""The document of a licence and its public card: who sends, sees and checks it, what replaces it, and what anyone reads; on both databases."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select, update

from market.actor import Actor, NotOrganiser, NotYourStall, StallUnknown
from market.city_rules import ANYWHERE, RULES
from market.licence_card import CardFacts, CardUnknown, make_card, own_card, public_card, shown_number
from market.licence_document import (
    DocumentRequest,
    LicenceChanged,
    LicenceNumberUnfit,
    LicenceUndated,
    check_document,
    licence_number,
    overseen_licence,
    own_licence,
    send_document,
)
from market.licence_rules import LicenceStanding
from market.organiser.roles import name_organiser, remove_organiser
from market.pdf import pdf_bytes, store_pdf, sweep_pdfs
from market.person import Blocked
from market.picture import bytes_of, store_picture, sweep_pictures
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.refusal import ButtonForged
from market.validity import set_last_day
from storage.alley import Alley
from storage.audit import AuditAction, AuditEntry
from storage.licence import LicenceCard, LicenceDocument, LicenceKind
from storage.notification import Notification
from storage.person import Person
from storage.stall import Stall
from storage.store import Store
from tests.market.validity.test_licence import lapse
from tests.market.validity.test_validity import (
    ADMINS,
    BEN,
    DAY,
    KEN,
    NOW,
    ORGANISER,
    ROS,
    STRANGER,
    VENDOR,
    people,
)

__all__ = ["people"]

TODAY, UNTIL = date(2026, 11, 24), date(2026, 12, 31)
FORMER = Actor(BEN)
CITY = RULES[0].licence


async def sends(store: Store, stall: int, number: str = "DBKK/26/0123", **given: Any) -> int:
    """The stall sends a photo of its licence."""
    picture = given.get("picture", "ab" * 32)
    request = DocumentRequest(
        stall=stall, kind=given.get("kind", LicenceKind.HAWKER), number=number, picture=picture
    )
    now = given.get("now", NOW)
    await store.write(store_picture, picture, 1, 1, data=b"x", now=now)
    return await store.write(send_document, given.get("actor", VENDOR), request, ADMINS, now=now)


async def sends_pdf(store: Store, stall: int, pdf: str = "cc" * 32, now: datetime = NOW) -> int:
    """The stall sends its licence as a PDF."""
    await store.write(store_pdf, pdf, b"%PDF-1.7", now=now)
    request = DocumentRequest(stall=stall, kind=LicenceKind.HAWKER, number="DBKK/26/0123", pdf=pdf)
    return await store.write(send_document, VENDOR, request, ADMINS, now=now)


async def dates(store: Store, stall: int, until: date | None, now: datetime = NOW) -> None:
    await store.write(set_last_day, VENDOR, stall, until=until, admins=ADMINS, now=now)


async def checks(
    store: Store, document: int, until: date = UNTIL, actor: Actor = ORGANISER, now: datetime = NOW
) -> None:
    await store.write(check_document, actor, document, until, now=now)


async def documents(store: Store) -> list[tuple[str, bool]]:
    """The number of each document, and whether it is the current one."""
    rows = select(LicenceDocument.number, LicenceDocument.replaced_at).order_by(col(LicenceDocument.id))
    return await store.read(lambda session: [(number, end is None) for number, end in session.exec(rows)])


async def card_of(store: Store, stall: int, now: datetime = NOW) -> CardFacts:
    await store.write(make_card, VENDOR, stall, now=NOW, rng=Random(1))
    card = await store.read(own_card, VENDOR, stall, now)
    assert card is not None
    return card


async def notified(store: Store, kind: str) -> list[int]:
    rows = select(Notification.person_id).where(col(Notification.kind) == kind)
    return await store.read(lambda session: [*session.exec(rows.order_by(col(Notification.id)))])


@pytest.mark.feature("V05")
async def test_a_document_is_sent_checked_and_replaced(store: Store, people: tuple[int, int]) -> None:
    """A replaced document that nobody checked leaves no row; a checked one stays as history."""
    stall = people[0]
    await sends(store, stall, "first 1")
    document = await sends(store, stall, " dbkk/26/ 0123 ")
    assert await documents(store) == [("DBKK/26/ 0123", True)]
    assert set(await notified(store, "LicenceSent")) == {KEN}
    with pytest.raises(LicenceUndated):
        await checks(store, document)
    await dates(store, stall, UNTIL)
    with pytest.raises(LicenceChanged):
        await checks(store, document, UNTIL - DAY)
    await checks(store, document)
    await checks(store, document, now=NOW + DAY)
    facts = (await store.read(own_licence, VENDOR, stall)).document
    assert facts is not None
    assert (facts.checked_at, facts.until, facts.picture) == (NOW, UNTIL, "ab" * 32)
    assert await notified(store, "LicenceChecked") == [ROS]
    log = select(AuditEntry.details).where(col(AuditEntry.action) == AuditAction.LICENCE_CHECKED)
    assert await store.read(lambda session: list(session.exec(log))) == [UNTIL.isoformat()]

    await sends(store, stall, "27", now=NOW + DAY)
    assert await documents(store) == [("DBKK/26/ 0123", False), ("27", True)]
    seen = (await store.read(overseen_licence, ORGANISER, stall)).document
    assert seen is not None
    assert (seen.checked_at, seen.earlier) == (None, 1)
    with pytest.raises(LicenceChanged):
        await checks(store, document)


async def test_a_pdf_is_checked_replaced_and_kept_as_a_photo_is(
    store: Store, people: tuple[int, int]
) -> None:
    """A PDF that was checked stays as history; one that nobody checked goes with the sweep of the next day."""
    stall = people[0]
    await dates(store, stall, UNTIL)
    await sends_pdf(store, stall, "aa" * 32)
    document = await sends_pdf(store, stall)
    facts = (await store.read(overseen_licence, ORGANISER, stall)).document
    assert facts is not None
    assert (facts.picture, facts.pdf) == (None, "cc" * 32)
    await checks(store, document)
    await sends(store, stall, "27")
    assert await documents(store) == [("DBKK/26/0123", False), ("27", True)]
    own = (await store.read(own_licence, VENDOR, stall)).document
    assert own is not None
    assert (own.picture, own.pdf, own.earlier) == ("ab" * 32, None, 1)
    assert await store.write(sweep_pdfs, NOW + DAY) == 1
    with pytest.raises(KeyError):
        await store.read(pdf_bytes, "aa" * 32)
    assert await store.read(pdf_bytes, "cc" * 32) == b"%PDF-1.7"
    card = await card_of(store, stall)
    assert "cc" * 32 not in repr(card)
    assert "ab" * 32 not in repr(card)
    found = await store.read(mydata, ROS)
    assert {row["pdf_hash"] for row in found["licence_document"]} == {"cc" * 32, None}
    assert "pdf" not in found, "the row names the PDF as it names a photo"
    await store.write(forget, ROS, NOW)
    assert await store.write(sweep_pdfs, NOW) == 1


async def test_another_last_day_has_to_be_checked_again(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    await dates(store, stall, UNTIL)
    document = await sends(store, stall)
    await checks(store, document)
    assert (await card_of(store, stall)).checked_day == TODAY
    await dates(store, stall, UNTIL + 365 * DAY)
    assert (await card_of(store, stall)).checked_day is None
    await checks(store, document, UNTIL + 365 * DAY, now=NOW + 20 * DAY)
    assert (await card_of(store, stall)).checked_day == TODAY + 20 * DAY
    assert await notified(store, "LicenceChecked") == [ROS, ROS]


async def test_only_the_stall_sends_and_only_organisers_check(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    await dates(store, stall, UNTIL)
    document = await sends(store, stall)
    await store.write(name_organiser, ORGANISER, BEN, ADMINS, now=NOW)
    await store.write(remove_organiser, ORGANISER, BEN, ADMINS, now=NOW)
    for actor in (STRANGER, FORMER, ORGANISER):
        with pytest.raises(NotYourStall):
            await sends(store, stall, actor=actor)
        for query in (own_licence, lambda session, who, one: own_card(session, who, one, NOW)):
            with pytest.raises(NotYourStall):
                await store.read(query, actor, stall)
        with pytest.raises(NotYourStall):
            await store.write(make_card, actor, stall, now=NOW, rng=Random(1))
    for actor in (STRANGER, FORMER, VENDOR):
        with pytest.raises(NotOrganiser):
            await checks(store, document, actor=actor)
        with pytest.raises(NotOrganiser):
            await store.read(overseen_licence, actor, stall)
    with pytest.raises(StallUnknown):
        await store.read(overseen_licence, ORGANISER, 987_654_321)
    with pytest.raises(LicenceChanged):
        await checks(store, 987_654_321)
    with pytest.raises(ButtonForged):
        await sends(store, stall, kind=LicenceKind.TRADING)
    await block(store)
    with pytest.raises(Blocked):
        await sends(store, stall)


@pytest.mark.parametrize(
    ("city", "kinds"),
    [
        ("Kota Kinabalu", ["hawker", "food", "other"]),
        ("Kuching", ["food", "trading", "other"]),
    ],
)
async def test_a_stall_sends_the_kinds_of_licence_that_its_city_has(
    store: Store, people: tuple[int, int], city: str, kinds: list[str]
) -> None:
    stall = people[0]
    await store.write(lambda session: session.connection().execute(update(Alley).values(city=city)))
    for kind in LicenceKind:
        if kind in kinds:
            await sends(store, stall, kind=kind)
        else:
            with pytest.raises(ButtonForged):
                await sends(store, stall, kind=kind)
    assert [*(await store.read(own_licence, VENDOR, stall)).rules.kinds] == kinds


async def block(store: Store, blocked_at: datetime | None = NOW) -> None:
    await store.write(
        lambda session: session.connection().execute(
            update(Person).where(col(Person.id) == ROS).values(blocked_at=blocked_at)
        )
    )


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("a1", "A1"),
        ("  dbkk  12/3-4 (b) ", "DBKK 12/3-4 (B)"),
        ("7" * 32, "7" * 32),
        ("7" * 33, None),
        ("Rosnah binti Ali", None),
        ("", None),
        ("/1", None),
        ("1<b>", None),
        ("\uff11\uff12", None),
    ],
)
def test_a_number_is_a_number_and_not_a_name(words: str, number: str | None) -> None:
    if number is None:
        with pytest.raises(LicenceNumberUnfit):
            licence_number(words)
    else:
        assert licence_number(words) == number


@pytest.mark.parametrize(
    ("number", "masked"), [("1", "•"), ("12", "•2"), ("12345", "•••45"), ("DBKK/26/0123", "••••••••0123")]
)
def test_the_rules_of_a_city_mask_the_number(number: str, masked: str) -> None:
    assert shown_number(number, ANYWHERE.licence) == masked
    assert shown_number(number, CITY) == number


@pytest.mark.parametrize(
    ("until", "city", "standing"),
    [
        (TODAY, "Kota Kinabalu", LicenceStanding.VALID),
        (TODAY - DAY, "Kota Kinabalu", LicenceStanding.GRACE),
        (TODAY - 8 * DAY, "Kota Kinabalu", LicenceStanding.LAPSED),
        (TODAY - 60 * DAY, "Kota Kinabalu", LicenceStanding.CANCELLED),
        (TODAY - DAY, "Kuching", LicenceStanding.LAPSED),
    ],
)
async def test_a_card_stays_the_same_and_says_how_the_licence_stands(
    store: Store, people: tuple[int, int], until: date, city: str, standing: LicenceStanding
) -> None:
    stall = people[0]
    with pytest.raises(LicenceUndated):
        await store.write(make_card, VENDOR, stall, now=NOW, rng=Random(1))
    await lapse(store, stall, TODAY)
    made = await card_of(store, stall)
    await lapse(store, stall, until, city)
    card = await store.read(public_card, made.code.lower(), NOW)
    assert (card.code, card.standing, card.until) == (made.code, standing, until)
    assert card.lapses_after == until + timedelta(days=7 if city == "Kota Kinabalu" else 0)
    assert await card_of(store, stall) == card, "a second card is the first"


async def test_a_card_names_nobody_and_is_gone_with_its_stall(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    await dates(store, stall, UNTIL)
    code = (await card_of(store, stall)).code
    assert str(ROS) not in repr(await store.read(public_card, code, NOW))
    for wrong in (code[:-1], code + "0", "0" * 16, "I" * 16, "", "\x00" * 16, "é" * 16):
        with pytest.raises(CardUnknown):
            await store.read(public_card, wrong, NOW)
    await block(store)
    with pytest.raises(CardUnknown):
        await store.read(public_card, code, NOW)
    await block(store, None)
    await store.read(public_card, code, NOW)
    await store.write(lambda session: setattr(session.get_one(Stall, stall), "state", "turned_down"))
    with pytest.raises(CardUnknown):
        await store.read(public_card, code, NOW)


async def test_forget_deletes_the_photos_of_a_licence_and_its_card(
    store: Store, people: tuple[int, int]
) -> None:
    """The history too, and the bytes with the next sweep."""
    stall = people[0]
    await dates(store, stall, UNTIL)
    await checks(store, await sends(store, stall, picture="aa" * 32))
    await sends(store, stall, picture="bb" * 32, number="2")
    code = (await card_of(store, stall)).code
    await store.write(sweep_pictures, NOW + 40 * DAY)
    assert await store.read(bytes_of, "aa" * 32) == b"x", "what is history is kept"
    await store.write(forget, ROS, NOW)
    await store.write(sweep_pictures, NOW)

    def left(session: Session) -> list[object]:
        return [*session.exec(select(LicenceDocument.id)), *session.exec(select(LicenceCard.code))]

    assert await store.read(left) == []
    for picture in ("aa" * 32, "bb" * 32):
        with pytest.raises(KeyError):
            await store.read(bytes_of, picture)
    with pytest.raises(CardUnknown):
        await store.read(public_card, code, NOW)


async def test_an_organiser_who_is_forgotten_leaves_the_check(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    await dates(store, stall, UNTIL)
    await store.write(name_organiser, ORGANISER, BEN, ADMINS, now=NOW)
    await checks(store, await sends(store, stall), actor=FORMER)
    await store.write(forget, BEN, NOW)
    [row] = await store.read(lambda session: session.exec(select(LicenceDocument)).all())
    assert (row.checked_by, row.checked_until) == (None, UNTIL)
    assert (await card_of(store, stall)).checked_day == TODAY
