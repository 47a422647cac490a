"""E-mail as a notification block of Prefect; its password is kept by the block store, encrypted."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from typing import ClassVar, Literal

from prefect.blocks.abstract import NotificationBlock
from pydantic import Field, SecretStr

_SECONDS = 20


class Email(NotificationBlock):
    """Sends plain text through a mail server.

    Attributes:
        host: the mail server.
        port: its port: usually 587 with starttls, 465 with tls, 25 with none.
        security: starttls, tls, or none for a server on this machine.
        sender: address that it comes from.
        to: addresses that it goes to.
        user: name to log in with; left out, nobody logs in.
        password: its password.
        ca: path of a PEM file with the certificates that the server's own is held against; left out, those that the
            machine trusts.
    """

    _block_type_name: ClassVar[str] = "Lighting E-mail"
    _block_type_slug: ClassVar[str] = "lighting-email"

    host: str = Field(description="The mail server.")
    port: int = Field(default=587, description="Its port: 587 with starttls, 465 with tls, 25 with none.")
    security: Literal["starttls", "tls", "none"] = Field(default="starttls")
    sender: str = Field(description="Address that it comes from.")
    to: list[str] = Field(description="Addresses that it goes to.")
    user: str | None = Field(default=None, description="Name to log in with.")
    password: SecretStr | None = Field(default=None, description="Its password.")
    ca: str | None = Field(default=None, description="PEM file of the office's own certificate authority.")

    def notify(self, body: str, subject: str | None = None) -> None:  # type: ignore[override] # ours is not async
        """Send a mail.

        Raises:
            OSError: if the server cannot be reached, shows a certificate that is not trusted, or does not take it.
        """
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = subject or "lighting", self.sender, ", ".join(self.to)
        mail.set_content(body)
        context = ssl.create_default_context(cafile=self.ca) if self.security != "none" else None
        with self._connect(context) as server:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password.get_secret_value() if self.password else "")
            server.send_message(mail)

    def _connect(self, context: ssl.SSLContext | None) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
