"""The worker of ``lighting up``: makes the server ready, then runs what is due, in a process of its own.

It ends with its parent, and its runs end with it. What it prints is shown by ``lighting up``.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from prefect.client.orchestration import get_client
from prefect.workers.process import ProcessWorker

from flows import registering, server


def main(name: str) -> int:
    """Make the server ready and work until told to end.

    Args:
        name: what the worker is called in the user interface.

    Returns:
        0 after being told to end, 2 if the server cannot be made ready.
    """
    server.end_with_parent()
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))  # which asyncio ends a program by
    try:
        server.wait_until_it_answers()
        with get_client(sync_client=True) as client:
            registering.make_pool(client, name)
            registering.watch_heartbeats(client)
            for run in registering.free_slots(client):
                _tell(f"{run} was left behind by an earlier worker: set to Crashed, to be retried")
            _tell(f"Deployments: {', '.join(registering.deploy(client))}")
        _tell(f"Ready: {os.environ['LIGHTING_UI']}")
        asyncio.run(ProcessWorker(registering.POOL, name=name).start(printer=_tell_nobody))
    except (server.ServerError, registering.RegistrationError) as error:
        _tell(str(error))
        return 2
    except KeyboardInterrupt:
        pass
    return 0


def _tell(line: str) -> None:
    print(line, flush=True)


def _tell_nobody(*_: object, **__: object) -> None:
    pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
