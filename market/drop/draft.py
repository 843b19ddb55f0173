"""From a line of stock to a drop: a draft that nobody sees, published, taken back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, delete, func, select

from market.acting import Acting, must_staff
from market.broadcast.scheduling import let_go_of_drop
from market.code import new_code
from market.deposit.refund import renew
from market.draw.opening import open_draws, take_back_draws
from market.drop.closing import check_close
from market.drop.own import Own, lock_own
from market.drop.stock import AHEAD, LONGEST, Hours, Stock
from market.drop.wares import Plan, Wares, planned
from market.person import lock_person
from market.refusal import (
    DropCancelled,
    DropEntered,
    HoursUnfit,
    NothingToSell,
    NumberUnfit,
    PartUnfit,
    StallNotApproved,
    StallTurnedDown,
    TooManyLines,
    WhenPassed,
)
from market.reminder import rewrite
from market.stall import fit, on_one_line
from storage.alley import Alley
from storage.drop import Drop, DropTag, Line, Part
from storage.stall import Stall
from storage.store import touch
from storage.waitlist import Entry

NAME, LINE_NAME, WORDS, TAG = 128, 64, 600, 24
MOST, MOST_EACH, DEAREST, MOST_TAGS, MOST_LINES = 100_000, 6, 10**12, 6, 6
POT = timedelta(minutes=15)


def prepare(
    session: Session,
    acting: Acting,
    stall: int,
    wares: Wares,
    words: str,
    picture: str | None,
    language: str,
    now: datetime,
    dice: Random,
) -> int:
    """Keep what a message says as a draft that is called by its first line; its drop's id. What it leaves out is as the stall's last time.

    A line without a number or a price waits with 0 for it.
    Raises Banned, StallUnknown, NotYourStall, NameUnfit, NumberUnfit, TooManyLines, PartUnfit, WhenPassed, HoursUnfit. locks: person
    """
    lock_person(session, acting.person)
    row = must_staff(session, acting, stall)
    last = last_drop(session, stall)
    alley = session.get_one(Alley, last.alley_id if last else row.alley_id)
    plan = planned(wares, Hours(last.starts_at, last.ends_at) if last else None, now, alley.zone)
    check_hours(plan.drop, alley.zone, now)
    about = wares.drop
    drop = Drop(
        code=new_code(session, Drop, dice),
        stall_id=stall,
        alley_id=last.alley_id if last else row.alley_id,
        name=fit(wares.lines[0].name if wares.lines else "", LINE_NAME),
        words=on_one_line(words)[:WORDS],
        language=language,
        picture_hash=picture,
        per_person=limit_of(about.limit or (last.per_person if last else 2)),
        skips=last.skips if last else 2,
        fitting=last.fitting if last else "fit",
        opens_at=now,
        starts_at=plan.drop.starts_at,
        ends_at=plan.drop.ends_at,
        created_at=now,
    )
    follow_rule(drop, last.policy if last else "queue", now)
    session.add(drop)
    session.flush()
    assert drop.id is not None
    _put_lines(session, drop.id, wares, plan)
    put_tags(session, drop.id, about.tags)
    touch(session, "drop")
    return drop.id


def publish(session: Session, acting: Acting, drop: int, beacon: str, now: datetime, dice: Random) -> None:
    """Show it to everybody and open its waitlist, and its draw, which `beacon` will decide; published already, nothing changes.

    Raises Banned, DropUnknown, NotYourStall, StallNotApproved, StallTurnedDown, DropCancelled, WhenPassed, HoursUnfit, NothingToSell, NoTimeToDraw,
    CloseUnfit. locks: person, drop, line
    """
    own = lock_own(session, acting, drop)
    if own.drop.state == "cancelled":
        raise DropCancelled(own.drop.cancelled_at or now, own.alley.zone)
    if own.drop.state != "draft":
        return
    _may_publish(own.stall, own.alley.zone)
    check_hours(Hours(own.drop.starts_at, own.drop.ends_at), own.alley.zone, now)
    if not any(at.line.offered and at.most for at in own.grounds()):
        raise NothingToSell
    if own.drop.policy == "draw" and own.drop.closes_at:
        check_close(own.drop, own.drop.closes_at, now, own.alley.zone)
    own.drop.state, own.drop.opens_at = "published", now
    follow_rule(own.drop, own.drop.policy, now)
    renew(own.drop, now)
    open_draws(session, own.drop, beacon, now, dice)
    rewrite(session, own.drop.id, now)
    touch(session, "drop")


def undo(session: Session, acting: Acting, drop: int, now: datetime) -> bool:
    """Take back a publication that nobody has joined yet; a draft is thrown away. Whether the drop is still there.

    Raises Banned, DropUnknown, NotYourStall, DropEntered. locks: person, drop, line
    """
    own = lock_own(session, acting, drop)
    touch(session, "drop")
    if own.drop.state == "draft":
        _throw_away(session, own, now)
        return False
    joined = _entries(session, own)
    if joined or own.drop.state == "cancelled":
        raise DropEntered(joined)
    own.drop.state, own.drop.paused_at = "draft", None
    take_back_draws(session, drop)
    rewrite(session, drop, now)
    return True


def last_drop(session: Session, stall: int) -> Drop | None:
    """The one the stall made last, whose choices it is likely to make again."""
    made = select(Drop).where(col(Drop.stall_id) == stall, col(Drop.state) != "draft")
    return session.exec(made.order_by(col(Drop.created_at).desc(), col(Drop.id).desc()).limit(1)).first()


def has_stood(session: Session, stall: int) -> bool:
    """Whether there is a last time to go by."""
    return last_drop(session, stall) is not None


def check_hours(hours: Hours, zone: str, now: datetime) -> None:
    """Raises WhenPassed, HoursUnfit."""
    if hours.starts_at <= now:
        raise WhenPassed(hours.starts_at, zone)
    if hours.ends_at - hours.starts_at > LONGEST or hours.starts_at - now > AHEAD:
        raise HoursUnfit


def follow_rule(drop: Drop, policy: str, opens_at: datetime) -> None:
    """First come, or a pot of the first quarter of an hour. A draw whose times are planned stays; the next drop has none and is first come."""
    if policy == drop.policy == "draw":
        return
    if drop.policy == "draw":
        drop.closes_at = None
    drop.policy = "pot" if policy == "pot" else "queue"
    drop.pot_until = opens_at + POT if drop.policy == "pot" else None
    drop.draws_at, drop.weighing = None, "equal"


def put_tags(session: Session, drop: int, tags: Iterable[str]) -> None:
    """These tags and no others; what is too long for one is left out."""
    session.connection().execute(delete(DropTag).where(col(DropTag.drop_id) == drop))
    fitting = dict.fromkeys(tag for tag in tags if 1 <= len(tag) <= TAG)
    session.add_all(DropTag(drop_id=drop, tag=tag) for tag in list(fitting)[:MOST_TAGS])


def within(number: int, most: int) -> int:
    """Raises NumberUnfit."""
    if not 0 <= number <= most:
        raise NumberUnfit(most)
    return number


def limit_of(units: int) -> int:
    """Raises NumberUnfit."""
    if not 1 <= units <= MOST_EACH:
        raise NumberUnfit(MOST_EACH)
    return units


def _put_lines(session: Session, drop: int, wares: Wares, plan: Plan) -> None:
    if len(wares.lines) > MOST_LINES:
        raise TooManyLines(MOST_LINES)
    rows = [
        _line(drop, place, stock, slot)
        for place, (stock, slot) in enumerate(zip(wares.lines, plan.slots, strict=True), 1)
    ]
    if {bundle for bundle, _ in wares.parts} & {part for _, part in wares.parts}:
        raise PartUnfit
    session.add_all(rows)
    session.flush()
    session.add_all(
        Part(bundle_id=rows[bundle].id or 0, line_id=rows[part].id or 0) for bundle, part in wares.parts
    )


def _line(drop: int, place: int, stock: Stock, slot: Hours | None) -> Line:
    return Line(
        drop_id=drop,
        position=place,
        name=fit(stock.name, LINE_NAME),
        unit=stock.unit,
        price=within(stock.price or 0, DEAREST),
        loan_deposit=within(stock.deposit or 0, DEAREST),
        quantity=within(stock.quantity or 0, MOST),
        offered=stock.offered,
        starts_at=slot.starts_at if slot else None,
        ends_at=slot.ends_at if slot else None,
    )


def _may_publish(stall: Stall, zone: str) -> None:
    if stall.state == "turned_down":
        raise StallTurnedDown(stall.reason)
    if stall.state != "approved":
        raise StallNotApproved(stall.asked_at, zone)


def _entries(session: Session, own: Own) -> int:
    lines = [line.id for line in own.lines]
    counted = select(func.count(func.distinct(col(Entry.person_id)))).where(col(Entry.line_id).in_(lines))
    return session.exec(counted).one()


def _throw_away(session: Session, own: Own, now: datetime) -> None:
    let_go_of_drop(session, own.drop.id or 0, now)
    put_tags(session, own.drop.id or 0, ())
    lines = [line.id for line in own.lines]
    session.connection().execute(delete(Part).where(col(Part.bundle_id).in_(lines)))
    for line in own.lines:
        session.delete(line)
    session.flush()
    session.delete(own.drop)
