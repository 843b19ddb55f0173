"""What Start offers a vendor, or whoever may become one."""

from handlers.desk.callbacks import ShowDesk
from handlers.stall.callbacks import OpenStall, ShowMyStall
from handlers.stock.callbacks import AskStock
from handlers.ui.screen import Button
from locales.say import Say


def vendor_rows(say: Say, has_stall: bool) -> list[Button]:
    if not has_stall:
        return [Button(say.label("Open a stall"), OpenStall())]
    return [
        Button(say.label("Desk"), ShowDesk()),
        Button(say.label("Post"), AskStock()),
        Button(say.label("My stall"), ShowMyStall()),
    ]
