"""Settings come from defaults, a file and the environment; what cannot be used is named with its place."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from lighting.database import connection_url, shown
from lighting.settings import Settings, SettingsError, at_home, load


def write(home: Path, text: str) -> Path:
    home.mkdir(exist_ok=True)
    path = home / "lighting.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_without_file_and_environment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = load({})
    assert found == Settings(home=tmp_path / "var")
    assert found.landing_url == str(tmp_path / "var" / "landing")
    assert (found.workers, found.memory_mb) == (2, 1200)


def test_everything_that_is_written_lies_in_the_home_folder(tmp_path):
    found = Settings(home=tmp_path)
    places = {found.archive, found.stage, found.warehouse, found.lock, found.published, found.reports}
    assert len(places) == 6
    assert all(place.is_relative_to(tmp_path) for place in places)
    assert found.published.parent != found.warehouse.parent


def test_the_file_wins_over_defaults_and_the_environment_over_the_file(tmp_path):
    write(tmp_path, 'workers = 3\nmemory_mb = 500\nlanding = "s3://bucket/landing"\n[rules]\nQ23 = 5.5\n')
    found = load({"LIGHTING_HOME": str(tmp_path), "LIGHTING_MEMORY_MB": "700"})
    assert (found.home, found.workers, found.memory_mb) == (tmp_path, 3, 700)
    assert (found.landing_url, dict(found.rules)) == ("s3://bucket/landing", {"Q23": 5.5})


@pytest.mark.parametrize("name", [item.name for item in fields(Settings) if item.name != "rules"])
def test_every_setting_has_a_variable(tmp_path, name):
    value = {"home": str(tmp_path / "elsewhere"), "landing": "memory://drop"}.get(name, "77")
    found = getattr(load({"LIGHTING_HOME": str(tmp_path), f"LIGHTING_{name.upper()}": value}), name)
    assert str(found[0] if isinstance(found, tuple) else found) == value


def test_who_is_told_is_a_list_in_the_file_and_has_commas_in_the_environment(tmp_path):
    write(tmp_path, 'notify = ["custom-webhook/night", "lighting-email/duty"]\n')
    assert load({"LIGHTING_HOME": str(tmp_path)}).notify == ("custom-webhook/night", "lighting-email/duty")
    found = load({"LIGHTING_HOME": str(tmp_path), "LIGHTING_NOTIFY": "a/b, c/d"})
    assert found.notify == ("a/b", "c/d")


def test_a_named_file_is_read_and_must_be_there(tmp_path):
    path = write(tmp_path / "etc", 'workers = 9\nhome = "~/lighting"\n')
    found = load({"LIGHTING_CONFIG": str(path), "HOME": "/nowhere"})
    assert (found.workers, found.home) == (9, Path("~/lighting").expanduser())
    with pytest.raises(SettingsError, match=r"LIGHTING_CONFIG names .*missing\.toml, which is not there"):
        load({"LIGHTING_CONFIG": str(tmp_path / "missing.toml")})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("worker = 3", r"lighting\.toml: unknown setting worker; known are home, .*landing, .*workers"),
        ('workers = "many"', r"lighting\.toml: workers is a whole number, not 'many'"),
        ("workers = 2.5", r"workers is a whole number, not 2\.5"),
        ("workers = 0", r"workers is at least 1, not 0"),
        ("prefect_port = 65536", r"prefect_port is at most 65535, not 65536"),
        ("workers = true", r"workers is a whole number, not True"),
        ("workers = ", r"lighting\.toml does not parse: .*line 1"),
        ("rules = 5", r"\[rules\] holds numbers only"),
        ("[rules]\nQ23 = true", r"\[rules\] holds numbers only"),
        ("[rules]\nQ23 = nan", r"\[rules\] holds numbers only"),
        ("[rules]\nQ23 = [1]", r"\[rules\] holds numbers only"),
        ('landing = ["a"]', r"lighting\.toml: landing is a text in quotation marks, not \['a'\]"),
        ("home = 5", r"lighting\.toml: home is a text in quotation marks, not 5"),
        ("notify = [5]", r"lighting\.toml: notify is a list of names, such as \[.custom-webhook/night.\], not \[5\]"),
        ('workers = "3"', r"workers is a whole number, not '3'"),
        ('[rules]\nQ23 = "5"', r"\[rules\] holds numbers only"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(tmp_path, text, message):
    write(tmp_path, text + "\n")
    with pytest.raises(SettingsError, match=message):
        load({"LIGHTING_HOME": str(tmp_path)})


def test_a_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / "lighting.toml").write_bytes(b"landing = '\xb5\xc6'\n")
    with pytest.raises(SettingsError, match=r"lighting\.toml does not parse"):
        load({"LIGHTING_HOME": str(tmp_path)})


def test_a_variable_that_cannot_be_used_is_named(tmp_path):
    with pytest.raises(SettingsError, match="LIGHTING_WORKERS: workers is a whole number, not 'two'"):
        load({"LIGHTING_HOME": str(tmp_path), "LIGHTING_WORKERS": "two"})


def test_another_home_keeps_the_rest(tmp_path):
    found = at_home(Settings(home=tmp_path, workers=7, landing="memory://drop"), tmp_path / "b")
    assert (found.home, found.workers, found.landing_url) == (tmp_path / "b", 7, "memory://drop")


def test_a_home_whose_name_is_a_pattern_is_refused(tmp_path):
    with pytest.raises(SettingsError, match=r"a\[1\] cannot be the home folder"):
        load({"LIGHTING_HOME": str(tmp_path / "a[1]")})


def test_the_database_of_the_server_is_named_without_a_password_in_clear(tmp_path):
    write(tmp_path, 'prefect_database = "postgresql://prefect:s3cret@db.office/prefect"\n')
    with pytest.raises(SettingsError, match="a password in clear") as raised:
        load({"LIGHTING_HOME": str(tmp_path)})
    assert "s3cret" not in str(raised.value)
    found = load({"LIGHTING_HOME": str(tmp_path / "x"), "LIGHTING_PREFECT_DATABASE": "postgresql://a:s3cret@db/p"})
    assert "s3cret" not in repr(found)
    assert connection_url(found.prefect_database) == "postgresql+asyncpg://a:s3cret@db/p"
    assert shown(found.prefect_database) == "postgresql://db/p"


def test_the_url_of_the_database_may_stand_in_a_file_that_only_its_owner_reads(tmp_path):
    held = tmp_path / "database"
    held.write_text("postgresql://prefect:s3cret@db.office/prefect\n")
    held.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        connection_url(str(held))
    held.chmod(0o600)
    assert connection_url(str(held)) == "postgresql+asyncpg://prefect:s3cret@db.office/prefect"
    assert connection_url("") is None
    for wrong in (str(tmp_path / "none"), "mysql://prefect:s3cret@db/prefect"):
        with pytest.raises(SettingsError, match="prefect_database") as raised:
            connection_url(wrong)
        assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    ["sftp://me:hunter2@host/landing", "s3://bucket/x?secret=hunter2", "https://a.b/c?x=1&Token=hunter2"],
)
def test_a_password_in_the_landing_url_is_refused_without_being_told(tmp_path, url):
    (tmp_path / "lighting.toml").write_text(f'landing = "{url}"\n')
    for env in ({"LIGHTING_LANDING": url}, {}):
        with pytest.raises(SettingsError, match="landing holds a password") as told:
            load({"LIGHTING_HOME": str(tmp_path), **env})
        assert "hunter2" not in str(told.value)


def test_a_user_in_the_landing_url_is_no_secret(tmp_path):
    for url in ("sftp://me@host:22/landing", "s3://bucket/a@b:c", "/srv/land:ing@home"):
        assert load({"LIGHTING_HOME": str(tmp_path), "LIGHTING_LANDING": url}).landing_url == url
