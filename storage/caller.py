"""What every tap needs of its person, in one row each and without the ORM."""

from collections.abc import Collection

from sqlalchemy import Select, exists, select
from sqlmodel import col

from storage.given import Given
from storage.organiser import Organiser
from storage.person import Person
from storage.stall import Stall
from storage.waitlist import Entry


def callers(persons: Collection[int] | Given) -> Select[*tuple[object, ...]]:
    """`entered`: was ever in a waitlist, so that there may be something of theirs; `has_stall`; `organises`: was named in chat."""
    return select(
        *(
            col(Person.id),
            col(Person.language),
            col(Person.chosen),
            col(Person.unreachable_at),
            col(Person.expects),
        ),
        exists().where(col(Entry.person_id) == col(Person.id)).label("entered"),
        exists().where(col(Stall.owner_id) == col(Person.id)).label("has_stall"),
        exists().where(col(Organiser.person_id) == col(Person.id)).label("organises"),
    ).where(col(Person.id).in_(persons))
