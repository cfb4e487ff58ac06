"""IRIs: the only place that mints them and takes them apart.

<base>id/<kind>/<slug>        a thing
<base>doc/<kind>/<slug>       the document about it
<base>graph/<path>            the graph of one source file, or of one rule
<base>dataset/<path>          what is counted of that graph; of the default graph for ``default``
https://w3id.org/kizuna/…     terms, concepts and shapes, wherever they are served
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from kizuna.errors import SettingError
from kizuna.namespaces import KINDS, TERMS

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""Lower-case ASCII words with hyphens between them: minted once, never reused."""

_UNSAFE = re.compile(r"[\s<>\"{}|\\^`]")


@dataclass(frozen=True, slots=True)
class Thing:
    """The kind and slug in the IRI of a thing."""

    kind: str
    slug: str


@dataclass(frozen=True, slots=True)
class Base:
    """The IRI under which a deployment publishes.

    :raises SettingError: unless it is an absolute ``http`` or ``https`` IRI that ends in ``/``.
    """

    iri: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.iri)
        if parts.scheme not in ("http", "https") or not parts.netloc or _UNSAFE.search(self.iri):
            raise SettingError(
                f"the base IRI must be an absolute http or https address: {self.iri!r}"
            )
        if parts.query or parts.fragment or not self.iri.endswith("/"):
            raise SettingError(
                f"the base IRI must end in '/' and have neither query nor fragment: {self.iri!r} "
                f"(try {self.iri.split('?')[0].split('#')[0].rstrip('/')}/)"
            )

    def __str__(self) -> str:
        return self.iri

    @property
    def path(self) -> str:
        """The path of the base, with both its slashes."""
        return urlsplit(self.iri).path

    @property
    def dataset(self) -> str:
        """The IRI of the data set as a whole."""
        return f"{self.iri}dataset"

    def thing(self, kind: str, slug: str) -> str:
        """Mint the IRI of a thing."""
        return f"{self.iri}id/{kind}/{slug}"

    def document(self, kind: str, slug: str) -> str:
        """Mint the IRI of the document about a thing."""
        return f"{self.iri}doc/{kind}/{slug}"

    def graph(self, path: str) -> str:
        """Mint the IRI of the graph of the source file at ``path``, without its ending."""
        return f"{self.iri}graph/{path}"

    def derived(self, rule: str) -> str:
        """Mint the IRI of the graph of what a rule derives; without one, how they all begin."""
        return self.graph(f"derived/{rule}")

    def counts(self, graph: str) -> str:
        """Mint the IRI of the description that counts what a named graph holds."""
        return f"{self.dataset}/{graph.removeprefix(self.graph(''))}"

    @property
    def default_counts(self) -> str:
        """The IRI of the description that counts what the default graph holds."""
        return f"{self.dataset}/default"

    def parse(self, iri: str) -> Thing | None:
        """Take the IRI of a thing, or of a part of it after ``#``, apart."""
        head = f"{self.iri}id/"
        if not iri.startswith(head):
            return None
        kind, _, slug = iri[len(head) :].partition("#")[0].partition("/")
        known = kind in KINDS and SLUG.fullmatch(slug)
        return Thing(kind, slug) if known else None

    def address(self, iri: str) -> str:
        """Say where this deployment answers for an IRI.

        Terms, concepts and shapes are served here until their own address is registered.
        """
        return f"{self.iri}{iri[len(TERMS) :]}" if iri.startswith(TERMS) else iri
