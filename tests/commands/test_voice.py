"""`queue-app voice`: what has to be recorded, and what is wrong with what was."""

from __future__ import annotations

import math
import shutil
import wave
from array import array
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from queue_app.cli import queue_app
from queue_app.config import BrokenFile

SHIPPED = Path(__file__).parents[2] / "displays/voice/packs/vi"


def voice(*words: str | Path) -> Result:
    return CliRunner().invoke(queue_app, ["voice", *map(str, words)], env={"LANG": "C", "LC_ALL": ""})


def say(folder: Path, clip: str, *, loud: float) -> None:
    """A recording of somebody who speaks this loud, in a room."""
    folder.mkdir(exist_ok=True)
    hum = array("h", (int(32767 * loud * math.sin(math.tau * 200 * i / 44100)) for i in range(22050)))
    with wave.open(str(folder / f"{clip}.wav"), "wb") as file:
        file.setparams((1, 2, 44100, 0, "NONE", ""))
        file.writeframes((array("h", bytes(44100)) + hum).tobytes())


def test_the_list_says_which_name_a_recording_gets_and_what_to_say() -> None:
    lines = voice("list").stdout.splitlines()
    assert "digit-5\tnăm" in lines
    assert "to-counter\tđến quầy số" in lines
    assert len({line.split("\t")[0] for line in lines}) == len(lines) > 45
    assert "to-counter\tplease go to counter" in voice("list", "--language", "en").stdout.splitlines()


def test_what_was_recorded_becomes_a_pack_and_what_is_missing_is_said(tmp_path: Path) -> None:
    say(tmp_path / "recordings", "digit-1", loud=0.05)
    say(tmp_path / "recordings", "counter-8", loud=0.5)
    answer = voice("build", tmp_path / "lan", "--from", tmp_path / "recordings", "--in", "vi")
    assert answer.exit_code == 1
    assert "digit-2: chưa có. Xin thu câu “hai”." in answer.stdout.splitlines()
    assert not [line for line in answer.stdout.splitlines() if line.startswith(("digit-1:", "counter-8:"))]
    assert sorted(file.name for file in (tmp_path / "lan").iterdir()) == [
        "chime.mp3", "counter-8.mp3", "digit-1.mp3", "pack.json",
    ]  # fmt: skip


def test_a_good_pack_passes_and_a_spoilt_clip_is_named(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(SHIPPED, tmp_path / "lan"))
    assert voice("check", pack).exit_code == 0
    (pack / "digit-7.mp3").unlink()
    spoilt = voice("check", pack)
    assert (spoilt.exit_code, spoilt.stdout) == (1, "digit-7: missing. Please record “bảy”.\n")


def test_what_is_no_pack_is_said_so(tmp_path: Path) -> None:
    answer = voice("check", tmp_path, "--in", "vi")
    assert isinstance(answer.exception, BrokenFile)
    assert "chưa phải là một bộ giọng" in str(answer.exception)


def test_a_silent_recording_is_named(tmp_path: Path) -> None:
    say(tmp_path / "recordings", "digit-1", loud=0)
    answer = voice("build", tmp_path / "lan", "--from", tmp_path / "recordings")
    assert isinstance(answer.exception, BrokenFile)
    assert "digit-1.wav" in str(answer.exception)


def test_a_machine_without_espeak_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = voice("build", tmp_path / "lan")
    assert "apt-get install espeak-ng" in str(answer.exception)


def test_a_call_can_be_heard_before_the_room_hears_it(tmp_path: Path) -> None:
    answer = voice("sample", SHIPPED, "A025", "12", "--output", tmp_path / "call.wav")
    assert answer.stdout.strip() == str(tmp_path / "call.wav")
    with wave.open(answer.stdout.strip()) as file:
        assert 4 < file.getnframes() / file.getframerate() < 9
