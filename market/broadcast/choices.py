"""What an organiser may choose from while they prepare a broadcast."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from market.acting import Acting, must_organise
from market.refusal import DropUnknown
from storage.drop import Drop, DropTag, shown
from storage.stall import Stall


@dataclass(frozen=True)
class Choice:
    """Something with a name; `at` is when a drop starts."""

    id: int
    name: str
    at: datetime | None = None


def tags_in_use(session: Session, acting: Acting) -> tuple[str, ...]:
    """Of drops that anyone may see or could, the commonest first. Raises NotOrganiser."""
    must_organise(session, acting)
    rows = select(DropTag.tag).join(Drop, col(Drop.id) == col(DropTag.drop_id))
    rows = rows.join(Stall, col(Stall.id) == col(Drop.stall_id)).where(shown()).group_by(col(DropTag.tag))
    return tuple(session.exec(rows.order_by(func.count().desc(), col(DropTag.tag))))


def coming_drops(session: Session, acting: Acting, now: datetime) -> tuple[Choice, ...]:
    """Shown, not cancelled and not over, by their start. Raises NotOrganiser."""
    must_organise(session, acting)
    rows = select(Drop.id, Drop.name, Drop.starts_at).join(Stall, col(Stall.id) == col(Drop.stall_id))
    ahead = shown(), col(Drop.state) != "cancelled", col(Drop.ends_at) > now
    rows = rows.where(*ahead).order_by(col(Drop.starts_at), col(Drop.id))
    return tuple(Choice(drop or 0, name, at) for drop, name, at in session.exec(rows))


def coming_drop(session: Session, acting: Acting, drop: int, now: datetime) -> Choice:
    """One of `coming_drops`. Raises NotOrganiser, DropUnknown."""
    found = next((one for one in coming_drops(session, acting, now) if one.id == drop), None)
    if found is None:
        raise DropUnknown
    return found


def coming_stalls(session: Session, acting: Acting, now: datetime) -> tuple[Choice, ...]:
    """Those of `coming_drops`, by name. Raises NotOrganiser."""
    must_organise(session, acting)
    ahead = shown(), col(Drop.state) != "cancelled", col(Drop.ends_at) > now
    rows = select(Stall.id, Stall.name).join(Drop, col(Drop.stall_id) == col(Stall.id)).where(*ahead)
    found = session.exec(rows.distinct().order_by(col(Stall.name), col(Stall.id)))
    return tuple(Choice(stall or 0, name) for stall, name in found)
