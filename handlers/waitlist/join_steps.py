"""The buttons that join a drop, as rows of its card."""

from handlers.callbacks.drop import ShowDrops
from handlers.callbacks.waitlist import AskUnits, JoinWaitlist
from handlers.ui.button_layout import LABEL_WIDTHS, shorten_label
from handlers.ui.screen import Button
from handlers.waitlist.join_callback import join_callback
from handlers.waitlist.slot_labels import slot_label
from locales.say import Say
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import item_with_components
from market.drop.status import Status, full_items, open_items
from market.waitlist.position import Position

MAX_JOIN_BUTTONS = 6
"""Items with a button at most; two share a row."""

Buttons = list[Button]


def join_steps(
    say: Say, drop: DropFacts, drop_status: Status, position: Position, back_to: str
) -> list[Buttons]:
    """Returns the buttons that join. If joining is impossible, one button names the state and its refusal the reason."""
    if drop_status in (Status.CANCELLED, Status.OVER):
        return [
            [Button(label=say.label("Other drops"), callback=ShowDrops(back_to=back_to), style="primary")]
        ]
    if not drop.offered:
        return []
    joined = {each.item for each in position.all}
    if drop_status is Status.DRAWN and joined.issuperset(item.id for item in drop.offered):
        return []
    if (closed_label := _closed_label(say, drop_status)) is not None:
        return [
            [
                Button(
                    label=closed_label,
                    callback=JoinWaitlist(item=drop.offered[0].id, units=1, back_to=back_to),
                )
            ]
        ]
    full = full_items(drop, drop_status)
    joinable = [item for item in drop.offered if item.id not in joined | full]
    if len(drop.offered) > 1:
        return _item_steps(say, drop, drop_status, joinable[:MAX_JOIN_BUTTONS], back_to=back_to)
    return _single_item_steps(say, drop, drop_status, joinable[0], back_to=back_to) if joinable else []


def _closed_label(say: Say, drop_status: Status) -> str | None:
    match drop_status:
        case Status.UPCOMING:
            return say.label("Not open yet")
        case Status.PAUSED:
            return say.label("Paused")
        case Status.STOPPED:
            return say.label("Stopped for now")
        case Status.CLOSED:
            return say.label("Closed")
        case Status.DRAWN:
            return say.label("Joining ended")
        case _:
            return None


def _single_item_steps(
    say: Say, drop: DropFacts, drop_status: Status, item: ItemFacts, back_to: str
) -> list[Buttons]:
    match drop_status:
        case Status.DRAW | Status.POT:
            label = say.label("Join draw")
        case Status.AWAITED:
            label = say.label("Join at the end")
        case Status.FULL | Status.LAST:
            label = say.label("Join waitlist")
        case _ if is_last_one(drop, item):
            label = say.label("Take {count} now", count=1)
        case _:
            label = say.label("Join for {count}", count=1)
    join = Button(label=label, callback=JoinWaitlist(item=item.id, units=1, back_to=back_to), style="primary")
    most = drop.most_each(item)
    if most == 1:
        return [[join]]
    if most > 2:
        more = say.label("2 to {most}", most=most)
        return [[join, Button(label=more, callback=AskUnits(item=item.id, back_to=back_to))]]
    both = (
        say.label("Wait for {count}", count=2)
        if is_last_one(drop, item)
        else say.label("Join for {count}", count=2)
    )
    return [[join, Button(label=both, callback=join_callback(drop, item.id, units=2, back_to=back_to))]]


def is_last_one(drop: DropFacts, item: ItemFacts) -> bool:
    """Returns whether a single unit is left where one person may have several: who wants two would wait while it lies there."""
    return item.free == 1 and drop.most_each(item) > 1 and not item.draw


def _item_steps(
    say: Say, drop: DropFacts, drop_status: Status, items: list[ItemFacts], back_to: str
) -> list[Buttons]:
    return [
        [_item_button(say, drop, drop_status, item, back_to=back_to, room=LABEL_WIDTHS[2]) for item in items]
    ]


def _item_button(
    say: Say, drop: DropFacts, drop_status: Status, item: ItemFacts, back_to: str, room: int
) -> Button:
    """Returns an item's button: a slot by its hour and units left, a bundle with its components."""
    is_draw = drop_status in (Status.DRAW, Status.POT)
    label = (
        slot_label(say, drop, item, room, with_left=not is_draw)
        if item.starts_at
        else shorten_label(item_with_components(say, drop, item), room)
    )
    if drop.most_each(item) == 1:
        return Button(label=label, callback=JoinWaitlist(item=item.id, units=1, back_to=back_to))
    return Button(label=label, callback=AskUnits(item=item.id, back_to=back_to))


def join_for(say: Say, drop: DropFacts, drop_status: Status, *, units: int, back_to: str) -> Button | None:
    """Returns the button that joins the only item of a drop for so many units, two or more; None where that is not to be had in one step."""
    if len(drop.offered) != 1 or units < 2 or not open_items(drop, drop_status):
        return None
    [item] = drop.offered
    if 0 < item.free < units and not item.draw:
        return None
    label = (
        say.label("Wait for {count}", count=units)
        if drop_status in (Status.FULL, Status.LAST)
        else say.label("Join for {count}", count=units)
    )
    callback = join_callback(drop, item.id, units, back_to=back_to)
    return Button(label=label, callback=callback, style="primary")
