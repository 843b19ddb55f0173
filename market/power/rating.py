"""The watts that an alley gives and a stall needs: recorded by organisers, and of a stall by who posts there."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import ColumnElement
from sqlmodel import Session, delete, select

from market.actor import Actor, Right, StallUnknown, is_organiser, require_organiser, require_right
from market.alley import AlleyUnknown, lock_alley
from market.audit_log import record_change
from market.person import lock_unblocked_person
from market.power.refusals import PowerUnfit
from market.refusal import ButtonForged
from market.stall import lock_stall
from storage.alley import Alley
from storage.audit import AuditAction
from storage.power import MOST_WATTS, PowerKind, PowerRating
from storage.stall import Stall

COLUMNS = {kind: f"{kind.value}_id" for kind in PowerKind}


@dataclass(frozen=True)
class Powered:
    """An alley, a pitch or a stall, by its id."""

    kind: PowerKind
    id: int


@dataclass(frozen=True, kw_only=True)
class PowerFacts:
    """The name of an alley or a stall with its watts; None where they are not known."""

    name: str
    watts: int | None


def power_of(session: Session, actor: Actor, powered: Powered) -> PowerFacts:
    """Return the watts of an alley or a stall. Raises NotOrganiser, AlleyUnknown, StallUnknown, NotYourStall."""
    name = _require(session, actor, powered)
    watts = select(PowerRating.watts).where(_is_of(powered))
    return PowerFacts(name=name, watts=session.exec(watts).first())


def rate_power(session: Session, actor: Actor, powered: Powered, watts: int | None, now: datetime) -> None:
    """Record the watts of an alley or a stall; None: not known any more.

    Raises Blocked, NotOrganiser, AlleyUnknown, StallUnknown, NotYourStall, PowerUnfit. locks: person, alley, stall
    """
    lock_unblocked_person(session, actor.person)
    _require(session, actor, powered)
    if watts is not None and not 0 <= watts <= MOST_WATTS:
        raise PowerUnfit(MOST_WATTS)
    if powered.kind is PowerKind.ALLEY:
        lock_alley(session, powered.id)
        about = f"alley:{powered.id}"
        record_change(session, AuditAction.ALLEY_FACTS_CHANGED, actor.person, now, about=about)
    else:
        lock_stall(session, powered.id)
    write_rating(session, powered, watts, person=actor.person, now=now)


def write_rating(
    session: Session, powered: Powered, watts: int | None, *, person: int, now: datetime
) -> None:
    """Set the watts of what is locked already, after a check of authority."""
    session.exec(delete(PowerRating).where(_is_of(powered)))
    if watts is not None:
        about = {COLUMNS[powered.kind]: powered.id}
        session.add(PowerRating(**about, watts=watts, set_at=now, by_id=person))
    session.flush()


def _is_of(powered: Powered) -> ColumnElement[bool]:
    column: ColumnElement[int] = getattr(PowerRating, COLUMNS[powered.kind])
    return column == powered.id


def _require(session: Session, actor: Actor, powered: Powered) -> str:
    """Return the name of an alley or a stall to who may set its watts. Raises NotOrganiser, AlleyUnknown, StallUnknown, NotYourStall."""
    match powered.kind:
        case PowerKind.ALLEY:
            require_organiser(session, actor)
            return AlleyUnknown.unless(session.get(Alley, powered.id)).name
        case PowerKind.STALL if is_organiser(session, actor):
            return StallUnknown.unless(session.get(Stall, powered.id)).name
        case PowerKind.STALL:
            return require_right(session, actor, powered.id, Right.STOCK).name
        case PowerKind.PITCH:
            raise ButtonForged
        case _:
            assert_never(powered.kind)
