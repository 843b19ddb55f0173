"""The texts of the demo's page besides the chats, in each language."""

from bot.demo.mark import MARK
from bot.demo.tutorial import ENGLISH, VOICES, idea_texts, ideas, step_texts, translated
from locales.languages import LANGUAGES
from locales.say import Say
from sandbox import PageContent


def page_content() -> PageContent:
    return PageContent(
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
        for texts in (_texts, step_texts, idea_texts, _due_texts)
        for text, words in translated(texts, say).items()
    }


def _texts(say: Say) -> tuple[str, ...]:
    """Return the sentence that says what this is, the roles, and what the clock says that happened."""
    return (
        say.plain(
            "An alley market in three phones: shop, sell, organise. The bot is real, only Telegram is pretend. Nothing leaves this computer."
        ),
        say.plain("shops"),
        say.plain("sells"),
        say.plain("organises"),
        say.plain("{n} messages sent", n="{n}"),
        say.plain("{n} confirmed", n="{n}"),
        say.plain("{n} declined", n="{n}"),
        say.plain("{n} coming", n="{n}"),
        say.plain("nothing was due"),
    )


def _due_texts(say: Say) -> tuple[str, ...]:
    """Return the labels of what falls due, as `due_label` gives them."""
    return (
        say.plain("a hold ends"),
        say.plain("the last two hours of a drop"),
        say.plain("joining a draw ends"),
        say.plain("a draw"),
        say.plain("a drop ends"),
        say.plain("a broadcast begins"),
        say.plain("a message to neighbours"),
        say.plain("a message to followers"),
        say.plain("a licence ends soon"),
        say.plain("a permit ends soon"),
        say.plain("a nudge"),
        say.plain("a reminder of one's own"),
        say.plain("a reminder"),
        say.plain("a stall's reminder"),
        say.plain("a waitlist opens"),
        say.plain("a message"),
    )
