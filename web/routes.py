"""The routers of all pages, in the order they are tried."""

from fastapi import APIRouter

import web.about.page
import web.account.page
import web.authority.decision
import web.authority.departure
import web.authority.page
import web.authority.search
import web.calculator.page
import web.calendar.page
import web.departure.live
import web.departure.page
import web.departures.page
import web.departures.search
import web.imports.page
import web.new_departure.page
import web.overdue.page
import web.overdue.trend
import web.saved_views.page
import web.signin.home
import web.signin.page
import web.tasks.page
import web.what_if.page

PAGES: tuple[APIRouter, ...] = (
    web.signin.home.router,
    web.signin.page.router,
    web.account.page.router,
    web.about.page.router,
    web.tasks.page.router,
    web.new_departure.page.router,  # before departures: /vorgaenge/neu is no departure's address
    web.departures.page.router,
    web.departures.search.router,
    web.departure.live.router,
    web.what_if.page.router,
    web.departure.page.router,
    web.authority.page.router,
    web.authority.search.router,
    web.authority.departure.router,
    web.authority.decision.router,
    web.calendar.page.router,
    web.overdue.page.router,
    web.overdue.trend.router,
    web.saved_views.page.router,
    web.imports.page.router,
    web.calculator.page.router,
)
