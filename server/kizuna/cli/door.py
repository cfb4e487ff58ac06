"""The door: the group that all commands belong to, and what they have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kizuna import __version__
from kizuna.errors import KizunaError


class Door(click.Group):
    """A group whose commands tell an error that a person can act on as one message."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command.

        :raises ClickException: for any error of ours, with its message.
        """
        try:
            return super().invoke(ctx)
        except KizunaError as error:
            raise click.ClickException(str(error)) from error


@click.group(
    cls=Door,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: kizuna build --promote && kizuna serve",
)
@click.version_option(__version__, prog_name="kizuna")
def main() -> None:
    """Partnerships between local governments, from Turtle to linked open data."""


folder = click.Path(exists=True, file_okay=False, path_type=Path)
root = click.argument("root", default=".", type=folder)
