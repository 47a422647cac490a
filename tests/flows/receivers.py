"""Receivers on this machine for what is sent by webhook and by mail: they keep what they are given."""

from __future__ import annotations

import base64
import json
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


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
    """As much of a mail server as smtplib asks for; with a certificate, over TLS."""

    def handle(self) -> None:
        server: Any = self.server
        try:
            if server.security == "tls":
                self._begin_tls()
            self._talk(server)
        except (ssl.SSLError, ConnectionError):  # the other side does not trust the certificate
            server.broken += 1

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.connection.close()

    def _begin_tls(self) -> None:
        server: Any = self.server
        self.connection = server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", 0)

    def _talk(self, server: Any) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            word = word.upper()
            if word == "EHLO":
                is_clear = server.security == "starttls" and not isinstance(self.connection, ssl.SSLSocket)
                self._say("250-here", "250 STARTTLS" if is_clear else "250 AUTH PLAIN")
            elif word == "STARTTLS":
                self._say("220 go on")
                self._begin_tls()
            elif word == "AUTH":
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
    server.taken, server.logins, server.refusals, server.broken = [], [], 0, 0
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


def mailbox(certificate: Path | None = None, security: str = "none") -> Any:
    """A context with a mail server: ``taken`` holds mails, ``logins`` who logged in, ``broken`` counts broken talks.

    Args:
        certificate: file with its certificate and key; see ``self_signed``.
        security: starttls, tls or none.
    """
    server: Any = socketserver.TCPServer(("127.0.0.1", 0), _Mail)
    server.security, server.tls = security, None
    if certificate is not None:
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.tls.load_cert_chain(certificate)
    return _serving(server)


def self_signed(path: Path, address: str = "127.0.0.1") -> Path:
    """Make a certificate of an address, with its key; it is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail of the office")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    return path
