"""Hands messages to notification blocks of Prefect, shows them as artifacts, and tells of runs that failed."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from typing import Any

from prefect import Flow
from prefect.artifacts import create_markdown_artifact
from prefect.blocks.abstract import NotificationError
from prefect.blocks.core import Block
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.client.schemas.objects import FlowRun, State
from prefect.exceptions import MissingResult

from flows import discreet, outbox, telling
from flows.email_block import Email
from flows.outbox import NotDeliveredError
from flows.outcome import Summary, TookTooLongError, new_run_id
from lighting import messages
from lighting import settings as settings_module
from lighting.settings import Settings
from warehouse.lock import WarehouseBusyError

ARTIFACT = "summary"
_OTHER_ADDRESS = {62, 64}
"""Codes of OpenSSL for a certificate that bears another name or address than the server's."""
_KINDS = (CustomWebhookNotificationBlock, Email)
"""Kinds of blocks that are loaded by name below; the import makes Prefect know them."""


def tell(settings: Settings, summary: Summary) -> None:
    """Show the summary of a run in Prefect, and send what waits in the outbox; who cannot be reached is told there."""
    told = telling.message(summary)
    create_markdown_artifact(messages.markdown(told), key=ARTIFACT, description=told.subject)
    if any(outbox.waiting(settings.outbox)):
        telling.add_undelivered(settings, summary.run_id, outbox.send(settings.outbox, deliver))
        telling.write_gauges(settings)


def tell_late(settings: Settings, late: list[dict[str, Any]], *, is_whole: bool) -> None:
    """Send messages about the feeds that have become late, and what waits in the outbox; see ``telling.tell_late``."""
    telling.tell_late(settings, new_run_id(), late, is_whole=is_whole)
    outbox.send(settings.outbox, deliver)


def deliver(name: str, subject: str, body: str) -> None:
    """Hand a message to a block.

    Args:
        name: kind and name of the block, such as ``custom-webhook/night``.
        subject: one line.
        body: the text.

    Raises:
        NotDeliveredError: if there is no such block, or it does not take the message.
    """
    try:
        block: Any = Block.load(name)
    except ValueError as error:
        raise NotDeliveredError(f"no such block in Prefect: {type(error).__name__}") from error
    except Exception as error:
        raise NotDeliveredError(f"Prefect did not hand out the block: {type(error).__name__}") from error
    try:
        with block.raise_on_failure():
            block.notify(body, subject=subject)
    except Exception as error:
        raise NotDeliveredError(_reason(error)) from error


def save_webhook(name: str, url: str) -> str:
    """Keep an address that takes subject and body as JSON; returns the name for the settings."""
    values: dict[str, Any] = {
        "url": "{{url}}",  # so that the user interface shows no address, which often holds a token
        "json_data": {"subject": "{{subject}}", "body": "{{body}}", "text": "{{subject}}\n\n{{body}}"},
        "secrets": {"url": url},
    }
    block = CustomWebhookNotificationBlock(name=name, **values)
    block.save(name, overwrite=True)
    return f"custom-webhook/{name}"


def save_email(name: str, **values: Any) -> str:
    """Keep a way to send mail; returns the name for the settings."""
    Email(**values).save(name, overwrite=True)
    return f"{Email._block_type_slug}/{name}"  # noqa: SLF001 - how Prefect calls it


def on_failed(flow: Flow[..., Any], run: FlowRun, state: State[Any]) -> None:
    """Hook of the flows: tell of a run that failed or was stopped as a whole. One with a summary has told already."""
    found = _data(state)
    if isinstance(found, Summary) and not telling.is_untold(found):
        return
    settings = settings_module.of_home((run.parameters or {}).get("home"))
    send_failed(settings, telling.failed(settings, _name(flow, run), _why(state, found), telling.what_to_do(found)))


def send_failed(settings: Settings, unsent: messages.Message | None) -> None:
    """Send what waits, and renew the gauges, after a run that did not come to its end.

    Args:
        settings: whom to tell.
        unsent: the message about it, if it could not be put into the outbox.
    """
    if unsent is not None:
        for block in settings.notify:
            with suppress(NotDeliveredError):
                deliver(block, unsent.subject, unsent.body)
    with suppress(OSError):
        outbox.send(settings.outbox, deliver)
        telling.write_gauges(settings)


def _name(flow: Flow[..., Any], run: FlowRun) -> str:
    """The name of a run as it may leave this machine: without the files that it was asked to work on."""
    named = run.name or flow.name
    given = run.parameters or {}
    return f"{flow.name} {' '.join(named.split()[-2:])}" if given.get("paths") or given.get("names") else named


def _data(state: State[Any]) -> Any:
    """What a run came to: a summary or an error; None where its process is gone."""
    try:
        return state.result(raise_on_failure=False)
    except MissingResult:
        return None


def _why(state: State[Any], found: Any) -> str:
    """What went wrong, as it may leave this machine."""
    if isinstance(found, WarehouseBusyError | TookTooLongError):
        return str(found)
    if isinstance(found, BaseException) and not state.is_crashed():
        return discreet.outside(found)
    if isinstance(found, Summary):
        return telling.last_fault(found)
    return f"its process was stopped or killed ({state.name})"


def _reason(error: BaseException) -> str:
    """Why a block did not take a message; addresses often hold tokens, and are never told."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status is not None:
        return f"the address answered {status}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server answered {error.smtp_code}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {_doubt(error)}"
    if isinstance(error, NotificationError):
        return "it was not taken"
    detail = error.strerror if isinstance(error, OSError) and error.strerror else None
    return f"{type(error).__name__}{': ' + detail if detail else ''}"


def _doubt(error: ssl.SSLCertVerificationError) -> str:
    """Why a certificate is not trusted, without the address."""
    return "it is of another address" if error.verify_code in _OTHER_ADDRESS else error.verify_message
