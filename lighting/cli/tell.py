"""Commands that tell: gauges for a monitor, and the blocks and messages by which runs tell people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click

from lighting import settings as settings_module
from lighting.cli import output
from lighting.cli.output import guarded
from lighting.settings import Settings

_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def _block_name(ctx: click.Context, param: click.Parameter, name: str) -> str:
    """A name that Prefect keeps a block under."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise click.BadParameter("use lowercase letters, digits and dashes, such as duty-mail.", ctx, param)
    return name


_NAME = click.argument("name", metavar="NAME", callback=_block_name)


@click.command(short_help="Print gauges for a monitor (OpenMetrics).")
@click.option("--write", "is_written", is_flag=True, help="Write them where runs write them, instead of printing.")
@guarded
def monitor(is_written: bool) -> None:
    """Print what a monitor asks: last run, deliveries, open points, late feeds, ages, sizes (OpenMetrics text).

    Each run writes the same into metrics/lighting.prom, for a textfile collector.
    """
    from lighting import openmetrics
    from lighting.report import put
    from warehouse import monitor as monitoring

    settings = settings_module.load()
    text = openmetrics.render(monitoring.measure(settings))
    if is_written:
        settings.metrics.parent.mkdir(parents=True, exist_ok=True)
        put(settings.metrics, text)
    else:
        click.echo(text, nl=False)


@click.group(short_help="Say who is told after a run, and try it.", invoke_without_command=True)
@click.pass_context
def notify(ctx: click.Context) -> None:
    """Say who is told after a run. Without a command: list who is told, and what waits to be delivered."""
    if ctx.invoked_subcommand is None:
        _list()


@guarded
def _list() -> None:
    from datetime import datetime

    from flows import outbox
    from warehouse.manifest import SHANGHAI

    settings = settings_module.load()
    output.say("Told after a run: " + (", ".join(settings.notify) or "nobody; lighting notify webhook and email help"))
    waiting = list(outbox.waiting(settings.outbox))
    for message in waiting:
        since = datetime.fromtimestamp(message.since, SHANGHAI)
        output.say(f"waits since {since:%Y-%m-%d %H:%M} for {', '.join(message.to)}: {message.message.subject}", "note")
    if waiting:
        output.say("lighting notify send tries again now.")


@notify.command(short_help="Keep an address that takes messages as JSON.")
@_NAME
@click.option(
    "--url", prompt="Address", hide_input=True, help="Asked for if it is left out, so that no history has it."
)
@guarded
def webhook(name: str, url: str) -> None:
    """Keep an address under NAME; it is sent subject, body and text as JSON."""
    with prefect_at_hand():
        from flows import notifying

        _saved(notifying.save_webhook(name, url))


@notify.command(short_help="Keep a way to send mail.")
@_NAME
@click.option("--host", required=True, help="The mail server.")
@click.option("--port", type=click.IntRange(1, 65535), help="Left out: 587 with starttls, 465 with tls, 25 with none.")
@click.option("--security", type=click.Choice(list(_PORTS)), help="Left out: tls on port 465, else starttls.")
@click.option(
    "--ca",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True),
    help="PEM file of your office's certificate authority, if the machine does not trust it.",
)
@click.option("--from", "sender", required=True, help="Address that mails come from.")
@click.option("--to", multiple=True, required=True, help="Address that they go to; may repeat.")
@click.option("--user", help="Name to log in with; its password is asked for.")
@guarded
def email(
    name: str,
    host: str,
    port: int | None,
    security: str | None,
    ca: str | None,
    sender: str,
    to: tuple[str, ...],
    user: str | None,
) -> None:
    """Keep a mail server and addresses under NAME."""
    kind = security or ("tls" if port == _PORTS["tls"] else "starttls")
    values: dict[str, Any] = {"host": host, "port": port or _PORTS[kind], "security": kind, "ca": ca}
    values |= {"sender": sender, "to": list(to)}
    if user:
        values |= {"user": user, "password": click.prompt("Password", hide_input=True)}
    with prefect_at_hand():
        from flows import notifying

        _saved(notifying.save_email(name, **values))


@notify.command(short_help="Send a message to everybody who is told.")
@guarded
def test() -> None:
    """Send a message to everybody who is told after a run; ends with 1 if somebody did not take it."""
    settings = settings_module.load()
    if not settings.notify:
        output.stop("Nobody is told: set notify in lighting.toml, such as notify = ['custom-webhook/night'].", 2)
    with prefect_at_hand(settings):
        from flows import notifying, outbox

        failures = 0
        for name in settings.notify:
            try:
                notifying.deliver(name, "[lighting] test", "This is a test. Nothing has happened.")
            except outbox.NotDeliveredError as error:
                failures += 1
                output.say(f"{name}: not delivered, {error}", "bad")
            else:
                output.say(f"{name}: delivered", "good")
    if failures:
        raise click.exceptions.Exit(1)


@notify.command(short_help="Try again to deliver what waits.")
@guarded
def send() -> None:
    """Try again to deliver messages that wait; ends with 1 if some still do."""
    from flows import outbox

    settings = settings_module.load()
    if not any(outbox.waiting(settings.outbox)):
        output.say("Nothing waits.")
        return
    with prefect_at_hand(settings):
        from flows import notifying

        left = outbox.send(settings.outbox, notifying.deliver)
    for line in left:
        output.say(line, "bad")
    if left:
        raise click.exceptions.Exit(1)
    output.say("Everything is delivered.", "good")


def send_waiting(settings: Settings, run_id: str) -> None:
    """Send what waits after a night without work, which needs no Prefect until then; who is not reached is noted."""
    from flows import outbox, telling

    if not any(outbox.waiting(settings.outbox)):
        return
    try:
        with prefect_at_hand(settings):
            from flows import notifying

            left = outbox.send(settings.outbox, notifying.deliver)
    except Exception as error:  # noqa: BLE001 - the night is done; the messages stay, and the summary tells why
        left = [f"nobody was told, for Prefect did not answer ({type(error).__name__}); the next run tries again"]
    telling.add_undelivered(settings, run_id, left)


@contextmanager
def failure_told(settings: Settings, name: str) -> Iterator[None]:
    """Tell of what fails within, where no flow does: before Prefect has begun, or because it does not begin."""
    try:
        yield
    except Exception as error:
        from flows import discreet, telling

        with suppress(Exception):  # what went wrong is raised below, and printed
            unsent = telling.failed(settings, name, discreet.outside(error), telling.what_to_do(error))
            if settings.notify:
                with prefect_at_hand(settings):
                    from flows import notifying

                    notifying.send_failed(settings, unsent)
        raise


def _saved(name: str) -> None:
    output.say(f"Kept as {name}, encrypted, by Prefect. To tell it after each run, write into lighting.toml:")
    output.say(f'notify = ["{name}"]')
    output.say("Then try it: lighting notify test")


@contextmanager
def prefect_at_hand(settings: Settings | None = None) -> Iterator[None]:
    """Prefect's server for the time of a command: the one that the environment names, or one of our own."""
    from flows import prefect_env, server

    found = settings or settings_module.load()
    prefect_env.apply(found)
    server.begin(found.home / "prefect" / "server.log")
    server.wait_until_it_answers()
    yield
