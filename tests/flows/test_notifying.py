"""People are told by webhook and by mail, over receivers on this machine and Prefect's own store of blocks."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from flows import notifying
from flows.email_block import Email
from tests.flows.receivers import mailbox, self_signed, webhook
from tests.support import Home

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]
CALENDAR = """dataset,period,period_kind,scheduled_on,grace_days,is_official,source_ref
fx_rates,201510,M,2015-11-05,5,true,site
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What came by webhook and mail of a night with a late source and of a run that failed, and what was printed."""
    home = Home(tmp_path_factory.mktemp("notified") / "home", None)
    home.put("release_calendar", "c.csv", CALENDAR, released_at="2015-01-01")
    home.put("customs_enterprise", "Firm X.csv", "nothing of the kind", released_at="2015-11-20")
    named = '"custom-webhook/night", "lighting-email/duty", "lighting-email/strange"'
    (home.path / "lighting.toml").write_text(f"notify = [{named}]\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "LIGHTING"))}
    ours, other = (self_signed(home.path / name) for name in ("ours.pem", "other.pem"))
    with webhook() as hook, mailbox(ours, "starttls") as mail, mailbox(other, "starttls") as strange:
        hook.refusals = 1
        ports = [str(server.server_address[1]) for server in (hook, mail, strange)]
        done = subprocess.run(
            [sys.executable, "-m", "tests.flows.notified", *ports, str(ours)],
            env=kept | {"LIGHTING_HOME": str(home.path)},
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (strange.taken, strange.logins) == ([], [])
    return home, hook.taken, mail, done.stdout


def test_mail_has_the_night_the_late_source_and_the_failed_run_as_three_messages(told):
    _, _, mail, _ = told
    late, night, failed, crashed = mail.taken
    assert late["Subject"] == "[lighting] LATE: fx_rates 201510"
    assert night["Subject"].startswith("[lighting] night ")
    assert "1 loaded, 1 refused" in night["Subject"]
    assert failed["Subject"].startswith("[lighting] FAILED: nightly 20")
    assert "Another run is at work: a test, process" in failed.get_content()
    assert failed["To"] == "duty@example.org, head@example.org"
    assert mail.logins == ["\0lighting\0GEHEIM2"] * 4
    assert crashed["Subject"] == (
        "[lighting] FAILED: ingest 2015-11-20 02:00: its process was stopped or killed (Crashed)"
    ), "told though nothing could be written, and without the name of a file"
    assert "a confidential file of customs_enterprise" in night.get_content()
    assert not any("Firm X" in message.as_string() for message in mail.taken)


def test_a_webhook_that_refuses_is_told_in_the_summary_and_has_all_messages_later(told):
    _, taken, mail, printed = told
    assert "custom-webhook/night did not take 2 messages (the address answered 503); kept" in printed
    assert [path for path, _ in taken] == ["/hook?token=GEHEIM1"] * 4
    assert {content["subject"] for _, content in taken} == {message["Subject"] for message in mail.taken}
    assert taken[0][1]["text"] == f"{taken[0][1]['subject']}\n\n{taken[0][1]['body']}"


def test_a_mail_server_whose_certificate_is_not_trusted_gets_nothing_and_the_summary_says_so(told):
    _, _, _, printed = told
    assert "lighting-email/strange did not take 2 messages (its certificate is not trusted: self" in printed


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_goes_over_tls_to_the_server_that_is_meant_only(security, tmp_path):
    ours, elsewhere = self_signed(tmp_path / "ours.pem"), self_signed(tmp_path / "elsewhere.pem", "127.0.0.2")
    letter = {"host": "127.0.0.1", "security": security, "sender": "a@example.org", "to": ["b@example.org"]}
    with mailbox(ours, security) as server, mailbox(elsewhere, security) as other:
        port, other_port = (s.server_address[1] for s in (server, other))
        Email(**letter, port=port, ca=str(ours)).notify("text", subject="told")
        for wrong, why in (
            ({"port": port}, "self"),  # the machine does not know our authority
            ({"port": other_port, "ca": str(elsewhere)}, "it is of another address"),
        ):
            with pytest.raises(ssl.SSLCertVerificationError) as found:
                Email(**letter, **wrong).notify("text", subject="told")
            assert notifying._reason(found.value).startswith(f"its certificate is not trusted: {why}")
    assert [message["Subject"] for message in server.taken] == ["told"]
    assert (other.taken, other.broken) == ([], 1)


def test_addresses_and_passwords_lie_nowhere_in_clear(told):
    home, _, _, printed = told
    assert "GEHEIM" not in printed
    files = [path for path in home.path.rglob("*") if path.is_file()]
    assert any(path.name.startswith("prefect.db") for path in files)
    assert not [path for path in files if b"GEHEIM" in path.read_bytes()]
