"""The content of a stall's dossier: its papers, as a council's officer asks for them. A part that is not asked for is not read."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from market.city_rules import rules_of
from market.licence import licence_end, standing_of
from market.licence_card import card_of_stall
from market.licence_document import checked_at, current_document
from market.licence_rules import LicenceStanding, lapses_after
from market.seller import SellerFacts, public_seller
from storage.alley import Alley
from storage.drop import Drop, is_shown
from storage.licence import LicenceKind
from storage.market_day import StallDay, StallDayState
from storage.permit import permit_end
from storage.picture import Picture
from storage.stall import Stall

MAX_EVENINGS, MAX_PHOTOS, DROPS_WITH_PHOTOS = 10, 6, 24
"""The newest DROPS_WITH_PHOTOS are looked at, as several may have the same photo."""
LONGEST_EVENING = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class DossierParts:
    """The parts of a dossier that its owner releases, or not."""

    licence: bool = False
    seller: bool = False
    photos: bool = False


ALL_PARTS = DossierParts(licence=True, seller=True, photos=True)


@dataclass(frozen=True, kw_only=True)
class DossierLicence:
    """The document of a licence, by the hash of its `picture` or `pdf`. `checked_day` is when the organisers checked it, `card` the code of the public card."""

    kind: LicenceKind
    number: str
    picture: str | None
    pdf: str | None
    checked_day: date | None
    card: str | None


@dataclass(frozen=True, kw_only=True)
class DossierPhoto:
    """The photo of a drop, by its hash, in pixels."""

    picture: str
    drop: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class DossierEvening:
    """An evening ahead, in the zone of its alley."""

    starts_at: datetime
    ends_at: datetime
    alley: str
    zone: str


@dataclass(frozen=True, kw_only=True)
class DossierFacts:
    """A stall's dossier. `until` is the day with which its licence ends, `lapses_after` the last day of grace, `permit_until` of its alley's permit.

    `licence`, `seller` and `photos` are empty where they are not released, and where there are none.
    """

    stall: int
    stall_code: str
    stall_name: str
    alley: str
    zone: str
    until: date | None
    lapses_after: date | None
    standing: LicenceStanding
    permit_until: date | None
    evenings: tuple[DossierEvening, ...]
    licence: DossierLicence | None
    seller: SellerFacts | None
    photos: tuple[DossierPhoto, ...]


def dossier_of(session: Session, stall: Stall, parts: DossierParts, now: datetime) -> DossierFacts:
    """Return the dossier of a stall with some parts; the others are not read."""
    alley = session.get_one(Alley, stall.alley_id)
    rules = rules_of(alley.territory, alley.city).licence
    until = licence_end(session, stall, rules)
    return DossierFacts(
        stall=stall.id or 0,
        stall_code=stall.code,
        stall_name=stall.name,
        alley=alley.name,
        zone=alley.zone,
        until=until,
        lapses_after=lapses_after(until, rules) if until else None,
        standing=standing_of(session, stall, alley, now),
        permit_until=session.exec(select(permit_end(alley.id))).one(),
        evenings=_evenings(session, stall, now),
        licence=_licence(session, stall, alley, now) if parts.licence else None,
        seller=public_seller(session, stall.id or 0) if parts.seller else None,
        photos=_photos(session, stall) if parts.photos else (),
    )


def _licence(session: Session, stall: Stall, alley: Alley, now: datetime) -> DossierLicence | None:
    document = current_document(session, stall.id or 0)
    if document is None:
        return None
    card, checked = card_of_stall(session, stall, now), checked_at(document, stall)
    return DossierLicence(
        kind=document.kind,
        number=document.number,
        picture=document.picture_hash,
        pdf=document.pdf_hash,
        checked_day=checked.astimezone(ZoneInfo(alley.zone)).date() if checked else None,
        card=card.code if card else None,
    )


def _evenings(session: Session, stall: Stall, now: datetime) -> tuple[DossierEvening, ...]:
    """Return the evenings of a stall that are not over, in alleys that are open, the next one first."""
    rows = select(StallDay.starts_at, StallDay.ends_at, Alley.name, Alley.zone).join(
        Alley, col(Alley.id) == col(StallDay.alley_id)
    )
    ahead = (
        col(StallDay.stall_id) == stall.id,
        col(StallDay.day) >= (now - LONGEST_EVENING).date(),
        col(StallDay.ends_at) > now,
        col(StallDay.state) == StallDayState.ON,
        col(Alley.closed_at).is_(None),
    )
    found = session.exec(rows.where(*ahead).order_by(col(StallDay.starts_at)).limit(MAX_EVENINGS))
    return tuple(
        DossierEvening(starts_at=starts_at, ends_at=ends_at, alley=alley, zone=zone)
        for starts_at, ends_at, alley, zone in found
    )


def _photos(session: Session, stall: Stall) -> tuple[DossierPhoto, ...]:
    """Return the photos of the newest drops that everybody may see, each photo once."""
    rows = (
        select(Drop.picture_hash, Drop.name)
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .where(col(Drop.stall_id) == stall.id, col(Drop.picture_hash).is_not(None), is_shown())
        .order_by(col(Drop.ends_at).desc(), col(Drop.id).desc())
        .limit(DROPS_WITH_PHOTOS)
    )
    names: dict[str, str] = {}
    for picture, drop in session.exec(rows):
        names.setdefault(picture or "", drop)
    return _sized(session, dict(list(names.items())[:MAX_PHOTOS]))


def _sized(session: Session, names: dict[str, str]) -> tuple[DossierPhoto, ...]:
    """Return photos by their hash and the name of their drop, with their sides."""
    rows = select(Picture.hash, Picture.width, Picture.height).where(col(Picture.hash).in_(names))
    sides = {picture: (width, height) for picture, width, height in session.exec(rows)}
    return tuple(
        DossierPhoto(picture=picture, drop=drop, width=sides[picture][0], height=sides[picture][1])
        for picture, drop in names.items()
    )
