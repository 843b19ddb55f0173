"""The demo's tutorial: what to try, and the call by which the sandbox knows that it happened."""

from bot.demo.data.drops import SERI_MUKA
from bot.demo.data.people_and_stalls import AINA, ROS
from locales.say import Say, speak
from sandbox import StepCondition, TutorialStep


def tutorial_steps() -> tuple[TutorialStep, ...]:
    """Return the five steps. Buttons are quoted in the language of their phone."""
    aina, ros = speak(AINA.language), speak(ROS.language)
    return (
        TutorialStep(
            text=f"{ROS.first_name}: post a line, “{ros.label('Publish')}”",
            phone=ROS.id,
            line="12 kuih lapis RM8.50",
            done=StepCondition(method="answerCallbackQuery", person=ROS.id, contains=ros.plain("Published.")),
        ),
        TutorialStep(
            text=f"{AINA.first_name}: {SERI_MUKA.name}, “{aina.label('Join waitlist')}”",
            phone=AINA.id,
            line=SERI_MUKA.name,
            done=StepCondition(method="answerCallbackQuery", person=AINA.id, contains=_number_sentence(aina)),
        ),
        TutorialStep(
            text=f"{ROS.first_name}: {ros.label('Desk')}, {SERI_MUKA.name}, one more",
            phone=ROS.id,
            line="/desk",
            done=StepCondition(
                method="sendMessage",
                person=AINA.id,
                contains=_before_placeholder(
                    aina.plain("Held for you: {units} × {item}.", units="\0", item="")
                ),
            ),
        ),
        TutorialStep(
            text=f"{AINA.first_name}: “{aina.label('Confirm {count}', count=1)}”, click the QR, show it to {ROS.first_name}, hand over",
            phone=AINA.id,
            done=StepCondition(person=ROS.id, contains="COLLECTED"),
        ),
        TutorialStep(
            text=f"Tomorrow 10:00: {AINA.first_name} is asked “{aina.label('I am coming')}”",
            phone=AINA.id,
            done=StepCondition(
                method="sendMessage",
                person=AINA.id,
                contains=_after_placeholder(
                    aina.plain("{units}, {price}. Are you coming?", units="", price="\0")
                ),
            ),
        ),
    )


def _number_sentence(say: Say) -> str:
    return _before_placeholder(say.plain("Your number is {number}.", number="\0"))


def _before_placeholder(words: str) -> str:
    return words.partition("\0")[0]


def _after_placeholder(words: str) -> str:
    return words.partition("\0")[2]
