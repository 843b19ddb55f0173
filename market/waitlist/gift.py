"""Giving what one holds or has claimed to one friend, by a link that works once."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from sqlmodel import Session, col, select

from market.deposit.ending import pass_on
from market.drop.facts import DropFacts, LineFacts
from market.person import lock_person, lock_two
from market.refusal import GiftGone, GiftOnce, LinkUnknown, OwnGift
from market.reminder import remind_claim, remind_hold
from market.ticket.issue import issue_claim_ticket, revoke
from market.waitlist.actions import claimed_ground, refuse_unclaimed
from market.waitlist.claiming import held_ground, ran_out, refuse_ended
from market.waitlist.ground import Ground, ground, tell
from market.waitlist.open import refuse_second_hold, refuse_too_many
from market.waitlist.settle import settle
from market.waitlist.shares import step_out
from market.waitlist.standing import drop_of_line
from storage.gift import Gift
from storage.waitlist import Claim, Entry, Hold

LIVES = timedelta(hours=24)


@dataclass(frozen=True)
class Offered:
    """`code` is the link's and is not kept; until then it stays the giver's."""

    code: str
    until: datetime


@dataclass(frozen=True)
class Accepted:
    """What is now the taker's: a hold, or a claim."""

    hold: int | None
    claim: int | None


@dataclass(frozen=True)
class GiftFacts:
    """What is given, to look at. `price` each, in minor units; `keep_by`: of a hold; `taken`: whoever looks took it themselves."""

    drop: DropFacts
    line: LineFacts
    units: int
    price: int
    until: datetime
    keep_by: datetime | None
    taken: Accepted | None


def give_hold(session: Session, person: int, hold: int, now: datetime, dice: Random) -> Offered:
    """A link for one friend, until the hold ends; an earlier one works no more.

    Raises HoldNotYours, HoldExpired, DropCancelled, GiftOnce. locks: person, drop, line, hold
    """
    lock_person(session, person)
    at, row = held_ground(session, person, hold)
    refuse_ended(at, row, now)
    _refuse_second(session, row)
    return _offered(session, person, min(row.until, now + LIVES), now, dice, hold=hold)


def give_claim(session: Session, person: int, claim: int, now: datetime, dice: Random) -> Offered:
    """As `give_hold`, of a claim with its ticket.

    Raises ClaimNotYours, AlreadyCollected, DropCancelled, DropOver, GiftOnce. locks: person, drop, line, claim
    """
    lock_person(session, person)
    at, row = claimed_ground(session, person, claim)
    refuse_unclaimed(at, row, now)
    _refuse_second(session, session.get_one(Hold, row.hold_id))
    return _offered(session, person, min(at.drop.ends_at, now + LIVES), now, dice, claim=claim)


def take_gift(session: Session, person: int, code: str, now: datetime, dice: Random) -> Accepted:
    """What a friend gave is this person's; one who waits in that line waits there no more.

    Taken already by the same person: the same again. Raises LinkUnknown, OwnGift, GiftGone, AlreadyHolding, PartyTooBig.
    locks: person, drop, line, hold
    """
    known = session.exec(select(Gift.id, Gift.giver_id).where(col(Gift.code_hash) == _hash(code))).first()
    if known is None:
        raise LinkUnknown
    if known[1] == person:
        raise OwnGift
    lock_two(session, person, known[1])
    at, hold, claim = _given(session, known[0] or 0)
    gift = session.get_one(Gift, known[0], with_for_update=True, populate_existing=True)
    if gift.state == "taken" and gift.taker_id == person:
        return Accepted(gift.hold_id, gift.claim_id)
    if gift.state != "offered" or gift.until <= now or not _stands(at, hold, claim, gift.giver_id, now):
        raise GiftGone
    settle(session, at, now, quiet_for=(person,))
    refuse_second_hold(session, at, person, now)
    step_out(session, at, person, now)
    refuse_too_many(session, at, person, claim.units if claim else hold.units, now)
    gift.state, gift.taker_id, gift.ended_at = "taken", person, now
    _hand_over(session, hold, claim, person, now, dice)
    tell(session, gift.giver_id, "GiftTaken", at, now, gift=gift.id)
    settle(session, at, now, quiet_for=(person,))
    return Accepted(gift.hold_id, gift.claim_id)


def gift_by_code(session: Session, person: int, code: str, now: datetime) -> GiftFacts:
    """What a link offers this person; to look changes nothing. Raises LinkUnknown, OwnGift, GiftGone."""
    gift = session.exec(select(Gift).where(col(Gift.code_hash) == _hash(code))).first()
    if gift is None:
        raise LinkUnknown
    if gift.giver_id == person:
        raise OwnGift
    if gift.state == "taken" and gift.taker_id == person:
        return _facts(session, gift, Accepted(gift.hold_id, gift.claim_id))
    hold, claim = _of(session, gift)
    at = ground(session, hold.line_id, lock=False)
    stands = at is not None and _stands(at, hold, claim, gift.giver_id, now)
    if gift.state != "offered" or gift.until <= now or not stands:
        raise GiftGone
    return _facts(session, gift)


def taken_gift(session: Session, gift: int) -> GiftFacts:
    """What the letter to its giver tells of."""
    return _facts(session, session.get_one(Gift, gift))


def _facts(session: Session, gift: Gift, taken: Accepted | None = None) -> GiftFacts:
    hold, claim = _of(session, gift)
    drop = drop_of_line(session, hold.line_id)
    line = drop.line(hold.line_id)
    if claim:
        return GiftFacts(drop, line, claim.units, claim.price, gift.until, None, taken)
    return GiftFacts(drop, line, hold.units, line.price, gift.until, hold.until, taken)


def _of(session: Session, gift: Gift) -> tuple[Hold, Claim | None]:
    claim = session.get_one(Claim, gift.claim_id) if gift.claim_id else None
    return session.get_one(Hold, claim.hold_id if claim else gift.hold_id), claim


def _hand_over(
    session: Session, hold: Hold, claim: Claim | None, person: int, now: datetime, dice: Random
) -> None:
    session.get_one(Entry, hold.entry_id).person_id = person
    pass_on(session, hold.id or 0, person)
    hold.person_id = person
    if claim is None:
        remind_hold(session, hold, now)
        return
    revoke(session, claim, now)
    claim.person_id, claim.coming = person, False
    session.flush()
    issue_claim_ticket(session, claim, now, dice)
    remind_claim(session, claim, now)


def _given(session: Session, gift: int) -> tuple[Ground, Hold, Claim | None]:
    """What a gift is of, whoever has it now. locks: drop, line, hold, claim"""
    row = session.get_one(Gift, gift)
    if row.claim_id is not None:
        owner = session.exec(select(Claim.person_id).where(col(Claim.id) == row.claim_id)).one()
        at, claim = claimed_ground(session, owner or 0, row.claim_id)
        return at, session.get_one(Hold, claim.hold_id, with_for_update=True, populate_existing=True), claim
    owner = session.exec(select(Hold.person_id).where(col(Hold.id) == row.hold_id)).one()
    at, hold = held_ground(session, owner or 0, row.hold_id or 0)
    return at, hold, None


def _stands(at: Ground, hold: Hold, claim: Claim | None, giver: int | None, now: datetime) -> bool:
    """Whether it is still the giver's to give."""
    if at.drop.state == "cancelled" or now >= at.drop.ends_at or giver is None:
        return False
    if claim:
        return claim.person_id == giver and claim.state == "claimed" and not claim.collected
    return hold.person_id == giver and hold.state == "live" and not ran_out(at, hold, now)


def _refuse_second(session: Session, hold: Hold) -> None:
    """What a draw gave is handed on once: the taker counts as the one who was drawn. Raises GiftOnce."""
    drawn = session.get_one(Entry, hold.entry_id).pseudonym is not None
    of_hold = col(Gift.hold_id) == hold.id
    of_claim = col(Gift.claim_id).in_(select(Claim.id).where(col(Claim.hold_id) == hold.id))
    taken = select(Gift.id).where(of_hold | of_claim, col(Gift.state) == "taken")
    if drawn and session.exec(taken).first():
        raise GiftOnce


def _offered(
    session: Session,
    person: int,
    until: datetime,
    now: datetime,
    dice: Random,
    hold: int | None = None,
    claim: int | None = None,
) -> Offered:
    same = col(Gift.hold_id) == hold if hold else col(Gift.claim_id) == claim
    before = select(Gift).where(same, col(Gift.state) == "offered")
    for gift in session.exec(before.with_for_update(key_share=True)):
        gift.state, gift.ended_at = "withdrawn", now
    code = urlsafe_b64encode(dice.randbytes(16)).decode().rstrip("=")
    gift = Gift(
        code_hash=_hash(code), hold_id=hold, claim_id=claim, giver_id=person, made_at=now, until=until
    )
    session.add(gift)
    session.flush()
    return Offered(code, until)


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()
