"""The trail under the phones: what to try, and by which words the page knows that it really happened."""

from bot.town.cast import AINA, ROS
from bot.town.drops import SERI_MUKA
from locales.say import Say, speak
from sandbox import Done, Step


def trail() -> tuple[Step, ...]:
    """Five steps, in any sequence; a button is quoted in its phone's language."""
    aina, ros = speak(AINA.language), speak(ROS.language)
    return (
        Step(
            f"{ROS.first_name}: post a line, “{ros.label('Publish')}”",
            ROS.id,
            "12 kuih lapis RM8.50",
            Done("answerCallbackQuery", ROS.id, ros.plain("Published.")),
        ),
        Step(
            f"{AINA.first_name}: {SERI_MUKA.name}, “{aina.label('Join waitlist')}”",
            AINA.id,
            SERI_MUKA.name,
            Done("answerCallbackQuery", AINA.id, _numbered(aina)),
        ),
        Step(
            f"{ROS.first_name}: {ros.label('Desk')}, {SERI_MUKA.name}, one more",
            ROS.id,
            "/desk",
            Done(
                "sendMessage",
                AINA.id,
                _before_hole(aina.plain("Held for you: {units} × {line}.", units="\0", line="")),
            ),
        ),
        Step(
            f"{AINA.first_name}: “{aina.label('Confirm {count}', count=1)}”, click the QR, show it to {ROS.first_name}, hand over",
            AINA.id,
            done=Done(person=ROS.id, contains="COLLECTED"),
        ),
        Step(
            f"Tomorrow 10:00: {AINA.first_name} is asked “{aina.label('I am coming')}”",
            AINA.id,
            done=Done(
                "sendMessage",
                AINA.id,
                _after_hole(aina.plain("{units}, {price}. Are you coming?", units="", price="\0")),
            ),
        ),
    )


def _numbered(say: Say) -> str:
    return _before_hole(say.plain("Your number is {number}.", number="\0"))


def _before_hole(words: str) -> str:
    return words.partition("\0")[0]


def _after_hole(words: str) -> str:
    return words.partition("\0")[2]
