"""The page of a release: what is in it, its files, how it was checked, what it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kizuna.formats import DUMP_FORMATS
from kizuna.namespaces import KINDS
from kizuna.release import CONTEXT, QUERIES, REPORT, File, Release, dump_name
from kizuna.web.language import Language, message
from kizuna.web.pages.kinds import KIND_NAMES, list_path
from kizuna.web.pages.report import SEVERITIES
from kizuna.web.pages.views import Value, Viewer

_ABOUT: Mapping[str, str] = MappingProxyType(
    {
        CONTEXT: message("the context that the JSON-LD is written with"),
        QUERIES: message("the saved queries"),
        REPORT: message("the validation report"),
        "withdrawn.csv": message("what was withdrawn, and why"),
    }
)
_UNITS = ("B", "kB", "MB", "GB", "TB")
_THOUSAND = 1000
_PRECISE = 10
"""Numbers below it are written with a decimal place."""


@dataclass(frozen=True, slots=True)
class FileView:
    """A file with its size, its checksum, and what it is."""

    name: str
    href: str | None
    about: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class CountView:
    """How many things of a kind there are."""

    name: Value
    number: int


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """What the template of a release is given; ``dump`` is the file to try a checksum with."""

    release: Release
    counts: tuple[CountView, ...]
    dumps: tuple[FileView, ...]
    others: tuple[FileView, ...]
    sources: tuple[FileView, ...]
    validation: tuple[tuple[str, int], ...]
    things: int
    dump: FileView | None
    folder: str


def build(viewer: Viewer, release: Release, *, served: bool) -> ReleasePage:
    """Build the page of a release; the lists of things are those of the one ``served``."""
    manifest = release.manifest
    folder = f"{viewer.base.path}release/{release.name}/"
    forms = [name for name in map(dump_name, DUMP_FORMATS) if name in manifest.products]
    dumps = tuple(_product(viewer, release, folder, name) for name in forms)
    counts = tuple(_counts(viewer, manifest.classes, served=served))
    return ReleasePage(
        release, counts, dumps,
        tuple(
            _product(viewer, release, folder, name)
            for name in sorted(manifest.products) if name not in forms
        ),
        tuple(_file(viewer.language, n, f, None, "") for n, f in sorted(manifest.sources.items())),
        tuple(_validation(viewer.language, manifest.validation)),
        sum(count.number for count in counts), next(iter(dumps), None), folder,
    )  # fmt: skip


def _counts(viewer: Viewer, classes: Mapping[str, int], *, served: bool) -> list[CountView]:
    found = []
    for kind, name in KIND_NAMES.items():
        href = f"{viewer.base.path}{list_path(kind)}" if served else None
        shown = Value(viewer.language.say(name.many), href)
        found.append(CountView(shown, classes.get(KINDS[kind], 0)))
    return sorted(found, key=lambda count: -count.number)


def _product(viewer: Viewer, release: Release, folder: str, name: str) -> FileView:
    file = release.manifest.products[name]
    return _file(viewer.language, name, file, f"{folder}{name}", _about(viewer.language, name))


def _about(language: Language, name: str) -> str:
    form = next((form for form in DUMP_FORMATS if dump_name(form) == name), None)
    if form is not None:
        return form.label
    if name.startswith("coverage/"):
        return language.say("what each sentence of a source feeds")
    return language.say(_ABOUT[name]) if name in _ABOUT else ""


def _file(language: Language, name: str, file: File, href: str | None, about: str) -> FileView:
    return FileView(name, href, about, write_size(language, file.bytes), file.sha256)


def write_size(language: Language, size: float) -> str:
    """Write a number of bytes for people."""
    for unit in _UNITS:
        if size < _THOUSAND or unit == _UNITS[-1]:
            break
        size /= _THOUSAND
    rounded = round(size, 1) if unit != _UNITS[0] and size < _PRECISE else round(size)
    return f"{language.number(rounded)} {unit}"


def _validation(language: Language, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    known = {severity.name: language.say(severity.label) for severity in SEVERITIES}
    order = list(known)
    names = sorted(counts, key=lambda n: (order.index(n) if n in order else len(order), n))
    return [(known.get(name, name), counts[name]) for name in names]
