"""A vendor who leaves the market: what is open at the stall, the one question, and the closed stall."""

from collections.abc import Iterator

from markupsafe import Markup

from handlers.callbacks.deposit import ShowDeposits
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.kiosk import ShowKiosk, ShowScanConflicts
from handlers.callbacks.licence import ShowFees
from handlers.callbacks.packaging_desk import ShowWorkplaces
from handlers.callbacks.place import place_code
from handlers.callbacks.roster import ShowShifts
from handlers.callbacks.sale import ShowOversold, ShowSaleDay
from handlers.callbacks.showroom import ShowDaySheet
from handlers.callbacks.staff import ShowStaff
from handlers.callbacks.stall import ShowMyStall
from handlers.callbacks.stall_closing import AskCloseStall, CloseStall
from handlers.callbacks.validity import ShowValidity
from handlers.ui.button_layout import layout_buttons
from handlers.ui.danger_question import danger_question
from handlers.ui.screen import Button, Screen
from locales.formats import format_long_date, format_number
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.packaging.place import stall_ref
from market.stall_closing import Leaving
from market.validity import ValidityKind

Matter = tuple[Markup, Button]


def leaving_page(say: Say, leaving: Leaving) -> Screen:
    """Lists what is to be settled first, what ends by itself, and what to know, each with the way there."""
    first, ends, known = (
        list(found) for found in (_first(say, leaving), _ends(say, leaving), _known(say, leaving))
    )
    name = sanitize_name(leaving.stall_name, STALL)
    parts = [say("<b>Leave the market: {stall}</b>", stall=name)]
    if first:
        parts += [say("Settle this first:"), *(words for words, _ in first)]
    if ends:
        parts += [say("This ends by itself, and we tell everybody:"), *(words for words, _ in ends)]
    if known:
        parts += [say("Good to know:"), *(words for words, _ in known)]
    if not first:
        parts.append(say("Nothing is left to settle."))
    close = Button(label=say.label("Close the stall"), callback=AskCloseStall(stall=leaving.stall))
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            [button for _, button in (*first, *ends, *known)],
            [] if first else [close],
            [Button(label=say.label("Back"), callback=ShowMyStall())],
        ),
    )


def _first(say: Say, leaving: Leaving) -> Iterator[Matter]:
    """Returns what keeps the stall open."""
    matters, stall = leaving.matters, leaving.stall
    place = place_code(stall_ref(stall))
    if count := matters.deposits:
        words = say.many(
            "• {count} deposit to answer or refund. Cancel its drop first if it is ahead.",
            "• {count} deposits to answer or refund. Cancel their drops first if they are ahead.",
            count,
        )
        yield words, Button(label=say.label("Deposits"), callback=ShowDeposits())
    if count := matters.packaging:
        words = say.many(
            "• {count} piece of packaging at your stall. Send it to a hub.",
            "• {count} pieces of packaging at your stall. Send them to a hub.",
            count,
        )
        yield words, Button(label=say.label("Packaging"), callback=ShowWorkplaces())
    if matters.day:
        words = say("• {day} is not closed.", day=format_long_date(say, matters.day))
        callback = ShowSaleDay(stall=stall, day=int(f"{matters.day:%Y%m%d}"))
        yield words, Button(label=say.label("Close the day"), callback=callback)
    if count := matters.conflicts:
        words = say.many("• {count} scan to decide.", "• {count} scans to decide.", count)
        yield words, Button(label=say.label("Scans"), callback=ShowScanConflicts(place=place))
    if count := matters.oversold:
        words = say.many(
            "• {count} sale of your kiosks to check.", "• {count} sales of your kiosks to check.", count
        )
        yield words, Button(label=say.label("Kiosk sales"), callback=ShowOversold(stall=stall))


def _ends(say: Say, leaving: Leaving) -> Iterator[Matter]:
    """Returns what closing the stall ends."""
    matters, stall = leaving.matters, leaving.stall
    if count := matters.drops:
        words = say.many(
            "• {count} drop ahead is cancelled; bookings in it: {bookings}.",
            "• {count} drops ahead are cancelled; bookings in them: {bookings}.",
            count,
            bookings=format_number(say, matters.bookings),
        )
        yield words, Button(label=say.label("Desk"), callback=ShowDesk())
    if count := matters.visits:
        words = say.many("• {count} showroom visit.", "• {count} showroom visits.", count)
        yield words, Button(label=say.label("Showroom"), callback=ShowDaySheet(stall=stall))
    if count := matters.shifts:
        words = say.many("• {count} shift.", "• {count} shifts.", count)
        yield words, Button(label=say.label("Shifts"), callback=ShowShifts(stall=stall))
    if count := matters.helpers:
        words = say.many("• The rights of {count} helper.", "• The rights of {count} helpers.", count)
        yield words, Button(label=say.label("Staff"), callback=ShowStaff(stall=stall))
    if count := matters.kiosks:
        words = say.many("• {count} kiosk device.", "• {count} kiosk devices.", count)
        kiosk = ShowKiosk(place=place_code(stall_ref(stall)))
        yield words, Button(label=say.label("Kiosk"), callback=kiosk)


def _known(say: Say, leaving: Leaving) -> Iterator[Matter]:
    """Returns what stays open elsewhere."""
    matters, stall = leaving.matters, leaving.stall
    if count := matters.out:
        words = say.many(
            "• {count} piece of packaging is with people. Its ticket stays valid; a hub or the organisers take it back.",
            "• {count} pieces of packaging are with people. Their tickets stay valid; a hub or the organisers take them back.",
            count,
        )
        yield words, Button(label=say.label("Packaging out"), callback=ShowWorkplaces())
    if matters.fees_due:
        words = say("• A licence fee was due {day}.", day=format_long_date(say, matters.fees_due))
        yield words, Button(label=say.label("Licence fees"), callback=ShowFees(stall=stall))
    if matters.licence_until:
        words = say(
            "• Your licence runs until {day}; we do not tell the city.",
            day=format_long_date(say, matters.licence_until),
        )
        licence = ShowValidity(kind=ValidityKind.LICENCE, holder_id=stall)
        yield words, Button(label=say.label("Licence"), callback=licence)


def close_question(say: Say, leaving: Leaving) -> Screen:
    """Asks once before the stall is closed."""
    drops, name = leaving.matters.drops, sanitize_name(leaving.stall_name, STALL)
    ends = (
        say.many(
            "Close {stall}? {count} drop ahead is cancelled, and we tell everybody who joined it.",
            "Close {stall}? {count} drops ahead are cancelled, and we tell everybody who joined them.",
            drops,
            stall=name,
        )
        if drops
        else say("Close {stall}? It has no drops ahead.", stall=name)
    )
    return danger_question(
        Markup("\n").join(
            (
                ends,
                say(
                    "You and your helpers lose every right at the stall, and followers hear nothing more of it."
                ),
                say("Drops, visits and rights that end do not come back if the stall opens again."),
                say(
                    "You keep your statements. For a minute you can undo it; later only an organiser can open it again."
                ),
            )
        ),
        say.label("Close the stall"),
        CloseStall(stall=leaving.stall, drops=drops),
        keep=say.label("Keep it"),
    )
