"""A process that keeps notification blocks, runs a night that is told by them, and a run that fails.

Its arguments are the ports of the webhook's receiver and of two mail servers, and the certificate of the first.
"""

from __future__ import annotations

import shutil
import sys
from uuid import uuid4

from click.testing import CliRunner

from lighting import settings as settings_module
from lighting.cli import cli
from lighting.cli.waking import Waking
from lighting.settings import Settings
from warehouse.lock import WarehouseBusyError, writer_lock


def _call(*command: str, answer: str | None = None) -> None:
    done = CliRunner().invoke(cli, list(command), input=answer)
    print(done.output)
    assert done.exit_code == 0, done.output


def _fail_without_trace(settings: Settings) -> None:
    """A run whose process is gone, as its worker tells of it; nothing can be written, as on a full disk."""
    from prefect.client.schemas.objects import FlowRun
    from prefect.states import Crashed

    from flows import nightly, notifying

    shutil.rmtree(settings.outbox)
    settings.outbox.touch()
    asked = {"paths": ["/incoming/Firm X.csv"], "home": str(settings.home)}
    run = FlowRun(flow_id=uuid4(), name="ingest Firm X.csv 2015-11-20 02:00", parameters=asked)
    notifying.on_failed(nightly.ingest_file, run, Crashed(message="the process is gone"))


def main(hook: str, mail: str, strange: str, certificate: str) -> None:
    """Keep blocks, run a night, and fail a run."""
    settings = settings_module.load()
    with Waking(settings) as waking:
        judging = waking.awake()
        _call("notify", "webhook", "night", answer=f"http://127.0.0.1:{hook}/hook?token=GEHEIM1\n")
        addresses = ("--from", "lighting@example.org", "--to", "duty@example.org", "--to", "head@example.org")
        server = ("--host", "127.0.0.1", "--ca", certificate, "--user", "lighting")
        for name, port in (("duty", mail), ("strange", strange)):
            _call("notify", "email", name, *server, "--port", port, *addresses, answer="GEHEIM2\n")
        from flows import nightly
        from flows.steps import Request

        nightly.embedded(settings, Request(kind="nightly"), print, judging)
        print((settings.reports / "latest.txt").read_text(encoding="utf-8"))
        with writer_lock(settings.lock, "a test"):
            try:
                nightly.embedded(settings, Request(kind="nightly"), print, judging)
            except WarehouseBusyError as error:
                print(error)
        _fail_without_trace(settings)


if __name__ == "__main__":
    main(*sys.argv[1:])
