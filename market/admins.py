"""The organisers: those that the settings name, by Telegram id, and those appointed in chat."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, union
from sqlmodel import Session, col, select

from storage.address import is_reached, people_at
from storage.organiser import Organiser
from storage.person import Person


@dataclass(frozen=True)
class Admins:
    """The organisers that the settings name. Who they are is looked up where it is decided what they may do."""

    telegram_ids: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.telegram_ids)

    def name(self, telegram_id: int) -> bool:
        """Return whether the settings have a Telegram id."""
        return telegram_id in self.telegram_ids

    @property
    def people(self) -> Select[int]:
        """Return the statement that selects those who have written to the bot."""
        return people_at(self.telegram_ids)

    def include(self, session: Session, person: int) -> bool:
        """Return whether the settings name a person."""
        return person in session.connection().execute(self.people).scalars()


NO_ADMINS = Admins()
"""The settings name nobody."""


def organises(admins: Admins) -> ColumnElement[bool]:
    """Return the condition on Person that somebody is an organiser."""
    return col(Person.id).in_(union(admins.people, select(Organiser.person_id)))


def organiser_ids(session: Session, admins: Admins) -> list[int]:
    """Return the organisers who have written to the bot; nobody else can be notified."""
    return [*session.exec(select(Person.id).where(organises(admins)).order_by(col(Person.id)))]


def reachable_organisers(session: Session, admins: Admins) -> list[int]:
    """Return the organisers whom messages reach at one address at least, in order."""
    reached = organises(admins), is_reached(col(Person.id))
    return [*session.exec(select(Person.id).where(*reached).order_by(col(Person.id)))]
