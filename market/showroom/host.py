"""The host of a showroom: the owner of its stall, whose visits never overlap, at whichever of their stalls."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from market.actor import Actor, Right, StallUnknown, require_right
from market.person import lock_unblocked_person
from market.showroom.refusals import ShowroomClosed
from market.showroom.slots import WindowTerms
from storage.alley import Alley
from storage.showroom import ShowroomWindow
from storage.stall import Stall, is_open_stall


@dataclass(frozen=True, kw_only=True)
class Showroom:
    """A stall's showroom. `code` is the stall's, `host` its owner; `windows` in the order of the week."""

    stall: int
    stall_name: str
    code: str
    alley: str
    zone: str
    host: int
    windows: tuple[WindowTerms, ...]


def lock_hosts(session: Session, stalls: Iterable[int]) -> None:
    """Lock these stalls and all others of their owners: nobody else takes or frees a place there until the transaction ends. locks: stall"""
    named = sorted(set(stalls))
    owners = select(Stall.owner_id).where(col(Stall.id).in_(named))
    rows = select(Stall.id).where(or_(col(Stall.id).in_(named), col(Stall.owner_id).in_(owners)))
    session.exec(rows.order_by(col(Stall.id)).with_for_update(key_share=True)).all()


def lock_showroom(session: Session, stall: int) -> Showroom:
    """Lock the host of a showroom that can be visited and return it. Raises ShowroomClosed. locks: stall"""
    lock_hosts(session, (stall,))
    return open_showroom(session, stall)


def lock_own_showroom(session: Session, actor: Actor, stall: int) -> Showroom:
    """Lock the host of a stall's showroom for somebody who may plan its hours.

    Raises Blocked, StallUnknown, NotYourStall, ShowroomClosed. locks: person, stall
    """
    lock_unblocked_person(session, actor.person)
    require_right(session, actor, stall, Right.STOCK)
    return lock_showroom(session, stall)


def open_showroom(session: Session, stall: int) -> Showroom:
    """Return a showroom that can be visited now, with windows or without. Raises ShowroomClosed."""
    rows = select(Stall, Alley).where(col(Stall.id) == stall, *is_open_stall())
    found = ShowroomClosed.unless(session.exec(rows.execution_options(populate_existing=True)).first())
    row, alley = found
    return Showroom(
        stall=stall,
        stall_name=row.name,
        code=row.code,
        alley=alley.name,
        zone=alley.zone,
        host=row.owner_id or 0,
        windows=tuple(terms_of(window) for window in windows_of(session, stall)),
    )


def showroom_with_code(session: Session, code: str) -> int:
    """Return the stall to whose showroom a link leads. Raises ShowroomClosed."""
    return ShowroomClosed.unless(
        session.exec(select(Stall.id).where(col(Stall.code) == code.upper())).first()
    )


def has_showroom(session: Session, stall: int) -> bool:
    """Return whether a stall has windows and can be visited."""
    try:
        return bool(open_showroom(session, stall).windows)
    except ShowroomClosed:
        return False


def windows_of(session: Session, stall: int) -> list[ShowroomWindow]:
    """Return the rows of a stall's windows in the order of the week."""
    rows = select(ShowroomWindow).where(col(ShowroomWindow.stall_id) == stall)
    in_order = rows.order_by(col(ShowroomWindow.weekday), col(ShowroomWindow.begins))
    return [*session.exec(in_order.execution_options(populate_existing=True))]


def terms_of(row: ShowroomWindow) -> WindowTerms:
    """Return what a window says as a value."""
    return WindowTerms(
        weekday=row.weekday,
        begins=row.begins,
        ends=row.ends,
        visit_minutes=row.visit_minutes,
        buffer=row.buffer,
        places=row.places,
        walk_in_every=row.walk_in_every,
    )


def zone_of_stall(session: Session, stall: int) -> str:
    """Return the zone of a stall's alley. Raises StallUnknown."""
    rows = select(Alley.zone).join(Stall, col(Stall.alley_id) == col(Alley.id)).where(col(Stall.id) == stall)
    return StallUnknown.unless(session.exec(rows).first())
