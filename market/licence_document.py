"""The document of a licence: a photo or PDF with its kind and number that a stall sends, and an organiser checks against the last day."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from market.actor import Actor, Right, StallUnknown, require_impartial, require_organiser, require_right
from market.admins import Admins, organiser_ids
from market.audit_log import record_change
from market.city_rules import LicenceRules, rules_of
from market.notification.outbox import notify
from market.refusal import ButtonForged, Refusal
from market.stall import lock_own_stall
from market.validity_notifications import LicenceChecked, LicenceSent
from storage.alley import Alley
from storage.audit import AuditAction
from storage.licence import LicenceDocument, LicenceKind
from storage.pdf import Pdf
from storage.picture import Picture
from storage.stall import Stall

MAX_NUMBER = 32
NUMBER = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9 ./()-]*")
"""Letters and digits with the signs between them, and at least one digit: a number, not a name."""


@dataclass
class LicenceNumberUnfit(Refusal):
    """It is no number of at most `maximum` letters, digits and the signs between them."""

    maximum: int


@dataclass
class NeitherPhotoNorPdf(Refusal):
    """The file that was sent as a licence is no picture and no PDF."""


@dataclass
class LicenceFileTooLarge(Refusal):
    """The file that was sent as a licence has more than 5 MB, or is a picture of more than 25 megapixels."""


@dataclass
class LicenceFileGone(Refusal):
    """The file waited for its kind and number for more than a day, and was deleted."""


@dataclass
class LicenceUndated(Refusal):
    """Nobody has said when the licence ends."""


@dataclass
class LicenceChanged(Refusal):
    """The document or the last day is not the one that was on the screen."""


@dataclass(frozen=True, kw_only=True)
class DocumentRequest:
    """A document that a stall sends: the file is stored already, a photo as `picture` or a PDF as `pdf`, by its hash."""

    stall: int
    kind: LicenceKind
    number: str
    picture: str | None = None
    pdf: str | None = None


@dataclass(frozen=True, kw_only=True)
class DocumentFacts:
    """The current document of a stall's licence, by the hash of its `picture` or `pdf`. `until` is the licence's last day, None where nobody has said it.

    `checked_at`: an organiser found this document and this last day to agree; None since either has changed. `earlier` counts documents before it.
    """

    id: int
    stall: int
    stall_name: str
    zone: str
    kind: LicenceKind
    number: str
    picture: str | None
    pdf: str | None
    sent_at: datetime
    until: date | None
    checked_at: datetime | None
    earlier: int


@dataclass(frozen=True, kw_only=True)
class StallLicence:
    """The licence of a stall for those who may see its document, None where there is none. `rules` are those of its city."""

    stall: int
    stall_name: str
    until: date | None
    rules: LicenceRules
    document: DocumentFacts | None


def own_licence(session: Session, actor: Actor, stall: int) -> StallLicence:
    """Return the licence of a stall to its owner. Raises StallUnknown, NotYourStall."""
    return _licence(session, require_right(session, actor, stall, Right.OWN))


def overseen_licence(session: Session, actor: Actor, stall: int) -> StallLicence:
    """Return the licence of a stall to organisers. Raises NotOrganiser, StallUnknown."""
    require_organiser(session, actor)
    row = StallUnknown.unless(session.get(Stall, stall))
    return _licence(session, row)


def licence_number(words: str) -> str:
    """Return a licence's number as it is stored. Raises LicenceNumberUnfit."""
    number = " ".join(words.upper().split())
    if len(number) > MAX_NUMBER or not NUMBER.fullmatch(number):
        raise LicenceNumberUnfit(MAX_NUMBER)
    return number


def send_document(
    session: Session, actor: Actor, request: DocumentRequest, admins: Admins, now: datetime
) -> int:
    """Store the document of a stall's licence, tell the organisers, and return its id. The one before is replaced: it is kept if it was checked.

    Raises Blocked, StallUnknown, NotYourStall, LicenceNumberUnfit, LicenceFileGone; ButtonForged for a kind that the city does not have. locks: person, stall
    """
    row = lock_own_stall(session, actor, request.stall)
    if request.kind not in _rules(session, row).kinds:
        raise ButtonForged
    number = licence_number(request.number)
    _refuse_gone(session, request)
    _replace_current(session, request.stall, now)
    document = LicenceDocument(
        stall_id=request.stall,
        kind=request.kind,
        number=number,
        picture_hash=request.picture,
        pdf_hash=request.pdf,
        sent_by=actor.person,
        sent_at=now,
    )
    session.add(document)
    session.flush()
    for person in organiser_ids(session, admins):
        notify(session, person, LicenceSent(stall_id=request.stall), now, about=f"stall:{request.stall}")
    return document.id or 0


def _refuse_gone(session: Session, request: DocumentRequest) -> None:
    """Raises LicenceFileGone where the file is not stored any more."""
    is_there = session.get(Pdf, request.pdf) if request.pdf else session.get(Picture, request.picture)
    if is_there is None:
        raise LicenceFileGone


def check_document(session: Session, actor: Actor, document: int, until: date, now: datetime) -> int:
    """Note that an organiser found a stall's document and its last day `until` to agree, tell the owner, and return the stall. A second time changes nothing.

    Raises NotOrganiser, OwnStallDecided, LicenceUndated; LicenceChanged where either is another by now. locks: stall
    """
    require_organiser(session, actor)
    found = LicenceChanged.unless(session.get(LicenceDocument, document))
    stall = session.get_one(Stall, found.stall_id)
    session.refresh(stall, with_for_update={"key_share": True})
    session.refresh(found)
    require_impartial(session, actor, stall)
    if stall.licence_until is None:
        raise LicenceUndated
    if found.replaced_at is not None or stall.licence_until != until:
        raise LicenceChanged
    if found.checked_until != until:
        found.checked_by, found.checked_at, found.checked_until = actor.person, now, until
        _record_check(session, actor, stall, until, now=now)
    return found.stall_id


def current_document(session: Session, stall: int) -> LicenceDocument | None:
    """Return the document of a stall's licence that is not replaced."""
    rows = select(LicenceDocument).where(
        col(LicenceDocument.stall_id) == stall, col(LicenceDocument.replaced_at).is_(None)
    )
    return session.exec(rows).first()


def checked_at(document: LicenceDocument, stall: Stall) -> datetime | None:
    """Return when the document was checked; None where the licence has another last day since."""
    return document.checked_at if document.checked_until == stall.licence_until else None


def _replace_current(session: Session, stall: int, now: datetime) -> None:
    before = current_document(session, stall)
    if before is None:
        return
    if before.checked_at is None:
        session.delete(before)
    else:
        before.replaced_at = now
    session.flush()


def _record_check(session: Session, actor: Actor, stall: Stall, until: date, *, now: datetime) -> None:
    record_change(
        session,
        AuditAction.LICENCE_CHECKED,
        actor.person,
        now,
        about=f"stall:{stall.id}",
        details=until.isoformat(),
    )
    session.flush()
    if stall.owner_id is not None:
        checked = LicenceChecked(stall_id=stall.id or 0, until=until)
        notify(session, stall.owner_id, checked, now, about=f"stall:{stall.id}")


def _rules(session: Session, stall: Stall) -> LicenceRules:
    alley = session.get_one(Alley, stall.alley_id)
    return rules_of(alley.territory, alley.city).licence


def _licence(session: Session, stall: Stall) -> StallLicence:
    document = current_document(session, stall.id or 0)
    return StallLicence(
        stall=stall.id or 0,
        stall_name=stall.name,
        until=stall.licence_until,
        rules=_rules(session, stall),
        document=_facts(session, stall, document) if document else None,
    )


def _facts(session: Session, stall: Stall, document: LicenceDocument) -> DocumentFacts:
    before = select(func.count()).where(
        col(LicenceDocument.stall_id) == stall.id, col(LicenceDocument.replaced_at).is_not(None)
    )
    return DocumentFacts(
        id=document.id or 0,
        stall=stall.id or 0,
        stall_name=stall.name,
        zone=session.get_one(Alley, stall.alley_id).zone,
        kind=document.kind,
        number=document.number,
        picture=document.picture_hash,
        pdf=document.pdf_hash,
        sent_at=document.sent_at,
        until=stall.licence_until,
        checked_at=checked_at(document, stall),
        earlier=session.exec(before).one(),
    )
