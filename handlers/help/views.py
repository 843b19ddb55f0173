"""Help for each role."""

from markupsafe import Markup

from handlers.callbacks.help import HelpRole, ShowHelp
from handlers.callbacks.language import ShowLanguages
from handlers.callbacks.start import ShowStart
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say


def help_page(say: Say, role: HelpRole) -> Screen:
    labels = {
        HelpRole.SHOPPER: say.label("Shopper"),
        HelpRole.VENDOR: say.label("Vendor"),
        HelpRole.STAFF: say.label("Staff"),
        HelpRole.ORGANISER: say.label("Organiser"),
    }
    others = [
        Button(label=label, callback=ShowHelp(role=other)) for other, label in labels.items() if other != role
    ]
    return Screen(
        text=Markup("\n").join((Markup("<b>{}</b>").format(labels[role]), *_lines(say, role))),
        rows=layout_buttons(
            others,
            [
                Button(label=say.label("Language"), callback=ShowLanguages()),
                Button(label=say.label("Back"), callback=ShowStart()),
            ],
        ),
    )


def _lines(say: Say, role: HelpRole) -> tuple[Markup, ...]:
    match role:
        case HelpRole.SHOPPER:
            return (
                say(
                    "Tap a drop and join. If any are left, yours is booked at once; if not, you get a number, and we message you "
                    "when it is your turn. Then confirm or decline by the time shown."
                ),
                say(
                    "Once it is booked, you get a ticket with a code. Show it at the stall. Still waiting? /why explains."
                ),
                say(
                    "/drops: what is coming. /calendar: the month. /mine: yours. Or type a word, such as kuih, to search."
                ),
                _reminders(say),
            )
        case HelpRole.VENDOR:
            return (
                say(
                    "Write one message: <code>12 kuih lapis RM8.50</code>. Check it, then tap Publish. Change quantities in /desk."
                ),
                say("/scan a ticket, then tap Handed over, cash or QR. You can undo it for one minute."),
                _reminders(say),
            )
        case HelpRole.STAFF:
            return (
                say("/scan, then type the code or send a photo of the QR code."),
                say("Read the first word, tap once. A wrong tap can be undone for one minute."),
            )
        case HelpRole.ORGANISER:
            return (
                say("/admin: approve stalls, manage alleys, find people."),
                say("/broadcast: message people in their language and see what was delivered."),
                _reminders(say),
            )


def _reminders(say: Say) -> Markup:
    return say(
        "Reminders are automatic. To add your own, write “remind me fri 5pm load-in”. Quiet hours are in /settings."
    )
