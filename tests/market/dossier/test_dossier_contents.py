"""What a link releases: its parts and nothing else, as it is at that moment."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from market.dossier.contents import DossierParts
from market.dossier.link import own_dossier, released_document, released_photo
from market.licence_document import current_document
from market.organiser.drops import hide_drop
from market.refusal import LinkUnknown
from market.seller import remove_seller
from storage.drop import Drop
from storage.licence import LicenceKind
from storage.picture import Picture
from tests.evening import NOW, ORGANISER, OWNER
from tests.market.dossier.conftest import (
    ALL,
    CONTACT,
    DAY,
    LAPIS_PHOTO,
    LICENCE_DAY,
    LICENCE_PHOTO,
    NUMBER,
    PDF,
    PERMIT_DAY,
    SATE_PHOTO,
    SELLER_NAME,
    DossierScenario,
    key_of,
)

NOTHING_MORE = DossierParts()


async def test_the_owner_sees_all_of_it(scenario: DossierScenario) -> None:
    facts = (await scenario.store.read(own_dossier, OWNER, scenario.stall, NOW)).facts
    assert (facts.stall_name, facts.alley) == ("Dapur Ros", "Lorong Bakau")
    assert (facts.until, facts.permit_until, facts.standing) == (LICENCE_DAY, PERMIT_DAY, "valid")
    assert facts.licence is not None
    assert (facts.licence.kind, facts.licence.number) == (LicenceKind.HAWKER, NUMBER)
    assert (facts.licence.picture, facts.licence.pdf) == (key_of(LICENCE_PHOTO), None)
    assert facts.licence.card
    assert facts.seller is not None
    assert (facts.seller.name, facts.seller.contact) == (SELLER_NAME, CONTACT)
    assert {photo.picture for photo in facts.photos} == {key_of(LAPIS_PHOTO), key_of(SATE_PHOTO)}
    [evening] = facts.evenings
    assert (evening.starts_at, evening.ends_at) == (scenario.evening.starts_at, scenario.evening.ends_at)


async def test_evenings_that_are_over_are_none_ahead(scenario: DossierScenario) -> None:
    made = await scenario.link()
    last = scenario.evening.ends_at - timedelta(seconds=1)
    for moment, count in ((last, 1), (scenario.evening.ends_at, 0)):
        own = await scenario.store.read(own_dossier, OWNER, scenario.stall, moment)
        assert len(own.facts.evenings) == count
    assert (await scenario.opened(made)).facts.evenings


async def test_a_link_without_parts_shows_what_everybody_may_read(scenario: DossierScenario) -> None:
    facts = (await scenario.opened(await scenario.link(NOTHING_MORE))).facts
    all_of_it = (await scenario.store.read(own_dossier, OWNER, scenario.stall, NOW)).facts
    assert facts == replace(all_of_it, licence=None, seller=None, photos=())


async def test_files_of_a_part_that_is_not_released_are_not_given(scenario: DossierScenario) -> None:
    made = await scenario.link(DossierParts(seller=True))
    with pytest.raises(LinkUnknown):
        await scenario.store.read(released_document, made.secret, NOW)
    for data in (LAPIS_PHOTO, LICENCE_PHOTO):
        with pytest.raises(LinkUnknown):
            await scenario.store.read(released_photo, made.secret, key_of(data), NOW)


async def test_a_photo_is_given_only_where_the_page_has_it(scenario: DossierScenario) -> None:
    made = await scenario.link(DossierParts(photos=True))
    assert (await scenario.store.read(released_photo, made.secret, key_of(LAPIS_PHOTO), NOW)) == LAPIS_PHOTO
    for other in (key_of(LICENCE_PHOTO), key_of(PDF), "ab" * 32):
        with pytest.raises(LinkUnknown):
            await scenario.store.read(released_photo, made.secret, other, NOW)
    await scenario.store.write(hide_drop, ORGANISER, scenario.evening.item("kuih lapis").drop, NOW)
    with pytest.raises(LinkUnknown):
        await scenario.store.read(released_photo, made.secret, key_of(LAPIS_PHOTO), NOW)


async def test_the_document_is_a_picture_or_a_pdf(scenario: DossierScenario) -> None:
    made = await scenario.link(DossierParts(licence=True))
    found = await scenario.store.read(released_document, made.secret, NOW)
    assert (found.data, found.is_pdf) == (LICENCE_PHOTO, False)


async def test_a_pdf_that_was_sent_in_its_place_is_shown_by_the_same_link(scenario: DossierScenario) -> None:
    made = await scenario.link(DossierParts(licence=True))

    def replace_document(session: Session) -> None:
        document = current_document(session, scenario.stall)
        assert document is not None
        document.picture_hash, document.pdf_hash = None, key_of(PDF)

    await scenario.store.write(replace_document)
    found = await scenario.store.read(released_document, made.secret, NOW)
    assert (found.data, found.is_pdf) == (PDF, True)


async def test_it_is_as_it_is_when_it_is_opened(scenario: DossierScenario) -> None:
    made = await scenario.link()
    await scenario.store.write(remove_seller, OWNER, scenario.stall)
    assert (await scenario.opened(made)).facts.seller is None
    assert (await scenario.opened(made, days=13)).parts == ALL


async def test_a_photo_of_two_drops_is_shown_once_and_a_draft_has_none(scenario: DossierScenario) -> None:
    lapis, sate = (scenario.evening.item(name).drop for name in ("kuih lapis", "sate"))

    def share_photo(session: Session) -> None:
        session.get_one(Drop, sate).picture_hash = key_of(LAPIS_PHOTO)

    await scenario.store.write(share_photo)
    made = await scenario.link()
    [photo] = (await scenario.opened(made)).facts.photos
    assert photo.picture == key_of(LAPIS_PHOTO)
    for drop in (lapis, sate):
        await scenario.store.write(hide_drop, ORGANISER, drop, NOW + DAY)
    assert (await scenario.opened(made)).facts.photos == ()


async def test_a_photo_that_is_gone_is_an_unknown_one(scenario: DossierScenario) -> None:
    made = await scenario.link()

    def forget_photo(session: Session) -> None:
        session.get_one(Drop, scenario.evening.item("sate").drop).picture_hash = None
        session.flush()
        session.delete(session.get_one(Picture, key_of(SATE_PHOTO)))

    await scenario.store.write(forget_photo)
    with pytest.raises(LinkUnknown):
        await scenario.store.read(released_photo, made.secret, key_of(SATE_PHOTO), NOW)
