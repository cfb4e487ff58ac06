"""The app over the small release of ``world.py``."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from world import make_release, settings

from kizuna.app import create_app


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the folder with the small release, which no test changes."""
    releases = tmp_path_factory.mktemp("world")
    make_release(releases)
    return releases


@pytest.fixture(scope="session")
def app(world: Path) -> Flask:
    return create_app(settings(world))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
