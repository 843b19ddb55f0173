"""How it works for each role, and who runs it."""

from markupsafe import Markup

from handlers.help.callbacks import Role, ShowHelp
from handlers.language.callbacks import ShowLanguages
from handlers.start.callbacks import ShowStart
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.say import Say


def help_page(say: Say, role: Role) -> Screen:
    labels = {
        Role.SHOPPER: say.label("Shopper"),
        Role.VENDOR: say.label("Vendor"),
        Role.STAFF: say.label("Staff"),
        Role.ORGANISER: say.label("Organiser"),
    }
    others = [Button(label, ShowHelp(role=other)) for other, label in labels.items() if other != role]
    return Screen(
        Markup("\n").join((Markup("<b>{}</b>").format(labels[role]), *_lines(say, role))),
        packed(
            others,
            [Button(say.label("Language"), ShowLanguages()), Button(say.label("Back"), ShowStart())],
        ),
    )


def _lines(say: Say, role: Role) -> tuple[Markup, ...]:
    match role:
        case Role.SHOPPER:
            return (
                say(
                    "Tap a drop and join: you get a number. When it is your turn, units are held for you until a stated time: keep or decline."
                ),
                say("Keep gives a ticket with a code; show it at the stall. /why says why nothing moved."),
                say(
                    "/drops lists what is coming, /calendar shows the month, /mine what is yours. Or write a word, such as kuih, to search."
                ),
                _reminders(say),
            )
        case Role.VENDOR:
            return (
                say(
                    "Write a line: <code>12 kuih lapis RM8.50</code>. Check what was read, tap Publish. Change numbers at the /desk."
                ),
                say("/scan a ticket, tap Collect. A tap can be undone for a minute."),
                _reminders(say),
            )
        case Role.STAFF:
            return (
                say("/scan, then write the code, or send a photo of the QR."),
                say("Read the first word, tap once. A wrong tap can be undone for one minute."),
            )
        case Role.ORGANISER:
            return (
                say("/admin approves stalls, keeps alleys and finds people."),
                say("/broadcast writes to people in their language. You see what was sent and what was not."),
                _reminders(say),
            )


def _reminders(say: Say) -> Markup:
    return say(
        "Reminders come by themselves; “remind me fri 5pm load-in” makes your own. /settings says when it is quiet for you."
    )


def support(say: Say, contact: str) -> Screen:
    text = say(
        "This market is run by {contact}. Write to them about anything that Lorong cannot answer.",
        contact=contact,
    )
    return Screen(
        text,
        packed([Button(say.label("Help"), ShowHelp()), Button(say.label("Back"), ShowStart())]),
    )
