"""The landing folder: which files lie there, under any name, and when one counts as touched."""

from __future__ import annotations

import os
import time
import uuid

import fsspec
import pytest

from warehouse.landing import Landing

ODD = [
    "灯具 2015年10月.csv",
    'it\'s "quoted".csv',
    "two\nlines.csv",
    "semi;colon, #hash %41 [1] {a} ?.csv",
    "-dash.csv",
    "UPPER.CSV",
    "no extension",
    "emoji 💡.csv",
]
PASSED_OVER = [
    ".hidden.csv",
    "~$open.xlsx",
    "half.csv.part",
    "half.tmp",
    "half.crdownload",
    "a.csv.toml",
    "manifest.toml",
    ".git/config.csv",
    "deep/.trash/a.csv",
]


@pytest.fixture(params=["local", "memory"])
def url(request, tmp_path) -> str:
    """An empty landing folder, on this machine or in another file system."""
    return str(tmp_path / "land ing") if request.param == "local" else f"memory://{uuid.uuid4().hex}/landing"


def write(url: str, path: str, content: bytes = b"x") -> None:
    fs, root = fsspec.core.url_to_fs(url)
    target = f"{root}/{path}"
    fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
    fs.pipe_file(target, content)


def paths(url: str) -> list[str]:
    return [landed.path for landed in Landing(url).files()]


def fingerprints(url: str) -> dict[str, str]:
    return {landed.path: landed.fingerprint for landed in Landing(url).files()}


def test_a_folder_that_is_not_there_holds_nothing(url):
    assert paths(url) == []


def test_files_are_found_by_path_under_any_name_and_read_back(url):
    wanted = sorted([*ODD, *(f"customs_query/2015/十月/{name}" for name in ODD)])
    for number, path in enumerate(wanted):
        write(url, path, f"content {number}".encode())
    landing = Landing(url)
    found = list(landing.files())
    assert [landed.path for landed in found] == wanted
    for number, landed in enumerate(found):
        with landing.open(landed) as stream:
            assert stream.read() == f"content {number}".encode()


def test_the_first_folder_names_the_dataset(url):
    for path in ("top.csv", "customs_query/a.csv", "customs_query/2015/b.csv"):
        write(url, path)
    found = {landed.name: landed.folder_dataset for landed in Landing(url).files()}
    assert found == {"top.csv": None, "a.csv": "customs_query", "b.csv": "customs_query"}


def test_manifests_hidden_and_half_copied_files_are_passed_over(url):
    for path in ["kept.csv", *PASSED_OVER]:
        write(url, path)
    assert paths(url) == ["kept.csv"]


def test_the_own_manifest_comes_before_the_one_of_the_folder(url):
    for path in ("d/own.csv", "d/shared.csv", "d/none.csv", "d/deep/below.csv"):
        write(url, path)
    write(url, "d/own.csv.toml", b'flow = "import"\n')
    write(url, "d/manifest.toml", b'["own.csv"]\nflow = "export"\n["shared.csv"]\nflow = "export"\n')
    landing = Landing(url)
    declared = {landed.name: landing.declared(landed) for landed in landing.files()}
    assert {name: one.facts for name, one in declared.items()} == {
        "own.csv": {"dataset": "d", "flow": "M"},
        "shared.csv": {"dataset": "d", "flow": "X"},
        "none.csv": {"dataset": "d"},
        "below.csv": {"dataset": "d"},
    }
    assert all(not one.problems for one in declared.values())


def test_a_manifest_finds_its_file_under_any_name(url):
    for name in ODD:
        write(url, f"d/{name}")
        write(url, f"d/{name}.toml", f'set_id = "{len(name)}"\npage = 1\npages = 2\n'.encode())
    landing = Landing(url)
    found = {landed.name: landing.declared(landed) for landed in landing.files()}
    assert {name: one.facts["set_id"] for name, one in found.items()} == {name: str(len(name)) for name in ODD}


def test_folder_and_manifest_that_name_different_datasets_disagree(url):
    write(url, "customs_query/a.csv")
    write(url, "customs_query/a.csv.toml", b'dataset = "customs_city"\n')
    landing = Landing(url)
    (declared,) = (landing.declared(landed) for landed in landing.files())
    assert declared.problems == ["a.csv.toml says dataset = 'customs_city', another source says 'customs_query'"]


def test_a_fingerprint_changes_with_the_file_and_with_its_manifest(url):
    write(url, "d/a.csv", b"one")
    write(url, "d/b.csv", b"one")
    seen = [fingerprints(url)]
    assert fingerprints(url) == seen[0]
    for path, content in (
        ("d/a.csv", b"three"),
        ("d/a.csv.toml", b'flow = "export"\n'),
        ("d/a.csv.toml", b'flow = "import" \n'),
    ):
        write(url, path, content)
        seen.append(fingerprints(url))
    assert len({one["d/a.csv"] for one in seen}) == 4
    assert len({one["d/b.csv"] for one in seen}) == 1


def test_bytes_of_the_same_size_and_time_in_a_new_file_are_a_new_fingerprint(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"one")
    before, stat = fingerprints(str(tmp_path)), path.stat()
    other = tmp_path / "a.csv.part"
    other.write_bytes(b"two")
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    other.replace(path)
    assert path.stat().st_mtime_ns == stat.st_mtime_ns
    assert fingerprints(str(tmp_path)) != before


def test_a_change_in_place_with_its_time_set_back_is_a_new_fingerprint(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"one")
    before, stat = fingerprints(str(tmp_path)), path.stat()
    time.sleep(0.02)
    path.write_bytes(b"two")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert fingerprints(str(tmp_path)) != before


def test_links_are_passed_over(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_bytes(b"x")
    landing = tmp_path / "landing"
    landing.mkdir()
    (landing / "real.csv").write_bytes(b"x")
    (landing / "link.csv").symlink_to(outside / "secret.csv")
    (landing / "dangling.csv").symlink_to(outside / "gone.csv")
    (landing / "folder").symlink_to(outside, target_is_directory=True)
    (landing / "up.csv").symlink_to("real.csv")
    os.mkfifo(landing / "pipe.csv")
    listing = Landing(str(landing)).listing()
    assert [landed.path for landed in listing.files] == ["real.csv"]
    link = "link, which is not followed; put the file itself there"
    assert listing.passed_over == [
        f"dangling.csv: a broken {link}",
        f"folder: a {link}",
        f"link.csv: a {link}",
        "pipe.csv: no file that can be read; put a plain file there",
        f"up.csv: a {link}",
    ]


def test_manifests_without_their_file_are_told(url):
    for path in ("d/a.csv", "d/b.csv.part", "half.tmp", "e/x y.csv", ".hidden/c.csv.toml", "~$d.toml"):
        write(url, path)
    tables = [f'["gone{n}.csv"]\nflow = "export"\n' for n in range(7)]
    write(url, "d/manifest.toml", "".join(['["a.csv"]\nset_id = "[x]"\n', *tables]).encode())
    write(url, "e/manifest.toml", b"['x y.csv']\npages = 1\n")
    write(url, "f/manifest.toml", b'"inline.csv" = { flow = "export" }\n')
    write(url, "d/a.csv.toml", b'flow = "export"\n')
    write(url, "orphan.csv.toml", b'flow = "export"\n')
    listing = Landing(url).listing()
    assert [landed.path for landed in listing.files] == ["d/a.csv", "e/x y.csv"]
    copying = "a file that is still being copied, by its name; rename it when it is whole"
    missing = "gone0.csv, gone1.csv, gone2.csv, gone3.csv, gone4.csv and 2 more"
    assert listing.passed_over == [
        f"d/b.csv.part: {copying}",
        f"d/manifest.toml: tables for files that are not there: {missing}",
        "f/manifest.toml: tables for files that are not there: inline.csv",
        f"half.tmp: {copying}",
        "orphan.csv.toml: a manifest without its file; put orphan.csv beside it",
    ]


def test_a_manifest_that_fits_is_not_parsed(tmp_path, monkeypatch):
    names = [*ODD[:2], *ODD[3:]]
    for name in names:
        write(str(tmp_path), f"d/{name}")
    plain = [name for name in names if '"' not in name]
    write(str(tmp_path), "d/manifest.toml", "".join(f'["{name}"]\npages = 1\n' for name in plain).encode())
    monkeypatch.setattr("warehouse.landing.parse_toml", None)
    assert Landing(str(tmp_path)).listing().passed_over == []
