"""The link that opens a stall's dossier: made and stopped by the owner, opened by whoever has it until it ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.dossier.contents import ALL_PARTS, DossierFacts, DossierParts, dossier_of
from market.dossier.refusals import DossierEarly
from market.link_secret import draw_secret, hash_secret
from market.pdf import pdf_bytes
from market.picture import bytes_of
from market.refusal import LinkUnknown
from market.stall import lock_own_stall
from storage.column import RELEASED
from storage.dossier import DossierLink, delete_dossier_link
from storage.person import Person
from storage.stall import Stall, StallApproval

LIVES = timedelta(days=RELEASED.days or 0)


@dataclass(frozen=True, kw_only=True)
class OpenDossierLink:
    """A link that works until `until`, with the parts that it releases, and how often it was opened, last at `opened_at`."""

    parts: DossierParts
    made_at: datetime
    until: datetime
    opened: int
    opened_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class OwnDossier:
    """A stall's dossier with all of its parts for its owner, and the link that works now, None for none."""

    facts: DossierFacts
    open_link: OpenDossierLink | None


@dataclass(frozen=True, kw_only=True)
class MadeDossierLink:
    """A new link, by its secret, which is not stored, and what it shows."""

    secret: str
    until: datetime
    facts: DossierFacts


@dataclass(frozen=True)
class ReleasedDossier:
    """A dossier with the released parts alone, for whoever has the link, until it ends."""

    facts: DossierFacts
    parts: DossierParts
    until: datetime


@dataclass(frozen=True)
class ReleasedDocument:
    """The bytes of the document of a licence."""

    data: bytes
    is_pdf: bool


def own_dossier(session: Session, actor: Actor, stall: int, now: datetime) -> OwnDossier:
    """Return the dossier of a stall to its owner. Raises StallUnknown, NotYourStall, DossierEarly."""
    row = _approved(require_right(session, actor, stall, Right.OWN))
    link = session.get(DossierLink, stall)
    works = link is not None and link.until > now
    return OwnDossier(
        facts=dossier_of(session, row, ALL_PARTS, now),
        open_link=_open_link(link) if link and works else None,
    )


def make_dossier_link(
    session: Session, actor: Actor, stall: int, parts: DossierParts, *, now: datetime, rng: Random
) -> MadeDossierLink:
    """Release parts of a stall's dossier by a new link; an earlier one ends. Only a hash of its secret is stored.

    Raises Blocked, StallUnknown, NotYourStall, DossierEarly. locks: person, stall
    """
    row = _approved(lock_own_stall(session, actor, stall))
    secret, until = draw_secret(rng), now + LIVES
    link = DossierLink(
        stall_id=stall,
        code_hash=hash_secret(secret),
        licence=parts.licence,
        seller=parts.seller,
        photos=parts.photos,
        made_at=now,
        until=until,
    )
    session.merge(link)
    session.flush()
    return MadeDossierLink(secret=secret, until=until, facts=dossier_of(session, row, parts, now))


def stop_dossier_link(session: Session, actor: Actor, stall: int) -> None:
    """End the link of a stall's dossier at once; without one nothing changes. Raises Blocked, StallUnknown, NotYourStall. locks: person, stall"""
    lock_own_stall(session, actor, stall)
    delete_dossier_link(session, stall)


def released_dossier(session: Session, secret: str, now: datetime) -> ReleasedDossier:
    """Return the dossier that a link releases. Raises LinkUnknown where it has ended, or never was."""
    link, stall = _released(session, secret, now)
    parts = _parts(link)
    return ReleasedDossier(dossier_of(session, stall, parts, now), parts, link.until)


def released_document(session: Session, secret: str, now: datetime) -> ReleasedDocument:
    """Return the document of the licence that a link releases. Raises LinkUnknown, also where there is none."""
    licence = LinkUnknown.unless(released_dossier(session, secret, now).facts.licence)
    try:
        if licence.pdf:
            return ReleasedDocument(pdf_bytes(session, licence.pdf), is_pdf=True)
        return ReleasedDocument(bytes_of(session, licence.picture or ""), is_pdf=False)
    except KeyError:
        raise LinkUnknown from None


def released_photo(session: Session, secret: str, picture: str, now: datetime) -> bytes:
    """Return a photo of a drop, by its hash, that a link releases now. Raises LinkUnknown, also for any other picture."""
    photos = released_dossier(session, secret, now).facts.photos
    if picture not in {photo.picture for photo in photos}:
        raise LinkUnknown
    return bytes_of(session, picture)


def count_opening(session: Session, secret: str, now: datetime) -> None:
    """Count that a link was opened. One that has ended meanwhile is not there any more."""
    opened = update(DossierLink).where(col(DossierLink.code_hash) == hash_secret(secret))
    session.connection().execute(opened.values(opened=DossierLink.opened + 1, opened_at=now))


def sweep_dossier_links(session: Session, now: datetime) -> None:
    """Delete links that have run out."""
    session.connection().execute(delete(DossierLink).where(col(DossierLink.until) <= now))


def _released(session: Session, secret: str, now: datetime) -> tuple[DossierLink, Stall]:
    rows = (
        select(DossierLink, Stall)
        .join(Stall, col(Stall.id) == col(DossierLink.stall_id))
        .join(Person, col(Person.id) == col(Stall.owner_id))
        .where(
            col(DossierLink.code_hash) == hash_secret(secret),
            col(DossierLink.until) > now,
            col(Stall.state) == StallApproval.APPROVED,
            col(Person.blocked_at).is_(None),
        )
    )
    return LinkUnknown.unless(session.exec(rows).first())


def _approved(stall: Stall) -> Stall:
    if stall.state != StallApproval.APPROVED:
        raise DossierEarly
    return stall


def _parts(link: DossierLink) -> DossierParts:
    return DossierParts(licence=link.licence, seller=link.seller, photos=link.photos)


def _open_link(link: DossierLink) -> OpenDossierLink:
    return OpenDossierLink(
        parts=_parts(link),
        made_at=link.made_at,
        until=link.until,
        opened=link.opened,
        opened_at=link.opened_at,
    )
