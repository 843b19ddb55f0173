"""A pretend Telegram on this machine: a Bot API server, and a page with the phones of those who use a bot."""

from sandbox.calls import Call
from sandbox.faults import Fault
from sandbox.people import Bot, Clock, Done, Due, Group, Person, Step
from sandbox.phone import Answer, Button, Message, Payment, Phone, Photo, Scan
from sandbox.refusal import NotPossible
from sandbox.sandbox import Sandbox

__all__ = [
    "Answer",
    "Bot",
    "Button",
    "Call",
    "Clock",
    "Done",
    "Due",
    "Fault",
    "Group",
    "Message",
    "NotPossible",
    "Payment",
    "Person",
    "Phone",
    "Photo",
    "Sandbox",
    "Scan",
    "Step",
]
