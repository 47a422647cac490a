"""The process of a run that a worker starts: Prefect's engine, which ends with its worker, however that ends.

Without this a run outlives a worker that is killed, unseen by the server and by the next worker.
"""

from __future__ import annotations

import runpy

from flows.server import end_with_parent

if __name__ == "__main__":
    end_with_parent()
    runpy.run_module("prefect.engine", run_name="__main__", alter_sys=True)
