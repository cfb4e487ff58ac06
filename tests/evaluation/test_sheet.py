"""What a result is written on, piece by piece."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

import pytest

from kizuna.evaluation.rows import Rows, TooManyRowsError
from kizuna.evaluation.sheet import FullError, Sheet

MANY = 1_000_000
HEADS = {"json": '{"results":[', "xml": "<results>", "csv": "s\r\n", "tsv": "?s\n"}
ROWS = {
    "json": lambda text: f'{{"s":{{"value":"{text}"}}}},',
    "xml": lambda text: f"<result><binding>{text}</binding></result>",
    "csv": lambda text: f"{text}\r\n",
    "tsv": lambda text: f"{text}\n",
}


def write(name: str, rows: int, seed: int) -> str:
    """Write a table as the engine does."""
    chance = random.Random(seed)
    lines = "".join(ROWS[name]("x" * chance.randrange(60)) for _ in range(rows))
    return HEADS[name] + (lines.rstrip(",") if name == "json" else lines)


def cut(result: bytes, seed: int) -> Iterator[bytes]:
    """Cut a result into pieces of chance."""
    chance = random.Random(seed)
    while result:
        size = chance.randrange(1, 9_000)
        yield result[:size]
        result = result[size:]


def count(name: str, limit: int, pieces: Iterable[bytes]) -> None:
    rows = Rows(name, limit)
    for piece in pieces:
        rows.count(piece)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", HEADS)
def test_rows_are_counted_however_the_result_is_cut(name: str, seed: int) -> None:
    rows = 9_000 + seed
    result = write(name, rows, seed).encode()
    count(name, rows, cut(result, seed))
    with pytest.raises(TooManyRowsError):
        count(name, rows - 1, cut(result, seed))


@pytest.mark.parametrize("seed", range(5))
def test_line_breaks_in_a_text_of_CSV_are_no_rows(seed: int) -> None:
    result = b"a,b\r\n" + b'"one\r\ntwo ""three""\r\n",4\r\n' * 5_000
    count("csv", 5_000, cut(result, seed))
    with pytest.raises(TooManyRowsError):
        count("csv", 4_999, cut(result, seed))


def test_rows_without_a_value_are_rows() -> None:
    result = b'{"head":{"vars":["x"]},"results":{"bindings":[{},{},{"x":{"type":"uri"}},{}]}}'
    count("json", 4, [result])
    with pytest.raises(TooManyRowsError):
        count("json", 3, [result])


def test_what_is_sent_on_and_what_is_left_is_what_was_written() -> None:
    sent = bytearray()
    sheet = Sheet(sent.extend, MANY)
    pieces = [bytes([number % 256]) * 7_919 for number in range(60)]
    for piece in pieces:
        assert sheet.write(piece) == len(piece)
    assert len(sent) > 300_000
    assert bytes(sent + sheet.rest) == b"".join(pieces)


def test_too_many_bytes_are_refused() -> None:
    sheet = Sheet(lambda _: None, 300_000)
    assert [sheet.write(bytes(100_000)) for _ in range(3)] == [100_000] * 3
    with pytest.raises(FullError):
        sheet.write(b"x")
