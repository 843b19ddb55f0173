"""The content of a message about the fees of a licence, as it is remembered to be drawn again."""

from datetime import date
from enum import StrEnum

from handlers.ui.day_number import day_in, day_number
from handlers.ui.screen import Shown
from market.fee_declaration import DeclaredPage
from market.licence_fees import LISTS, FeeStatement
from storage.shown import ShownKind


class FeeForm(StrEnum):
    """The kinds of messages about fees: a stall's own page, or as organisers see it; the list of stalls that say they paid; the message that one does."""

    OWN = "own"
    OVERSEEN = "overseen"
    LISTED = "list"
    TOLD = "told"


def fees_shown(statement: FeeStatement, *, overseen: bool) -> Shown:
    """Returns what the fees of a stall are remembered as, on its own phone or on an organiser's."""
    form = FeeForm.OVERSEEN if overseen else FeeForm.OWN
    return Shown(kind=ShownKind.LICENCE_FEES, subject=statement.stall, form=form, until=statement.day_ends)


def list_shown(page: DeclaredPage) -> Shown:
    """Returns what a page of the stalls that say they paid is remembered as."""
    return Shown(kind=ShownKind.LICENCE_FEES, subject=LISTS, form=f"{FeeForm.LISTED} {page.page}")


def told_shown(stall: int, declaration: int, month: date) -> Shown:
    """Returns what the message that a stall says it paid is remembered as."""
    form = f"{FeeForm.TOLD} {declaration} {day_number(month)}"
    return Shown(kind=ShownKind.LICENCE_FEES, subject=stall, form=form)


def told_of(form: list[str]) -> tuple[int, date]:
    """Returns the declaration and its month of which such a message tells, from the words of its form behind the first."""
    declaration, month = form
    return int(declaration), day_in(int(month))
