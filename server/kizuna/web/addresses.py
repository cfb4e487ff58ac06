"""Where a page finds what an IRI names: by path for what is served here, whatever the host."""

from __future__ import annotations

from kizuna.formats import HTML
from kizuna.iris import Base


def link(base: Base, iri: str) -> str | None:
    """Give the address that a page links to, or none for what is no address of the web.

    What lies under the base is named by its path, so that links hold at any address at which
    the app is reached; things by their page, which spares a redirect.
    """
    thing = base.parse(iri)
    if thing:
        fragment = iri.partition("#")[2]
        page = f"{base.path}doc/{thing.kind}/{thing.slug}.{HTML.extension}"
        return f"{page}#{fragment}" if fragment else page
    here = base.address(iri)
    rest = here.removeprefix(base.iri)
    if here != rest and not rest.startswith("/"):  # "//…" would be another host to a browser
        return base.path + rest
    return here if here.startswith(("http://", "https://")) else None


def position(passage: str) -> tuple[int, str]:
    """Order passages as they follow each other in the source."""
    start = passage.rpartition("=")[2].partition(",")[0]
    return (int(start) if start.isascii() and start.isdigit() else 0, passage)
