"""Changing a drop. Of one that people have joined they are told what was and what is; what was claimed keeps its price."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.acting import Acting
from market.deposit.refund import follow, refuse_below
from market.drop.concerned import tell_concerned
from market.drop.draft import (
    DEAREST,
    LINE_NAME,
    MOST,
    WORDS,
    check_hours,
    limit_of,
    put_tags,
    within,
)
from market.drop.own import Own, lock_own, lock_own_line
from market.drop.stock import Hours, Stock, moved_to
from market.refusal import AlleyUnknown, DropCancelled, DropOver, OtherMoney, QuantityTooLow
from market.reminder import rewrite
from market.stall import fit
from market.waitlist.ground import Ground
from market.waitlist.settle import settle
from storage.alley import Alley
from storage.drop import DropTag
from storage.store import touch
from storage.waitlist import Claim, Entry, Hold


def change_price(session: Session, acting: Acting, line: int, price: int, now: datetime) -> None:
    """Minor units each. Raises as `lock_standing`, NumberUnfit, PriceBelowDeposit. locks: person, drop, line"""
    at = lock_standing_line(session, acting, line, now)
    refuse_below(session, at.line, within(price, DEAREST))
    was, at.line.price = at.line.price, price
    if was != price:
        _told(session, at.drop.id, now, "price", was, price, line=line)


def change_deposit(session: Session, acting: Acting, line: int, deposit: int, now: datetime) -> None:
    """For packaging that comes back, minor units each. Raises as `lock_standing`, NumberUnfit. locks: person, drop, line"""
    at = lock_standing_line(session, acting, line, now)
    was, at.line.loan_deposit = at.line.loan_deposit, within(deposit, DEAREST)
    if was != deposit:
        _told(session, at.drop.id, now, "deposit", was, deposit, line=line)


def change_quantity(session: Session, acting: Acting, line: int, quantity: int, now: datetime) -> int | None:
    """How many there are in all; the lowest number that units went to, if any. More goes to those who wait at once.

    Raises as `lock_standing`, NumberUnfit, QuantityTooLow. locks: person, drop, line, hold
    """
    at = lock_standing_line(session, acting, line, now)
    settle(session, at, now)
    taken = at.line.held + at.line.claimed
    if within(quantity, MOST) < taken:
        raise QuantityTooLow(taken)
    before = _held(session, at)
    at.line.quantity = quantity
    settle(session, at, now)
    return min(_held(session, at) - before, default=None)


def sell_out(session: Session, acting: Acting, line: int, now: datetime) -> int:
    """What is not held or claimed is gone; how many are left in all. Raises as `lock_standing`. locks: person, drop, line, hold"""
    at = lock_standing_line(session, acting, line, now)
    settle(session, at, now)
    at.line.quantity = at.line.held + at.line.claimed
    settle(session, at, now)
    return at.line.quantity


def rename(session: Session, acting: Acting, drop: int, name: str, now: datetime) -> None:
    """A drop of one line and its line are called alike. Raises as `lock_standing`, NameUnfit. locks: person, drop, line"""
    own = lock_standing(session, acting, drop, now)
    was, words = own.drop.name, fit(name, LINE_NAME)
    own.drop.name = words
    if len(own.lines) == 1:
        own.lines[0].name = words
    if was != words:
        _told(session, drop, now, "name", was, words)


def change_words(
    session: Session, acting: Acting, drop: int, words: str, language: str, now: datetime
) -> None:
    """Raises as `lock_standing`, NameUnfit. locks: person, drop, line"""
    own = lock_standing(session, acting, drop, now)
    was, own.drop.words, own.drop.language = own.drop.words, fit(words, WORDS), language
    if was != own.drop.words:
        _told(session, drop, now, "words", was[:200], own.drop.words[:200])


def change_tags(session: Session, acting: Acting, drop: int, tags: tuple[str, ...], now: datetime) -> None:
    """Raises as `lock_standing`. locks: person, drop, line"""
    lock_standing(session, acting, drop, now)
    was = _tags(session, drop)
    put_tags(session, drop, tags)
    new = _tags(session, drop)
    if was != new:
        _told(session, drop, now, "tags", " ".join(was), " ".join(new))


def change_picture(session: Session, acting: Acting, drop: int, picture: str, now: datetime) -> None:
    """`picture` is the hash of stored bytes. Raises as `lock_standing`. locks: person, drop, line"""
    own = lock_standing(session, acting, drop, now)
    was, own.drop.picture_hash = own.drop.picture_hash, picture
    if was != picture:
        _told(session, drop, now, "picture", "", picture[:16])


def change_limit(session: Session, acting: Acting, drop: int, limit: int, now: datetime) -> None:
    """Units a person; who has more already keeps them. Raises as `lock_standing`, NumberUnfit. locks: person, drop, line"""
    own = lock_standing(session, acting, drop, now)
    was, own.drop.per_person = own.drop.per_person, limit_of(limit)
    if was != limit:
        _told(session, drop, now, "limit", was, limit)


def move(session: Session, acting: Acting, drop: int, stock: Stock, now: datetime) -> None:
    """To the day and hours that `stock` names; what it leaves out stays. Slots, draws and reminders move along, a hold ends at the latest when the drop does.

    Raises as `lock_standing`, WhenPassed, HoursUnfit. locks: person, drop, line, hold
    """
    own = lock_standing(session, acting, drop, now)
    was = Hours(own.drop.starts_at, own.drop.ends_at)
    hours = moved_to(stock, was, own.alley.zone)
    if hours == was:
        return
    if hours.starts_at != was.starts_at:
        check_hours(hours, own.alley.zone, now)
    else:
        check_hours(hours, own.alley.zone, min(now, hours.starts_at - timedelta(seconds=1)))
    if hours.ends_at <= now:
        raise DropOver
    _shift(own, hours, now)
    _clip_holds(session, own)
    follow(session, own.drop, hours.starts_at - was.starts_at, now)
    for at in own.grounds():
        settle(session, at, now)
    if own.drop.state != "draft":
        own.drop.moved_from = was.starts_at
        _ask_again(session, own)
        _moved(session, own, now, was, own.drop.alley_id)


def move_alley(session: Session, acting: Acting, drop: int, alley: int, now: datetime) -> None:
    """To another alley, at the same time. Raises as `lock_standing`, AlleyUnknown, OtherMoney. locks: person, drop, line"""
    own = lock_standing(session, acting, drop, now)
    there = session.get(Alley, alley)
    if there is None:
        raise AlleyUnknown
    if there.currency != own.alley.currency:
        raise OtherMoney(there.name)
    was, own.drop.alley_id = own.drop.alley_id, alley
    if was != alley and own.drop.state != "draft":
        follow(session, own.drop, timedelta(0), now)
        _ask_again(session, own)
        _moved(session, own, now, Hours(own.drop.starts_at, own.drop.ends_at), was)


def lock_standing(session: Session, acting: Acting, drop: int, now: datetime) -> Own:
    """A drop that can be changed. Raises Banned, DropUnknown, NotYourStall, DropCancelled, DropOver. locks: person, drop, line"""
    own = lock_own(session, acting, drop)
    for at in own.grounds()[:1]:
        _must_stand(at, now)
    touch(session, "drop")
    return own


def lock_standing_line(session: Session, acting: Acting, line: int, now: datetime) -> Ground:
    """As `lock_standing`, for what is decided about one line. locks: person, drop, line"""
    at = lock_own_line(session, acting, line)
    _must_stand(at, now)
    touch(session, "drop")
    return at


def _must_stand(at: Ground, now: datetime) -> None:
    if at.drop.state == "cancelled":
        raise DropCancelled(at.drop.cancelled_at or now, at.alley.zone)
    if at.drop.state != "draft" and now >= at.drop.ends_at:
        raise DropOver


def _told(
    session: Session,
    drop: int | None,
    now: datetime,
    what: str,
    was: str | int,
    new: str | int,
    line: int | None = None,
) -> None:
    assert drop is not None
    facts: dict[str, str | int | None] = {"what": what, "was": was, "new": new, "line": line}
    tell_concerned(session, drop, "DropChanged", now, f"{what}:{line or 0}:{new}", facts)


def _moved(session: Session, own: Own, now: datetime, was: Hours, alley: int) -> None:
    assert own.drop.id is not None
    rewrite(session, own.drop.id, now)
    to = f"{own.drop.starts_at:%m%dT%H%M}-{own.drop.ends_at:%H%M}:{own.drop.alley_id}"
    facts: dict[str, str | int | None] = {
        "starts_at": was.starts_at.isoformat(),
        "ends_at": was.ends_at.isoformat(),
        "alley": alley,
    }
    tell_concerned(session, own.drop.id, "DropMoved", now, to, facts)


def _shift(own: Own, hours: Hours, now: datetime) -> None:
    """What has its own time in the drop moves by as much, unless it has happened."""
    drop, by = own.drop, hours.starts_at - own.drop.starts_at
    drop.starts_at, drop.ends_at = hours.starts_at, hours.ends_at
    drop.opens_at = min(drop.opens_at, hours.starts_at)
    if drop.closes_at and drop.closes_at > now:
        drop.closes_at += by
    if drop.draws_at and drop.draws_at > now:
        drop.draws_at += by
    for line in own.lines:
        if line.starts_at and line.ends_at:
            line.starts_at, line.ends_at = line.starts_at + by, line.ends_at + by


def _clip_holds(session: Session, own: Own) -> None:
    for at in own.grounds():
        late = select(Hold).where(
            col(Hold.line_id) == at.line.id, col(Hold.state) == "live", col(Hold.until) > at.cut_off
        )
        for hold in session.exec(late.with_for_update(key_share=True)):
            hold.until = at.cut_off


def _tags(session: Session, drop: int) -> Sequence[str]:
    return session.exec(
        select(DropTag.tag).where(col(DropTag.drop_id) == drop).order_by(col(DropTag.tag))
    ).all()


def _ask_again(session: Session, own: Own) -> None:
    """Who said they are coming said it of another time or place."""
    lines = [line.id for line in own.lines]
    coming = select(Claim).where(
        col(Claim.line_id).in_(lines), col(Claim.state) == "claimed", col(Claim.coming)
    )
    for claim in session.exec(coming.with_for_update(key_share=True)):
        claim.coming = False


def _held(session: Session, at: Ground) -> set[int]:
    """The numbers that hold units now."""
    held = select(Entry.number).where(col(Entry.line_id) == at.line.id, col(Entry.state) == "held")
    return {number for number in session.exec(held) if number}
