"""The pages people see: a module per subject, each with a router, in the order they are tried."""

from fastapi import APIRouter

from web.pages import (
    about,
    account,
    calculator,
    calendar,
    deadline_actions,
    deadlines,
    departure,
    departures,
    events,
    home,
    imports,
    new_departure,
    overdue,
    search,
    signin,
    tasks,
    what_if,
)

PAGES: tuple[APIRouter, ...] = (
    home.router,
    signin.router,
    account.router,
    about.router,
    tasks.router,
    new_departure.router,  # before the page of a departure: /vorgaenge/neu is no departure's address
    departures.router,
    search.router,
    events.router,
    what_if.router,
    departure.router,
    deadlines.router,
    deadline_actions.router,
    calendar.router,
    overdue.router,
    imports.router,
    calculator.router,
)
