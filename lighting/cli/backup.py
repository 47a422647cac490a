"""The commands that back a home folder up and bring it back."""

from __future__ import annotations

from pathlib import Path

import click

from lighting import settings as settings_module
from lighting.cli import output
from lighting.cli.output import guarded


@click.command(short_help="Back up archive, warehouse and settings.")
@click.argument("to", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@guarded
def backup(to: Path, is_json: bool) -> None:
    """Write everything that cannot be made again into the folder TO, or bring the backup there up to date."""
    from dataclasses import asdict

    from warehouse import backup as backups

    try:
        made = backups.back_up(settings_module.load(), to)
    except backups.BackupError as error:
        output.stop(str(error))
    if is_json:
        output.as_json(asdict(made))
        return
    output.say(
        f"Backup of {made.made_at} in {to}: {made.archived:,} files of the archive, {made.copied:,} of them new;"
    )
    output.say(f"{', '.join(sorted(made.files))}; digest {made.digest}")


@click.command(short_help="Bring a backup back.")
@click.argument("source", metavar="FROM", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--archive", "is_archive", is_flag=True, help="Only put back what the archive lost or holds damaged.")
@guarded
def restore(source: Path, is_archive: bool) -> None:
    """Put the backup in the folder FROM into an empty home folder, check it, and publish it."""
    from warehouse import backup as backups
    from warehouse import lock, publish

    settings = settings_module.load()
    try:
        if is_archive:
            with lock.writer_lock(settings.lock, "restore"):
                mended = backups.mend_archive(settings, source)
            output.say(f"{mended:,} files of the archive are put back. lighting doctor checks all of them.")
            return
        made = backups.restore(settings, source)
    except backups.BackupError as error:
        output.stop(str(error))
    output.say(f"Restored the backup of {made.made_at}: {made.archived:,} files of the archive; digest {made.digest}")
    if made.state in ("published", "nothing_new"):
        with lock.writer_lock(settings.lock, "restore"):
            output.say(f"Published {publish.publish(settings)}")
    else:
        output.say(f"Not published, for the last run before the backup was {made.state}: lighting run goes on.", "note")
