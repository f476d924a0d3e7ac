"""A departure's workflow that shows codes, states and dates in Temporal's web UI, never a name.

The operator has to switch it on: whoever reaches Temporal can read it without a key.
"""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from geleit.domain.departure import Departure
    from geleit.domain.steps.state import Step
    from geleit.temporal.contracts import departure as contract
    from geleit.temporal.contracts.departure import StartDeparture
    from workflows.departure import DepartureWorkflow


@workflow.defn(name=contract.DEPARTURE)
class DescribedDepartureWorkflow(DepartureWorkflow):
    """A departure that keeps its current details up to date."""

    @workflow.run
    async def run(self, start: StartDeparture | None = None) -> None:
        """Run like any departure: Temporal wants the method on the class itself."""
        await super().run(start)

    def _describe(self) -> None:
        workflow.set_current_details(describe(self._departure, self._next_alarm))


def describe(departure: Departure | None, next_alarm: datetime | None) -> str:
    """Describe the departure in a short Markdown text."""
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
