"""The pages people see: one module per subject, each with a router. This list is the order they are tried in."""

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
    new_departure,
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
    calculator.router,
)
