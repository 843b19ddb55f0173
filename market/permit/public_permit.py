"""Signed permits for the posters of alleys, and what anybody reads about one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.permit.refusals import PermitUnknown
from market.permit.signed_permit import SignedPermit
from storage.alley import Alley
from storage.permit import Permit, PermitState


class PermitStanding(StrEnum):
    """The standing of an alley now: it has a permit; or the one that was asked for begins later, is over, was withdrawn, or recorded by mistake."""

    VALID = "valid"
    EARLY = "early"
    OVER = "over"
    WITHDRAWN = "withdrawn"
    VOID = "void"


@dataclass(frozen=True, kw_only=True)
class PublicPermit:
    """A permit for everybody: the one that its alley has now, whichever was asked for; where it has none, what became of the one that was."""

    standing: PermitStanding
    alley: str
    alley_code: str
    city: str
    first_day: date
    last_day: date
    authority: str
    number: str


def public_permit(session: Session, signed: SignedPermit, now: datetime) -> PublicPermit:
    """Return what anybody may read about a permit with a good signature. Raises PermitUnknown, also where it is of another alley."""
    named = PermitUnknown.unless(session.get(Permit, signed.permit))
    if named.alley_id != signed.alley:
        raise PermitUnknown
    alley = session.get_one(Alley, named.alley_id)
    row = _present_permit(session, named.alley_id, now) or _in_its_place(session, named)
    return PublicPermit(
        standing=_standing(row, now),
        alley=alley.name,
        alley_code=alley.code,
        city=alley.city,
        first_day=row.first_day,
        last_day=row.last_day,
        authority=row.authority,
        number=row.number,
    )


def permits_to_print(session: Session, actor: Actor, now: datetime) -> Mapping[int, SignedPermit]:
    """Return the permit that each alley has now or gets next, by alley, as its poster carries it. Raises NotOrganiser."""
    require_organiser(session, actor)
    valid = col(Permit.state) == PermitState.VALID, col(Permit.covers_until) > now
    rows = select(Permit).where(*valid).order_by(col(Permit.covers_from).desc(), col(Permit.id))
    return {row.alley_id: _signed(row) for row in session.exec(rows)}


def _present_permit(session: Session, alley: int, now: datetime) -> Permit | None:
    """Return the permit that an alley has now; of several the one that ends last."""
    covers = col(Permit.covers_from) <= now, col(Permit.covers_until) > now
    valid = select(Permit).where(
        col(Permit.alley_id) == alley, col(Permit.state) == PermitState.VALID, *covers
    )
    return session.exec(valid.order_by(col(Permit.covers_until).desc(), col(Permit.id).desc())).first()


def _in_its_place(session: Session, row: Permit) -> Permit:
    """Return the permit that stands at the end of those that were recorded in the place of one, or that one."""
    while row.state is PermitState.REPLACED:
        row = session.exec(select(Permit).where(col(Permit.replaces_id) == row.id)).one()
    return row


def _standing(row: Permit, now: datetime) -> PermitStanding:
    match row.state:
        case PermitState.WITHDRAWN:
            return PermitStanding.WITHDRAWN
        case PermitState.VOID:
            return PermitStanding.VOID
        case PermitState.VALID if now < row.covers_from:
            return PermitStanding.EARLY
        case PermitState.VALID if now < row.covers_until:
            return PermitStanding.VALID
        case _:
            return PermitStanding.OVER


def _signed(row: Permit) -> SignedPermit:
    return SignedPermit(
        permit=row.id or 0,
        alley=row.alley_id,
        first_day=row.first_day,
        last_day=row.last_day,
        covers_until=row.covers_until,
    )
