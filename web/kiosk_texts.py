"""The texts of the kiosk page."""

from dataclasses import dataclass

Text = str | dict[str, str]
"""A text; one that counts is a text for each of the language's plural categories, as CLDR names them."""


@dataclass(frozen=True)
class PageTexts:
    """All texts of the page in one language. `language` is a tag that a browser knows."""

    language: str
    texts: dict[str, Text]


def kiosk_texts(code: str) -> PageTexts:
    """Return the texts in one of LANGUAGES."""
    return PageTexts(code.replace("_", "-"), {})
