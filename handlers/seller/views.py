"""The seller at a stall: as shoppers see it, and the pages with which the owner writes, previews and removes it."""

from markupsafe import Markup

from handlers.callbacks.seller import AskRemoveSeller, AskSeller, RemoveSeller, SaveSeller, ShowSeller
from handlers.callbacks.stall import ShowMyStall
from handlers.ui.button_layout import layout_buttons
from handlers.ui.danger_question import danger_question
from handlers.ui.screen import Button, Screen
from locales.say import Say
from locales.seller_words import seller_text
from locales.user_text import SELLER, STALL, sanitize_name
from market.seller import OwnSeller, SellerFacts


def seller_page(say: Say, own_seller: OwnSeller) -> Screen:
    """Shows what is on the stall's page now, or why something should be."""
    back = [Button(label=say.label("Back"), callback=ShowMyStall())]
    write = AskSeller(stall=own_seller.stall)
    if own_seller.seller is None:
        return Screen(
            text=Markup("\n").join(
                (
                    say(
                        "The page of {stall} names no seller yet.",
                        stall=sanitize_name(own_seller.stall_name, STALL),
                    ),
                    say("For online sales the law in Malaysia asks for the seller’s name and a contact."),
                    _promise(say),
                )
            ),
            rows=layout_buttons(
                [Button(label=say.label("Add name and contact"), callback=write, style="primary")], back
            ),
        )
    return Screen(
        text=Markup("\n").join(
            (
                say("On the page of your stall:"),
                seller_text(say, own_seller.seller.name, own_seller.seller.contact),
                _promise(say),
            )
        ),
        rows=layout_buttons(
            [
                Button(label=say.label("Change"), callback=write),
                Button(label=say.label("Remove"), callback=AskRemoveSeller(stall=own_seller.stall)),
            ],
            back,
        ),
    )


def _promise(say: Say) -> Markup:
    return say("It is shown on the stall’s page, and in your dossier if you tick it, until you remove it.")


def ask_seller_name(say: Say, stall: int) -> Screen:
    return Screen(
        text=say(
            "Who sells? Write the name as registered: your own, or that of the business with its number."
        ),
        rows=layout_buttons(_cancel(say, stall)),
        reply_placeholder="Ros Enterprise 202301234567",
    )


def ask_seller_contact(say: Say, stall: int, name: str) -> Screen:
    return Screen(
        text=Markup("\n").join(
            (
                say("Seller: {name}.", name=sanitize_name(name, SELLER)),
                say(
                    "How can shoppers reach you? Write one: a phone number, an e-mail address or a Telegram name."
                ),
            )
        ),
        rows=layout_buttons(_cancel(say, stall)),
        reply_placeholder="088-123456",
    )


def seller_preview(say: Say, stall: int, seller: SellerFacts) -> Screen:
    """Shows it as it will stand on the page; nothing is stored yet."""
    return Screen(
        text=Markup("\n").join(
            (
                say("Shoppers will see:"),
                seller_text(say, seller.name, seller.contact),
                say("Nobody sees it yet. Write another contact to change it."),
            )
        ),
        rows=layout_buttons(
            [Button(label=say.label("Show it"), callback=SaveSeller(stall=stall), style="primary")],
            [
                Button(label=say.label("Write it again"), callback=AskSeller(stall=stall)),
                *_cancel(say, stall),
            ],
        ),
    )


def remove_confirm(say: Say, own_seller: OwnSeller) -> Screen:
    """Asks before the seller and the contact are removed."""
    return danger_question(
        say("Remove the seller and the contact from the page of your stall? We keep neither."),
        say.label("Remove"),
        RemoveSeller(stall=own_seller.stall),
        keep=say.label("Keep it"),
    )


def _cancel(say: Say, stall: int) -> list[Button]:
    return [Button(label=say.label("Cancel"), callback=ShowSeller(stall=stall))]
