"""queue-app voice: make a pack of clips, or check one that an office has recorded."""

from __future__ import annotations

import os
import sys
import tempfile
import wave
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from displays.voice import packs
from displays.voice.sound import RATE, NoSound
from queue_app.config import BrokenFile
from queue_app.domain.voice import CHIME, WORDS, Voice, sentence
from queue_app.serving import CannotServe
from queue_app.texts import Texts

LANGUAGE = click.option(
    "--language",
    type=click.Choice(sorted(WORDS)),
    default="vi",
    show_default=True,
    help="What the voice speaks.",
)
PACK = click.argument("pack", type=click.Path(path_type=Path, file_okay=False))
IN = click.option(
    "--in",
    "reader",
    type=click.Choice(["vi", "en"]),
    help="The language of these sentences  [default: that of the terminal]",
)


@click.group("voice")
def voice_group() -> None:
    """The clips that calls are spoken with.

    \b
    Example: queue-app voice check data/voice/lan
    """


@voice_group.command("list")
@LANGUAGE
def list_command(language: str) -> None:
    """Print what has to be recorded: a clip a line, its name, a tab, and what to say.

    \b
    Example: queue-app voice list --language vi
    """
    for clip, text in _everything(language).items():
        click.echo(f"{clip}\t{text}")


@voice_group.command()
@PACK
@LANGUAGE
@click.option(
    "--from",
    "recordings",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of recordings, a file a clip  [default: espeak-ng speaks]",
)
@IN
def build(pack: Path, language: str, recordings: Path | None, reader: str | None) -> None:
    """Make PACK, a folder: every clip cut to what is said, as loud as the others, and small.

    What is not recorded may be missing; a clip named counter-8 says where to go instead of "counter eight".

    \b
    Example: queue-app voice build data/voice/lan --from recordings
    """
    said = _everything(language)
    try:
        if recordings is None:
            with tempfile.TemporaryDirectory() as work:
                packs.build(pack, language, said, packs.speaking(language, Path(work)))
        else:
            files = packs.recorded(recordings)
            known = {clip: text for clip, text in said.items() if clip in files}
            known |= {clip: "" for clip in files if packs.COUNTER.fullmatch(clip)}
            packs.build(pack, language, known, lambda clip, _: files[clip])
    except NoSound as silent:
        raise BrokenFile(_say(reader)("silent", file=str(silent))) from None
    except FileNotFoundError as missing:
        if missing.filename != packs.SPEAKER:
            raise
        raise CannotServe(_say(reader)("no_espeak")) from None
    _report(pack, reader)


@voice_group.command()
@PACK
@IN
def check(pack: Path, reader: str | None) -> None:
    """Say what must be put right before PACK may call people; exit code 1 if anything must.

    \b
    Example: queue-app voice check data/voice/lan
    """
    if not (pack / "pack.json").is_file():
        raise BrokenFile(_say(reader)("no_pack", pack=pack))
    _report(pack, reader)


@voice_group.command()
@PACK
@click.argument("label")
@click.argument("counter", type=click.IntRange(1, 99))
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), default="call.wav", show_default=True
)
def sample(pack: Path, label: str, counter: int, output: Path) -> None:
    """Write the call of LABEL to COUNTER as a sound file, to hear it before the room does; prints its path.

    \b
    Example: queue-app voice sample data/voice/lan A025 3 --output call.wav
    """
    language = packs.language_of(pack)
    samples = packs.put_together(pack, [CHIME, *sentence(label, counter, Voice(), language)])
    with wave.open(str(output), "wb") as file:
        file.setparams((1, 2, RATE, len(samples), "NONE", ""))
        file.writeframes(samples.tobytes())
    click.echo(output)


def _report(pack: Path, reader: str | None) -> None:
    say, faults = _say(reader), list(packs.check(pack))
    words = _everything(packs.language_of(pack))
    for fault in faults:
        values: Mapping[str, object] = {"clip": fault.clip, "said": words.get(fault.clip, ""), **fault.values}
        click.echo(say(fault.code, **values))
    click.echo(say("faults", n=len(faults)) if faults else say("in_order", pack=pack), err=True)
    sys.exit(int(bool(faults)))


def _everything(language: str) -> dict[str, str]:
    return {**WORDS[language], **packs.prompts(Texts.load(), language)}


def _say(reader: str | None) -> Callable[..., str]:
    """Sentences in the reader's language: as they ask, else that of their terminal."""
    terminal = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    language = reader or ("vi" if terminal.startswith("vi") else "en")
    texts = Texts.load()
    return lambda key, **values: texts.get(language, f"voice_check.{key}", **values)
