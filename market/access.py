"""Access facts of an alley: steps, toilet, prayer room, seats, light. Organisers record them, everybody reads what is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from locales.user_text import ACCESS_WORDS
from market.actor import Actor, require_organiser
from market.alley import AlleyUnknown, lock_organised_alley
from market.audit_log import record_change
from market.text_checks import check_words, on_one_line
from storage.access import AccessAnswer, AccessFact, AccessKind
from storage.alley import Alley
from storage.audit import AuditAction


@dataclass(frozen=True, kw_only=True)
class AccessFacts:
    """A fact of an alley, and the organisers' words about it."""

    kind: AccessKind
    answer: AccessAnswer = AccessAnswer.UNKNOWN
    words: str = ""


@dataclass(frozen=True)
class AlleyAccess:
    """The name of an alley whose facts are listed."""

    alley: str


def alley_access(session: Session, actor: Actor, alley: int) -> tuple[AlleyAccess, Sequence[AccessFacts]]:
    """Return all facts of an alley, also the unknown ones. Raises NotOrganiser, AlleyUnknown."""
    require_organiser(session, actor)
    row = AlleyUnknown.unless(session.get(Alley, alley))
    recorded = {fact.kind: fact for fact in _recorded(session, alley)}
    return AlleyAccess(row.name), [recorded.get(kind, AccessFacts(kind=kind)) for kind in AccessKind]


def known_access(session: Session, alley: int) -> tuple[AccessFacts, ...]:
    """Return the facts of an alley that are known, for everybody."""
    known = {fact.kind: fact for fact in _recorded(session, alley) if fact.answer != AccessAnswer.UNKNOWN}
    return tuple(known[kind] for kind in AccessKind if kind in known)


def set_access(session: Session, actor: Actor, alley: int, fact: AccessFacts, now: datetime) -> None:
    """Record a fact of an alley. Raises NotOrganiser, Blocked, AlleyUnknown, TooLong. locks: person, alley"""
    lock_organised_alley(session, actor, alley)
    words = check_words(on_one_line(fact.words), ACCESS_WORDS)
    row = session.get(AccessFact, (alley, fact.kind)) or AccessFact(
        alley_id=alley, kind=fact.kind, answer=fact.answer
    )
    row.answer, row.words = fact.answer, words
    session.add(row)
    about = f"alley:{alley}"
    record_change(session, AuditAction.ALLEY_FACTS_CHANGED, actor.person, now, about=about)


def _recorded(session: Session, alley: int) -> list[AccessFacts]:
    rows = session.exec(select(AccessFact).where(col(AccessFact.alley_id) == alley))
    return [AccessFacts(kind=row.kind, answer=row.answer, words=row.words) for row in rows]
