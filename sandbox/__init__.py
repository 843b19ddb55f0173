"""A pretend Telegram on this machine: a Bot API server, and a page with the phones of those who use a bot."""

from sandbox.calls import Call
from sandbox.faults import Fault
from sandbox.people import Bot, Clock, Done, Due, Group, Person, Step
from sandbox.phone import Answer, Payment, Phone, Scan
from sandbox.refusal import NotPossible
from sandbox.sandbox import Sandbox
from sandbox.seen import Button, Message, Photo
from sandbox.state import Sent

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
    "Sent",
    "Step",
]
