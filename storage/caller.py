"""The facts about a person that every update needs, in one row each and without the ORM."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, exists, select
from sqlmodel import col

from storage.address import Address, Channel, current_address, has_written, is_at
from storage.follow import Follower
from storage.hub import HubStaff
from storage.organiser import Organiser
from storage.param import Param
from storage.person import Person
from storage.staff import StallStaff
from storage.stall import Stall
from storage.waitlist import Entry


def callers(
    telegram_ids: Collection[int] | Param, admins: Collection[int] | Param
) -> Select[*tuple[object, ...]]:
    """Return the facts about the person with each of these Telegram ids.

    `reachable`: messages to them go to this address. `has_written`: they have written from it; `entered`: they were in a waitlist once;
    `has_stall`: they own a stall; `works_at_hub`: they work at a hub; `helps`: they help at a stall;
    `is_organiser`: they were appointed in chat; `follows`: they follow a stall or a tag;
    `is_admin`: one of their Telegram ids is among `admins`.
    """
    reached = col(Address.id).is_not_distinct_from(current_address(col(Person.id)))
    own = select(col(Follower.visited_at)).where(col(Follower.person_id) == col(Person.id))
    follows = own.scalar_subquery()  # with EXISTS PostgreSQL reads the whole table, while it is small
    works = select(col(HubStaff.hub_id)).where(col(HubStaff.person_id) == col(Person.id)).limit(1)
    helps = select(col(StallStaff.stall_id)).where(col(StallStaff.person_id) == col(Person.id)).limit(1)
    columns: tuple[Any, ...] = (
        col(Address.external_id).label("telegram_id"),
        col(Person.id),
        col(Person.language),
        col(Person.language_chosen),
        col(Person.pending_prompt),
        col(Person.zone),
        reached.label("reachable"),
        has_written().label("has_written"),
        exists().where(col(Entry.person_id) == col(Person.id)).label("entered"),
        exists()
        .where(col(Stall.owner_id) == col(Person.id), col(Stall.closed_at).is_(None))
        .label("has_stall"),
        works.scalar_subquery().is_not(None).label("works_at_hub"),
        helps.scalar_subquery().is_not(None).label("helps"),
        exists().where(col(Organiser.person_id) == col(Person.id)).label("is_organiser"),
        follows.is_not(None).label("follows"),
        is_at(col(Person.id), admins).label("is_admin"),
    )
    rows: Select[*tuple[object, ...]] = select(*columns)
    here = col(Address.channel) == Channel.TELEGRAM, col(Address.external_id).in_(telegram_ids)
    return rows.join(Address, col(Address.person_id) == col(Person.id)).where(*here)
