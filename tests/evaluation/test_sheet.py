"""What a result is written on, piece by piece."""

from __future__ import annotations

import random

import pytest

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


def cut(sheet: Sheet, result: bytes, seed: int) -> None:
    """Write a result in pieces of chance."""
    chance = random.Random(seed)
    while result:
        size = chance.randrange(1, 9_000)
        sheet.write(result[:size])
        result = result[size:]
    sheet.count()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", HEADS)
def test_rows_are_counted_however_the_result_is_cut(name: str, seed: int) -> None:
    rows = 9_000 + seed
    result = write(name, rows, seed).encode()
    enough, too_few = (Sheet(lambda _: None, MANY * 10, limit) for limit in (rows, rows - 1))
    enough.expect(name)
    cut(enough, result, seed)
    too_few.expect(name)
    with pytest.raises(FullError) as full:
        cut(too_few, result, seed)
    assert full.value.rows


def test_what_is_sent_on_and_what_is_left_is_what_was_written() -> None:
    sent = bytearray()
    sheet = Sheet(sent.extend, MANY, MANY)
    pieces = [bytes([number % 256]) * 7_919 for number in range(60)]
    for piece in pieces:
        assert sheet.write(piece) == len(piece)
    assert len(sent) > 300_000
    assert bytes(sent + sheet.rest) == b"".join(pieces)


def test_too_many_bytes_are_refused() -> None:
    sheet = Sheet(lambda _: None, 300_000, MANY)
    with pytest.raises(FullError) as full:
        cut(sheet, bytes(500_000), seed=0)
    assert not full.value.rows
