"""The trail under the phones: what to try, and by which words the page knows that it really happened."""

from bot.demo.data.drops import SERI_MUKA
from bot.demo.data.people_and_stalls import AINA, ROS
from locales.say import Say, speak
from sandbox import StepCondition, TutorialStep


def tutorial_steps() -> tuple[TutorialStep, ...]:
    """Five steps, in any sequence; a button is quoted in its phone's language."""
    aina, ros = speak(AINA.language), speak(ROS.language)
    return (
        TutorialStep(
            f"{ROS.first_name}: post a line, “{ros.label('Publish')}”",
            ROS.id,
            "12 kuih lapis RM8.50",
            StepCondition("answerCallbackQuery", ROS.id, ros.plain("Published.")),
        ),
        TutorialStep(
            f"{AINA.first_name}: {SERI_MUKA.name}, “{aina.label('Join waitlist')}”",
            AINA.id,
            SERI_MUKA.name,
            StepCondition("answerCallbackQuery", AINA.id, _number_sentence(aina)),
        ),
        TutorialStep(
            f"{ROS.first_name}: {ros.label('Desk')}, {SERI_MUKA.name}, one more",
            ROS.id,
            "/desk",
            StepCondition(
                "sendMessage",
                AINA.id,
                _before_placeholder(aina.plain("Held for you: {units} × {item}.", units="\0", item="")),
            ),
        ),
        TutorialStep(
            f"{AINA.first_name}: “{aina.label('Confirm {count}', count=1)}”, click the QR, show it to {ROS.first_name}, hand over",
            AINA.id,
            done=StepCondition(person=ROS.id, contains="COLLECTED"),
        ),
        TutorialStep(
            f"Tomorrow 10:00: {AINA.first_name} is asked “{aina.label('I am coming')}”",
            AINA.id,
            done=StepCondition(
                "sendMessage",
                AINA.id,
                _after_placeholder(aina.plain("{units}, {price}. Are you coming?", units="", price="\0")),
            ),
        ),
    )


def _number_sentence(say: Say) -> str:
    return _before_placeholder(say.plain("Your number is {number}.", number="\0"))


def _before_placeholder(words: str) -> str:
    return words.partition("\0")[0]


def _after_placeholder(words: str) -> str:
    return words.partition("\0")[2]
