"""How to join a drop now: the rows of its card."""

from handlers.drop.callbacks import ShowDrops
from handlers.drop.lines import with_parts
from handlers.ui.rows import UNITS, narrow
from handlers.ui.screen import Button
from handlers.waitlist.asking import join_wish
from handlers.waitlist.callbacks import AskParty, JoinWaitlist
from handlers.waitlist.hours import hour_label
from locales.formats import moment
from locales.say import Say
from market.drop.facts import DropFacts, LineFacts
from market.drop.status import Status
from market.waitlist.standing import Standing

JOINED_BY_LINE, ROW_EACH = 6, 4
"""Lines at most that are joined by themselves, and up to how many have a row each; of more, two share one."""

Buttons = list[Button]


def join_steps(say: Say, drop: DropFacts, stands: Status, own: Standing, at: str) -> list[Buttons]:
    """How to join now; where that cannot be, a button that says the state, for the refusal says why."""
    if stands in (Status.CANCELLED, Status.OVER):
        return [[Button(say.label("Other drops"), ShowDrops(where=at), style="primary")]]
    if not drop.offered:
        return []
    if (shut := _shut(say, drop, stands)) is not None:
        return [[Button(shut, JoinWaitlist(line=drop.offered[0].id, party=1, where=at))]]
    taken = {each.line for each in own.all}
    free = [line for line in drop.offered if line.id not in taken]
    if len(drop.offered) > 1:
        return _line_steps(say, drop, stands, free[:JOINED_BY_LINE], at)
    return _one_line_steps(say, drop, stands, free[0], at) if free else []


def _shut(say: Say, drop: DropFacts, stands: Status) -> str | None:
    match stands:
        case Status.UPCOMING:
            return say.label("Opens {at}", at=moment(say, drop.opens_at, drop.alley.zone))
        case Status.PAUSED:
            return say.label("Paused")
        case Status.CLOSED:
            return say.label("Closed")
        case Status.DRAWN:
            return say.label("Entries closed")
        case _:
            return None


def _one_line_steps(say: Say, drop: DropFacts, stands: Status, line: LineFacts, at: str) -> list[Buttons]:
    match stands:
        case Status.DRAW | Status.POT:
            label = say.label("Enter the draw")
        case Status.AWAITED:
            label = say.label("Join at the end")
        case Status.FULL | Status.LAST:
            label = say.label("Join waitlist")
        case _:
            label = say.label("Join for 1")
    join = [Button(label, JoinWaitlist(line=line.id, party=1, where=at), style="primary")]
    if drop.per_person == 1:
        return [join]
    most = say.label("2 to {most}", most=drop.per_person) if drop.per_person > 2 else say.label("Join for 2")
    wish = (
        AskParty(line=line.id, where=at) if drop.per_person > 2 else join_wish(drop, line.id, party=2, at=at)
    )
    return [join, [Button(most, wish)]]


def _line_steps(say: Say, drop: DropFacts, stands: Status, lines: list[LineFacts], at: str) -> list[Buttons]:
    if len(lines) > ROW_EACH:
        return [[_line_step(say, drop, stands, line, at, UNITS[2]) for line in lines]]
    return [[_line_step(say, drop, stands, line, at, UNITS[1])] for line in lines]


def _line_step(say: Say, drop: DropFacts, stands: Status, line: LineFacts, at: str, room: int) -> Button:
    """A line's own row; a slot is called by its hour, with what is left of it, a bundle with its parts."""
    lot = stands in (Status.DRAW, Status.POT)
    label = (
        hour_label(say, drop, line, room, with_left=not lot)
        if line.starts_at
        else narrow(with_parts(say, drop, line), room)
    )
    if drop.per_person == 1:
        return Button(label, JoinWaitlist(line=line.id, party=1, where=at))
    return Button(label, AskParty(line=line.id, where=at))
