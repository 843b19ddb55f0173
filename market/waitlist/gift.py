"""Gifts: passing on a hold or a booking to one friend, by a link that works once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from market.drop.facts import DropFacts, ItemFacts
from market.drop.locked_item import LockedItem, notify_about, read_item
from market.ledger.deposit_end import pass_on
from market.link_secret import draw_secret, hash_secret
from market.person import lock_people, lock_unblocked_person, mark_people_changed, refuse_blocked
from market.refusal import LinkUnknown
from market.reminder import remind_hold
from market.ticket.issue import issue_booking_tickets, revoke
from market.waitlist.allocate import allocate
from market.waitlist.booking import lock_own_hold, refuse_ended
from market.waitlist.hold_clock import start_clock
from market.waitlist.join_checks import refuse_minor, refuse_second_hold, refuse_too_many
from market.waitlist.notifications import GiftAccepted
from market.waitlist.person_units import leave_waitlist
from market.waitlist.position import drop_of_item
from market.waitlist.refusals import GiftAlreadyPassedOn, GiftGone, OwnGift
from market.waitlist.shopper_actions import lock_booking, refuse_unbooked
from storage.drop import DropState, Item
from storage.gift import Gift, GiftState
from storage.shown import ShownKind, mark_place, mark_subject
from storage.waitlist import Booking, BookingState, Entry, Hold, HoldState

LIVES = timedelta(hours=24)


@dataclass(frozen=True)
class GiftOffer:
    """A gift link. Only a hash of `code` is stored. It works before `until`; until it is accepted, the units stay the giver's."""

    code: str
    until: datetime
    gift: int = 0


@dataclass(frozen=True, kw_only=True)
class OfferedGift:
    """A gift as its giver sees it. `works`: the link can still be accepted."""

    state: GiftState
    until: datetime
    ended_at: datetime | None
    works: bool
    zone: str


@dataclass(frozen=True)
class AcceptedGift:
    """The hold or booking that the taker has now."""

    hold: int | None
    booking: int | None


@dataclass(frozen=True, kw_only=True)
class GiftFacts:
    """A gift as shown. `price` is for one unit, in minor units; `confirm_by` is the end of a hold; `accepted`: this person has accepted it."""

    drop: DropFacts
    item: ItemFacts
    units: int
    price: int
    until: datetime
    confirm_by: datetime | None
    accepted: AcceptedGift | None


def give_hold(session: Session, person: int, hold: int, now: datetime, rng: Random) -> GiftOffer:
    """Return a link for one friend, valid until the hold ends and for a day at most; an earlier link stops working.

    Raises HoldNotYours, HoldExpired, DropCancelled, GiftAlreadyPassedOn. locks: person, drop, item, hold
    """
    lock_unblocked_person(session, person)
    locked, row = lock_own_hold(session, person, hold)
    refuse_ended(locked, row, now)
    start_clock(session, locked, row, now)
    _refuse_second(session, row)
    return _offer(session, person, min(row.until, now + LIVES), now, rng=rng, hold=hold)


def give_booking(session: Session, person: int, booking: int, now: datetime, rng: Random) -> GiftOffer:
    """Return a link for one friend to a booking with its ticket, as `give_hold`.

    Raises BookingNotYours, AlreadyCollected, DropCancelled, DropOver, GiftAlreadyPassedOn. locks: person, drop, item, booking
    """
    lock_unblocked_person(session, person)
    locked, row = lock_booking(session, person, booking)
    refuse_unbooked(locked, row, now)
    _refuse_second(session, session.get_one(Hold, row.hold_id))
    return _offer(session, person, min(locked.drop.ends_at, now + LIVES), now, rng=rng, booking=booking)


def take_gift(session: Session, person: int, code: str, now: datetime, rng: Random) -> AcceptedGift:
    """Accept a gift: the hold or booking becomes this person's, and their own entry for the item ends.

    Accepting it again returns the same. Raises Blocked, LinkUnknown, OwnGift, GiftGone, AdultsOnly, AlreadyHolding, TooManyUnits.
    locks: person, drop, item, hold
    """
    known = session.exec(
        select(Gift.id, Gift.giver_id).where(col(Gift.code_hash) == hash_secret(code))
    ).first()
    if known is None:
        raise LinkUnknown
    if known[1] == person:
        raise OwnGift
    refuse_blocked(person, lock_people(session, {person, known[1] or person}))
    locked, hold, booking = _locked_gift(session, known[0] or 0)
    gift = session.get_one(Gift, known[0], with_for_update=True, populate_existing=True)
    if gift.state == GiftState.TAKEN and gift.taker_id == person:
        return AcceptedGift(gift.hold_id, gift.booking_id)
    if (
        gift.state != GiftState.OFFERED
        or gift.until <= now
        or not _still_giveable(locked, hold, booking, gift.giver_id, now=now)
    ):
        raise GiftGone
    refuse_minor(session, locked, person)
    allocate(session, locked, now, answered=(person,))
    refuse_second_hold(session, locked, person, now)
    leave_waitlist(session, locked, person, now)
    refuse_too_many(session, locked, person, booking.units if booking else hold.units, now=now)
    gift.state, gift.taker_id, gift.ended_at = GiftState.TAKEN, person, now
    _hand_over(session, hold, booking, person, now=now, rng=rng)
    mark_people_changed(session, {person, known[1] or person})
    gift_id = gift.id or 0
    accepted = GiftAccepted(drop_id=locked.drop.id or 0, item_id=locked.item.id or 0, gift_id=gift_id)
    notify_about(session, gift.giver_id, accepted, locked, due_at=now, about=f"gift:{gift_id}")
    allocate(session, locked, now, answered=(person,))
    return AcceptedGift(gift.hold_id, gift.booking_id)


def gift_by_code(session: Session, person: int, code: str, now: datetime) -> GiftFacts:
    """Return the gift of a link as shown to this person; nothing changes. Raises LinkUnknown, OwnGift, GiftGone."""
    gift = session.exec(select(Gift).where(col(Gift.code_hash) == hash_secret(code))).first()
    if gift is None:
        raise LinkUnknown
    if gift.giver_id == person:
        raise OwnGift
    if gift.state == GiftState.TAKEN and gift.taker_id == person:
        return _facts(session, gift, AcceptedGift(gift.hold_id, gift.booking_id))
    hold, booking = _hold_and_booking(session, gift)
    locked = read_item(session, hold.item_id)
    stands = locked is not None and _still_giveable(locked, hold, booking, gift.giver_id, now=now)
    if gift.state != GiftState.OFFERED or gift.until <= now or not stands:
        raise GiftGone
    return _facts(session, gift)


def taken_gift(session: Session, gift: int) -> GiftFacts:
    """Return a gift for the notification to its giver."""
    return _facts(session, session.get_one(Gift, gift))


def offered_gift(session: Session, gift: int, now: datetime) -> OfferedGift:
    """Return a gift for the message with its link. Raises GiftGone where its row is gone."""
    row = session.get(Gift, gift)
    if row is None:
        raise GiftGone
    hold, booking = _hold_and_booking(session, row)
    locked = read_item(session, hold.item_id)
    assert locked is not None, "an item with holds stays"
    stands = row.until > now and _still_giveable(locked, hold, booking, row.giver_id, now=now)
    return OfferedGift(
        state=row.state,
        until=row.until,
        ended_at=row.ended_at,
        works=row.state == GiftState.OFFERED and stands,
        zone=locked.alley.zone,
    )


def _facts(session: Session, gift: Gift, accepted: AcceptedGift | None = None) -> GiftFacts:
    hold, booking = _hold_and_booking(session, gift)
    drop = drop_of_item(session, hold.item_id)
    item = drop.item(hold.item_id)
    if booking:
        return GiftFacts(
            drop=drop,
            item=item,
            units=booking.units,
            price=booking.price,
            until=gift.until,
            confirm_by=None,
            accepted=accepted,
        )
    return GiftFacts(
        drop=drop,
        item=item,
        units=hold.units,
        price=item.price,
        until=gift.until,
        confirm_by=hold.until,
        accepted=accepted,
    )


def _hold_and_booking(session: Session, gift: Gift) -> tuple[Hold, Booking | None]:
    booking = session.get_one(Booking, gift.booking_id) if gift.booking_id else None
    return session.get_one(Hold, booking.hold_id if booking else gift.hold_id), booking


def _hand_over(
    session: Session, hold: Hold, booking: Booking | None, person: int, now: datetime, rng: Random
) -> None:
    session.get_one(Entry, hold.entry_id).person_id = person
    for each in (hold.person_id, person):
        mark_place(session, hold.item_id, each, now)
    pass_on(session, hold.id or 0, person, now)
    hold.person_id = person
    if booking is None:
        remind_hold(session, hold, now)
        return
    revoke(session, booking, now)
    booking.person_id, booking.coming, booking.late_at = person, False, None
    session.flush()
    unit = session.get_one(Item, hold.item_id).unit
    issue_booking_tickets(session, unit, {booking.id or 0: person}, now, rng=rng)


def _locked_gift(session: Session, gift: int) -> tuple[LockedItem, Hold, Booking | None]:
    """Lock the hold or booking of a gift, whoever has it now. locks: drop, item, hold, booking"""
    row = session.get_one(Gift, gift)
    if row.booking_id is not None:
        owner = session.exec(select(Booking.person_id).where(col(Booking.id) == row.booking_id)).one()
        locked, booking = lock_booking(session, owner or 0, row.booking_id)
        return (
            locked,
            session.get_one(Hold, booking.hold_id, with_for_update=True, populate_existing=True),
            booking,
        )
    owner = session.exec(select(Hold.person_id).where(col(Hold.id) == row.hold_id)).one()
    locked, hold = lock_own_hold(session, owner or 0, row.hold_id or 0)
    return locked, hold, None


def _still_giveable(
    locked: LockedItem, hold: Hold, booking: Booking | None, giver: int | None, now: datetime
) -> bool:
    """Return whether the giver still has it and may pass it on."""
    if locked.drop.state == DropState.CANCELLED or now >= locked.drop.ends_at or giver is None:
        return False
    if not locked.open_to_public:
        return False
    if booking:
        return booking.person_id == giver and booking.state == BookingState.BOOKED and not booking.collected
    return (
        hold.person_id == giver and hold.state == HoldState.LIVE and not locked.has_expired(hold.until, now)
    )


def _refuse_second(session: Session, hold: Hold) -> None:
    """Refuse to pass on a second time what was drawn: the taker counts as the person who was drawn. Raises GiftAlreadyPassedOn."""
    drawn = session.get_one(Entry, hold.entry_id).pseudonym is not None
    of_hold = col(Gift.hold_id) == hold.id
    of_claim = col(Gift.booking_id).in_(select(Booking.id).where(col(Booking.hold_id) == hold.id))
    accepted = select(Gift.id).where(of_hold | of_claim, col(Gift.state) == GiftState.TAKEN)
    if drawn and session.exec(accepted).first():
        raise GiftAlreadyPassedOn


def _offer(
    session: Session,
    person: int,
    until: datetime,
    now: datetime,
    rng: Random,
    hold: int | None = None,
    booking: int | None = None,
) -> GiftOffer:
    same = col(Gift.hold_id) == hold if hold else col(Gift.booking_id) == booking
    before = select(Gift).where(same, col(Gift.state) == GiftState.OFFERED)
    for gift in session.exec(before.with_for_update(key_share=True)):
        gift.state, gift.ended_at = GiftState.WITHDRAWN, now
        mark_subject(session, gift.id or 0, ShownKind.GIFT, now=now)
    code = draw_secret(rng)
    gift = Gift(
        code_hash=hash_secret(code),
        hold_id=hold,
        booking_id=booking,
        giver_id=person,
        made_at=now,
        until=until,
    )
    session.add(gift)
    session.flush()
    return GiftOffer(code, until, gift.id or 0)
