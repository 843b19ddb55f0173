"""The trail under the phones: what to try, and by which words the page knows that it really happened."""

from bot.town.cast import AINA, KEN, ROS
from locales.say import speak
from sandbox import Done, Step


def trail() -> tuple[Step, ...]:
    """Five steps, in any sequence; a button is quoted in its phone's language."""
    aina, ros = speak(AINA.language), speak(ROS.language)
    return (
        Step(
            f"{AINA.first_name}: tap a drop and look at its card",
            AINA.id,
            done=Done(person=AINA.id, picture=True),
        ),
        Step(
            f"{AINA.first_name}: {aina.label('Calendar')}",
            AINA.id,
            "/calendar",
            Done(person=AINA.id, contains="•"),
        ),
        Step(
            f"{ROS.first_name}: find tuhau, “{ros.label('Tell me at opening')}”",
            ROS.id,
            "tuhau",
            Done("answerCallbackQuery", ROS.id, _before_hole(ros.plain("You will be told {at}.", at="\0"))),
        ),
        Step(
            f"Clock: next thing due, {ROS.first_name}'s letter comes",
            ROS.id,
            done=Done("sendMessage", ROS.id, "Tuhau"),
        ),
        Step(
            f"{KEN.first_name}: another language",
            KEN.id,
            "/language",
            Done("answerCallbackQuery", KEN.id, "Lorong"),
        ),
    )


def _before_hole(words: str) -> str:
    return words.partition("\0")[0]
