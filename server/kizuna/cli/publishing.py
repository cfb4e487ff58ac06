"""The commands that make a release of data, and serve it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kizuna.cli.door import folder, main, root
from kizuna.cli.progress import steps
from kizuna.config import SETTINGS, read_settings
from kizuna.errors import InvalidDataError, SourceError
from kizuna.iris import Base

if TYPE_CHECKING:
    from kizuna.release import Release


_base = click.option(
    "--base",
    metavar="IRI",
    help="Base IRI of what is published; ends in '/'.  [default: http://localhost:PORT/]",
)
_releases = click.option(
    "--releases", metavar="DIR", help="Folder of the releases.  [default: releases]"
)


@main.command(epilog="Example: kizuna check . --base https://data.example.org/kizuna/")
@root
@_base
@click.option("--all", "all_", is_flag=True, help="Show what is only suggested, too.")
def check(root: Path, base: str | None, *, all_: bool) -> None:
    """Take the data under ROOT through the gate, and write nothing."""
    from kizuna.compiler.finding import Severity, count
    from kizuna.compiler.gate import check as take_through
    from kizuna.compiler.inputs import read_tree

    with steps() as step:
        checked = take_through(read_tree(root), _read_base(base), step)
    for finding in checked.findings:
        if all_ or finding.severity is not Severity.INFO:
            click.echo(str(finding))
    if not checked.passes:
        raise InvalidDataError(f"{count(checked.findings)}: no release can be made of this")
    click.echo(f"{len(checked.sources)} files are sound: {count(checked.findings)}", err=True)


@main.command(epilog="Example: kizuna build . --base http://localhost:8080/ --promote")
@root
@_releases
@_base
@click.option("--promote", "promoted", is_flag=True, help="Promote the release when it is made.")
def build(root: Path, releases: str | None, base: str | None, *, promoted: bool) -> None:
    """Compile the data under ROOT into a release."""
    from kizuna.compiler.build import build as compile_release
    from kizuna.compiler.finding import Severity

    folder = read_settings(releases=releases).releases
    with steps() as step:
        built = compile_release(root, folder, _read_base(base), step)
    for finding in built.findings:
        if finding.severity is Severity.WARNING:
            click.echo(str(finding), err=True)
    _print_release(built.release, made=built.made)
    if promoted:
        _promote(built.release)


@main.command(
    short_help="Choose the release that is served, or list them.",
    epilog="Examples: kizuna promote; kizuna promote NAME, with a name that the first one lists",
)
@click.argument("name", required=False)
@_releases
def promote(name: str | None, releases: str | None) -> None:
    """Make the release NAME the one that is served; without NAME, list what there is."""
    from kizuna.compiler.assemble import released, whole
    from kizuna.release import CURRENT, find

    folder = read_settings(releases=releases).releases
    if name is not None:
        _promote(whole(find(folder, name)))
        return
    current = folder / CURRENT
    promoted = current.resolve().name if current.exists() else None
    names = released(folder)
    for there in names:
        click.echo(f"{'*' if there == promoted else ' '} {there}")
    if not names:
        click.echo(f"there is no release in {folder}: run 'kizuna build'", err=True)


def _settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each setting."""
    for setting in reversed(SETTINGS):
        told = f"{setting.help}  [{setting.variable}; default: {setting.default}]"
        command = click.option(f"--{setting.option}", setting.name, metavar="…", help=told)(command)
    return command


@main.command(epilog="Example: kizuna serve --host 0.0.0.0 --port 8080")
@_settings
def serve(**given: str | None) -> None:
    """Serve the promoted release, and every one promoted after it."""
    from kizuna.app import serve as serve_release

    serve_release(read_settings(**given))


@main.command(
    short_help="Print a claim beside its passages, or the range of a phrase.",
    epilog="Examples: kizuna evidence partnership/kyoto-xian --sources ../shared/sources; "
    'kizuna evidence --phrase "Kyoto and Xian … 1974" kansai-1987 --sources ../shared/sources',
)
@click.argument("name", metavar="IRI|SLUG")
@root
@click.option("--sources", required=True, type=folder, help="Folder of the source documents.")
@click.option("--phrase", metavar="WORDS", help="Find the range of these words in source SLUG.")
@_base
def evidence(name: str, root: Path, sources: Path, phrase: str | None, base: str | None) -> None:
    """Print a claim and its passages side by side, or the range of a phrase as Turtle.

    IRI is that of a thing, or kind/slug. With --phrase, SLUG is that of a source; the range is
    that of the whole sentences around the phrase, where the table of the source knows them.
    """
    if phrase is None:
        _print_claim(name, root, sources, _read_base(base))
    else:
        _print_range(phrase, name, root, sources, _read_base(base))


def _read_base(given: str | None) -> Base:
    return Base(given or f"http://localhost:{read_settings().port}/")


def _print_claim(name: str, root: Path, sources: Path, base: Base) -> None:
    from kizuna.compiler.evidence import read_claim, write_claim
    from kizuna.compiler.inputs import read_tree

    claim = read_claim(name, read_tree(root), sources, base)
    _warn_of(claim.unsound)
    width = shutil.get_terminal_size((100, 24)).columns
    for line in write_claim(claim, sources, width):
        click.echo(line)


def _print_range(phrase: str, slug: str, root: Path, sources: Path, base: Base) -> None:
    from kizuna.compiler.evidence import find_phrase
    from kizuna.compiler.inputs import read_tree

    document, found = find_phrase(phrase, slug, read_tree(root), sources, base)
    _warn_of(() if document.sound else (document.path,))
    if not found:
        raise SourceError(f"{document.path.name} has no such phrase: {phrase!r}")
    if len(found) > 1:
        click.echo(f"the phrase stands in {len(found)} places; add words to it", err=True)
    for place in found:
        click.echo(str(place.sentences or place.phrase))
        click.echo(f"  the phrase itself: {place.phrase}", err=True)


def _warn_of(unsound: tuple[Path, ...]) -> None:
    for path in unsound:
        click.echo(
            f"warning: {path} is not the text that ranges count in: its SHA-256 differs from that "
            "of the source's description",
            err=True,
        )


def _print_release(release: Release, *, made: bool) -> None:
    manifest = release.manifest
    verb = "made" if made else "reused, since no input changed:"
    click.echo(f"release {verb} {release.name}")
    for iri, number in sorted(manifest.classes.items()):
        click.echo(f"  {number:>7,} {iri.replace('#', '/').rpartition('/')[2]}")
    click.echo(f"  {manifest.triples:>7,} triples, {manifest.quads:,} in named graphs")
    results = ", ".join(f"{name} {n}" for name, n in sorted(manifest.validation.items()))
    click.echo(f"  validation results: {results}")


def _promote(release: Release) -> None:
    from kizuna.release import CURRENT
    from kizuna.release import promote as rename

    link = release.path.parent / CURRENT
    before = link.resolve().name if link.exists() else "none"
    rename(release)
    click.echo(f"promoted: {before} → {release.name}")
