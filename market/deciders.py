"""The organisers who decide about a stall: those who neither own it nor help there."""

from enum import StrEnum

from sqlmodel import Session, col, select

from market.actor import Actor, StallUnknown, is_organiser
from market.admins import Admins, organiser_ids
from storage.staff import StallStaff
from storage.stall import Stall


class Decider(StrEnum):
    """The decider about a stall: the organiser who asks; another one; or nobody, as each organiser owns it or helps there."""

    SELF = "self"
    ANOTHER = "another"
    NOBODY = "nobody"


def deciding_organisers(session: Session, stall: Stall, admins: Admins) -> list[int]:
    """Return the organisers who may decide about a stall and have written to the bot, in order."""
    part = _with_part_in(session, stall)
    return [person for person in organiser_ids(session, admins) if person not in part]


def decider(session: Session, actor: Actor, stall: int, admins: Admins) -> Decider:
    """Return who decides about a stall, as `require_impartial` asks; to somebody who is no organiser that it is another. Raises StallUnknown."""
    row = StallUnknown.unless(session.get(Stall, stall))
    if not is_organiser(session, actor):
        return Decider.ANOTHER
    if actor.person not in _with_part_in(session, row):
        return Decider.SELF
    return Decider.ANOTHER if deciding_organisers(session, row, admins) else Decider.NOBODY


def _with_part_in(session: Session, stall: Stall) -> set[int]:
    """Return the owner of a stall and who helps there."""
    helpers = select(StallStaff.person_id).where(col(StallStaff.stall_id) == stall.id)
    return {*session.exec(helpers), *((stall.owner_id,) if stall.owner_id else ())}
