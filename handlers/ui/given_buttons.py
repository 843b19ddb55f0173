"""The notes with which a buyer is likely to pay in cash: a tap says the change."""

from handlers.callbacks.sale import GiveCash
from handlers.ui.screen import Button
from locales.formats import format_note
from locales.say import Say
from market.sale.banknotes import likely_notes


def given_buttons(
    say: Say, receipt: int, paid: int, *, currency: str, territory: str, below: bool = False
) -> list[Button]:
    """Returns a button for each likely sum above what is paid for a receipt; any other sum is written. `below`: its answer is a new message."""
    return [
        Button(
            # text: the buyer handed over this sum in cash
            label=say.label("Gave {amount}", amount=format_note(say, cash, currency, territory)),
            callback=GiveCash(receipt=receipt, given=cash),
            below=below,
        )
        for cash in likely_notes(paid, currency)
    ]
