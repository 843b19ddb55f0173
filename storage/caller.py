"""The facts about a person that every update needs, in one row each and without the ORM."""

from collections.abc import Collection

from sqlalchemy import Select, exists, select
from sqlmodel import col

from storage.organiser import Organiser
from storage.param import Param
from storage.person import Person
from storage.stall import Stall
from storage.waitlist import Entry


def callers(persons: Collection[int] | Param) -> Select[*tuple[object, ...]]:
    """Return the facts about each of these persons.

    `entered`: they were in a waitlist once; `has_stall`: they own a stall; `is_organiser`: they were appointed in chat.
    """
    return select(
        *(
            col(Person.id),
            col(Person.language),
            col(Person.language_chosen),
            col(Person.unreachable_at),
            col(Person.pending_prompt),
        ),
        exists().where(col(Entry.person_id) == col(Person.id)).label("entered"),
        exists().where(col(Stall.owner_id) == col(Person.id)).label("has_stall"),
        exists().where(col(Organiser.person_id) == col(Person.id)).label("is_organiser"),
    ).where(col(Person.id).in_(persons))
