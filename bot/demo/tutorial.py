"""The demo's tutorial: what to try, in each language, and the call by which the sandbox knows that it happened."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from bot.demo.data.drops import KINABALU_AT_DAWN, SERI_MUKA
from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from locales.languages import LANGUAGES
from locales.say import Say, speak
from sandbox import StepCondition, TutorialStep

VOICES = tuple(speak(language.code) for language in LANGUAGES)
ENGLISH = VOICES[0]
STOCK_LINE = "12 kuih lapis RM8.50"


def step_texts(say: Say) -> tuple[str, ...]:
    """Return the texts of the six steps. Buttons are quoted as phones in this language show them."""
    names = {"aina": AINA.first_name, "ros": ROS.first_name}
    return (
        say(
            "Sell something. On {ros}'s phone, press Enter to send “{line}”. Then tap “{publish}”.",
            **names,
            line=STOCK_LINE,
            publish=say.label("Publish"),
        ).striptags(),
        say(
            "Join a full drop. On {aina}'s phone, press Enter to send “{drop}”. Tap it, then tap “{join}”.",
            **names,
            drop=SERI_MUKA.name,
            join=say.label("Join waitlist"),
        ).striptags(),
        say(
            "Add one. On {ros}'s phone, press Enter to send /desk. Tap “{drop}”, then tap “{more}”. Now it is on hold for {aina}.",
            **names,
            drop=SERI_MUKA.name,
            more=say.label("Add 1"),
        ).striptags(),
        say(
            "Pick it up. On {aina}'s phone, tap “{confirm}”, then click the ticket and choose {ros}. On {ros}'s phone, tap “{hand_over}”.",
            **names,
            confirm=say.label("Confirm {count}", count=1),
            hand_over=say.label("Handed over, cash"),
        ).striptags(),
        say(
            "Bring the box back. Click {aina}'s returns ticket and choose {ros}. On {ros}'s phone, tap “{take_back}”: {aina} gets the deposit back.",
            **names,
            take_back=say.label("Take back {count}", count=1),
        ).striptags(),
        say(
            "Jump to tomorrow. Click “{tomorrow}” above. {aina} is asked about a workshop: tap “{coming}”.",
            **names,
            tomorrow=say.plain("Tomorrow 10:00"),
            coming=say.label("I am coming"),
        ).striptags(),
    )


def idea_texts(say: Say) -> tuple[str, ...]:
    """Return what else to try, once the steps are done."""
    return (
        say.plain("Write to everyone as {ken}", ken=KEN.first_name),
        say.plain("Join a draw as {aina}", aina=AINA.first_name),
        say.plain("Sell in Malay as {ros}", ros=ROS.first_name),
        say.plain("Change {aina}'s language", aina=AINA.first_name),
    )


def tutorial_steps() -> tuple[TutorialStep, ...]:
    """Return the six steps, each done when it really happened, in whatever language and sequence."""
    texts = step_texts(ENGLISH)
    lines = ((ROS, STOCK_LINE), (AINA, SERI_MUKA.name), (ROS, "/desk"), (AINA, ""), (AINA, ""), (AINA, ""))
    done = (
        _toast(ROS.id, lambda say: say.plain("Published.")),
        _toast(AINA.id, lambda say: _before(say.plain("Your number is {number}.", number="\0"))),
        _message(
            AINA.id,
            lambda say: _before(
                say("<b>Held for you: {units} × {item}.</b>", units="\0", item="").striptags()
            ),
        ),
        StepCondition(
            person=ROS.id,
            contains=_each(lambda say: _bold(say("<b>HANDED OVER</b>. {what}, {at}.", what="", at=""))),
        ),
        StepCondition(
            person=ROS.id,
            contains=_each(
                lambda say: _bold(
                    say(
                        "<b>RETURNED</b>. {done} of {units}. Refund {deposit} now.",
                        done="",
                        units="",
                        deposit="",
                    )
                )
            ),
        ),
        _message(
            AINA.id,
            lambda say: _after(say.plain("{units}, {price}. Are you coming?", units="", price="\0")),
        ),
    )
    return tuple(
        TutorialStep(text=text, phone=person.id, line=line, done=condition)
        for text, (person, line), condition in zip(texts, lines, done, strict=True)
    )


def ideas() -> tuple[TutorialStep, ...]:
    lines = (
        (KEN, "/broadcast"),
        (AINA, KINABALU_AT_DAWN.name),
        (ROS, "20 onde-onde RM7 esok 6 petang"),
        (AINA, "/language"),
    )
    return tuple(
        TutorialStep(text=text, phone=person.id, line=line)
        for text, (person, line) in zip(idea_texts(ENGLISH), lines, strict=True)
    )


def _toast(person: int, part: Callable[[Say], str]) -> StepCondition:
    return StepCondition(method="answerCallbackQuery", person=person, contains=_each(part))


def _message(person: int, part: Callable[[Say], str]) -> StepCondition:
    return StepCondition(method="sendMessage", person=person, contains=_each(part))


def _each(part: Callable[[Say], str]) -> tuple[str, ...]:
    """Return what shows that a step happened, in every language a phone may have."""
    return tuple(part(say) for say in VOICES)


def _before(words: str) -> str:
    return words.partition("\0")[0].strip()


def _bold(words: Markup) -> str:
    return words.partition("<b>")[2].partition("</b>")[0]


def _after(words: str) -> str:
    return words.partition("\0")[2]


def translated(texts: Callable[[Say], Sequence[str]], say: Say) -> dict[str, str]:
    """Return texts in a language by what they are in English."""
    return dict(zip(texts(ENGLISH), texts(say), strict=True))
