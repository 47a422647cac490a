"""The archive: bytes under their hash, facts beside them, whole or not at all, and damage that is seen."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256

import pytest

from warehouse import archive, decisions
from warehouse.archive import Entry
from warehouse.decisions import Decision
from warehouse.manifest import facts_hash

CONTENT = "数据年月,商品编码\n201510,94051000\n".encode("gb18030") * 1000
FACTS = '{"dataset":"customs_query","flow":"X"}'


def put(folder, content: bytes = CONTENT, facts: str = FACTS, name: str = "a.csv") -> Entry:
    sha, size = archive.store(folder, io.BytesIO(content))
    entry = Entry(sha, facts_hash(facts), facts, "customs_query", name, size, "2015-11-20T10:00:00")
    archive.note(folder, entry)
    return entry


def files(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_bytes_lie_unchanged_under_their_hash(tmp_path):
    entry = put(tmp_path / "archive")
    assert entry.sha256 == sha256(CONTENT).hexdigest()
    assert entry.byte_size == len(CONTENT)
    stored = archive.bytes_of(tmp_path / "archive", entry.sha256)
    assert stored.read_bytes() == CONTENT
    assert stored.stat().st_mode & 0o222 == 0, "nobody may write to it"


def test_more_than_a_step_and_nothing_at_all_are_stored_whole(tmp_path):
    for content in (os.urandom((1 << 20) + 7), b""):
        sha, size = archive.store(tmp_path, io.BytesIO(content))
        assert (sha, size) == (sha256(content).hexdigest(), len(content))
        assert archive.bytes_of(tmp_path, sha).read_bytes() == content


def test_the_same_bytes_and_facts_again_change_nothing(tmp_path):
    first = put(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    put(tmp_path, name="another name.csv")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert [entry.file_name for entry in archive.entries(tmp_path)] == ["a.csv"]
    assert list(archive.entries(tmp_path)) == [first]


def test_the_same_bytes_with_other_facts_are_another_delivery_of_one_file(tmp_path):
    one, other = put(tmp_path), put(tmp_path, facts='{"flow":"M"}')
    assert one.sha256 == other.sha256
    assert one.delivery_id != other.delivery_id
    assert len(files(tmp_path)) == 3
    assert {e.delivery_id for e in archive.entries(tmp_path)} == {one.delivery_id, other.delivery_id}
    assert archive.names(tmp_path) == {f"{e.sha256}.{e.facts_sha256[:16]}" for e in (one, other)}
    assert other.declared == {"flow": "M"}


def test_what_is_declared_is_read_back_as_it_was(tmp_path):
    name = 'it\'s "quoted"\n灯具.csv'
    entry = put(tmp_path, facts='{"set_id":"十月\\n"}', name=name)
    assert list(archive.entries(tmp_path)) == [entry]
    assert entry.file_name == name


def test_a_later_receipt_is_noted_in_place(tmp_path):
    entry = put(tmp_path)
    archive.receive_again(tmp_path, replace(entry, received_at="2015-12-01T00:00:00"))
    (found,) = archive.entries(tmp_path)
    assert (found.received_at, found.delivery_id) == ("2015-12-01T00:00:00", entry.delivery_id)


def test_an_archive_that_is_not_there_is_empty(tmp_path):
    assert list(archive.entries(tmp_path / "none")) == []
    assert archive.names(tmp_path / "none") == set()


def test_a_stream_that_breaks_leaves_nothing_behind(tmp_path):
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError("connection lost")
            return super().read(10)

    with pytest.raises(OSError, match="connection lost"):
        archive.store(tmp_path, Broken(CONTENT))
    assert files(tmp_path) == []


STORE = """
import io, os, signal, sys
from pathlib import Path
from warehouse import archive

class Killing(io.BytesIO):
    def read(self, size=-1):
        if self.tell():
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(10)

archive.store(Path(sys.argv[1]), Killing(b"x" * 100))
"""


def test_a_write_that_was_killed_leaves_no_file_under_a_hash_and_is_done_again(tmp_path):
    killed = subprocess.run([sys.executable, "-c", STORE, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert all(name.startswith(".incoming-") for name in files(tmp_path))
    (tmp_path / f"{'a' * 64}.{'b' * 16}.part").write_text('{"sha256": "aa')
    assert list(archive.entries(tmp_path)) == []
    entry = put(tmp_path)
    assert list(archive.entries(tmp_path)) == [entry]
    assert archive.bytes_of(tmp_path, entry.sha256).read_bytes() == CONTENT


def test_leftovers_of_killed_writes_are_swept_and_the_rest_stays(tmp_path):
    entry = put(tmp_path)
    (tmp_path / ".incoming-abc").write_bytes(b"x")
    (tmp_path / f"{'a' * 64}.{'b' * 16}.part").write_text("{")
    archive.sweep(tmp_path)
    assert len(files(tmp_path)) == 4, "somebody may be writing them now"
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    archive.sweep(tmp_path)
    assert files(tmp_path) == [entry.sha256, f"{entry.sha256}.{entry.facts_sha256[:16]}.json"]
    archive.sweep(tmp_path / "none")


@pytest.mark.parametrize("position", [0, len(CONTENT) // 2, len(CONTENT) - 1])
def test_a_flipped_bit_is_found(tmp_path, position):
    entry, other = put(tmp_path), put(tmp_path, b"other")
    assert list(archive.damaged(tmp_path)) == []
    path = archive.bytes_of(tmp_path, entry.sha256)
    path.chmod(0o644)
    path.write_bytes(CONTENT[:position] + bytes([CONTENT[position] ^ 1]) + CONTENT[position + 1 :])
    assert list(archive.damaged(tmp_path)) == [f"a.csv: {entry.sha256} holds other bytes"]
    path.write_bytes(CONTENT[:-1])
    assert list(archive.damaged(tmp_path)) == [f"a.csv: {entry.sha256} holds other bytes"]
    path.unlink()
    assert list(archive.damaged(tmp_path)) == [f"a.csv: {entry.sha256} is missing"]
    assert archive.bytes_of(tmp_path, other.sha256).read_bytes() == b"other"


def test_bytes_that_come_again_put_a_damaged_file_right(tmp_path):
    entry = put(tmp_path)
    path = archive.bytes_of(tmp_path, entry.sha256)
    path.chmod(0o644)
    path.write_bytes(CONTENT[:100])
    put(tmp_path)
    assert path.read_bytes() == CONTENT
    assert list(archive.damaged(tmp_path)) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('flow\\":\\"X', 'flow\\":\\"M'),
        lambda text: text.replace('"byte_size"', '"byte_sizf"'),
        lambda text: json.dumps([text]),
    ],
)
def test_a_note_that_is_damaged_is_named_and_not_taken_for_a_delivery(tmp_path, damage):
    entry = put(tmp_path)
    other = put(tmp_path, b"other", name="b.csv")
    name = f"{entry.sha256}.{entry.facts_sha256[:16]}.json"
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert damage(text) != text
    (tmp_path / name).write_text(damage(text), encoding="utf-8")
    assert list(archive.damaged(tmp_path)) == [f"{name} is not what was noted"]
    with pytest.raises(archive.DamagedError, match=f"{name} is not what was noted.*backup"):
        list(archive.entries(tmp_path))
    assert archive.bytes_of(tmp_path, other.sha256).is_file()


def test_a_decision_is_noted_with_what_it_says_alone(tmp_path):
    """The archive of an older version holds waivers without the fields of releases."""
    entry = decisions.record(tmp_path, Decision("waiver", "Q66", "x", "why", "Li", "2026-01-01T10:00:00"))
    content = json.loads((tmp_path / entry.sha256).read_text())
    assert sorted(content) == ["decided_at", "decided_by", "key", "kind", "reason", "target"]
