"""Receivers on this machine for what is sent by webhook and by mail: they keep what they are given."""

from __future__ import annotations

import base64
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


class _Hook(BaseHTTPRequestHandler):
    """Takes JSON; refuses as often as the server is told to."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server: Any = self.server
        server.refusals -= 1
        if server.refusals < 0:
            server.taken.append((self.path, json.loads(body)))
        self.send_response(503 if server.refusals >= 0 else 204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing on the test's standard error."""


class _Mail(socketserver.StreamRequestHandler):
    """As much of a mail server as smtplib asks for."""

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            word = word.upper()
            if word == "EHLO":
                self._say("250-here", "250 AUTH PLAIN")
            elif word == "AUTH":
                server: Any = self.server
                server.logins.append(base64.b64decode(rest.split()[1]).decode())
                self._say("235 yes")
            elif word == "DATA":
                self._say("354 go on")
                self._take()
                self._say("250 taken")
            else:
                self._say("250 yes" if word != "QUIT" else "221 bye")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        server: Any = self.server
        server.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def _serving(server: Any) -> Iterator[Any]:
    server.taken, server.logins, server.refusals = [], [], 0
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def webhook() -> Any:
    """A context with a webhook's server: ``taken`` holds paths and contents, ``refusals`` how many it will refuse."""
    return _serving(HTTPServer(("127.0.0.1", 0), _Hook))


def mailbox() -> Any:
    """A context with a mail server: ``taken`` holds mails, ``logins`` who logged in."""
    return _serving(socketserver.TCPServer(("127.0.0.1", 0), _Mail))
