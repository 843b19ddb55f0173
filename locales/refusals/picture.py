"""Sentences of the refusals of pictures."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "NotAPicture": lambda say: say("We cannot read that picture. Send it as a photo."),
    "PictureTooLarge": lambda say: say(
        "That picture is too large: at most 5 MB and 25 megapixels. Send a smaller one."
    ),
}
