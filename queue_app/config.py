"""config.toml → frozen settings. The deployment only; what an office is stands in its profile."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

Model = TypeVar("Model", bound=BaseModel)


class BrokenFile(Exception):
    """A file a person wrote cannot be used; the message says where, which key and what was expected."""


SETTINGS_VARIABLE = "QUEUE_APP_SETTINGS"
"""The variable by which a server is given its settings; what starts one need not be loaded by it."""


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Server(Section):
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    public_url: str = Field("", pattern=r"^(https?://[^/\s]+)?$")


def _database_url(url: str) -> str:
    """`url` with the driver this program comes with; ValueError where it names another kind of database."""
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
    if url and not re.match(r"(postgresql\+psycopg://|sqlite:///)\S", url):
        raise ValueError("expected postgresql+psycopg://user@host/name or sqlite:///file")
    try:
        if url:
            make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError("is no address such as postgresql+psycopg://user@host/name") from None
    return url


def _redis_url(url: str) -> str:
    if url and not (re.match(r"(rediss?|unix)://\S", url) and _has_sound_port(url)):
        raise ValueError("expected redis://host:6379/0, rediss://host:6379/0 or unix:///path")
    return url


def _has_sound_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


class DatabaseSettings(Section):
    url: Annotated[str, AfterValidator(_database_url)] = ""


class Redis(Section):
    url: Annotated[str, AfterValidator(_redis_url)] = ""


class OfficeSettings(Section):
    profile: str = "phuong-thanh-liet"


class Printer(Section):
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    driver: Literal["network", "virtual"] = "network"
    host: str = "127.0.0.1"
    port: int = Field(9100, ge=0, le=65535)
    width: Literal[576, 384] = 576


_PUSH = r"^(https://[a-z0-9.*-]+|http://127\.0\.0\.[0-9*]+)(:[0-9]{1,5})?$"


class Push(Section):
    """Web Push to phones whose page is closed."""

    services: tuple[Annotated[str, Field(pattern=_PUSH)], ...] = (
        "https://fcm.googleapis.com",
        "https://*.push.services.mozilla.com",
        "https://*.push.apple.com",
        "https://*.notify.windows.com",
    )
    """The browsers' services, by HTTPS beyond this machine.

    The server sends to no other address, and to none where this is empty.
    """
    contact: str = Field("mailto:queue-app@localhost", pattern=r"^mailto:[^@ ]+@[^@ ]+$")


class Logging(Section):
    format: Literal["json", "console"] = "json"
    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(Section):
    """Everything a deployment can set; read once."""

    server: Server = Server()
    database: DatabaseSettings = DatabaseSettings()
    redis: Redis = Redis()
    office: OfficeSettings = OfficeSettings()
    printers: tuple[Printer, ...] = (Printer(name="kiosk", driver="virtual"),)
    push: Push = Push()
    logging: Logging = Logging()
    data: Path = Path("data")
    """The data folder: given by --data, not by the file."""

    @property
    def database_url(self) -> str:
        """The database's SQLAlchemy address; SQLite in the data folder unless the file says otherwise."""
        return self.database.url or f"sqlite:///{self.data / 'queue.sqlite'}"


def read_settings(file: Path | None, data: Path) -> Settings:
    """The settings in `file` (all defaults where there is none); BrokenFile names what is wrong in it."""
    values = read_toml(file) if file else {}
    if file and "data" in values:
        raise BrokenFile(f"{file}: key 'data': the data folder is given by --data")
    settings = validate(Settings, {**values, "data": data.absolute()}, file or Path("config.toml"))
    names = [printer.name for printer in settings.printers]
    if file and len(names) != len(set(names)):
        raise BrokenFile(f"{file}: key 'printers': two printers have the same name")
    return settings


def read_toml(file: Path) -> dict[str, Any]:
    """The values of a TOML file; BrokenFile with its line where it is not TOML."""
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise BrokenFile(f"{file}: no such file") from None
    except OSError as error:
        raise BrokenFile(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise BrokenFile(f"{file}: not UTF-8 text (byte {error.start})") from None
    except tomllib.TOMLDecodeError as error:
        raise BrokenFile(f"{file}: not TOML: {error}") from None


def validate(model: type[Model], values: dict[str, Any], file: Path, line: int | None = None) -> Model:
    """`values` as `model`; BrokenFile gives file, line, key, what was expected, and the nearest key.

    The line is looked for in `file`, a TOML file, unless it is given.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        lines = [_explain(model, file, line, found) for found in error.errors(include_url=False)]
        raise BrokenFile("\n".join(lines)) from None


def without_password(url: str) -> str:
    """`url` as it may be shown."""
    return re.sub(r"(://[^:/@\s]*):[^@\s]*@", r"\1:…@", url)


def _explain(model: type[BaseModel], file: Path, line: int | None, error: Any) -> str:
    path = [part for part in error["loc"] if not isinstance(part, str) or part != "[key]"]
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(path[-1]), _known_keys(model, path[:-1]), n=1, cutoff=0.0)
        message = "unknown key" + (f", did you mean '{near[0]}'?" if near else "")
    elif error["type"] == "missing":
        message = "is missing"
    elif not isinstance(error["input"], dict | list):
        found = error["input"]
        message = f"{message}, found {without_password(repr(found))}"
    return misplaced(file, path, message, line)


def misplaced(file: Path, path: list[str | int], message: str, line: int | None = None) -> str:
    """`message` with the place in `file` that `path` leads to; positions in it count from 0."""
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    return f"{file}:{line or _line_of(file, path)}: key '{key}': {message}"


def _known_keys(model: type[BaseModel], path: list[str | int]) -> list[str]:
    for part in path:
        if isinstance(part, str):
            model = next(iter(_models_in(model.model_fields[part].annotation)))
    return list(model.model_fields)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models_in(inner)]


def _line_of(file: Path, path: list[str | int]) -> int:
    """The line on which the deepest part of `path` that the file spells out stands."""
    tables: dict[str, int] = {}
    here: tuple[str | int, ...] = ()
    best, depth = 1, 0
    text = file.read_text("utf-8-sig") if file.is_file() else ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[(\[)?\s*([\w.\-\"]+)", line):
            name = header[2].replace('"', "")
            here = tuple(name.split("."))
            if header[1]:
                tables[name] = tables.get(name, -1) + 1
                here = (*here, tables[name])
            found = here
        elif key := re.match(r"\s*\"?([\w\-]+)\"?\s*=", line):
            found = (*here, key[1])
        else:
            continue
        if list(found) == path[: len(found)] and len(found) > depth:
            best, depth = number, len(found)
    return best
