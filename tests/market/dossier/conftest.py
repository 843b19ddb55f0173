"""Ros's stall with all that a dossier may have, each part known by words and bytes of its own."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from random import Random

import pytest
from PIL import Image
from sqlmodel import Session, col, select

from market.dossier.contents import DossierParts
from market.dossier.link import MadeDossierLink, ReleasedDossier, make_dossier_link, released_dossier
from market.licence_card import make_card
from market.pdf import store_pdf
from market.picture import store_picture
from market.refusal import LinkUnknown
from market.seller import show_seller
from storage.dossier import DossierLink
from storage.drop import Drop
from storage.licence import LicenceDocument, LicenceKind
from storage.stall import Stall
from storage.store import Store
from tests.evening import NOW, OWNER, Evening
from tests.permits import permit_row

DAY = timedelta(days=1)
NUMBER, SELLER_NAME, CONTACT = "DBKK/26/0123", "Rosnah Trading 202301234567", "088-123456"
PDF = b"%PDF-1.7 the licence of Ros"
LICENCE_DAY, PERMIT_DAY = date(2027, 3, 31), date(2027, 6, 30)
ALL = DossierParts(licence=True, seller=True, photos=True)


def picture(colour: str) -> bytes:
    """Return a picture of one colour, as a phone sends it, with a place in it."""
    written, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "Lorong Bakau 5.98 116.07"
    Image.new("RGB", (60, 40), colour).save(written, "JPEG", exif=exif)
    return written.getvalue()


LICENCE_PHOTO, LAPIS_PHOTO, SATE_PHOTO = picture("navy"), picture("green"), picture("orange")


def key_of(data: bytes) -> str:
    return sha256(data).hexdigest()


@dataclass(kw_only=True)
class DossierScenario:
    """The stall, and a link of it."""

    store: Store
    evening: Evening

    @property
    def stall(self) -> int:
        return self.evening.stall

    async def link(self, parts: DossierParts = ALL, *, seed: int = 1, days: int = 0) -> MadeDossierLink:
        return await self.store.write(
            make_dossier_link, OWNER, self.stall, parts, now=NOW + days * DAY, rng=Random(seed)
        )

    async def opened(self, made: MadeDossierLink, *, days: int = 0) -> ReleasedDossier:
        return await self.store.read(released_dossier, made.secret, NOW + days * DAY)

    async def has_ended(self, made: MadeDossierLink) -> bool:
        """Return whether a link opens nothing, and has left no row."""
        try:
            await self.opened(made)
        except LinkUnknown:
            rows = select(DossierLink).where(col(DossierLink.stall_id) == self.stall)
            return await self.store.read(lambda session: session.exec(rows).first() is None)
        return False

    async def change(self, **values: object) -> None:
        def write(session: Session) -> None:
            session.get_one(Stall, self.stall).sqlmodel_update(values)

        await self.store.write(write)

    async def send(self, *, pdf: bool = False, name: str = SELLER_NAME, contact: str = CONTACT) -> None:
        await self.store.write(_fill, self.evening, pdf=pdf, name=name, contact=contact)


def _fill(session: Session, evening: Evening, *, pdf: bool, name: str, contact: str) -> None:
    for data in (LICENCE_PHOTO, LAPIS_PHOTO, SATE_PHOTO):
        store_picture(session, key_of(data), 60, 40, data, now=NOW)
    store_pdf(session, key_of(PDF), PDF, now=NOW)
    session.get_one(Stall, evening.stall).licence_until = LICENCE_DAY
    session.add(permit_row(evening.alley, PERMIT_DAY))
    for item, data in (("kuih lapis", LAPIS_PHOTO), ("sate", SATE_PHOTO)):
        session.get_one(Drop, evening.item(item).drop).picture_hash = key_of(data)
    document = LicenceDocument(
        stall_id=evening.stall,
        kind=LicenceKind.HAWKER,
        number=NUMBER,
        picture_hash=None if pdf else key_of(LICENCE_PHOTO),
        pdf_hash=key_of(PDF) if pdf else None,
        sent_by=OWNER.person,
        sent_at=NOW,
    )
    session.add(document)
    session.flush()
    show_seller(session, OWNER, evening.stall, name=name, contact=contact, now=NOW)
    make_card(session, OWNER, evening.stall, now=NOW, rng=Random(5))


@pytest.fixture
async def scenario(store: Store, evening: Evening) -> DossierScenario:
    scenario = DossierScenario(store=store, evening=evening)
    await scenario.send()
    return scenario
