"""The texts of the demo's page besides the chats, in each language."""

from bot.demo.due_labels import due_texts
from bot.demo.mark import MARK
from bot.demo.tutorial import ENGLISH, VOICES, idea_texts, ideas, step_texts, translated
from locales.languages import LANGUAGES
from locales.say import Say
from sandbox import PageContent


def page_content(office: str) -> PageContent:
    """Return the texts, with the way to the office at an address."""
    return PageContent(
        links=[(office, office_link_texts(VOICES[0])[0])],
        title="Lorong",
        mark=MARK,
        follows_browser=True,
        about=_texts(ENGLISH)[0],
        languages=[(language.code.replace("_", "-"), language.name) for language in LANGUAGES],
        ideas=ideas(),
        texts={say.language.replace("_", "-"): _all_texts(say) for say in VOICES[1:]},
    )


def _all_texts(say: Say) -> dict[str, str]:
    return {
        text: words
        for texts in (_texts, office_link_texts, step_texts, idea_texts, due_texts)
        for text, words in translated(texts, say).items()
    }


def office_link_texts(say: Say) -> tuple[str, ...]:
    """Return the label of the way to the office."""
    return (say.plain("The office in a browser"),)


def _texts(say: Say) -> tuple[str, ...]:
    """Return the sentence that says what this is, the roles, and what the clock says that happened, of one and of several."""
    return (
        say.plain(
            "An alley market in three phones: shop, sell, organise. The bot is real, only Telegram is pretend. Nothing leaves this computer."
        ),
        say.plain("shops"),
        say.plain("sells"),
        say.plain("organises"),
        say.plain("1 message sent"),
        say.plain("{n} messages sent", n="{n}"),
        say.plain("{n} confirmed", n="{n}"),
        say.plain("{n} declined", n="{n}"),
        say.plain("1 hold ended"),
        say.plain("{n} holds ended", n="{n}"),
        say.plain("{n} coming", n="{n}"),
        say.plain("{n} collected", n="{n}"),
        say.plain("{n} returned", n="{n}"),
        say.plain("1 new follower"),
        say.plain("{n} new followers", n="{n}"),
        say.plain("nothing was due"),
    )
