"""Sentences of the refusals of sellers and their contacts."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "ContactUnfit": lambda say: say(
        "That is no phone number, e-mail address or Telegram name. Write one, like 088-123456 or @lorong."
    ),
    "SellerNameUnfit": lambda say: say(
        "A registered name has letters. Write it as on your identity card or registration."
    ),
}
