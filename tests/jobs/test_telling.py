"""Phones whose page is closed: told once, by the service of their browser, in words that only they can read."""

from __future__ import annotations

import json
import os
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select

from queue_app.app import Application, create_app
from queue_app.config import Push, Settings
from queue_app.domain.offices import Office
from queue_app.jobs.webpush import WebPush, new_key
from queue_app.profiles import schema
from queue_app.services import calls, counters, phones, tickets
from queue_app.services.offices import import_profile
from queue_app.services.tickets import Wish
from queue_app.storage import migrate
from queue_app.storage.database import Database
from queue_app.storage.models import PHONES
from tests.conftest import Clock


@dataclass
class Service:
    """A browser's service, and the browser behind it, which alone can read what comes."""

    answer: int = 201
    answers: dict[str, int] = field(default_factory=dict)
    """Where a phone is answered otherwise, by its path."""
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))
    address: str = ""

    @property
    def pattern(self) -> str:
        """With the hosts beside it, of which none is there."""
        return self.address.replace("127.0.0.1", "127.0.0.*")

    @property
    def subscription(self) -> dict[str, Any]:
        public = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": _written(public), "auth": _written(self.secret)}
        return {"endpoint": f"{self.address}/push/1", "keys": keys}

    def messages(self) -> list[Any]:
        """What the browser has read since this was asked last."""
        found = [json.loads(self._read(body)) for _, body in self.received]
        self.received.clear()
        return found

    def _read(self, body: bytes) -> bytes:
        """As a browser does by RFC 8291: salt, size of a record, the sender's key, one record."""
        salt, sender, sealed = body[:16], body[21 : 21 + body[20]], body[21 + body[20] :]
        mine = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        secret = HKDF(hashes.SHA256(), 32, self.secret, b"WebPush: info\0" + mine + sender).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        return AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0").removesuffix(b"\2")


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.received.append(({key.lower(): value for key, value in self.headers.items()}, body))
            self.send_response(service.answers.get(self.path, service.answer))
            self.send_header("Location", f"{service.address}/inside")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    service.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield service
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def application(tmp_path: Path, clock: Clock, service: Service) -> Iterator[Application]:
    """Thanh Liệt, open at any hour, which knows that one service."""
    settings = Settings(
        data=tmp_path, printers=(), push=Push(services=(service.pattern,), contact="mailto:cntt@ward.vn")
    )
    database = Database(settings.database_url)
    migrate.upgrade(database)
    with database.transaction() as tx:
        import_profile(tx, schema.read(schema.find("phuong-thanh-liet")), always_open=True, now=clock())
    database.close()
    application = create_app(settings, clock=clock)
    yield application
    application.database.close()


@pytest.fixture
def office(application: Application) -> Office:
    return application.offices.get("phuong-thanh-liet")


@dataclass
class Ward:
    """Citizens with phones, and the desk of counter 2, where A alone is called."""

    application: Application
    office: Office
    clock: Clock
    service: Service

    def takes(self) -> Any:
        with self.application.database.transaction(self.office.id) as tx:
            wish = Wish(self.office.queue("A"))
            return tickets.issue_ticket(
                tx, self.office, wish, actor="token:1", now=self.clock.pass_(seconds=1)
            )

    def opens(self) -> None:
        with self.application.database.transaction(self.office.id) as tx:
            counter = self.office.counter(2)
            counters.open_counter(tx, self.office, counter, user_id=None, now=self.clock())

    def asks_to_be_told(self, ticket: Any, **other: Any) -> Any:
        body = {**self.service.subscription, "language": "vi", **other}
        client = self.application.web.test_client()
        return client.post(f"/api/v1/tickets/{ticket.token}/phones", json=body)

    def does(self, verb: tickets.Verb, ticket: Any) -> None:
        with self.application.database.transaction(self.office.id) as tx:
            present = tickets.find(tx, self.office, ticket.id)
            verb(tx, self.office, present, actor="token:2", now=self.clock.pass_(seconds=5))

    def calls_next(self) -> None:
        counter, now = self.office.counter(2), self.clock.pass_(seconds=5)
        with self.application.database.transaction(self.office.id) as tx:
            calls.call_next(tx, self.office, counter, actor="token:2", now=now)

    def phones(self) -> int:
        with self.application.database.reading() as tx:
            return len(tx.connection.execute(select(PHONES.c.id)).all())


@pytest.fixture
def ward(application: Application, office: Office, clock: Clock, service: Service) -> Ward:
    return Ward(application, office, clock, service)


def test_a_phone_is_told_once_that_it_is_soon_and_once_where_to_go(ward: Ward, service: Service) -> None:
    ward.opens()
    _, _, mine = ward.takes(), ward.takes(), ward.takes()
    assert ward.asks_to_be_told(mine).status_code == 201
    ward.application.telling.tell()
    assert service.received == []
    ward.calls_next()
    ward.calls_next()
    for _ in range(3):
        ward.application.telling.tell()
    (headers, _), *others = service.received
    assert others == []
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["authorization"].startswith("vapid t=")
    assert ward.application.telling.push.public_key in headers["authorization"]
    assert service.messages() == [
        {
            "title": "Số A003 sắp đến lượt",
            "body": "Xin mời ông, bà về phòng chờ.",
            "link": f"/t/{mine.token}",
        }
    ]
    ward.calls_next()
    for _ in range(3):
        ward.application.telling.tell()
    assert [one["title"] for one in service.messages()] == ["Mời số A003 đến quầy 2"]
    ward.does(tickets.recall, mine)
    ward.application.telling.tell()
    assert [one["title"] for one in service.messages()] == ["Mời số A003 đến quầy 2"]
    ward.does(tickets.finish, mine)
    ward.application.telling.tell()
    assert (service.messages(), ward.phones()) == ([], 0)


def test_two_processes_send_one_message(ward: Ward, service: Service) -> None:
    ward.opens()
    mine = ward.takes()
    assert ward.asks_to_be_told(mine).status_code == 201
    ward.calls_next()
    telling = ward.application.telling
    room = telling.rooms.now(ward.office, now=ward.clock())
    with ward.application.database.reading() as tx:
        (message,), _ = phones.due(tx, room, telling.say)
    with ward.application.database.transaction() as tx:
        assert [phones.claim(tx, message) for _ in range(2)] == [True, False]


def test_a_service_that_is_down_is_tried_again_while_it_is_true(ward: Ward, service: Service) -> None:
    ward.opens()
    mine = ward.takes()
    ward.asks_to_be_told(mine)
    ward.calls_next()
    service.answer = 503
    for _ in range(3):
        ward.application.telling.tell()
    assert len(service.received) == 1, "it is left alone for a while"
    service.received.clear()
    service.answer = 201
    ward.clock.pass_(seconds=16)
    ward.application.telling.tell()
    ward.application.telling.tell()
    assert len(service.messages()) == 1


def test_a_service_is_left_alone_under_all_its_names_and_spoken_to_again_once_it_answers(
    ward: Ward, service: Service
) -> None:
    ward.opens()
    first, second = ward.takes(), ward.takes()
    ward.asks_to_be_told(first, endpoint=service.address.replace("127.0.0.1", "127.0.0.2") + "/push")
    ward.calls_next()
    ward.application.telling.tell()
    ward.does(tickets.finish, first)
    ward.asks_to_be_told(second)
    ward.calls_next()
    ward.application.telling.tell()
    assert service.received == []
    ward.clock.pass_(seconds=16)
    ward.application.telling.tell()
    assert len(service.messages()) == 1


@pytest.mark.parametrize("status", [307, 400, 401, 403, 404, 410, 413])
def test_a_phone_that_is_not_taken_is_forgotten_alone(ward: Ward, service: Service, status: int) -> None:
    ward.opens()
    mine = ward.takes()
    ward.asks_to_be_told(mine, endpoint=f"{service.address}/other")
    service.answers["/other"] = status
    ward.calls_next()
    ward.application.telling.tell()
    assert (len(service.received), ward.phones()) == (1, 0), "and nobody is sent on to another address"
    service.received.clear()
    ward.asks_to_be_told(mine)
    ward.does(tickets.recall, mine)
    ward.application.telling.tell()
    assert len(service.messages()) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_has_enough_is_left_alone_and_nobody_is_forgotten(
    ward: Ward, service: Service, status: int
) -> None:
    ward.opens()
    ward.asks_to_be_told(ward.takes())
    ward.calls_next()
    service.answer = status
    ward.application.telling.tell()
    ward.application.telling.tell()
    assert (len(service.received), ward.phones()) == (1, 1)


def test_a_phone_whose_keys_are_none_is_forgotten(ward: Ward, service: Service) -> None:
    ward.opens()
    keys = {"p256dh": "A" * 87, "auth": "A" * 22}
    assert ward.asks_to_be_told(ward.takes(), keys=keys).status_code == 201
    ward.calls_next()
    ward.application.telling.tell()
    assert (service.received, ward.phones()) == ([], 0)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:1/push",
        "http://localhost/push/1",
        "https://fcm.googleapis.com.evil.example/x",
        "file:///etc/passwd",
    ],
)
def test_the_server_goes_nowhere_else_for_anybody(ward: Ward, endpoint: str) -> None:
    refused = ward.asks_to_be_told(ward.takes(), endpoint=endpoint)
    assert (refused.status_code, refused.json["field"]) == (422, "endpoint")
    assert ward.phones() == 0


def test_only_the_services_of_browsers_are_known() -> None:
    known = Push().services
    for good in ("https://fcm.googleapis.com/fcm/send/x", "https://web.push.apple.com/x"):
        assert phones.service_of(good, known)
    assert phones.service_of("https://web.push.apple.com/x", known) == "https://*.push.apple.com"
    for bad in (
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://a@fcm.googleapis.com/x",
        "https://push.apple.com.evil.example/",
        "https://[::1",
        r"https://10.0.0.5\.push.apple.com/x",
        "https://10.0.0.5#.push.apple.com/x",
        "https://10.0.0.5?.push.apple.com/x",
        "https://10.0.0.5%2f.push.apple.com/x",
        "https://10.0.0.5\t.push.apple.com/x",
        "https://web.push.apple.com/x\n",
        "https://web.push.apple.com:443@10.0.0.5/x",
        "https://web.push.apple.com",
    ):
        assert phones.service_of(bad, known) is None


def test_a_ticket_has_few_phones(ward: Ward, service: Service) -> None:
    mine = ward.takes()
    for number in range(5):
        answer = ward.asks_to_be_told(mine, endpoint=f"{service.address}/push/{number}")
        assert answer.status_code == 201
    ward.asks_to_be_told(mine, endpoint=f"{service.address}/push/4")
    assert ward.phones() == 3


def test_whoever_asks_to_be_told_over_and_over_is_slowed_down_alone(ward: Ward) -> None:
    mine, other = ward.takes(), ward.takes()
    answers = [ward.asks_to_be_told(mine) for _ in range(11)]
    assert [one.status_code for one in answers] == [201] * 10 + [429]
    assert answers[-1].json["code"] == "too-many-attempts"
    assert ward.asks_to_be_told(other).status_code == 201


def test_the_key_is_made_once_and_browsers_can_read_it(application: Application) -> None:
    again = create_app(application.settings)
    assert again.telling.push.key == application.telling.push.key
    again.database.close()
    assert len(WebPush(new_key(), "mailto:cntt@ward.vn").public_key) == 87


def _written(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
