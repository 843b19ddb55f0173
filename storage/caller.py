"""What every tap needs of its person, in one row and without the ORM."""

from sqlalchemy import Select, exists, select
from sqlmodel import col

from storage.given import Given
from storage.organiser import Organiser
from storage.person import Person
from storage.stall import Stall
from storage.waitlist import Entry


def caller(person: int | Given) -> Select[*tuple[object, ...]]:
    """`entered`: was ever in a waitlist, so that there may be something of theirs; `has_stall`; `organises`: was named in chat."""
    return select(
        *(col(Person.language), col(Person.chosen), col(Person.unreachable_at), col(Person.expects)),
        exists().where(col(Entry.person_id) == person).label("entered"),
        exists().where(col(Stall.owner_id) == person).label("has_stall"),
        exists().where(col(Organiser.person_id) == person).label("organises"),
    ).where(col(Person.id) == person)
