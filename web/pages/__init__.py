"""The pages people see: a module per subject, each with a router, in the order they are tried."""

from fastapi import APIRouter

from web.pages import (
    about,
    account,
    calculator,
    deadlines,
    departure,
    departures,
    events,
    home,
    imports,
    new_departure,
    overdue,
    signin,
    tasks,
)

PAGES: tuple[APIRouter, ...] = (
    home.router,
    signin.router,
    account.router,
    about.router,
    tasks.router,
    new_departure.router,  # before the page of a departure: /vorgaenge/neu is no departure's address
    departures.router,
    events.router,
    departure.router,
    deadlines.router,
    overdue.router,
    imports.router,
    calculator.router,
)
