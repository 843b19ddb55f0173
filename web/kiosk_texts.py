"""The texts of the kiosk page by name, with their placeholders: the page fills them, in a language that it keeps for the time without a network."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from locales.languages import LANGUAGES
from locales.say import Say, Word, speak, unfilled

Text = str | dict[str, str]
"""A text; one that counts is a text for each of the language's plural categories, as CLDR names them."""

COUNTS = (*range(201), 1_000_000)
"""Numbers among which each plural category of any language is found."""


class TemplateSay(Say):
    """Returns messages with their placeholders unfilled."""

    def __call__(self, message: str, /, **words: Word) -> Markup:
        return Markup(unfilled(self._messages.gettext(message)))  # noqa: S704

    def many(self, one: str, many: str, n: int, /, **words: Word) -> Markup:
        return Markup(unfilled(self._messages.ngettext(one, many, n)))  # noqa: S704

    def label(self, message: str, /, **words: Word) -> str:
        return unfilled(self._messages.pgettext("button", message))

    def plain(self, message: str, /, **words: Word) -> str:
        return unfilled(self._messages.gettext(message))


@dataclass(frozen=True)
class PageTexts:
    """All texts of the page in one language. `language` is a tag that a browser knows."""

    language: str
    texts: dict[str, Text]


@lru_cache
def kiosk_texts(code: str) -> PageTexts:
    """Return the texts in one of LANGUAGES."""
    spoken = speak(code)
    say = TemplateSay(code, spoken._messages)
    texts = {
        **_status_texts(say),
        **_reading_texts(say),
        **_verdict_texts(say),
        **_ticket_texts(say),
        **_button_texts(say),
        **_sale_texts(say),
        **_gate_texts(say),
        **_others_texts(say),
        **_device_texts(say),
        **_help_texts(say),
    }
    return PageTexts(code.replace("_", "-"), {name: _text(text) for name, text in texts.items()})


def script_needed() -> list[str]:
    """Return what the page says without JavaScript, in each language."""
    return [_script_needed(speak(language.code)) for language in LANGUAGES]


def _script_needed(say: Say) -> str:
    return say.plain("This page needs JavaScript.")


def _text(text: str | dict[str, str]) -> Text:
    return dict(text) if isinstance(text, dict) else str(text)


def _counted(say: Say, form: Callable[[int], str]) -> dict[str, str]:
    """Return the message for each plural category."""
    return {say.locale.plural_form(n): str(form(n)) for n in COUNTS}


def _status_texts(say: Say) -> dict[str, Text]:
    return {
        "title": say.plain("Lorong kiosk"),
        "all_sent": say.plain("All sent."),
        "sending": _counted(say, lambda n: say.many("Sending {count} scan.", "Sending {count} scans.", n)),
        "offline": say.plain("Offline: no scans are waiting to be sent."),
        "offline_waiting": _counted(
            say,
            lambda n: say.many(
                "Offline: {count} scan waits here, nothing is lost.",
                "Offline: {count} scans wait here, nothing is lost.",
                n,
            ),
        ),
        "list_from": say.plain("List from {at}."),
        "revoked": say.plain(
            "This device was signed out in the chat, or its person may no longer scan here. It records nothing. A new kiosk link signs it in again."
        ),
        "unsent": _counted(
            say,
            lambda n: say.many(
                "{count} scan was not sent before this device was signed out, and is only here. Enter it again in the chat, with /scan:",
                "{count} scans were not sent before this device was signed out, and are only here. Enter them again in the chat, with /scan:",
                n,
            ),
        ),
        "unsent_hand_over": say.plain("{code}: handed over {units}, {at}"),
        "unsent_admit": say.plain("{code}: admitted {units}, {at}"),
        "unsent_take_back": say.plain("{code}: taken back {units}, {at}"),
        "unsent_undo": say.plain("{code}: undone, {at}"),
        "conflict": say.plain(
            "{code} was scanned for more than it covers. Someone from the stall decides in the chat."
        ),
        "refused": say.plain("The scan of {code} did not count: {why}"),
        "refused_unknown": say.plain("there is no such ticket."),
        "refused_forged": say.plain("it is not a Lorong ticket."),
        "refused_other_stall": say.plain("it is for another stall."),
        "refused_other_action": say.plain("it is a ticket of another kind."),
        "refused_own_packaging": say.plain("nobody takes their own packaging back."),
        "refused_units": say.plain("it is for fewer units."),
        "refused_ended": say.plain("it had ended before."),
        "refused_clock": say.plain("this device's clock is wrong."),
        "refused_too_late": say.plain("it was undone too late."),
        "refused_tried": say.plain("too many wrong codes were typed. Scan the QR, or wait an hour."),
        "refused_signature": say.plain("it is not signed by this device."),
        "refused_right": say.plain("the person who uses this device may not sell."),
        "different": say.plain(
            "Two scans of this device have the same number, one of them {code}. Someone from the stall looks at it in the chat."
        ),
        "update": say.plain("A new version of this page is ready."),
    }


def _reading_texts(say: Say) -> dict[str, Text]:
    return {
        "camera": say.plain("Camera"),
        "frame": say.plain("Hold the ticket in the frame."),
        "camera_starting": say.plain("The camera is starting."),
        "camera_off": say.plain("Start the camera to read tickets. A USB scanner works at any time."),
        "camera_none": say.plain("This device has no camera."),
        "camera_denied": say.plain(
            "The browser does not let this page use the camera. Allow it in the browser's settings for this page."
        ),
        "camera_busy": say.plain("Another app uses the camera. Close it, then try again."),
        "camera_insecure": say.plain("The camera works only at an https address."),
        "camera_reader": say.plain("The camera cannot read tickets: the server has no QR reader installed."),
        "other_ways": say.plain("Type the code, choose a photo, or use a USB scanner."),
        "code": say.plain("Code below the QR"),
        "code_wrong": say.plain("One character is wrong. Compare the code with the ticket."),
        "code_length": say.plain("A code has nine characters. Compare it with the ticket."),
        "photo_reading": say.plain("Reading the photo."),
        "photo_empty": say.plain("No QR code found in this picture. Type the code printed below it."),
        "photo_offline": say.plain(
            "This device reads photos only with a network. Type the code below the QR."
        ),
    }


def _verdict_texts(say: Say) -> dict[str, Text]:
    return {
        # text: the verdict on a ticket, in big letters, as in <b>VALID</b>
        "valid": say.plain("VALID"),
        # text: after VALID, where the kiosk has no network
        "not_synced": say.plain("NOT SENT YET"),
        "used_pickup": say.plain("ALREADY COLLECTED"),
        "used_admission": say.plain("ALREADY ADMITTED"),
        "used_returns": say.plain("ALREADY RETURNED"),
        "wrong_stall": say.plain("WRONG STALL"),
        "not_valid": say.plain("NOT VALID"),
        "not_ours": say.plain("NOT OURS"),
        "not_found": say.plain("NOT FOUND"),
        "no_list": say.plain("CONNECT ONCE"),
        "not_recorded": say.plain("NOT RECORDED"),
        "done_hand_over": say.plain("HANDED OVER"),
        "done_admit": say.plain("ADMITTED"),
        "done_take_back": say.plain("RETURNED"),
        "done_undo": say.plain("UNDONE"),
        "why_released": say.plain("Released by its holder."),
        "why_passed_on": say.plain("Given to a friend, who has a ticket of their own."),
        "why_no_show": say.plain("Not collected in time, so it went to someone else."),
        "why_cancelled": say.plain("The drop was cancelled."),
        "why_over": say.plain("Its drop is over."),
        "why_undone": say.plain("The handover was undone; there is nothing to return."),
        "wrong_stall_how": say.plain("It is for another drop. Its holder can see in the chat which one."),
        "not_ours_how": say.plain("This is not a Lorong ticket."),
        "not_found_how": say.plain(
            "No ticket in the list of {at} has this code. Scan the QR, or connect this device."
        ),
        "no_list_how": say.plain("Without its first list, this device accepts nothing. Connect it once."),
        "not_recorded_how": say.plain(
            "This device is full: nothing was recorded. Connect it and send first."
        ),
        "signed_out_how": say.plain(
            "This device was signed out: nothing was recorded. Scan in the chat with /scan, or sign it in by a new kiosk link."
        ),
        "failed_how": say.plain(
            "This device could not store the scan: nothing was recorded. Please try again."
        ),
        "undone_how": say.plain("The last scan does not count."),
        # text: the verdict on a market's permit, in big letters, as in <b>VALID</b>
        "permit": say.plain("PERMIT VALID"),
        "no_permit": say.plain("NO VALID PERMIT"),
        "permit_valid": say.plain("This market has a permit until {last}."),
        "permit_early": say.plain("The permit begins {first}."),
        "permit_over": say.plain("The permit ended {last}."),
        "permit_other_alley": say.plain("This permit is for another alley."),
        "permit_forged": say.plain("This permit is forged: its signature does not fit what it says."),
        "permit_foreign": say.plain(
            "Another market signed this permit, or a key that counts for nothing here."
        ),
    }


def _ticket_texts(say: Say) -> dict[str, Text]:
    return {
        "pickup_item": say.plain("Pickup: {units} × {item}"),
        "pickup_units": _counted(say, lambda n: say.many("Pickup: {count} unit", "Pickup: {count} units", n)),
        "admission_item": say.plain("Admission: {units} × {item}"),
        "admission_units": _counted(
            say, lambda n: say.many("Admission: {count} person", "Admission: {count} people", n)
        ),
        "returns_item": say.plain("Returns: {units} × {item}"),
        "returns_units": _counted(
            say, lambda n: say.many("Returns: {count} container", "Returns: {count} containers", n)
        ),
        "none_pickup": say.plain("None collected yet."),
        "none_admission": say.plain("Nobody admitted yet."),
        "none_returns": say.plain("None returned yet."),
        "used_by": say.plain("{done} of {units}, {at}, by {name}."),
        "used_at": say.plain("{done} of {units}, {at}."),
        "this_device": say.plain("this device"),
        "other_device": say.plain("device {number}"),
        "take": say.plain("Take {amount}."),
        "take_packaging": say.plain("Take {amount} ({price} + {packaging} packaging)."),
        "paid_cash": say.plain("Paid in cash: {amount}."),
        "paid_qr": say.plain("Paid by QR: {amount}."),
        "refund_each": say.plain("Refund {deposit} for each."),
        "refund_now": say.plain("Refund {deposit} now."),
        "refund_later": say.plain("Refund once this scan is sent."),
        "late": say.plain("Its drop ended {ended}; collectable until {until}."),
        "code_is": say.plain("Code {code}"),
        "last_hand_over": say.plain("Last: handed over {units}, {at}"),
        "last_admit": say.plain("Last: admitted {units}, {at}"),
        "last_take_back": say.plain("Last: taken back {units}, {at}"),
        "units_item": say.plain("{units} × {item}"),
    }


def _button_texts(say: Say) -> dict[str, Text]:
    return {
        "start_camera": say.label("Start the camera"),
        "try_again": say.label("Try again"),
        "check": say.label("Check"),
        "photo": say.label("Photo"),
        "hand_over": say.label("Hand over {count}"),
        "pickup_cash": say.label("Handed over, cash"),
        "pickup_qr": say.label("Handed over, QR"),
        "admission_cash": say.label("Admitted, cash"),
        "admission_qr": say.label("Admitted, QR"),
        "admit": say.label("Admit"),
        "admit_count": say.label("Admit {count}"),
        "take_back": say.label("Take back {count}"),
        "take_damaged": say.label("{count} damaged"),
        "take_mixed": say.label("{count} from mixed crate"),
        "not_now": say.label("Not now"),
        "scan_next": say.label("Scan next"),
        "undo": say.label("Undo (1 min)"),
        "ok": say.label("OK"),
        "close": say.label("Close"),
        "use_update": say.label("Use it now"),
        "show_scans": say.label("Show my scans"),
        "read_scans": say.label("Read them"),
        "sign_in": say.label("Sign in"),
        "sign_out": say.label("Sign out"),
        "stay": say.label("Stay signed in"),
    }


def _sale_texts(say: Say) -> dict[str, Text]:
    return {
        # text: the two parts of a page: reading tickets, and walk-in sales
        "scan": say.label("Scan"),
        "sell": say.label("Sell"),
        "left": say.plain("{count} left"),
        "none_left": say.plain("None left"),
        "nothing_to_sell": say.plain("Nothing is on sale now."),
        "cart_empty": say.plain("Tap what is bought."),
        "cart_line": say.plain("{units} × {item}, {amount}"),
        "one_fewer": say.plain("Remove one: {item}"),
        "one_more": say.plain("Add one: {item}"),
        "total": say.plain("Total {amount}"),
        "pay_cash": say.label("Cash {amount}"),
        "pay_qr": say.label("QR {amount}"),
        "sold_cash": say.plain("Sold: {amount} in cash, {at}."),
        "sold_qr": say.plain("Sold: {amount} by QR, {at}."),
        "receipt_is": say.plain("Receipt {number}."),
        "number_later": say.plain("Its number comes when it is sent."),
        "sale_undone_how": say.plain("The last sale does not count."),
        "conflict_sale": say.plain(
            "Receipt {number}: more sold than the stock. Someone from the stall looks at it in the chat."
        ),
        "refused_sale": say.plain("A sale did not count: {why}"),
        "different_sale": say.plain(
            "Two records of this device have the same number. Someone from the stall looks at it in the chat."
        ),
        "sending_sales": _counted(
            say, lambda n: say.many("Sending {count} scan or sale.", "Sending {count} scans and sales.", n)
        ),
        "offline_waiting_sales": _counted(
            say,
            lambda n: say.many(
                "Offline: {count} scan or sale waits here, nothing is lost.",
                "Offline: {count} scans and sales wait here, nothing is lost.",
                n,
            ),
        ),
        "unsent_sales": _counted(
            say,
            lambda n: say.many(
                "{count} scan or sale was not sent before this device was signed out. Enter it again in the chat: scans with /scan, sales at /desk:",
                "{count} scans and sales were not sent before this device was signed out. Enter them again in the chat: scans with /scan, sales at /desk:",
                n,
            ),
        ),
    }


def _gate_texts(say: Say) -> dict[str, Text]:
    return {
        "gate": say.plain("People inside"),
        "enter": say.label("+ In"),
        "leave": say.label("− Out"),
        "people_at_once": say.plain("How many at once"),
        # text: below the number of people inside
        "of_limit": say.plain("inside, of {limit}"),
        "of_none": say.plain("inside"),
        "near": say.plain("NEARLY FULL"),
        "full": say.plain("FULL"),
        "full_how": say.plain("Let nobody more in until people leave."),
        "gate_alone": say.plain("Counts of other gates are missing until this device connects."),
        "last_enter": say.plain("Last: {units} in, {at}"),
        "last_leave": say.plain("Last: {units} out, {at}"),
        "unsent_enter": say.plain("{units} went in, {at}"),
        "unsent_leave": say.plain("{units} went out, {at}"),
        "unsent_undone": say.plain("Undone, {at}"),
        "refused_count": say.plain("A record of {at} did not count: {why}"),
        "different_count": say.plain(
            "Two records of this device have the same number. Please tell an organiser."
        ),
        "sending_counts": _counted(
            say, lambda n: say.many("Sending {count} record.", "Sending {count} records.", n)
        ),
        "offline_waiting_counts": _counted(
            say,
            lambda n: say.many(
                "Offline: {count} record waits here, nothing is lost.",
                "Offline: {count} records wait here, nothing is lost.",
                n,
            ),
        ),
        "unsent_counts": _counted(
            say,
            lambda n: say.many(
                "{count} record was not sent before this device was signed out, and counts nowhere:",
                "{count} records were not sent before this device was signed out, and count nowhere:",
                n,
            ),
        ),
    }


def _others_texts(say: Say) -> dict[str, Text]:
    return {
        "show_scans_how": say.plain(
            "Hold this in front of another device's camera. It then refuses what this device has scanned."
        ),
        "show_scans_none": say.plain("This device has scanned nothing yet."),
        "show_scans_name": _counted(
            say, lambda n: say.many("QR code with {count} scan", "QR code with {count} scans", n)
        ),
        # text: in big letters, when the camera reads the QR code that another device shows
        "others": say.plain("SCANS"),
        "others_found": _counted(
            say,
            lambda n: say.many(
                "Another device shows {count} scan.", "Another device shows {count} scans.", n
            ),
        ),
        "others_how": say.plain("Read them, and these tickets are refused here too."),
        # text: in big letters, after the scans of another device were read
        "done_others": say.plain("READ"),
        "others_read": _counted(
            say,
            lambda n: say.many(
                "This device knows {count} more scan.", "This device knows {count} more scans.", n
            ),
        ),
    }


def _device_texts(say: Say) -> dict[str, Text]:
    return {
        "language": say.plain("Language"),
        "sign_in_title": say.plain("Sign in this device"),
        "in_chat_how": say.plain(
            "Telegram tells us who you are. Give this device a name. It then scans in your name, also without a network."
        ),
        "in_chat_over": say.plain(
            "You may not scan here, or this page is too old. Open it again from the chat."
        ),
        "too_many_devices": say.plain(
            "Ten devices are signed in here. Sign one out in the chat, then open this again."
        ),
        "sign_in_how": say.plain(
            "It will show whether tickets are valid, and record what goes out and comes back, for the stall that made the link."
        ),
        "no_link_how": say.plain("Tap Kiosk link in the chat and open it on this device, or paste it here."),
        "link": say.plain("Kiosk link"),
        "link_wrong": say.plain("This is not a kiosk link. It ends with # and 22 characters."),
        "device_name": say.plain("Name of this device"),
        "device_name_needed": say.plain("Give this device a name first."),
        "device_example": say.plain("For example: left counter"),
        "link_over": say.plain(
            "This link was used, or is older than 15 minutes. Make a new one in the chat."
        ),
        "too_many": say.plain("Too many links were tried. Please wait a minute, then try again."),
        "sign_in_offline": say.plain("Signing in needs the network. Connect this device, then try again."),
        "sign_in_refused": say.plain("The server did not accept this. Make a new link in the chat."),
        "already": say.plain("This device is signed in. To use the new link, sign out first, below."),
        "already_waiting": say.plain(
            "This device is signed in, and what it recorded is not sent yet. Once all is sent you can sign out below, then use the new link."
        ),
        "sign_out_how": say.plain(
            "Sign this device out? Its key and its list are deleted here. To use it again you need a new link."
        ),
        "too_old": say.plain(
            "This browser cannot verify tickets. Use one of these, or a newer one: {browsers}."
        ),
        "insecure": say.plain("This page works only at an https address."),
    }


def _help_texts(say: Say) -> dict[str, Text]:
    return {
        "help": say.label("I need help"),
        "help_danger": say.plain("In danger? First call the police or an ambulance."),
        "help_how": say.plain(
            "Press the button, and we tell the organisers on duty at once: this place and the time, nothing about you."
        ),
        "help_call": say.label("Call organisers now"),
        "help_calling": say.plain("Calling the organisers."),
        "help_told": say.plain("The organisers were told at {time}."),
        "help_stay": say.plain("Please stay where there is light and people are near you."),
        "help_not_sent": say.plain(
            "This could not be sent. Please phone an organiser, or the police or an ambulance."
        ),
        "help_nobody": say.plain(
            "No organiser can be reached right now. Ask at the nearest stall, or call the police or an ambulance."
        ),
    }
