"""From stock lines to a drop: a draft is prepared, published or undone."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import update
from sqlmodel import Session, col, delete, func, select

from locales.formats import ringgit_of
from locales.packaging_kind import PackagingKind
from locales.stock import ADULTS
from locales.user_text import ITEM, WORDS
from market.actor import Actor, Right, require_right
from market.broadcast.scheduling import detach_drop
from market.draw.open_draw import delete_draws, open_draws
from market.drop.item_options import OPTIONS_FIELD, check_options
from market.drop.own_drop import LockedDrop, lock_drop, lock_items_of, lock_own_drop
from market.drop.refusals import DropCancelled, DropEntered, HoursUnfit, NumberUnfit
from market.ledger.refund import renew_deadline
from market.licence import require_licence
from market.live.live_session import forget_live
from market.market_day.place import fit_stall_day, lock_place, lock_stall_days, place_drop
from market.person import lock_unblocked_person
from market.public_code import new_code
from market.refusal import WhenPassed
from market.reminder import rewrite_reminders
from market.roster.follow import follow_days
from market.split.ended import forget_splits
from market.stall import lock_stall
from market.stock.entry_close import check_close
from market.stock.parsed_message import ParsedMessage, schedule_drop
from market.stock.refusals import (
    ComponentUnfit,
    NothingToSell,
    SoldAtStall,
    StallNotApproved,
    StallTurnedDown,
    TooManyDrafts,
    TooManyItems,
)
from market.stock.stock_line import AHEAD, LONGEST, DropHours, StockLine, next_quarter
from market.text_checks import check_name, cut_line
from storage.alley import Alley
from storage.availability import AvailabilityAlert
from storage.beacon_kind import BeaconKind
from storage.drop import (
    LONGEST_TEXT,
    Component,
    Drop,
    DropPolicy,
    DropState,
    DropTag,
    Fitting,
    FormerPrice,
    Item,
    ItemDescription,
    Weighing,
    described,
)
from storage.last_minute_offer import LastMinuteOffer
from storage.packaging import PackagingType
from storage.report import Objection, Report
from storage.sale import ReceiptLine
from storage.series import DropSeries, lock_series_of
from storage.shown import ShownMessage
from storage.stall import Stall, StallApproval
from storage.store import mark_changed
from storage.waitlist import Entry

TAG = 24
MAX_QUANTITY, MAX_PER_PERSON, DEAREST, MAX_TAGS, MAX_ITEMS = 100_000, 6, 10**12, 6, 6
MANY, CHEAP, FEW_EACH = 20, 5, 2
"""So many units, or a price of fewer ringgit or as much of other money, has no limit that nobody asked for; else one person gets a few."""
MAX_DRAFTS, DRAFT_KEPT_FOR = 20, timedelta(days=30)
"""Drafts of one stall, and how long one is kept."""
MAX_WAITLIST = 100
"""Units that may wait for an item, where a stall sets a limit."""
POT = timedelta(minutes=15)


def prepare(
    session: Session,
    actor: Actor,
    stall: int,
    message: ParsedMessage,
    words: str,
    picture: str | None,
    language: str,
    now: datetime,
    rng: Random,
    source_message: int | None = None,
    replaced: int | None = None,
    is_kept: bool = True,
    alley_id: int | None = None,
) -> int:
    """Store a message as a draft named after its first item, and return the drop's id. Missing values are as in the stall's last drop, also its alley.

    An item without a quantity or price has 0. It was read from `source_message`, and takes the place of the draft `replaced`.
    One that is not kept is published in the same transaction, and so counts for nothing.
    Raises Blocked, StallUnknown, NotYourStall, NameUnfit, NumberUnfit, TooManyDrafts, TooManyItems, ComponentUnfit, WhenPassed, HoursUnfit.
    locks: person, stall, drop, item
    """
    lock_unblocked_person(session, actor.person)
    row = require_right(session, actor, stall, Right.STOCK)
    lock_stall(session, stall)
    if replaced is not None:
        discard_draft(session, actor, replaced, now)
    if is_kept:
        _refuse_many(session, stall)
    last = last_drop(session, stall)
    alley = session.get_one(Alley, alley_id or (last.alley_id if last else row.alley_id))
    same = last_drop_of(session, stall, message.items[0].name) if message.items else None
    plan = schedule_drop(
        message,
        DropHours(last.starts_at, last.ends_at) if last else None,
        now,
        alley.zone,
        length=same.ends_at - same.starts_at if same else None,
    )
    check_hours(plan.drop, alley.zone, now)
    about = message.drop
    drop = Drop(
        code=new_code(session, Drop, rng),
        stall_id=stall,
        alley_id=alley.id or 0,
        name=check_name(message.items[0].name if message.items else "", ITEM),
        words=cut_line(words, WORDS),
        language=language,
        picture_hash=picture,
        per_person=limit_of(
            min(about.limit, MAX_PER_PERSON)
            if about.limit
            else (same.per_person if same else usual_limit(message, alley.currency))
        ),
        skips=last.skips if last else 2,
        fitting=last.fitting if last else Fitting.FIT,
        waitlist_limit=last.waitlist_limit if last else None,
        opens_at=now,
        starts_at=plan.drop.starts_at,
        ends_at=plan.drop.ends_at,
        source_message=source_message,
        created_at=now,
    )
    set_policy(drop, last.policy if last else DropPolicy.QUEUE, now)
    session.add(drop)
    session.flush()
    assert drop.id is not None
    add_items(session, drop.id, message, plan.slots)
    set_tags(session, drop.id, about.tags)
    mark_changed(session, "drop")
    return drop.id


def publish(
    session: Session, actor: Actor, drop: int, beacon: BeaconKind, now: datetime, rng: Random
) -> None:
    """Publish a draft, and open its waitlist and its draw, decided by `beacon`. It has a stall day from then on. A published drop does not change.

    A draft whose start passed meanwhile begins now, until its end.

    Raises Blocked, DropUnknown, NotYourStall, StallNotApproved, StallTurnedDown, LicenceLapsed, DropCancelled, WhenPassed, HoursUnfit,
    NothingToSell, NoTimeToDraw, CloseUnfit, StallElsewhere. locks: person, stall, drop, item, stall day
    """
    place = lock_place(session, actor, drop, now)
    locked_drop = lock_drop(session, drop)
    if locked_drop.drop.state == DropState.CANCELLED:
        raise DropCancelled(locked_drop.drop.cancelled_at or now, locked_drop.alley.zone)
    if locked_drop.drop.state != DropState.DRAFT:
        return
    _may_publish(locked_drop.stall, locked_drop.alley.zone)
    require_licence(session, locked_drop.stall, locked_drop.alley, now)
    _begin_late(locked_drop, now)
    check_hours(DropHours(locked_drop.drop.starts_at, locked_drop.drop.ends_at), locked_drop.alley.zone, now)
    if not any(locked.item.offered and locked.total for locked in locked_drop.locked_items):
        raise NothingToSell
    if locked_drop.drop.policy == DropPolicy.DRAW and locked_drop.drop.closes_at:
        check_close(locked_drop.drop, locked_drop.drop.closes_at, now, locked_drop.alley.zone)
    locked_drop.drop.state = DropState.PUBLISHED
    locked_drop.drop.opens_at = locked_drop.drop.published_at = now
    fitted = place_drop(session, locked_drop.drop, now)
    follow_days(session, fitted, place.crew, now)
    set_policy(locked_drop.drop, locked_drop.drop.policy, now)
    renew_deadline(locked_drop.drop, now)
    open_draws(session, locked_drop.drop, beacon, now, rng=rng)
    rewrite_reminders(session, locked_drop.drop.id, now)
    mark_changed(session, "drop")


def undo(session: Session, actor: Actor, drop: int, now: datetime) -> bool:
    """Undo a publication that nobody has joined, or delete a draft. Returns whether the drop still exists.

    Raises Blocked, DropUnknown, NotYourStall, DropEntered, SoldAtStall, TooManyDrafts. locks: person, stall, series, stall day, drop, item
    """
    place = lock_place(session, actor, drop, now)
    lock_series_of(session, drop)
    lock_stall_days(session, place.stall_day)
    locked_drop = lock_drop(session, drop)
    mark_changed(session, "drop")
    if locked_drop.drop.state == DropState.DRAFT:
        _throw_away(session, locked_drop, now)
        return False
    joined = _entries(session, locked_drop)
    if joined or locked_drop.drop.state == DropState.CANCELLED:
        raise DropEntered(joined)
    if _has_receipts(session, locked_drop):
        raise SoldAtStall
    _refuse_many(session, locked_drop.drop.stall_id)
    locked_drop.drop.state, locked_drop.drop.paused_at = DropState.DRAFT, None
    locked_drop.drop.stall_day_id, locked_drop.drop.placed_at = None, None
    locked_drop.drop.stop_id = None
    follow_days(session, (fit_stall_day(session, place.stall_day),), place.crew, now)
    delete_draws(session, drop)
    forget_live(session, drop)
    forget_splits(session, drop, now)
    rewrite_reminders(session, drop, now)
    return True


def discard_draft(session: Session, actor: Actor, drop: int, now: datetime) -> None:
    """Delete a draft; a drop that was published stays. Raises Blocked, DropUnknown, NotYourStall. locks: person, series, drop, item"""
    lock_unblocked_person(session, actor.person)
    lock_series_of(session, drop)
    locked_drop = lock_own_drop(session, actor, drop)
    if locked_drop.drop.state == DropState.DRAFT:
        _throw_away(session, locked_drop, now)
        mark_changed(session, "drop")


def old_drafts(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the drafts that were made, or published last, a month ago, and whose hours are over."""
    month, made = now - DRAFT_KEPT_FOR, func.coalesce(col(Drop.published_at), col(Drop.created_at))
    over = col(Drop.ends_at) <= now, col(Drop.wound_up_at).is_(None)
    rows = select(Drop.id).where(*over, col(Drop.state) == DropState.DRAFT, made < month)
    return tuple(found for found in session.exec(rows.order_by(col(Drop.ends_at), col(Drop.id))) if found)


def sweep_draft(session: Session, drop: int, now: datetime) -> None:
    """Delete an old draft; one that was published or changed to another day meanwhile stays. locks: series, drop, item"""
    lock_series_of(session, drop)
    row = session.exec(select(Drop).where(col(Drop.id) == drop).with_for_update(key_share=True)).first()
    if row is None or row.state != DropState.DRAFT or row.ends_at > now:
        return
    _throw_away(session, lock_items_of(session, row), now)
    mark_changed(session, "drop")


def _refuse_many(session: Session, stall: int) -> None:
    """Refuse one more draft of a locked stall that has as many as it may. Raises TooManyDrafts."""
    drafts = select(Drop.id).where(col(Drop.stall_id) == stall, col(Drop.state) == DropState.DRAFT)
    if len(session.exec(drafts.limit(MAX_DRAFTS)).all()) >= MAX_DRAFTS:
        raise TooManyDrafts(MAX_DRAFTS)


def _let_go_of(session: Session, drop: int, items: Sequence[int | None]) -> None:
    """Delete what hangs on a drop that may have been published once, though nobody joined. A report stays, about its stall."""
    connection = session.connection()
    connection.execute(update(Report).where(col(Report.drop_id) == drop).values(drop_id=None))
    connection.execute(delete(Objection).where(col(Objection.drop_id) == drop))
    connection.execute(delete(Component).where(col(Component.bundle_id).in_(items)))
    connection.execute(delete(LastMinuteOffer).where(col(LastMinuteOffer.item_id).in_(items)))
    connection.execute(delete(AvailabilityAlert).where(col(AvailabilityAlert.item_id).in_(items)))
    connection.execute(delete(ShownMessage).where(col(ShownMessage.item_id).in_(items)))


def _has_receipts(session: Session, locked_drop: LockedDrop) -> bool:
    """Return whether something of a drop was ever sold at the stall, voided or not."""
    sold = col(ReceiptLine.item_id).in_([item.id for item in locked_drop.items])
    return session.exec(select(ReceiptLine.receipt_id).where(sold).limit(1)).first() is not None


def _begin_late(locked_drop: LockedDrop, now: datetime) -> None:
    """Let a drop without slots or a draw begin now if its start is over and its end is not."""
    drop, starts_at = locked_drop.drop, next_quarter(now)
    has_slots = any(item.starts_at for item in locked_drop.items)
    if (
        drop.starts_at <= now
        and starts_at < drop.ends_at
        and not has_slots
        and drop.policy != DropPolicy.DRAW
    ):
        drop.starts_at = starts_at


def last_drop(session: Session, stall: int) -> Drop | None:
    """Return the stall's last published drop, whose settings a new one takes over."""
    made = select(Drop).where(col(Drop.stall_id) == stall, col(Drop.state) != DropState.DRAFT)
    return session.exec(made.order_by(col(Drop.created_at).desc(), col(Drop.id).desc()).limit(1)).first()


def last_drop_of(session: Session, stall: int, name: str) -> Drop | None:
    """Return the stall's last published drop of goods with this name, in any case."""
    made = select(Drop).join(Item, col(Item.drop_id) == col(Drop.id))
    named = (
        col(Drop.stall_id) == stall,
        col(Drop.state) != DropState.DRAFT,
        func.lower(Item.name) == name.lower(),
    )
    newest = col(Drop.created_at).desc(), col(Drop.id).desc()
    return session.exec(made.where(*named).order_by(*newest).limit(1)).first()


def usual_limit(message: ParsedMessage, currency: str) -> int:
    """Return the limit for one person where nobody said one: as many as anybody may have where there are many or they cost little, else 2."""
    many = any((item.quantity or 0) >= MANY for item in message.items)
    cheap = any(
        item.price is not None and item.price < CHEAP * ringgit_of(currency) for item in message.items
    )
    return MAX_PER_PERSON if many or cheap else FEW_EACH


def last_drop_id(session: Session, stall: int) -> int | None:
    """Return the id of the stall's last published drop, or None."""
    last = last_drop(session, stall)
    return last.id if last else None


def newest_drop(session: Session, stall: int, now: datetime) -> int | None:
    """Return the id of the stall's newest drop or draft that is not over, or None."""
    ahead = col(Drop.stall_id) == stall, col(Drop.state) != DropState.CANCELLED, col(Drop.ends_at) > now
    newest = col(Drop.created_at).desc(), col(Drop.id).desc()
    return session.exec(select(Drop.id).where(*ahead).order_by(*newest).limit(1)).first()


def has_earlier_drop(session: Session, stall: int) -> bool:
    """Return whether the stall has published a drop before."""
    return last_drop(session, stall) is not None


def check_hours(hours: DropHours, zone: str, now: datetime) -> None:
    """Raise WhenPassed or HoursUnfit for hours that a drop cannot have."""
    if hours.starts_at <= now:
        raise WhenPassed(hours.starts_at, zone)
    if hours.ends_at - hours.starts_at > LONGEST or hours.starts_at - now > AHEAD:
        raise HoursUnfit


def set_policy(drop: Drop, policy: DropPolicy, opens_at: datetime) -> None:
    """Set the policy to queue or to a pot of the first 15 minutes. A planned draw stays for a drop that is a draw already."""
    if policy == drop.policy == DropPolicy.DRAW:
        return
    if drop.policy == DropPolicy.DRAW:
        drop.closes_at = None
    drop.policy = DropPolicy.POT if policy == DropPolicy.POT else DropPolicy.QUEUE
    drop.pot_until = opens_at + POT if drop.policy == DropPolicy.POT else None
    drop.draws_at, drop.weighing = None, Weighing.EQUAL


def set_tags(session: Session, drop: int, tags: Iterable[str]) -> None:
    """Replace the tags; a tag that is too long is left out, and of too many the last, but never that a drop is for adults."""
    session.connection().execute(delete(DropTag).where(col(DropTag.drop_id) == drop))
    in_order = sorted(tags, key=lambda tag: tag != ADULTS)
    fitting = dict.fromkeys(tag for tag in in_order if 1 <= len(tag) <= TAG)
    session.add_all(DropTag(drop_id=drop, tag=tag) for tag in list(fitting)[:MAX_TAGS])


def within(number: int, maximum: int) -> int:
    """Return the number, or raise NumberUnfit."""
    if not 0 <= number <= maximum:
        raise NumberUnfit(maximum)
    return number


def limit_of(units: int) -> int:
    """Return the limit for one person, or raise NumberUnfit."""
    if not 1 <= units <= MAX_PER_PERSON:
        raise NumberUnfit(MAX_PER_PERSON)
    return units


def add_items(
    session: Session, drop: int, message: ParsedMessage, slots: Sequence[DropHours | None], *, had: int = 0
) -> None:
    """Add the items of a message to a draft that `had` some; each has its slot or None. Raises NameUnfit, NumberUnfit, TooManyItems, ComponentUnfit."""
    if had + len(message.items) > MAX_ITEMS:
        raise TooManyItems(MAX_ITEMS)
    rows = [
        _item(session, drop, place, stock, slot=slot, sold_in=message.packaging_of(stock))
        for place, (stock, slot) in enumerate(zip(message.items, slots, strict=True), had + 1)
    ]
    if {bundle for bundle, _ in message.components} & {component for _, component in message.components}:
        raise ComponentUnfit
    session.add_all(rows)
    session.flush()
    session.add_all(
        Component(bundle_id=rows[bundle].id or 0, item_id=rows[component].id or 0)
        for bundle, component in message.components
    )


def _item(
    session: Session,
    drop: int,
    place: int,
    stock: StockLine,
    *,
    slot: DropHours | None,
    sold_in: PackagingKind | None,
) -> Item:
    """Return the row of an item. A packaging type that is not lent any more is left out, and its deposit stays."""
    kind = session.get(PackagingType, stock.packaging) if stock.packaging else None
    packaging = kind if kind and kind.ended_at is None else None
    return Item(
        drop_id=drop,
        position=place,
        **described(stock) | fitted_texts(stock),
        price=within(stock.price or 0, DEAREST),
        loan_deposit=packaging.deposit if packaging else within(stock.deposit or 0, DEAREST),
        packaging_id=packaging.id if packaging else None,
        sold_in=PackagingKind.RETURNABLE if packaging or stock.deposit else sold_in,
        quantity=within(stock.quantity or 0, MAX_QUANTITY),
        starts_at=slot.starts_at if slot else None,
        ends_at=slot.ends_at if slot else None,
    )


def fitted_texts(stock: ItemDescription) -> dict[str, str]:
    """Return the texts of a description, each on one line; only the name is never empty. Raises NameUnfit, OptionsUnfit."""
    said = {name: getattr(stock, name) for name in LONGEST_TEXT}
    fitted = {
        name: check_name(text, LONGEST_TEXT[name]) for name, text in said.items() if text or name == "name"
    }
    return fitted | ({OPTIONS_FIELD: check_options(stock.options)} if stock.options else {})


def _may_publish(stall: Stall, zone: str) -> None:
    if stall.state == StallApproval.TURNED_DOWN:
        raise StallTurnedDown(stall.reason)
    if stall.state != StallApproval.APPROVED:
        raise StallNotApproved(stall.asked_at, zone)


def _entries(session: Session, locked_drop: LockedDrop) -> int:
    """Return how many people have ever joined, those too who asked to be forgotten since."""
    items = [item.id for item in locked_drop.items]
    people = func.coalesce(col(Entry.person_id), -col(Entry.id))
    counted = select(func.count(func.distinct(people))).where(col(Entry.item_id).in_(items))
    return session.exec(counted).one()


def _throw_away(session: Session, locked_drop: LockedDrop, now: datetime) -> None:
    """Delete a draft; its date is left out of its locked series, which would publish it again."""
    series = session.get(DropSeries, locked_drop.drop.series_id) if locked_drop.drop.series_id else None
    if series and locked_drop.drop.series_day:
        series.set_skipped(series.skipped_days | {locked_drop.drop.series_day})
    detach_drop(session, locked_drop.drop.id or 0, now)
    set_tags(session, locked_drop.drop.id or 0, ())
    _let_go_of(session, locked_drop.drop.id or 0, [item.id for item in locked_drop.items])
    items = [item.id for item in locked_drop.items]
    session.connection().execute(delete(FormerPrice).where(col(FormerPrice.item_id).in_(items)))
    for item in locked_drop.items:
        session.delete(item)
    session.flush()
    session.delete(locked_drop.drop)
