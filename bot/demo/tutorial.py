"""The demo's tutorial: what to try, in each language, and the call by which the sandbox knows that it happened."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from bot.demo.data.drops import KINABALU_AT_DAWN, SERI_MUKA
from bot.demo.data.people_and_stalls import AINA, KEN, ROS, TUHAU_TAMBUNAN, DemoPerson
from locales.languages import LANGUAGES
from locales.say import Say, speak
from sandbox import StepCondition, StepTarget, TutorialStep

VOICES = tuple(speak(language.code) for language in LANGUAGES)
ENGLISH = VOICES[0]
STOCK_LINE = "12 kuih lapis RM8.50"


def step_texts(say: Say) -> tuple[str, ...]:
    """Return the texts of the seven steps. Buttons are quoted as phones in this language show them."""
    names = {"aina": AINA.first_name, "ros": ROS.first_name, "ken": KEN.first_name}
    return (
        say(
            "Sell something. On {ros}'s phone “{line}” is typed already: tap Send. Then tap “{publish}”.",
            **names,
            line=STOCK_LINE,
            publish=say.label("Publish"),
        ).striptags(),
        say(
            "Join a full drop. On {aina}'s phone “{drop}” is typed already: tap Send. Then tap “{join}”.",
            **names,
            drop=SERI_MUKA.name,
            join=say.label("Join waitlist"),
        ).striptags(),
        say(
            "Add one. On {ros}'s phone, tap “{desk}”, then “{drop}”, then “{more}”. Now it is on hold for {aina}.",
            **names,
            desk=say.label("Desk"),
            drop=SERI_MUKA.name,
            more=say.label("Add 1"),
        ).striptags(),
        say(
            "Pick it up. On {aina}'s phone, tap “{confirm}”, then tap the ticket and choose {ros}. On {ros}'s phone, tap “{hand_over}”.",
            **names,
            confirm=say.label("Confirm {count}", count=1),
            hand_over=say.label("Handed over, cash"),
        ).striptags(),
        say(
            "Bring the box back. Tap {aina}'s returns ticket, choose {ros}. On {ros}'s phone, tap “{take_back}”. The person who brings it gets the deposit.",
            **names,
            take_back=say.label("Take back {count}", count=1),
        ).striptags(),
        say(
            "Let a stall in. {stall} asks for a place. On {ken}'s phone, tap “{requests}”, then “{approve}”.",
            **names,
            stall=TUHAU_TAMBUNAN.name,
            requests=say.label("Approve, {count}", count=1),
            approve=say.label("Approve"),
        ).striptags(),
        say(
            "Jump to tomorrow. Tap “{tomorrow}” above. {aina} is asked about a workshop: tap “{coming}”.",
            **names,
            tomorrow=say.plain("Tomorrow 10:00"),
            coming=say.label("I am coming"),
        ).striptags(),
    )


def idea_texts(say: Say) -> tuple[str, ...]:
    """Return what else to try, once the steps are done."""
    return (
        say.plain("Write to everyone as {ken}", ken=KEN.first_name),
        say.plain("Let a market wait for the rain as {ken}", ken=KEN.first_name),
        say.plain("Join a draw as {aina}", aina=AINA.first_name),
        say.plain("Sell in Malay as {ros}", ros=ROS.first_name),
        say.plain("Change {aina}'s language", aina=AINA.first_name),
    )


def tutorial_steps() -> tuple[TutorialStep, ...]:
    """Return the seven steps, each done when it really happened, in whatever language and sequence."""
    lines = (
        (ROS, STOCK_LINE),
        (AINA, SERI_MUKA.name),
        (ROS, "/desk"),
        (AINA, ""),
        (AINA, ""),
        (KEN, "/admin"),
        (AINA, ""),
    )
    return tuple(
        TutorialStep(text=text, phone=person.id, line=line, targets=targets, done=condition)
        for text, (person, line), targets, condition in zip(
            step_texts(ENGLISH), lines, _targets(), _conditions(), strict=True
        )
    )


def _targets() -> tuple[tuple[StepTarget, ...], ...]:
    """Return what each step asks to tap."""
    return (
        (_button(ROS, lambda say: say.label("Publish")),),
        (_button(AINA, lambda say: say.label("Join waitlist")),),
        (
            _button(ROS, lambda say: say.label("Desk")),
            _button(ROS, lambda _: SERI_MUKA.name),
            _button(ROS, lambda say: say.label("Add 1")),
        ),
        (
            _button(AINA, lambda say: say.label("Confirm {count}", count=1)),
            _ticket(AINA, lambda say: say("<b>Pickup ticket: {units} × {item}</b>", units="\0", item="")),
            _button(ROS, lambda say: say.label("Handed over, cash")),
        ),
        (
            _ticket(AINA, lambda say: say("<b>Returns ticket: {units}</b>", units="\0")),
            _button(ROS, lambda say: say.label("Take back {count}", count=1)),
        ),
        (
            _button(KEN, lambda say: say.label("Approve, {count}", count=1)),
            _button(KEN, lambda say: say.label("Approve")),
        ),
        (StepTarget(clock="tomorrow"), _button(AINA, lambda say: say.label("I am coming"))),
    )


def _button(person: DemoPerson, label: Callable[[Say], str]) -> StepTarget:
    return StepTarget(phone=person.id, labels=_each(label))


def _ticket(person: DemoPerson, caption: Callable[[Say], Markup]) -> StepTarget:
    return StepTarget(phone=person.id, captions=_each(lambda say: _before(caption(say).striptags())))


def _conditions() -> tuple[StepCondition, ...]:
    """Return the call that completes each step."""
    return (
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
        _toast(KEN.id, lambda say: say.sentences(say("Approved."), say("We told the stall."))),
        _toast(AINA.id, lambda say: say.plain("Noted: you are coming.")),
    )


def ideas() -> tuple[TutorialStep, ...]:
    lines = (
        (KEN, "/broadcast"),
        (KEN, "/admin"),
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


def translated(texts: Callable[[Say], Sequence[str]], say: Say) -> dict[str, str]:
    """Return texts in a language by what they are in English."""
    return dict(zip(texts(ENGLISH), texts(say), strict=True))
