"""The draft of a broadcast: at most one for each author. It is read, created or discarded here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from market.actor import Actor, require_organiser
from market.admins import Admins
from market.broadcast.audience import Audience, Headcount, headcount
from market.broadcast.choices import MarketDayChoice, market_day_choice
from market.broadcast.promotions import next_promotional
from market.broadcast.start_time import BroadcastStart, broadcast_start
from market.broadcast.wording import Announcement, announcement_of, language_for
from market.preferences.preferences import city_of
from storage.alley import Alley
from storage.broadcast import Broadcast, BroadcastKind, BroadcastState, Wording
from storage.drop import Drop
from storage.store import mark_changed


@dataclass(frozen=True, kw_only=True)
class BroadcastDraft:
    """A draft as shown to its author. `id` is 0 where nothing was prepared yet. Times are in `zone`, whose name is `city`.

    `alleys`, `drop` and `market_day` are of the audience's choices. `next_promotion` is set where a promotional broadcast may not begin at its time:
    the next time that is allowed.
    """

    id: int
    audience: Audience
    readers: Headcount
    announcement: Announcement
    when: BroadcastStart
    zone: str
    city: str
    alleys: tuple[str, ...] = ()
    drop: str = ""
    market_day: MarketDayChoice | None = None
    next_promotion: datetime | None = None

    @property
    def words(self) -> Mapping[str, str]:
        return self.announcement.words

    def readers_of(self, wording: str) -> int:
        """Return how many people would read the text in a language; "" counts those who would get no text."""
        return sum(
            count for code, count in self.readers.languages if language_for(self.words, code) == wording
        )


def broadcast_draft(
    session: Session, actor: Actor, admins: Admins, zone: str, now: datetime
) -> BroadcastDraft:
    """Return the author's draft, with its readers as of now and its times in `zone`. Raises NotOrganiser."""
    require_organiser(session, actor)
    row = session.exec(_draft_of(actor.person)).first()
    if row is None or row.id is None:
        counted = headcount(session, Audience(), BroadcastKind.OPERATIONAL, admins, now=now)
        empty = Announcement(id=0, kind=BroadcastKind.OPERATIONAL, words={})
        return BroadcastDraft(
            id=0,
            audience=Audience(),
            readers=counted,
            announcement=empty,
            when=BroadcastStart(),
            zone=zone,
            city=city_of(session, zone),
        )
    audience, when = Audience.read(row.audience), broadcast_start(session, row, now)
    names = select(Alley.name).where(col(Alley.id).in_(audience.alleys)).order_by(col(Alley.id))
    drop = session.get(Drop, audience.drop)
    return BroadcastDraft(
        id=row.id,
        audience=audience,
        readers=headcount(session, audience, row.kind, admins, now=now),
        announcement=announcement_of(session, row.id),
        when=when,
        zone=zone,
        city=city_of(session, zone),
        alleys=tuple(session.exec(names)),
        drop=drop.name if drop else "",
        market_day=market_day_choice(session, audience.market_day) if audience.market_day else None,
        next_promotion=None
        if row.kind == BroadcastKind.OPERATIONAL
        else next_promotional(session, when.moment(now), excluded_id=row.id),
    )


def discard_draft(session: Session, actor: Actor) -> None:
    """Delete the draft and its texts. Does nothing where there is none. Raises NotOrganiser. locks: broadcast"""
    require_organiser(session, actor)
    row = session.exec(_draft_of(actor.person).with_for_update(key_share=True)).first()
    if row is None:
        return
    session.exec(delete(Wording).where(col(Wording.broadcast_id) == row.id))
    session.delete(row)
    mark_changed(session, ("broadcast", actor.person))


def own_draft(session: Session, actor: Actor, now: datetime) -> Broadcast:
    """Return the author's draft for a change, created where there is none. Raises NotOrganiser. locks: broadcast"""
    require_organiser(session, actor)
    row = session.exec(_draft_of(actor.person).with_for_update(key_share=True)).first()
    if row is None:
        row = Broadcast(author_id=actor.person, audience=Audience().stored(), created_at=now)
        session.add(row)
        session.flush()
    mark_changed(session, ("broadcast", actor.person))
    return row


def _draft_of(author: int) -> SelectOfScalar[Broadcast]:
    mine = select(Broadcast).where(
        col(Broadcast.author_id) == author, col(Broadcast.state) == BroadcastState.DRAFT
    )
    return mine.order_by(col(Broadcast.id)).limit(1)
