"""The kiosk of a stall or hub: its devices, the link for one more, and scans that a person decides about."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.kiosk import (
    AskRevokeDevice,
    MakeKioskLink,
    RevokeDevice,
    SettleScans,
    ShowKiosk,
    ShowScanConflict,
    ShowScanConflicts,
)
from handlers.callbacks.organiser_packaging import ShowHubHelpers
from handlers.callbacks.packaging_desk import ShowPackagingDesk
from handlers.callbacks.place import place_code
from handlers.callbacks.sale import ShowOversold
from handlers.callbacks.stall_application import ShowStallRequest
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons, room_for_name, shorten_label
from handlers.ui.danger_question import danger_question
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_datetime_with_year, format_list_and, format_time
from locales.item_title import item_title
from locales.say import Say
from locales.units import format_units
from locales.user_text import DEVICE, STALL, sanitize_name, width
from market.kiosk.conflicts import ClaimFacts, ConflictFacts
from market.kiosk.devices import DeviceState, KioskState
from market.kiosk.waiting import ConflictsWaiting
from market.packaging.place import PlaceFacts
from market.ticket.ticket_code import grouped
from storage.kiosk import ScanChoice
from storage.packaging import PlaceKind

REFUSED = "⛔"


def kiosk_page(say: Say, kiosk: KioskState, zone: str, address: str) -> Screen:
    """Shows the devices of a stall or hub. `address` is that of this market's pages; without one there is no kiosk.

    Telegram opens a page inside itself only over https.
    """
    place = place_code(kiosk.place.ref)
    link = Button(label=say.label("Kiosk link"), callback=MakeKioskLink(place=place), style="primary")
    waiting = Button(
        label=say.label("Two scans: {count}", count=kiosk.conflicts),
        callback=ShowScanConflicts(place=place),
    )
    groups = (
        app_button(place, address, label=say.label("Scan in Telegram")),
        [link] if address else [],
        [waiting] if kiosk.conflicts else [],
        revoke_buttons(say, place, kiosk.devices),
        [_back(say, kiosk)],
    )
    return Screen(
        text=Markup("\n").join(
            (
                say("<b>Kiosk of {stall}</b>", stall=sanitize_name(kiosk.place.name, STALL)),
                _what_it_is(say, has_address=bool(address)),
                *device_lines(say, kiosk.devices, zone),
            )
        ),
        rows=layout_buttons(*groups),
    )


def kiosk_link(say: Say, place: str, link: str, until: datetime, zone: str) -> Screen:
    """Shows a link once, since it is not stored."""
    text = say(
        "Open this link on the phone or tablet that will scan. It works once, for one device, until {until}. Send it only to people who may scan for you.",
        until=format_datetime(say, until, zone),
    )
    return Screen(
        text=Markup("\n").join((text, Markup("{}").format(link))),
        rows=layout_buttons(
            [
                Button(label=say.label("Open here"), url=link),
                Button(label=say.label("Copy link"), copy=link),
            ],
            [Button(label=say.label("Back"), callback=ShowKiosk(place=place))],
        ),
    )


def revoke_ask(say: Say, place: str, device: DeviceState) -> Screen:
    """Asks before a device is revoked for good."""
    text = say(
        "Sign out {device}? It stops working now. Scans that it has not sent stay on it and do not count. To use it again, sign it in with a new link.",
        device=sanitize_name(device.name, DEVICE),
    )
    revoke = _named_label(say, device.name)
    return danger_question(
        text, revoke, RevokeDevice(place=place, device=device.id), keep=say.label("Keep it")
    )


def conflict_list(say: Say, place: str, waiting: Sequence[ConflictFacts]) -> Screen:
    """Shows the scans that wait for a decision; one alone is shown in full."""
    back = Button(label=say.label("Kiosk"), callback=ShowKiosk(place=place))
    if not waiting:
        return Screen(text=say("No scans are waiting for a decision."), rows=layout_buttons([back]))
    if len(waiting) == 1:
        return conflict_card(say, waiting[0])
    return Screen(
        text=Markup("\n").join(
            (say("<b>Scans that contradict each other</b>"), *(_conflict_text(say, each) for each in waiting))
        ),
        rows=layout_buttons(
            [
                Button(
                    label=grouped(each.ticket.code),
                    callback=ShowScanConflict(place=place, conflict=each.id),
                )
                for each in waiting
            ],
            [back],
        ),
    )


def conflict_card(say: Say, conflict: ConflictFacts) -> Screen:
    """Asks which of the scans are right."""
    place = place_code(conflict.place)
    return Screen(
        text=_conflict_question(say, conflict),
        rows=layout_buttons(
            _choices(say, conflict), [Button(label=say.label("Kiosk"), callback=ShowKiosk(place=place))]
        ),
    )


def conflict_message(say: Say, conflict: ConflictFacts) -> Screen:
    """Asks the owner of the stall, in a message of its own."""
    return Screen(text=_conflict_question(say, conflict), rows=layout_buttons(_choices(say, conflict)))


def waiting_message(say: Say, waiting: ConflictsWaiting) -> Screen:
    """Asks about all that kiosks sent and that waits for a decision."""
    place = waiting.place
    scans = say.many(
        "{count} scan of your kiosks waits for your decision.",
        "{count} scans of your kiosks wait for your decision.",
        waiting.scans,
    )
    sales = say.many(
        "{count} sale of your kiosks waits for you to check it.",
        "{count} sales of your kiosks wait for you to check them.",
        waiting.sales,
    )
    see_scans = Button(
        label=say.label("See the scans"), callback=ShowScanConflicts(place=place_code(place)), below=True
    )
    see_sales = Button(label=say.label("See the sales"), callback=ShowOversold(stall=place.id), below=True)
    found = [
        (scans, see_scans, waiting.scans),
        (sales, see_sales, waiting.sales),
    ]
    return Screen(
        text=Markup("\n").join(words for words, _, count in found if count),
        rows=layout_buttons([button for _, button, count in found if count]),
    )


def undecided_message(say: Say, hub: PlaceFacts) -> Screen:
    """Asks an organiser about scans of which everybody who works at the hub made one."""
    text = say(
        "Scans at {hub} do not fit together, and everybody who works there made one of them. "
        "Please decide which one is right, or name one more person who works there.",
        hub=sanitize_name(hub.name, STALL),
    )
    see = Button(
        label=say.label("See the scans"), callback=ShowScanConflicts(place=place_code(hub.ref)), below=True
    )
    staff = Button(label=say.label("Staff"), callback=ShowHubHelpers(hub=hub.ref.id), below=True)
    return Screen(text=text, rows=layout_buttons([see, staff]))


def _what_it_is(say: Say, has_address: bool) -> Markup:
    if not has_address:
        return say(
            "A kiosk scans tickets on a phone or tablet, also without a network. It needs an address for this market's pages: "
            "the person who runs Lorong can set <code>{setting}</code>.",
            setting="LORONG_PUBLIC_URL",
        )
    return say("A kiosk scans tickets on a phone or tablet, also without a network.")


def _back(say: Say, kiosk: KioskState) -> Button:
    """Returns the way back: to the desk, or for an organiser to the stall or hub."""
    place = kiosk.place.ref
    if place.kind is PlaceKind.HUB:
        return Button(label=say.label("Back"), callback=ShowPackagingDesk(place=place_code(place)))
    if kiosk.own:
        return Button(label=say.label("Desk"), callback=ShowDesk())
    return Button(label=say.label("Back"), callback=ShowStallRequest(stall=place.id))


def app_button(place: str, address: str, label: str) -> Sequence[Button]:
    """Returns the button that opens the page inside Telegram, where the address lets it."""
    if not address.startswith("https://"):
        return ()
    return (Button(label=label, app=f"{address}/kiosk?place={place}"),)


def device_lines(say: Say, devices: Sequence[DeviceState], zone: str) -> Sequence[Markup]:
    """Returns a line for each device, or that there is none."""
    return [_device_row(say, device, zone) for device in devices] or [say("No device is signed in.")]


def revoke_buttons(say: Say, place: str, devices: Sequence[DeviceState]) -> Sequence[Button]:
    """Returns a button that signs out, for each device."""
    return [_revoke_button(say, place, device) for device in devices]


def _device_row(say: Say, device: DeviceState, zone: str) -> Markup:
    return say(
        "{device}: last seen {at}",
        device=sanitize_name(device.name, DEVICE),
        at=format_datetime(say, device.seen_at, zone),
    )


def _revoke_button(say: Say, place: str, device: DeviceState) -> Button:
    return Button(
        label=_named_label(say, device.name), callback=AskRevokeDevice(place=place, device=device.id)
    )


def _named_label(say: Say, device: str) -> str:
    room = room_for_name(say.label("Sign out {device}", device="x"))
    return say.label("Sign out {device}", device=shorten_label(device, room))


def _conflict_question(say: Say, conflict: ConflictFacts) -> Markup:
    question = say("Which one is right?") if conflict.counted else say("Did it happen?")
    return Markup("\n").join((_conflict_text(say, conflict), question))


def _conflict_text(say: Say, conflict: ConflictFacts) -> Markup:
    """Returns the verdict, who scanned when, and what the ticket was for."""
    ticket = conflict.ticket
    claims = format_list_and(
        say, [_claim_text(say, each, ticket.alley.zone) for each in (*conflict.counted, conflict.claim)]
    )
    units = say(
        "{item}: {units} on the ticket, {scanned} scanned.",
        item=item_title(say, ticket.drop_name, ticket.item),
        units=format_units(say, ticket.unit, ticket.units),
        scanned=conflict.scanned_units,
    )
    return Markup("{} {}\n{}").format(REFUSED, _verdict(say, conflict, claims), units)


def _verdict(say: Say, conflict: ConflictFacts, claims: str) -> Markup:
    """Returns why a scan does not count."""
    values = {"code": Markup("<code>{}</code>").format(grouped(conflict.ticket.code)), "claims": claims}
    claim = conflict.claim
    if claim.claimed_at is not None:
        return _wrong_day(say, conflict, claim.claimed_at, values)
    if conflict.counted:
        return say("<b>TWO SCANS</b> of {code}: {claims}.", **values)
    return say("<b>TOO MANY</b> on {code}: {claims}.", **values)


def _wrong_day(say: Say, conflict: ConflictFacts, claimed_at: datetime, values: Mapping[str, str]) -> Markup:
    """Returns that a device claims a time that is out of reach, beside when the server got it."""
    zone = conflict.ticket.alley.zone
    return say(
        "<b>WRONG DAY</b> on {code}: {claims}. {device} says that it was {claimed}; we got it {received}.",
        **values,
        device=sanitize_name(conflict.claim.by, DEVICE),
        claimed=format_datetime_with_year(say, claimed_at, zone, conflict.claim.at),
        received=format_datetime(say, conflict.claim.at, zone),
    )


def _claim_text(say: Say, claim: ClaimFacts, zone: str) -> str:
    return f"{sanitize_name(claim.by, DEVICE)} {format_time(say, claim.at, zone)}"


def _choices(say: Say, conflict: ConflictFacts) -> list[Button]:
    """Returns a button for each answer that the ticket has room for."""

    def button(label: str, choice: ScanChoice) -> Button:
        callback = SettleScans(
            place=place_code(conflict.place),
            conflict=conflict.id,
            choice=choice,
            counted=conflict.newest_counted,
        )
        return Button(label=label, callback=callback)

    if not conflict.counted:
        return [
            button(say.label("It happened"), ScanChoice.BOTH),
            button(say.label("It is wrong"), ScanChoice.ONLY_OTHERS),
        ]
    both = button(say.label("Both"), ScanChoice.BOTH)
    others = button(_only_label(say, conflict, conflict.counted[0]), ScanChoice.ONLY_OTHERS)
    this = button(_only_label(say, conflict, conflict.claim), ScanChoice.ONLY_THIS)
    fits = conflict.claim.units <= conflict.ticket.units
    return [both, others, *([this] if fits else [])]


def _only_label(say: Say, conflict: ConflictFacts, claim: ClaimFacts) -> str:
    """Returns "Only phone A 19:12", with the name cut to a button's width."""
    time = format_time(say, claim.at, conflict.ticket.alley.zone)
    room = LABEL_WIDTHS[1] - width(say.label("Only {claim}", claim=f" {time}"))
    return say.label("Only {claim}", claim=f"{shorten_label(claim.by or '…', room)} {time}")
