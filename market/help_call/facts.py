"""Calls for help as they stand: for their caller, for organisers, and for the messages about them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from market.actor import Actor, StallUnknown, require_organiser
from market.admins import Admins
from market.alley import AlleyUnknown
from market.help_call.duty import first_told
from market.help_call.refusals import (
    HelpCallerUnknown,
    HelpCallOver,
    HelpCallTaken,
    HelpCallUnknown,
    HelpWordsAdded,
)
from storage.alley import Alley
from storage.help_call import HelpCall, HelpCallState
from storage.person import Person
from storage.stall import Stall, StallApproval


@dataclass(frozen=True, kw_only=True)
class HelpPlace:
    """The place of a call: an alley, and a stall in it, 0 for none."""

    alley: int
    stall: int = 0


@dataclass(frozen=True, kw_only=True)
class HelpOffer:
    """A call that is not made yet: how many organisers would be told at first, and of which place. `stall` is "" where there is none."""

    organisers: int
    stall: str
    alley: str


@dataclass(frozen=True, kw_only=True)
class HelpCallFacts:
    """A call. `caller` and `taker` are first names, "" where nobody is known; so is `stall` where there is none."""

    id: int
    place: HelpPlace
    stall: str
    alley: str
    zone: str
    caller: str
    caller_language: str
    words: str
    state: HelpCallState
    asked_at: datetime
    told_at: datetime
    taken_by: int | None
    taker: str
    taken_at: datetime | None
    closed_at: datetime | None

    @property
    def told_again(self) -> bool:
        """Return whether the organisers were told more than once."""
        return self.told_at != self.asked_at


def named_place(session: Session, place: HelpPlace) -> tuple[Alley, Stall | None]:
    """Return the rows of a place; without the stall where it is not approved, so that nobody reads its name. Raises AlleyUnknown, StallUnknown."""
    alley = AlleyUnknown.unless(session.get(Alley, place.alley))
    if not place.stall:
        return alley, None
    stall = StallUnknown.unless(session.get(Stall, place.stall))
    return alley, stall if stall.state is StallApproval.APPROVED else None


def help_offer(
    session: Session, place: HelpPlace, caller: int | None, admins: Admins, *, now: datetime
) -> HelpOffer:
    """Return who would be told if this person, or somebody without a name, called from here. Raises AlleyUnknown, StallUnknown."""
    alley, stall = named_place(session, place)
    told = first_told(session, alley, caller, admins, now=now)
    return HelpOffer(organisers=len(told), stall=stall.name if stall else "", alley=alley.name)


def help_call(session: Session, call: int) -> HelpCallFacts:
    """Return any call. Raises HelpCallUnknown."""
    return facts_of(session, HelpCallUnknown.unless(session.get(HelpCall, call)))


def overseen_call(session: Session, actor: Actor, call: int) -> HelpCallFacts:
    """Return any call to an organiser. Raises NotOrganiser, HelpCallUnknown."""
    require_organiser(session, actor)
    return help_call(session, call)


def call_to_answer(session: Session, actor: Actor, call: int) -> HelpCallFacts:
    """Return a call whose caller an organiser can write to. Raises NotOrganiser, HelpCallUnknown, HelpCallerUnknown."""
    require_organiser(session, actor)
    row = HelpCallUnknown.unless(session.get(HelpCall, call))
    if row.caller_id is None:
        raise HelpCallerUnknown
    return facts_of(session, row)


def own_call(session: Session, person: int, call: int) -> HelpCallFacts:
    """Return a call of this person. Raises HelpCallUnknown."""
    row = session.get(HelpCall, call)
    if row is None or row.caller_id != person:
        raise HelpCallUnknown
    return facts_of(session, row)


def open_call(session: Session, call: int) -> HelpCallFacts:
    """Return a call that is not over. Raises HelpCallUnknown, HelpCallOver."""
    found = help_call(session, call)
    if found.closed_at is not None:
        raise HelpCallOver(found.closed_at, found.zone)
    return found


def untaken_call(session: Session, call: int) -> HelpCallFacts:
    """Return a call that nobody has taken. Raises HelpCallUnknown, HelpCallTaken, HelpCallOver."""
    found = open_call(session, call)
    if found.state is HelpCallState.TAKEN:
        raise HelpCallTaken(found.taker)
    return found


def changed_call(session: Session, call: int, state: HelpCallState) -> HelpCallFacts:
    """Return a call in this state. Raises HelpCallUnknown where it stands otherwise."""
    found = help_call(session, call)
    if found.state is not state:
        raise HelpCallUnknown
    return found


def refuse_words(session: Session, person: int, call: int) -> None:
    """Refuse to ask this person for a line that would be refused. Raises HelpCallUnknown, HelpCallOver, HelpWordsAdded."""
    own_call(session, person, call)
    if open_call(session, call).words:
        raise HelpWordsAdded


def facts_of(session: Session, row: HelpCall) -> HelpCallFacts:
    """Return the facts of a row."""
    alley, stall = named_place(session, HelpPlace(alley=row.alley_id, stall=row.stall_id or 0))
    caller = session.get(Person, row.caller_id) if row.caller_id else None
    taker = session.get(Person, row.taken_by) if row.taken_by else None
    return HelpCallFacts(
        id=row.id or 0,
        place=HelpPlace(alley=row.alley_id, stall=row.stall_id or 0),
        stall=stall.name if stall else "",
        alley=alley.name,
        zone=alley.zone,
        caller=caller.first_name if caller else "",
        caller_language=caller.language if caller else "",
        words=row.words or "",
        state=row.state,
        asked_at=row.asked_at,
        told_at=row.told_at,
        taken_by=row.taken_by,
        taker=taker.first_name if taker else "",
        taken_at=row.taken_at,
        closed_at=row.closed_at,
    )
