"""A landing folder into which anybody may put anything: names, links, manifests, files that change."""

from __future__ import annotations

import os
import socket
import stat

import pytest

from warehouse import archive
from warehouse.landing import ChangedError, Landing, shown


@pytest.fixture
def folder(tmp_path):
    """An empty landing folder."""
    made = tmp_path / "landing"
    made.mkdir()
    return made


def test_names_that_nothing_can_refer_to_are_passed_over_and_shown_harmlessly(folder):
    root = os.fsencode(folder)
    for name in (b"\xff\xfe.csv", b"gb-\xb5\xc6.csv", b"good.csv", b"ring\x07 \x1b[2J\n.part"):
        with open(os.path.join(root, name), "wb") as stream:  # noqa: PTH118, PTH123 - names of bytes
            stream.write(b"x")
    listing = Landing(str(folder)).listing()
    assert [landed.path for landed in listing.files] == ["good.csv"]
    said = "its name is not written in UTF-8, so that nothing can refer to it; rename it"
    copying = "a file that is still being copied, by its name; rename it when it is whole"
    assert sorted(listing.passed_over) == sorted(
        [f"\\udcff\\udcfe.csv: {said}", f"gb-\\udcb5\\udcc6.csv: {said}", f"ring\\x07 \\x1b[2J\\n.part: {copying}"]
    )
    "".join(listing.passed_over).encode()


def test_the_longest_name_is_a_name(folder):
    name = "灯" * 83 + ".csv"  # 253 bytes; with .toml behind it no file system holds it
    (folder / name).write_bytes(b"x")
    (landed,) = Landing(str(folder)).files()
    with Landing(str(folder)).open(landed) as stream:
        assert stream.read() == b"x"
    assert shown(name) == name


def test_sockets_and_devices_are_no_files(folder):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(folder / "s.csv"))
        wanted = ["s.csv: no file that can be read; put a plain file there"]
        try:
            os.mknod(folder / "zero.csv", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
            wanted.append("zero.csv: no file that can be read; put a plain file there")
        except PermissionError:
            pass  # only root makes devices
        listing = Landing(str(folder)).listing()
    assert (listing.files, listing.passed_over) == ([], wanted)


def test_a_hard_link_is_a_file_whose_bytes_are_copied(folder, tmp_path):
    other = tmp_path / "other.csv"
    other.write_bytes(b"of somebody else")
    (folder / "hard.csv").hardlink_to(other)
    landing = Landing(str(folder))
    (landed,) = landing.files()
    with landing.open(landed) as stream:
        sha256, _ = archive.store(tmp_path / "archive", stream)
    other.write_bytes(b"changed by its owner")
    kept = archive.bytes_of(tmp_path / "archive", sha256)
    assert kept.read_bytes() == b"of somebody else"
    assert kept.stat().st_nlink == 1


@pytest.mark.parametrize("put", ["link", "pipe", "folder", "nothing"])
def test_what_takes_the_place_of_a_listed_file_is_not_opened(folder, tmp_path, put):
    (tmp_path / "secret").write_bytes(b"secret")
    path = folder / "a.csv"
    path.write_bytes(b"x")
    landing = Landing(str(folder))
    (landed,) = landing.files()
    path.unlink()
    if put == "link":
        path.symlink_to(tmp_path / "secret")
    elif put == "pipe":
        os.mkfifo(path)
    elif put == "folder":
        path.mkdir()
    with pytest.raises(ChangedError):
        landing.open(landed).close()


def test_a_file_that_changes_while_it_is_read_is_not_received(folder, tmp_path):
    path, manifest = folder / "a.csv", folder / "a.csv.toml"
    path.write_bytes(b"one")
    manifest.write_text('flow = "export"\n')
    landing = Landing(str(folder))

    def receive(change) -> None:
        (landed,) = landing.files()
        with landing.open(landed) as stream:

            def check() -> None:
                change()
                landing.check_unchanged(landed)

            archive.store(tmp_path / "archive", stream, check)

    for change in (
        lambda: path.write_bytes(b"one and more"),
        lambda: path.replace(folder / ".b.csv") and path.write_bytes(b"two"),
        lambda: manifest.write_text('flow = "import"\n'),
    ):
        with pytest.raises(ChangedError, match="it changed while it was read"):
            receive(change)
    with pytest.raises(FileNotFoundError):
        receive(manifest.unlink)
    assert list((tmp_path / "archive").iterdir()) == []
    manifest.write_text('flow = "export"\n')
    receive(lambda: None)
    assert len(list((tmp_path / "archive").iterdir())) == 1


def test_a_change_behind_another_file_system_is_seen_too():
    import uuid

    import fsspec

    url = f"memory://{uuid.uuid4().hex}/landing"
    fs, root = fsspec.core.url_to_fs(url)
    fs.makedirs(root)
    fs.pipe_file(f"{root}/a.csv", b"one")
    landing = Landing(url)
    (landed,) = landing.files()
    landing.check_unchanged(landed)
    fs.pipe_file(f"{root}/a.csv", b"more")
    with pytest.raises(ChangedError, match="it changed while it was read"):
        landing.check_unchanged(landed)


def test_a_folder_that_cannot_be_listed_is_a_fault(folder, monkeypatch):
    for name in ("good", "bad"):
        (folder / name).mkdir()
        (folder / name / "a.csv").write_bytes(b"x")
    landing = Landing(str(folder))
    listed = type(landing._fs).ls

    def ls(self, path, *args, **kwargs):
        if path.endswith("/bad"):
            raise PermissionError(13, "Permission denied", path)
        return listed(self, path, *args, **kwargs)

    monkeypatch.setattr(type(landing._fs), "ls", ls)
    listing = landing.listing()
    assert [landed.path for landed in listing.files] == ["good/a.csv"]
    assert listing.faults == [f"landing folder: PermissionError: [Errno 13] Permission denied: '{folder}/bad'"]


def test_manifests_that_are_bombs(folder):
    for name in ("deep", "huge", "plain"):
        (folder / f"{name}.csv").write_bytes(b"x")
    (folder / "deep.csv.toml").write_text(f"set_id = {'[' * 100_000}{']' * 100_000}\n")
    (folder / "huge.csv.toml").write_text("# " + "x" * (8 << 20))
    (folder / "plain.csv.toml").write_text('flow = "export"\n')
    landing = Landing(str(folder))
    listing = landing.listing()
    said = "a manifest of more than 8 MiB, which none is; it is not read"
    assert listing.passed_over == [f"huge.csv.toml: {said}"]
    declared = {landed.name: landing.declared(landed) for landed in listing.files}
    assert declared["plain.csv"].facts == {"flow": "X"}
    assert declared["huge.csv"].facts == {}
    (problem,) = declared["deep.csv"].problems
    assert "too deeply" in problem
