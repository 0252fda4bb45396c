"""The composition root: settings in, a wired application out. The only module that knows every part."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, Request
from flask.json.provider import DefaultJSONProvider
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_compress import Compress
from flask_socketio import SocketIO
from gevent.threadpool import ThreadPool
from jinja2 import ChoiceLoader, FileSystemLoader

import displays
import queue_app.texts
from printers.drivers.network import NetworkDriver
from printers.preview import preview
from printers.rendering.process import RenderProcess
from printers.virtual import VirtualPrinter
from printers.worker import PrintWorker
from queue_app import logs
from queue_app.config import SETTINGS_VARIABLE, Settings
from queue_app.domain.events import Event, SlipQueued
from queue_app.jobs.clocks import WallClock
from queue_app.jobs.days import Days
from queue_app.jobs.learning import Learning
from queue_app.jobs.printing import PrintQueue
from queue_app.jobs.sightings import Sightings
from queue_app.jobs.telling import Telling
from queue_app.jobs.webpush import WebPush, new_key
from queue_app.realtime.following import Following
from queue_app.realtime.guiding import Guiding
from queue_app.realtime.pushing import Pusher
from queue_app.realtime.supervising import Supervising
from queue_app.realtime.watching import Watching
from queue_app.services.access import Doorkeeper
from queue_app.services.media import Media
from queue_app.services.offices import Offices
from queue_app.services.presence import Presence
from queue_app.services.rooms import Rooms
from queue_app.storage import people
from queue_app.storage.database import Database
from queue_app.texts import Texts
from queue_app.web import (
    access,
    admin,
    api,
    desk,
    greeter,
    health,
    kiosk,
    look,
    media,
    pages,
    phone,
    problems,
    signin,
    supervisor,
)
from queue_app.web import displays as display_pages
from queue_app.web import printers as printer_pages
from queue_app.web import voice as voice_clips
from queue_app.web.api import docs
from queue_app.web.api import profile as files
from queue_app.web.attempts import Attempts, Checklists
from queue_app.web.metrics import Metrics
from queue_app.web.parts import KEY, Parts
from queue_app.web.releases import release_of

log = structlog.get_logger()

SESSION_LASTS = timedelta(hours=12)
LARGEST_REQUEST = 64 * 1024
PAGES = (Path(displays.__file__).parent, Path(access.__file__).parent, Path(queue_app.texts.__file__).parent)
"""Where everything lies that a page is made of."""
COMPRESSED = ["text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"]
"""What a phone fetches on its own connection; answers of the API are small, and cross the office's own network."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Application:
    """A wired application. Making it touches the database; `start` sets its tasks going."""

    settings: Settings
    web: Flask
    sockets: SocketIO
    database: Database
    doorkeeper: Doorkeeper
    offices: Offices
    pusher: Pusher
    following: Following
    telling: Telling
    days: Days
    learning: Learning
    sightings: Sightings
    virtual_printers: dict[str, VirtualPrinter]
    workers: dict[str, PrintWorker]
    queues: dict[str, PrintQueue]
    renderer: RenderProcess
    scheduler: BackgroundScheduler

    def start(self) -> None:
        """Start the printers' workers, the pusher and the day's jobs."""
        self.renderer.start()
        for printer in self.virtual_printers.values():
            printer.start()
        for office in self.offices.all():
            if office.printer and office.printer not in self.workers:
                log.warning("printer_not_configured", office=office.code, printer=office.printer)
        for name, worker in self.workers.items():
            if not self.settings.redis.url:
                self.queues[name].recover()
            self.sockets.start_background_task(worker.run)
        self.sockets.start_background_task(self.pusher.run)
        self.sockets.start_background_task(self.following.run)
        if self.settings.push.services:
            self.sockets.start_background_task(self.telling.run)
        self.days.plan()
        self.learning.plan()
        self.sightings.plan()
        self.scheduler.start()

    def stop(self) -> None:
        """End what `start` began; what is owed stays in the database."""
        self.scheduler.shutdown(wait=False)
        for worker in self.workers.values():
            worker.stop()
        for printer in self.virtual_printers.values():
            printer.stop()
        self.renderer.close()
        self.database.close()


def create_app(settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> Application:
    """Wire everything. The database must be there and migrated."""
    database = Database(settings.database_url)
    texts, metrics = Texts.load(), Metrics()
    doorkeeper, offices, rooms = (
        Doorkeeper(database),
        Offices(database),
        Rooms(database, alone=not settings.redis.url),
    )
    alone = not settings.redis.url
    key = _secret(database, "vapid", new_key())
    telling = Telling(
        database,
        offices,
        rooms,
        texts.get,
        clock,
        WebPush(key, settings.push.contact),
        settings.push.services,
    )
    presence, release = Presence(clock, alone), release_of(PAGES)
    renderer = RenderProcess()
    virtual_printers = {
        printer.name: VirtualPrinter(printer.host, printer.port, printer.width)
        for printer in settings.printers
        if printer.driver == "virtual"
    }
    queues = {printer.name: PrintQueue(database, printer.name, clock) for printer in settings.printers}
    workers = {
        printer.name: PrintWorker(
            queues[printer.name], renderer, NetworkDriver(printer.host, printer.port), printer.width
        )
        for printer in settings.printers
    }
    web = _web(
        settings,
        database,
        Parts(
            settings,
            database,
            doorkeeper,
            offices,
            rooms,
            texts,
            metrics,
            Attempts(),
            Attempts(),
            Attempts(),
            Checklists(),
            ThreadPool(1),
            clock,
            Media(settings.data / "media"),
            virtual_printers,
            presence,
            release,
            partial(preview, renderer),
            telling.push.public_key if settings.push.services else "",
        ),
    )
    sockets = _sockets(web, settings)
    following = Following(sockets, database, offices, rooms, clock, alone)
    watching = Watching(
        sockets, database, doorkeeper, offices, texts, metrics.screens, clock, following, presence, alone
    )
    watching.register()
    pusher = Pusher(sockets, database, offices, rooms, watching, texts, clock)
    supervising = Supervising(sockets, database, rooms, watching, clock)
    watching.topics["room"] = supervising.watch
    pusher.beside.append(supervising.push)
    guiding = Guiding(sockets, database, offices, release)
    watching.greeters.append(guiding.greet)
    database.on_commit(offices.hear)
    database.on_commit(guiding.hear)
    database.on_commit(rooms.hear)
    database.on_commit(pusher.hear)
    database.on_commit(following.hear)
    database.on_commit(telling.hear)
    database.on_commit(_waking(workers))
    scheduler = BackgroundScheduler(timezone=UTC)
    days = Days(database, offices, clock, scheduler, wall=WallClock(clock, time.monotonic))
    return Application(
        settings,
        web,
        sockets,
        database,
        doorkeeper,
        offices,
        pusher,
        following,
        telling,
        days,
        Learning(database, offices, clock, scheduler),
        Sightings(database, presence, clock, scheduler),
        virtual_printers,
        workers,
        queues,
        renderer,
        scheduler,
    )


def serve_from_environment() -> Flask:
    """What gunicorn's worker loads: the application of the settings in the environment, started."""
    settings = Settings.model_validate_json(os.environ[SETTINGS_VARIABLE])
    logs.set_up(settings.logging)
    application = create_app(settings)
    application.start()
    application.web.extensions["queue_app_stop"] = application.stop
    return application.web


def _waking(workers: dict[str, PrintWorker]) -> Callable[[Event], None]:
    def wake(happened: Event) -> None:
        if isinstance(happened, SlipQueued) and happened.printer in workers:
            workers[happened.printer].wake()

    return wake


def _web(settings: Settings, database: Database, parts: Parts) -> Flask:
    web = Flask("queue_app.web", static_folder="static", template_folder="templates")
    web.config.update(
        SECRET_KEY=_secret(database, "session", os.urandom(32).hex()),
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.server.public_url.startswith("https:"),
        PERMANENT_SESSION_LIFETIME=SESSION_LASTS,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        COMPRESS_MIMETYPES=COMPRESSED,
    )
    web.json = CompactJson(web)
    web.session_interface = Sessions()
    web.extensions[KEY] = parts
    boards = Path(displays.__file__).parent
    web.jinja_loader = ChoiceLoader(
        [FileSystemLoader(str(Path(web.root_path) / "templates")), FileSystemLoader(str(boards))]
    )
    access.csrf.init_app(web)
    web.before_request(files.let_files_in)
    web.before_request(access.guard_against_forgery)
    Compress(web)
    pages.register(web)
    problems.register(web)
    for blueprint in (
        admin.blueprint(),
        api.blueprint(),
        desk.blueprint(),
        display_pages.blueprint(boards),
        greeter.blueprint(),
        health.blueprint(),
        kiosk.blueprint(),
        look.blueprint(),
        media.blueprint(),
        phone.blueprint(),
        printer_pages.blueprint(),
        signin.blueprint(),
        supervisor.blueprint(),
        voice_clips.blueprint(settings.data / "voice", boards / "voice" / "packs"),
    ):
        web.register_blueprint(blueprint)
    web.add_url_rule("/api/docs", view_func=docs.page)
    return web


class Sessions(SecureCookieSessionInterface):
    """Signed cookies; whoever has none, as every device, costs nothing."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


class CompactJson(DefaultJSONProvider):
    """Letters as they are, keys in the order of the contract, no blanks."""

    ensure_ascii = False
    sort_keys = False
    compact = True


def _secret(database: Database, name: str, proposed: str) -> str:
    with database.transaction() as tx:
        return people.secret(tx.connection, name, proposed)


def _sockets(web: Flask, settings: Settings) -> SocketIO:
    sockets = SocketIO(
        web,
        message_queue=settings.redis.url or None,
        manage_session=False,
        http_compression=False,
        ping_interval=10,
        ping_timeout=10,
        max_http_buffer_size=LARGEST_REQUEST,
        logger=logging.getLogger("socketio"),
        engineio_logger=logging.getLogger("engineio"),
    )
    web.wsgi_app = _without_deflate(web.wsgi_app)  # type: ignore[method-assign]
    return sockets


def _without_deflate(wsgi: Any) -> Any:
    """Refuse websocket compression: for states this small it only costs memory and time, for each screen."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return wsgi(environ, start_response)

    return answer
