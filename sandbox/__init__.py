"""A pretend Telegram on this machine: a Bot API server, and a page with the phones of a bot's users."""

from sandbox.call_log import BotCall
from sandbox.config import (
    Bot,
    Group,
    PageContent,
    SandboxClock,
    StepCondition,
    StepTarget,
    TutorialStep,
    UpcomingEvent,
    UserProfile,
)
from sandbox.errors import NotPossible
from sandbox.fault_injection import Fault
from sandbox.phone import PaymentResult, Phone, ScanResult, TapAnswer
from sandbox.phone_messages import Message, SentButton, SentPhoto
from sandbox.records import SentMessage
from sandbox.sandbox import Sandbox

__all__ = [
    "Bot",
    "BotCall",
    "Fault",
    "Group",
    "Message",
    "NotPossible",
    "PageContent",
    "PaymentResult",
    "Phone",
    "Sandbox",
    "SandboxClock",
    "ScanResult",
    "SentButton",
    "SentMessage",
    "SentPhoto",
    "StepCondition",
    "StepTarget",
    "TapAnswer",
    "TutorialStep",
    "UpcomingEvent",
    "UserProfile",
]
