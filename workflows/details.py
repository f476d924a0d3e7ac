"""What Temporal's own web UI shows of a departure: codes, states and dates, never a name."""

from datetime import datetime

from domain.departure import Departure
from domain.steps import Step


def describe(departure: Departure | None, next_alarm: datetime | None) -> str:
    """The departure as a short Markdown text."""
    if departure is None:
        return "not opened yet"
    lines = [f"**{departure.number}** · {departure.status} · version {departure.version}"]
    if next_alarm:
        lines.append(f"next alarm {next_alarm:%Y-%m-%d %H:%M} UTC")
    lines.append("")
    lines += [f"- {line.kind}: {line.state}, {line.due_on}" for line in departure.deadlines.values()]
    lines += [_step(step) for step in departure.steps.values()]
    return "\n".join(lines)


def _step(step: Step) -> str:
    party = f" on {step.waiting_on}" if step.waiting_on else ""
    day = f", ended {step.ended_on}" if step.ended_on else f", target {step.target_on or '–'}"
    return f"- {step.key}: {step.state}{party}{day}"
