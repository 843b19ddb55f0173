"""The tutorial: steps to try, each completed by a call that succeeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sandbox.config import StepCondition, TutorialStep


class Tutorial:
    def __init__(self, steps: Iterable[TutorialStep]) -> None:
        self.steps = list(steps)
        self.done = [False] * len(self.steps)

    def complete_steps(self, method: str, person: int | None, words: str, *, picture: bool) -> list[int]:
        """Return the steps that a successful call completes."""
        open_steps = [n for n, done in enumerate(self.done) if not done]
        found = [n for n in open_steps if _meets(self.steps[n].done, method, person, words, picture=picture)]
        for n in found:
            self.done[n] = True
        return found

    def as_json(self) -> list[dict[str, Any]]:
        return [step_json(step) | {"done": done} for step, done in zip(self.steps, self.done, strict=True)]


def step_json(step: TutorialStep) -> dict[str, Any]:
    targets = [asdict(target) for target in step.targets]
    return {"text": step.text, "phone": step.phone, "line": step.line, "targets": targets}


def _meets(condition: StepCondition, method: str, person: int | None, words: str, *, picture: bool) -> bool:
    return (
        condition != StepCondition()
        and condition.method in {"", method}
        and condition.person in {None, person}
        and (not condition.contains or any(part in words for part in condition.contains))
        and (picture or not condition.picture)
    )
