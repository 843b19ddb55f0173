"""Who acts, and whether they may: authority lives in the action."""

from dataclasses import dataclass

from sqlmodel import Session

from market.refusal import NotOrganiser, NotYourStall, StallUnknown
from storage.organiser import Organiser
from storage.stall import Stall


@dataclass(frozen=True)
class Acting:
    """A person; `named` says that the settings name them organiser."""

    person: int
    named: bool = False


def organises(session: Session, acting: Acting) -> bool:
    """Named by the settings, or in chat by another organiser."""
    return acting.named or session.get(Organiser, acting.person) is not None


def must_organise(session: Session, acting: Acting) -> None:
    """Raises NotOrganiser."""
    if not organises(session, acting):
        raise NotOrganiser


def must_staff(session: Session, acting: Acting, stall: int) -> Stall:
    """The stall, to its own staff. Raises StallUnknown, NotYourStall."""
    row = session.get(Stall, stall)
    if row is None:
        raise StallUnknown
    if row.owner_id != acting.person:
        raise NotYourStall(row.name)
    return row
