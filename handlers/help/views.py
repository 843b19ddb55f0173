"""How it works, and who runs it."""

from markupsafe import Markup

from handlers.help.callbacks import ShowHelp
from handlers.language.callbacks import ShowLanguages
from handlers.start.callbacks import ShowStart
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.say import Say


def help_page(say: Say) -> Screen:
    text = say(
        "Tap a drop to see what it is, when and where it is sold, and by which rule. /drops lists what is coming, /calendar shows the month. "
        "Where a drop opens later, “Tell me at opening” sends you one message at that moment. Or write a word, such as kuih, to search."
    )
    own = say(
        "Reminders come by themselves; “remind me fri 5pm load-in” makes your own. /settings says when it is quiet for you."
    )
    return Screen(
        Markup("\n").join([text, own]),
        packed(
            [Button(say.label("Language"), ShowLanguages()), Button(say.label("Back"), ShowStart())],
        ),
    )


def support(say: Say, contact: str) -> Screen:
    text = say(
        "This market is run by {contact}. Write to them about anything that Lorong cannot answer.",
        contact=contact,
    )
    return Screen(
        text,
        packed([Button(say.label("Help"), ShowHelp(role="shopper")), Button(say.label("Back"), ShowStart())]),
    )
