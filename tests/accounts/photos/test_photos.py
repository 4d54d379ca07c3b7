"""The child process seen from outside: sentences, limits and time."""

import os
import subprocess
import sys
import zlib
from io import BytesIO

import pytest
from django.utils.translation import override
from PIL import Image

from accounts.photos import _PROCESS, MAX_BYTES, SECONDS, PhotoRefused, _sentence, normalise_portrait
from accounts.photos.process import CPU_SECONDS, Refusal
from tests.accounts.uploads import chunk, declared_png, jpeg, picture

# Made by the tests that send them: the bombs take seconds to make, and every process collects this module.
BAD = {
    "empty": bytes,
    "not a photo": lambda: b"%PDF-1.7 not a photo",
    "svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><image/></svg>",
    "gif named .jpg": lambda: picture("GIF", (400, 500), mode="P", colour=1),
    "too large": lambda: jpeg(600, 800) + b"\0" * MAX_BYTES,
    "huge png": lambda: declared_png(100_000, 100_000),
    "text bomb": lambda: declared_png(600, 800, chunk(b"zTXt", b"k\0\0" + zlib.compress(b"\0" * 100_000_000, 9))),
    "webp bomb": lambda: picture("WEBP", (16_383, 16_383), lossless=True, method=0),
    "truncated": lambda: jpeg(600, 800)[:900],
    "scans": lambda: jpeg(600, 800)[:-2] + b"\xff\xda\x00\x08" * 100,
}


def test_a_photo_becomes_a_portrait():
    made = Image.open(BytesIO(normalise_portrait(jpeg(600, 800))))
    assert (made.format, made.size) == ("JPEG", (358, 441))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_upload_is_refused_for_less_than_a_second_of_a_core(name):
    """By the child's CPU time, which a machine that does other work does not stretch as it does the wall's."""
    data = BAD[name]()
    before = os.times()
    with pytest.raises(PhotoRefused):
        normalise_portrait(data)
    after = os.times()
    assert after.children_user + after.children_system - before.children_user - before.children_system < 1


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_has_its_own_sentences_in_chinese(refusal):
    with override("zh-hans"):
        said = _sentence(refusal)
        others = {_sentence(other) for other in Refusal if other != refusal}
    assert said.endswith("。")
    assert said.count("。") == 2
    assert said not in others


def test_a_file_just_within_the_size_is_read():
    photo = jpeg(600, 800)
    with pytest.raises(PhotoRefused, match="5 MB"):
        normalise_portrait(photo + b"\0" * (MAX_BYTES - len(photo) + 1))
    assert normalise_portrait(photo + b"\0" * (MAX_BYTES - len(photo))) == normalise_portrait(photo)


def test_a_child_that_takes_too_long_is_ended(monkeypatch, tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(30)", encoding="utf-8")
    monkeypatch.setattr("accounts.photos._PROCESS", slow)
    monkeypatch.setattr("accounts.photos.SECONDS", 0.3)
    with pytest.raises(PhotoRefused) as refused:
        normalise_portrait(jpeg(600, 800))
    assert str(refused.value) == _sentence(Refusal.TOO_HARD)


def test_a_child_that_dies_is_a_refusal(monkeypatch, tmp_path):
    dying = tmp_path / "dying.py"
    dying.write_text("import os; os.kill(os.getpid(), 9)", encoding="utf-8")
    monkeypatch.setattr("accounts.photos._PROCESS", dying)
    with pytest.raises(PhotoRefused) as refused:
        normalise_portrait(jpeg(600, 800))
    assert str(refused.value) == _sentence(Refusal.TOO_HARD)


def child(code, *, before=""):
    """Run `code` in a child that has taken the decoder's limits upon itself, after `before`."""
    folder = str(_PROCESS.parent)
    limits = f"import sys; sys.path.insert(0, {folder!r}); import process; {before}process.limit_resources(); "
    return subprocess.run(
        [sys.executable, "-c", limits + code], capture_output=True, text=True, check=False, timeout=20
    )


def test_the_child_cannot_take_much_memory():
    assert "MemoryError" in child("bytearray(900_000_000)").stderr


def test_the_child_cannot_write_a_file(tmp_path):
    done = child(f"from pathlib import Path; Path({str(tmp_path / 'x')!r}).write_bytes(b'x' * 100)")
    assert "File too large" in done.stderr
    assert (tmp_path / "x").stat().st_size == 0


def test_the_child_cannot_run_for_long():
    assert CPU_SECONDS <= SECONDS
    assert child("\nwhile True: pass", before="process.CPU_SECONDS = 1; ").returncode == -9


def test_the_child_has_no_open_door_to_our_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "PIL.py").write_text("raise SystemExit('hijacked')", encoding="utf-8")
    assert normalise_portrait(jpeg(600, 800))[:2] == b"\xff\xd8"
