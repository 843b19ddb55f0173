"""The screenshot of a transfer that a payer may send with "I paid", and whether the same picture was sent for another payment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, delete, func, or_
from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.deposit.picture_print import MAX_SHADE_DIFFERENCE, PrintOfPicture, look_same, unpacked
from market.deposit.refusals import DepositNotYours, ScreenshotGone, ScreenshotLate
from market.deposit.stalled import is_stalled, require_answering
from market.ledger.deposit_facts import DepositFacts, find_deposits
from market.ledger.deposit_marks import mark_deposit
from market.person import lock_unblocked_person
from storage.column import PRINT, SCREENSHOT
from storage.deposit import Deposit, DepositState, locked_deposit
from storage.screenshot import PicturePrint, Screenshot

ANSWERED_FOR, UNANSWERED_FOR = timedelta(days=SCREENSHOT.days or 0), timedelta(days=60)
"""How long a screenshot is kept after the stall's answer, and after it was sent where the stall never answers."""
PRINT_FOR = timedelta(days=PRINT.days or 0)
MAX_COMPARED = 1000
"""Prints of a similar shade that are compared, the newest first."""
SWEPT_AT_ONCE = 200


class SeenBefore(StrEnum):
    """The likeness of a picture to one that was sent before: SAME has the same bytes, ALIKE looks the same."""

    SAME = "same"
    ALIKE = "alike"


@dataclass(frozen=True)
class SentPicture:
    """A picture that is stored already, by its hash, and its print."""

    picture: str
    print: PrintOfPicture


@dataclass(frozen=True, kw_only=True)
class ScreenshotFacts:
    """The screenshot of a payment: `picture` is its hash. `seen`: such a picture was sent before for another payment; None if it was not."""

    deposit: int
    picture: str
    sent_at: datetime
    seen: SeenBefore | None


def require_waiting(session: Session, person: int, deposit: int) -> None:
    """Refuse a screenshot of a payment that is not this person's, or that does not wait for its stall. Raises DepositNotYours, ScreenshotLate."""
    mine = (col(Deposit.id) == deposit, col(Deposit.person_id) == person)
    state = DepositNotYours.unless(session.exec(select(Deposit.state).where(*mine)).first())
    if state != DepositState.SAID:
        raise ScreenshotLate


def send_screenshot(session: Session, person: int, deposit: int, sent: SentPicture, now: datetime) -> None:
    """Put a screenshot to a payment that waits for its stall, in place of the one before.

    Raises Blocked, DepositNotYours, ScreenshotLate. locks: person, deposit
    """
    row = _locked(session, person, deposit)
    _take_away(session, row)
    known = PicturePrint(
        digest=sent.print.digest, shade=sent.print.shade, tiles=sent.print.tiles, sent_at=now
    )
    session.add(known)
    session.flush()
    session.add(
        Screenshot(
            deposit_id=deposit,
            person_id=person,
            print_id=known.id or 0,
            picture_hash=sent.picture,
            sent_at=now,
        )
    )
    session.flush()
    mark_deposit(session, row, now)


def remove_screenshot(session: Session, person: int, deposit: int, now: datetime) -> None:
    """Take the screenshot away from a payment that waits for its stall; nothing changes where there is none.

    Its print stays where the stall has answered since it was sent, so that it cannot serve twice.
    Raises Blocked, DepositNotYours, ScreenshotLate. locks: person, deposit
    """
    row = _locked(session, person, deposit)
    _take_away(session, row)
    mark_deposit(session, row, now)


def screenshot_of(session: Session, deposit: int) -> ScreenshotFacts | None:
    """Return the screenshot of a payment, for a message about it; None where there is none."""
    row = _shown(session, deposit)
    if row is None or row.picture_hash is None:
        return None
    return ScreenshotFacts(
        deposit=deposit, picture=row.picture_hash, sent_at=row.sent_at, seen=_seen_before(session, row)
    )


def own_screenshot(session: Session, person: int, deposit: int) -> datetime | None:
    """Return when this person sent the screenshot that their payment has; None where it has none."""
    row = _shown(session, deposit)
    return row.sent_at if row and row.person_id == person else None


def screenshot_to_check(
    session: Session, actor: Actor, deposit: int, now: datetime
) -> tuple[DepositFacts, ScreenshotFacts]:
    """Return a payment with its screenshot to those who answer it: the stall's owner, and organisers where the stall cannot.

    Raises DepositNotYours, NotYourStall, ScreenshotGone.
    """
    require_answering(session, actor, deposit, now)
    found = ScreenshotGone.unless(screenshot_of(session, deposit))
    [facts] = find_deposits(session, col(Deposit.id) == deposit)
    return facts, found


def stalled_screenshot(session: Session, actor: Actor, deposit: int, now: datetime) -> ScreenshotFacts | None:
    """Return the screenshot of a payment to an organiser who answers it now; None where there is none, or the stall answers it itself.

    Raises NotOrganiser.
    """
    require_organiser(session, actor)
    stalled = select(Deposit.id).where(col(Deposit.id) == deposit, is_stalled(now))
    return screenshot_of(session, deposit) if session.exec(stalled).first() else None


def sweep_screenshots(session: Session, now: datetime) -> int:
    """Delete some screenshots whose time is over, and prints that are older than PRINT_FOR and have none; return how many of both.

    The pictures go with the next sweep of pictures.
    """
    connection = session.connection()
    over = select(Screenshot.id).join(Deposit, col(Deposit.id) == col(Screenshot.deposit_id))
    ids = session.exec(over.where(_is_over(now)).limit(SWEPT_AT_ONCE)).all()
    connection.execute(delete(Screenshot).where(col(Screenshot.id).in_(ids)))
    old = select(PicturePrint.id).where(
        col(PicturePrint.sent_at) <= now - PRINT_FOR,
        col(PicturePrint.id).not_in(select(Screenshot.print_id)),
    )
    prints = session.exec(old.limit(SWEPT_AT_ONCE)).all()
    connection.execute(delete(PicturePrint).where(col(PicturePrint.id).in_(prints)))
    return len(ids) + len(prints)


def _locked(session: Session, person: int, deposit: int) -> Deposit:
    """Lock a payment that waits for its stall. Raises Blocked, DepositNotYours, ScreenshotLate. locks: person, deposit"""
    lock_unblocked_person(session, person)
    row = DepositNotYours.unless(
        locked_deposit(session, col(Deposit.id) == deposit, col(Deposit.person_id) == person)
    )
    if row.state != DepositState.SAID:
        raise ScreenshotLate
    return row


def _take_away(session: Session, deposit: Deposit) -> None:
    """Delete the screenshot of a payment with its print, or hide it where the stall has answered since it was sent."""
    row = _shown(session, deposit.id or 0)
    if row is None:
        return
    if deposit.denied_at is not None and row.sent_at <= deposit.denied_at:
        row.picture_hash = None
        session.flush()
        return
    session.delete(row)
    session.flush()
    session.delete(session.get_one(PicturePrint, row.print_id))
    session.flush()


def _shown(session: Session, deposit: int) -> Screenshot | None:
    rows = select(Screenshot).where(
        col(Screenshot.deposit_id) == deposit, col(Screenshot.picture_hash).is_not(None)
    )
    return session.exec(rows).first()


def _seen_before(session: Session, row: Screenshot) -> SeenBefore | None:
    """Return how the picture is like an earlier one of another payment."""
    known = session.get_one(PicturePrint, row.print_id)
    of_this = select(Screenshot.print_id).where(col(Screenshot.deposit_id) == row.deposit_id)
    earlier = (col(PicturePrint.id) < known.id, col(PicturePrint.id).not_in(of_this))
    same = select(PicturePrint.id).where(*earlier, col(PicturePrint.digest) == known.digest)
    if session.exec(same.limit(1)).first() is not None:
        return SeenBefore.SAME
    tiles = unpacked(known.tiles)
    near = _near(session, known, earlier)
    return SeenBefore.ALIKE if any(look_same(tiles, unpacked(other)) for other in near) else None


def _near(
    session: Session, print_row: PicturePrint, earlier: Sequence[ColumnElement[bool]]
) -> Sequence[bytes]:
    shades = (print_row.shade - MAX_SHADE_DIFFERENCE, print_row.shade + MAX_SHADE_DIFFERENCE)
    rows = select(PicturePrint.tiles).where(*earlier, col(PicturePrint.shade).between(*shades))
    return session.exec(rows.order_by(col(PicturePrint.id).desc()).limit(MAX_COMPARED)).all()


def _is_over(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a screenshot is kept no longer."""
    waits = col(Deposit.state).in_((DepositState.ASKED, DepositState.SAID))
    answered_at = func.coalesce(col(Deposit.paid_at), col(Deposit.ended_at), col(Screenshot.sent_at))
    return or_(
        and_(~waits, answered_at <= now - ANSWERED_FOR), col(Screenshot.sent_at) <= now - UNANSWERED_FOR
    )
