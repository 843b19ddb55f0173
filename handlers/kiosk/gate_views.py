"""The gates of an alley for its organisers: who is inside, the limit, the devices."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.kiosk import AskPeopleLimit, MakeKioskLink, RemovePeopleLimit, ShowKiosk
from handlers.callbacks.place import place_code
from handlers.callbacks.validity import ShowValidity
from handlers.kiosk.views import app_button, device_lines, revoke_buttons
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_number
from locales.people_inside_text import people_inside_text
from locales.say import Say
from locales.user_text import ALLEY, sanitize_name
from market.gate.headcount import is_full
from market.gate.people_inside import PeopleInside
from market.kiosk.devices import GateState
from market.kiosk.kiosk_place import GateRef
from market.validity import ValidityKind


def gate_page(say: Say, gate: GateState, zone: str, address: str) -> Screen:
    """Shows the gates of an alley. `address` is that of this market's pages; without one there is no kiosk."""
    people = gate.people
    place = place_code(GateRef(people.alley))
    link = Button(label=say.label("Kiosk link"), callback=MakeKioskLink(place=place), style="primary")
    limit = Button(label=say.label("People limit"), callback=AskPeopleLimit(place=place))
    back = ShowValidity(kind=ValidityKind.PERMIT, holder_id=people.alley)
    lines = (
        say("<b>Gates of {alley}</b>", alley=sanitize_name(people.name, ALLEY)),
        people_inside_text(say, people.inside, people.limit),
        _what_it_is(say, has_address=bool(address)),
        *device_lines(say, gate.devices, zone),
    )
    groups = (
        app_button(place, address, label=say.label("Count in Telegram")),
        [link] if address else [],
        [limit, *_board(say, people.code, address)],
        revoke_buttons(say, place, gate.devices),
        [Button(label=say.label("Back"), callback=back)],
    )
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons(*groups))


def limit_ask(say: Say, people: PeopleInside) -> Screen:
    """Asks how many people may be inside an alley."""
    place = place_code(GateRef(people.alley))
    remove: Sequence[Button] = (
        [Button(label=say.label("No limit"), callback=RemovePeopleLimit(place=place))] if people.limit else []
    )
    text = say(
        "How many people may be inside {alley} at a time? Write only the number, or 0 for no limit.",
        alley=sanitize_name(people.name, ALLEY),
    )
    back = Button(label=say.label("Back"), callback=ShowKiosk(place=place))
    return Screen(text=text, rows=layout_buttons(remove, [back]))


def filling_message(say: Say, people: PeopleInside) -> Screen:
    """Tells an organiser that an alley is full, or nearly."""
    name = sanitize_name(people.name, ALLEY)
    inside = people_inside_text(say, people.inside, people.limit)
    head = (
        say("<b>{alley} is full.</b> Please let nobody more in until people leave.", alley=name)
        if is_full(people.inside, people.limit)
        else say("<b>{alley} is nearly full.</b> Please tell the gates.", alley=name)
    )
    gates = Button(
        label=say.label("Gates"),
        callback=ShowKiosk(place=place_code(GateRef(people.alley))),
        below=True,
    )
    return Screen(text=Markup("\n").join((head, inside)), rows=layout_buttons([gates]))


def limit_text(say: Say, limit: int | None) -> str:
    """Returns what was set."""
    if limit is None:
        return say.plain("There is no limit now.")
    return say.plain("Limit: {count} people.", count=format_number(say, limit))


def _board(say: Say, code: str, address: str) -> Sequence[Button]:
    """Returns the way to the page that anybody may open."""
    if not address:
        return ()
    return (Button(label=say.label("Public board"), url=f"{address}/y/{code}/inside"),)


def _what_it_is(say: Say, has_address: bool) -> Markup:
    if not has_address:
        return say(
            "A gate counts people in and out on a phone. It needs an address for this market's pages: "
            "the person who runs Lorong can set <code>{setting}</code>.",
            setting="LORONG_PUBLIC_URL",
        )
    return say(
        "A gate counts people in and out on a phone, also without a network. Sign in one phone at each gate."
    )
