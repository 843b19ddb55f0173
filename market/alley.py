"""The alleys there are."""

from dataclasses import dataclass

from sqlmodel import Session

from storage.alley import alleys


@dataclass(frozen=True)
class AlleyName:
    id: int
    name: str
    city: str
    territory: str


def alley_names(session: Session) -> tuple[AlleyName, ...]:
    """In the order in which they were added."""
    rows = session.connection().execute(alleys()).all()
    return tuple(AlleyName(*row) for row in rows)
