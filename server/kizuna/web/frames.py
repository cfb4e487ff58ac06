"""What goes around a page: the same for all of a section, so it is written once."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

Key = tuple[str, bool, str]
"""The reader's language, whether the address names it, and the section."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The navigation and the footer of the pages of a section."""

    navigation: Markup
    footer: Markup
