"""Two accounts become one in a test, with an organiser's word where that is asked for."""

from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.actor import Actor
from market.admins import NO_ADMINS
from market.merge import accept_merge, offer_merge
from market.recovery.move import move_account
from storage.organiser import Organiser
from storage.recovery import Recovery
from storage.store import Store


async def merge_by_word(store: Store, asker: int, other: int, organiser: int, *, now: datetime) -> int:
    """Everything of `other` goes to `asker`, as `organiser` agrees; return the request."""
    rng = Random(f"{asker} {other}")

    def organises(session: Session) -> None:
        if session.get(Organiser, organiser) is None:
            session.add(Organiser(person_id=organiser, named_by=None, named_at=now))

    await store.write(organises)
    offered = await store.write(offer_merge, asker, now, rng)
    assert await store.write(accept_merge, other, offered.code, now, rng=rng) is None, "an organiser is asked"
    newest = select(Recovery.id).order_by(col(Recovery.id).desc()).limit(1)
    request = await store.read(lambda session: session.exec(newest).one() or 0)
    await store.write(move_account, Actor(organiser), request, NO_ADMINS, now=now, rng=rng)
    return request
