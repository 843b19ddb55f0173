"""The printed licence card: it says where to look, and not how the licence stands, so that it stays true."""

from handlers.ui.sheet import LicenceSheet
from locales.languages import sign_languages
from locales.say import Say, speak
from locales.user_text import sanitize_name
from market.licence_card import CardFacts

NAME = 64


def licence_sheet(say: Say, card: CardFacts, link: str) -> LicenceSheet:
    """Returns the card of a stall on A6, in the language of its market and one more. `link` is what its QR says."""
    languages = sign_languages(card.territory, say.language)
    return LicenceSheet(
        language=languages[0],
        word=_word(speak(languages[0])),
        title=sanitize_name(card.stall_name, NAME),
        place=sanitize_name(card.alley, NAME),
        lines=tuple(_line(speak(language)) for language in languages),
        seed=card.stall,
        link=link,
    )


def _word(say: Say) -> str:
    return say.plain("Licence card")


def _line(say: Say) -> str:
    return say.plain("Scan to see if our licence is valid.")
