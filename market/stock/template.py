"""Templates: a drop that a stall saved, posted again on the next day of its weekday by one tap."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from locales.user_text import DROP, TEMPLATE
from market.actor import Actor, Right, require_right
from market.drop.own_drop import own_drop
from market.person import lock_unblocked_person
from market.refusal import WhenPassed
from market.stock.draft import last_drop, prepare, publish
from market.stock.message_of_drop import message_with_hours, on_day, posted_on
from market.stock.parsed_message import ParsedMessage
from market.stock.refusals import TemplateNameTaken, TemplateUnknown, TooManyTemplates
from market.stock.stock_line import local_moment
from market.text_checks import check_name
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.drop import Drop
from storage.stall import Stall
from storage.stock_template import StockTemplate

MOST = 12
MESSAGES = TypeAdapter(ParsedMessage)
WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class TemplateFacts:
    """A template for its stall. `day` is the next day on which it can be posted, in `zone`; prices are in minor units of `currency`."""

    id: int
    name: str
    drop_name: str
    day: date
    message: ParsedMessage
    zone: str
    currency: str
    territory: str


def save_template(
    session: Session, actor: Actor, drop: int, weekday: int | None, name: str, now: datetime
) -> int:
    """Save a drop as a template under a name, and return its id; one of this name is replaced. Without a weekday it is that of the drop.

    Raises Blocked, DropUnknown, NotYourStall, NameUnfit, TooManyTemplates. locks: person
    """
    lock_unblocked_person(session, actor.person)
    facts = own_drop(session, actor, drop)
    require_right(session, actor, facts.stall.id, Right.STOCK)
    called = check_name(name, TEMPLATE)
    row = _named(session, facts.stall.id, called)
    if row is None:
        _refuse_many(session, facts.stall.id)
        row = StockTemplate(
            stall_id=facts.stall.id,
            name=called,
            weekday=0,
            drop_name="",
            message="",
            language="",
            saved_at=now,
        )
    row.weekday = facts.day.weekday() if weekday is None else weekday
    row.drop_name, row.words, row.language = facts.name, facts.words, facts.language
    row.message = MESSAGES.dump_json(message_with_hours(facts)).decode()
    row.picture_hash, row.saved_at = facts.picture, now
    session.add(row)
    session.flush()
    return row.id or 0


def templates_of(session: Session, actor: Actor, stall: int, now: datetime) -> tuple[TemplateFacts, ...]:
    """Return the templates of a stall by their names. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.STOCK)
    rows = select(StockTemplate).where(col(StockTemplate.stall_id) == stall)
    found = session.exec(rows.order_by(col(StockTemplate.name), col(StockTemplate.id)))
    return tuple(_facts(session, row, now) for row in found)


def own_template(session: Session, actor: Actor, template: int, now: datetime) -> TemplateFacts:
    """Return a template to its stall. Raises TemplateUnknown, NotYourStall."""
    return _facts(session, _own(session, actor, template), now)


def rename_template(session: Session, actor: Actor, template: int, name: str) -> None:
    """Rename a template. Raises Blocked, TemplateUnknown, NotYourStall, NameUnfit, TemplateNameTaken. locks: person"""
    lock_unblocked_person(session, actor.person)
    row, called = _own(session, actor, template), check_name(name, TEMPLATE)
    other = _named(session, row.stall_id, called)
    if other is not None and other.id != row.id:
        raise TemplateNameTaken(called)
    row.name = called


def delete_template(session: Session, actor: Actor, template: int) -> None:
    """Delete a template. What was posted from it stays. Raises Blocked, TemplateUnknown, NotYourStall. locks: person"""
    lock_unblocked_person(session, actor.person)
    session.delete(_own(session, actor, template))


def post_template(
    session: Session,
    actor: Actor,
    template: int,
    day: date,
    beacon: BeaconKind,
    now: datetime,
    rng: Random,
) -> int:
    """Publish a template on a day; return its drop, or the one of this name that is there on that day already.

    Raises Blocked, TemplateUnknown, NotYourStall, WhenPassed for a day that is not the next one any more, and as `prepare` and `publish`.
    locks: person, stall, drop, item
    """
    lock_unblocked_person(session, actor.person)
    row = _own(session, actor, template)
    there = posted_on(session, row.stall_id, row.drop_name, day)
    if there is not None:
        return there
    facts = _facts(session, row, now)
    if day < facts.day:
        raise WhenPassed(local_moment(day, time(), ZoneInfo(facts.zone)), facts.zone)
    posted = prepare(
        session,
        actor,
        row.stall_id,
        on_day(facts.message, day),
        words=row.words,
        picture=row.picture_hash,
        language=row.language,
        now=now,
        rng=rng,
        is_kept=False,
    )
    session.get_one(Drop, posted).name = check_name(row.drop_name, DROP)
    publish(session, actor, posted, beacon, now=now, rng=rng)
    return posted


def next_day(weekday: int, start: time, now: datetime, zone: str) -> date:
    """Return the next day of a weekday whose start is ahead."""
    tz = ZoneInfo(zone)
    today = now.astimezone(tz).date()
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    return day if local_moment(day, start, tz) > now else day + WEEK


def _facts(session: Session, row: StockTemplate, now: datetime) -> TemplateFacts:
    message = MESSAGES.validate_json(row.message)
    last = last_drop(session, row.stall_id)
    home = session.get_one(Stall, row.stall_id).alley_id
    alley = session.get_one(Alley, last.alley_id if last else home)
    starts = [line.start for line in message.stock_lines if line.start]
    return TemplateFacts(
        id=row.id or 0,
        name=row.name,
        drop_name=row.drop_name,
        day=next_day(row.weekday, min(starts, default=time()), now, alley.zone),
        message=message,
        zone=alley.zone,
        currency=alley.currency,
        territory=alley.territory,
    )


def _own(session: Session, actor: Actor, template: int) -> StockTemplate:
    row = TemplateUnknown.unless(session.get(StockTemplate, template))
    require_right(session, actor, row.stall_id, Right.STOCK)
    return row


def _named(session: Session, stall: int, name: str) -> StockTemplate | None:
    found = select(StockTemplate).where(col(StockTemplate.stall_id) == stall, col(StockTemplate.name) == name)
    return session.exec(found).first()


def _refuse_many(session: Session, stall: int) -> None:
    rows = select(StockTemplate.id).where(col(StockTemplate.stall_id) == stall).limit(MOST)
    if len(session.exec(rows).all()) >= MOST:
        raise TooManyTemplates(MOST)
