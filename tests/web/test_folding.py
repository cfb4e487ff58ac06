"""Messages that are put into templates as they are compiled: the same as if they were looked up."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask import Flask
from jinja2 import Environment

from kizuna.web.language import Language, languages
from kizuna.web.rendering import init_rendering, speak

JAPANESE = languages()["ja"]
TEMPLATES = {
    "{% trans %}Partnerships{% endtrans %}": "提携関係",
    "{% trans %}\n  Search places\n  and partnerships\n{% endtrans %}": "地域と提携関係の検索",
    "{{ _('Partnerships') }}": "提携関係",
    "{{ _('Partnerships') if wanted else _('Places') }}": "提携関係",
    "{{ [_('Partnerships'), _('Places')]|join(', ') }}": "提携関係, 地域",
    "{% trans %}no catalogue has 100 % of <b>this</b>{% endtrans %}":
        "no catalogue has 100 % of <b>this</b>",
    "{% trans name=name %}Map: where {{ name }} lies{% endtrans %}": "&lt;b&gt;の位置を示す地図",
    "{{ _(message) }}": "提携関係",
}  # fmt: skip
"""Templates with what they say in Japanese, by languages/ja.po."""


@pytest.fixture(scope="module")
def environments() -> Mapping[Language, Environment]:
    app = Flask("kizuna.web")
    init_rendering(app)
    return {None: app.jinja_env, **app.extensions["kizuna.templates"]}


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_folded_message_is_the_one_that_is_looked_up(
    environments: Mapping[Language | None, Environment], template: str
) -> None:
    values = {"wanted": True, "name": "<b>", "message": "Partnerships", **speak(JAPANESE)}
    written = {
        environments[language].from_string(template).render(values) for language in (None, JAPANESE)
    }
    assert written == {TEMPLATES[template]}


def test_a_message_without_values_is_a_constant_of_the_compiled_template(
    environments: Mapping[Language | None, Environment],
) -> None:
    source = "<p>{% trans %}Partnerships{% endtrans %}</p>{{ _('Places') }}"
    compiled = environments[JAPANESE].compile(source, raw=True)
    assert "'<p>提携関係</p>地域'" in compiled
    assert "gettext" not in compiled
