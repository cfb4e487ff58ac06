"""The time lines of pages."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from kizuna.iris import Thing
from kizuna.web.pages.items import Item
from kizuna.web.pages.rows import PartnershipRow
from kizuna.web.pages.selection import Selection
from kizuna.web.pages.views import Viewer


def draw_course(
    viewer: Viewer, row: PartnershipRow, statuses: Sequence[Item], agreements: Sequence[Item]
) -> Markup | None:
    """Draw the course of a partnership: its beginning, its reports, its agreements."""


def draw_activities(viewer: Viewer, activities: Sequence[Item]) -> Markup | None:
    """Draw the activities of a partnership."""


def draw_ties(viewer: Viewer, home: Thing, ties: Sequence[PartnershipRow]) -> Markup | None:
    """Draw the partnerships of a place."""


def draw_beginnings(viewer: Viewer, selection: Selection) -> Markup | None:
    """Draw how many partnerships of a selection began in each decade."""
