"""The files of releases: ranges, preconditions, other names, and what was removed meanwhile."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from small_release import make_release, members, settings, shared_app

from kizuna.app import create_app
from kizuna.release import CURRENT, MANIFEST, promote


@pytest.fixture
def client() -> FlaskClient:
    return shared_app().test_client()


@pytest.fixture
def dump(client: FlaskClient) -> str:
    return client.get("/release/latest/kizuna.nq.gz").headers["Location"]


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "lines=1-2", "nonsense", "bytes=-", "bytes=a-b"]
)
def test_a_range_that_says_nothing_is_as_none(client: FlaskClient, dump: str, asked: str) -> None:
    answer = client.get(dump, headers={"Range": asked})
    assert (answer.status_code, answer.data) == (200, client.get(dump).data)


def test_HEAD_knows_no_range(client: FlaskClient, dump: str) -> None:
    answer = client.head(dump, headers={"Range": "bytes=0-9"})
    assert answer.status_code == 200
    assert answer.headers["Content-Length"] == str(len(client.get(dump).data))


def test_a_range_of_what_the_client_has_is_304(client: FlaskClient, dump: str) -> None:
    etag = client.get(dump).headers["ETag"]
    answer = client.get(dump, headers={"Range": "bytes=0-9", "If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")


def test_a_range_for_another_tag_is_the_whole_file(client: FlaskClient, dump: str) -> None:
    etag = client.get(dump).headers["ETag"]
    asked = {"Range": "bytes=0-9"}
    assert client.get(dump, headers={**asked, "If-Range": etag}).status_code == 206
    assert client.get(dump, headers={**asked, "If-Range": '"other"'}).status_code == 200


def test_a_range_that_is_not_there_is_a_problem_that_tells_the_size(
    client: FlaskClient, dump: str
) -> None:
    size = len(client.get(dump).data)
    answer = client.get(dump, headers={"Range": f"bytes={size}-"})
    assert answer.status_code == 416
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Content-Range"] == f"bytes */{size}"
    assert "immutable" not in answer.headers["Cache-Control"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/doc/place/alpha.ttl", "/release/latest/kizuna.nq.gz"])
def test_GET_for_another_tag_412(client: FlaskClient, path: str) -> None:
    asked = {"If-Match": '"other"'}
    answer = client.get(path, headers=asked, follow_redirects=True)
    assert answer.status_code == 412
    assert answer.content_type == "application/problem+json"
    assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["kizuna.nq.gz", MANIFEST])
def test_the_tag_of_a_file_is_of_its_bytes(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/release/latest/{name}", follow_redirects=True)
    assert answer.headers["ETag"].strip('"') == hashlib.sha256(answer.data).hexdigest()[:32]


def test_a_file_links_to_its_licence_and_its_description(client: FlaskClient, dump: str) -> None:
    link = client.get(dump).headers["Link"]
    assert 'dataset>; rel="describedby"' in link
    assert 'rel="license"' in link


def test_which_release_is_the_latest_is_not_kept_long(client: FlaskClient) -> None:
    for path in ("/release/latest", "/release/latest/kizuna.nq.gz"):
        assert client.get(path).headers["Cache-Control"] == "public, max-age=60"


def test_a_release_has_no_name_but_its_own(client: FlaskClient) -> None:
    for name in (CURRENT, "2026.11.1-" + "0" * 300, "2026.11.1-%00", ".", "2026.11.1-*"):
        for path in (f"/release/{name}", f"/release/{name}/kizuna.nq.gz"):
            assert client.get(path).status_code == 404


def test_a_release_removed_while_it_is_served_still_answers(tmp_path: Path) -> None:
    release = make_release(tmp_path)
    client = create_app(settings(tmp_path)).test_client()
    shutil.rmtree(release.path)
    page = client.get("/doc/source/letter.html")
    assert (page.status_code, "Alpha–Beta" in page.text) == (200, True)
    assert client.get("/id/person/gone").status_code == 410
    assert client.get("/id/person/nobody").status_code == 404
    for name in ("kizuna.nq.gz", MANIFEST):
        assert client.get(f"/release/{release.name}/{name}").status_code == 404


@pytest.mark.parametrize("manifest", ['{"sources": [], "products": []}', "[]", "{", "\udcff", '""'])
def test_a_damaged_release_is_refused_and_drops_no_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manifest: str
) -> None:
    monkeypatch.setattr("kizuna.web.current.INTERVAL", 0)
    release = make_release(tmp_path)
    client = create_app(settings(tmp_path)).test_client()
    damaged = tmp_path / "2027.1.1-damaged"
    damaged.mkdir()
    (damaged / MANIFEST).write_bytes(manifest.encode(errors="surrogateescape"))
    (tmp_path / CURRENT).unlink()
    (tmp_path / CURRENT).symlink_to(damaged.name)
    for _ in range(2):
        assert client.get("/health").headers["Kizuna-Release"] == release.name
    assert client.get(f"/release/{damaged.name}").status_code == 404


def test_a_release_that_was_refused_is_tried_again_when_it_is_promoted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kizuna.web.current.INTERVAL", 0)
    old = make_release(tmp_path)
    client = create_app(settings(tmp_path)).test_client()
    new = make_release(tmp_path, version="2027.1.1")
    whole = new.store.rename(tmp_path / "elsewhere")
    assert [client.get("/health").headers["Kizuna-Release"] for _ in "12"] == [old.name] * 2
    whole.rename(new.store)
    assert client.get("/health").headers["Kizuna-Release"] == old.name
    promote(new)
    until = time.monotonic() + 10
    while client.get("/health").headers["Kizuna-Release"] != new.name:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_half_the_threads_send_long_files_and_no_more(tmp_path: Path) -> None:
    release = make_release(tmp_path)
    content = bytes(5 * 1024 * 1024)
    (release.path / "kizuna.trig.gz").write_bytes(content)
    manifest = json.loads((release.path / MANIFEST).read_text())
    manifest["products"]["kizuna.trig.gz"] = {"sha256": "0" * 64, "bytes": len(content)}
    (release.path / MANIFEST).write_text(json.dumps(manifest))
    client = create_app(settings(tmp_path)).test_client()
    path = f"/release/{release.name}/kizuna.trig.gz"
    going = [client.get(path, buffered=False) for _ in range(4)]
    refused = client.get(path)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert members(refused)["type"].endswith("#unavailable")
    assert client.get("/health").status_code == 200
    for answer in going:
        answer.close()
    assert client.get(path, buffered=True).data == content
    assert client.head(path, buffered=True).status_code == 200
