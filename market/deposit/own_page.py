"""A deposit as its payer reads it, and a refund that did not come in time, of which the payer tells the organisers once."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from market.actor import Actor
from market.admins import Admins
from market.deposit.facts import own_deposit
from market.deposit.refusals import DepositChanged
from market.deposit.screenshot import own_screenshot
from market.ledger.deposit_facts import DepositFacts
from market.person import lock_people
from market.support import ask
from storage.shown import ShownKind, mark_subject
from storage.support import SupportMessage


@dataclass(frozen=True, kw_only=True)
class OwnDeposit:
    """A deposit with the time of its payer's screenshot, and the question in which the payer told the organisers that its refund is overdue."""

    facts: DepositFacts
    screenshot_sent_at: datetime | None = None
    question: int | None = None


def own_deposit_page(session: Session, person: int, deposit: int, now: datetime) -> OwnDeposit:
    """Return a deposit of this person. Raises DepositNotYours."""
    facts = own_deposit(session, person, deposit)
    return OwnDeposit(
        facts=facts,
        screenshot_sent_at=own_screenshot(session, person, deposit),
        question=_question_about(session, person, facts.reference) if facts.is_overdue(now) else None,
    )


def tell_overdue(
    session: Session, actor: Actor, deposit: int, words: str, *, admins: Admins, now: datetime
) -> None:
    """Ask the organisers about a refund that should have come, once: `words` name its reference, by which the question is found again.

    A blocked person may. Raises DepositNotYours, DepositChanged where it is not overdue, QuestionWordless, TooLong, TooManyQuestions. locks: person
    """
    lock_people(session, (actor.person,))
    facts = own_deposit(session, actor.person, deposit)
    if not facts.is_overdue(now):
        raise DepositChanged
    if _question_about(session, actor.person, facts.reference):
        return
    ask(session, actor, words, admins, now=now)
    mark_subject(session, deposit, ShownKind.DEPOSIT, now=now)


def _question_about(session: Session, person: int, reference: str) -> int | None:
    """Return the newest question in which this person named a reference; None for none."""
    texts = select(SupportMessage.thread_id).where(
        col(SupportMessage.person_id) == person,
        ~col(SupportMessage.is_answer),
        col(SupportMessage.words).contains(reference, autoescape=True),
    )
    return session.exec(texts.order_by(col(SupportMessage.id).desc()).limit(1)).first()
