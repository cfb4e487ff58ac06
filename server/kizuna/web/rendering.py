"""How templates speak: messages in the reader's language, links that name it where they must."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import unescape

from flask import Flask, current_app
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from kizuna.web.current import published
from kizuna.web.folding import LANGUAGE, Folding, say
from kizuna.web.frames import Frame
from kizuna.web.language import Language, languages
from kizuna.web.reader import reader, with_language

_TEMPLATES = "kizuna.templates"

_CELL = re.compile(r"<(td|th)\b")
_LINK = re.compile(r'(<a\b[^>]*\bhref=")([^"]*)"')


def init_rendering(app: Flask) -> None:
    """Give templates what they say and link with."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.policies["ext.i18n.trimmed"] = True
    env.add_extension("jinja2.ext.i18n")
    env.newstyle_gettext = True  # type: ignore[attr-defined]  # what ``speak`` gives
    env.filters["carry"] = _carry
    env.filters["carry_all"] = _carry_all
    env.filters["label_cells"] = _label_cells
    env.filters["in_language"] = with_language
    env.add_extension(Folding)
    app.extensions[_TEMPLATES] = {
        language: _compile_in(env, language) for language in languages().values()
    }


def _compile_in(env: Environment, language: Language) -> Environment:
    """Make an environment whose templates are compiled in a language."""
    spoken = env.overlay()
    spoken.policies = {**env.policies, LANGUAGE: language}
    return spoken


def draw_frame(language: Language, values: Mapping[str, object]) -> Frame:
    """Write what goes around the pages of a section."""
    parts = (render(f"{name}.html", language, values) for name in ("navigation", "footer"))
    return Frame(*map(Markup, parts))  # templates have escaped them


def render(template: str, language: Language, values: Mapping[str, object]) -> str:
    """Write a template in a language."""
    environment: Environment = current_app.extensions[_TEMPLATES][language]
    return environment.get_template(template).render(**speak(language), **values)


@cache
def speak(language: Language) -> Mapping[str, Callable[..., Markup]]:
    """Give what the messages of a template are said with.

    Jinja's own functions make a context for every message that stands in a block or a loop.
    """
    plain = cache(lambda message: say(language, message))

    def translate(message: str, **values: object) -> Markup:
        return Markup(language.say(message)) % values if values else plain(message)  # noqa: S704

    def count(one: str, many: str, num: int, **values: object) -> Markup:
        return Markup(language.count(one, many, num)) % {"num": num, **values}  # noqa: S704

    return {"gettext": translate, "_": translate, "ngettext": count}


@pass_context
def _carry(context: Context, href: str | None) -> str | None:
    if href is None or not context["chosen"]:
        return href
    return reader().carrier(published().base.path)(href)


@pass_context
def _carry_all(context: Context, drawing: Markup) -> Markup:
    """Let every link of a drawing, which is the same for all readers, name the language."""
    if not context["chosen"]:
        return drawing
    carry = reader().carrier(published().base.path)
    return Markup(_LINK.sub(lambda m: f'{m[1]}{escape(carry(unescape(m[2])))}"', drawing))  # noqa: S704  # escaped again


def _label_cells(rows: Markup, heads: Sequence[str]) -> Markup:
    """Tell each cell of a table the name of its column: on a narrow screen rows are stacked.

    Rows that are stacked are no table to a browser any more, so their roles are said.
    """
    labelled = (_label_row(row, heads) for row in rows.split("<tr"))
    return Markup('<tr role="row"'.join(labelled))  # noqa: S704  # what was there, and escaped


def _label_row(row: str, heads: Sequence[str]) -> str:
    names = iter(heads)

    def label(cell: re.Match[str]) -> str:
        name = escape(next(names, ""))
        if cell[1] == "td":
            return f'<td role="cell" data-label="{name}"'
        return '<th role="rowheader"'

    return _CELL.sub(label, str(row))
