"""From a JSON text to the objects of one array in it, one at a time, and to their fields as text.

The parser of the standard library reads value by value: what is held is the text and one object, never all of them as
objects. Numbers stay as they are written; NaN, keys that stand twice, objects too long or too deep are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from transforms.reading.errors import FileRefusedError

MOST_CHARACTERS = 4 << 20
"""Longest element of the array."""
MOST_AT_ONCE = 256 << 20
"""Longest text that is parsed as one value."""
BETWEEN = "\n"
"""Stands between the texts of a list that has become one text."""
_BLANK = re.compile(r"[ \t\r\n]*")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""Where an escape may be half of a pair of surrogates, of which the other half is missing."""
_AGAIN = "The download was probably cut or changed: download it again."


def parse(text: str) -> Any:
    """Parse a whole text strictly; numbers stay text.

    Raises:
        FileRefusedError: ``FILE``, with the line where it does not parse.
    """
    if len(text) > MOST_AT_ONCE:
        raise FileRefusedError(
            "FILE", f"The JSON has more than {MOST_AT_ONCE >> 20} million characters.", "Download it in pieces."
        )
    walk = _Walk(text)
    found = walk.value()
    walk.end()
    return found


def read_list(text: str, path: Sequence[str], beside: dict[str, Any]) -> Iterator[Any]:
    """Read the elements of an array one at a time.

    Args:
        text: the JSON: the array, or objects that hold it.
        path: keys that lead to the array; not needed where the text is the array.
        beside: receives the other values of the objects on the way, by key; whole once all elements are read.

    Raises:
        FileRefusedError: ``Q01`` if there is no such array, ``FILE`` where the text does not parse.
    """
    walk = _Walk(text)
    yield from _elements(walk, list(path), beside)
    walk.end()


def flatten(record: Mapping[str, Any], nested: Collection[str]) -> dict[str, str | None]:
    """An object as fields of text: a list becomes one text, objects in it become fields ``key.name``.

    Args:
        record: the object.
        nested: keys, in small letters, whose lists hold objects; an empty one of them is passed over.

    Raises:
        ValueError: if something is nested deeper than that.
    """
    fields: dict[str, list[str]] = {}
    for key, value in record.items():
        items = value if isinstance(value, list) else [value]
        if key.casefold() in nested and all(item is None or item == "" for item in items):
            continue
        for item in items:
            if isinstance(item, dict):
                for name, inner in item.items():
                    fields.setdefault(f"{key}.{name}", []).extend(_scalar(inner))
            else:
                fields.setdefault(key, []).extend(_scalar(item))
        if not items:
            fields.setdefault(key, [])
    return {name: BETWEEN.join(texts) or None for name, texts in fields.items()}


def _scalar(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        raise ValueError("a value holds further lists or objects")  # noqa: TRY004 - it is the data that is wrong
    text = "" if value is None else " ".join(str(value).split())
    return [text] if text else []


def _is_text(value: Any) -> bool:
    """True if all texts in a value can be written: none holds half of a pair of surrogates."""
    if isinstance(value, dict):
        return all(_is_text(key) and _is_text(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(_is_text(inner) for inner in value)
    return not isinstance(value, str) or not any("\ud800" <= character <= "\udfff" for character in value)


def _elements(walk: _Walk, path: list[str], beside: dict[str, Any]) -> Iterator[Any]:
    opening = walk.peek()
    if opening == "[" and (not path or not walk.depth):
        yield from walk.items()
        return
    if opening != "{" or not path:
        raise _other(path)
    walk.depth += 1
    found = False
    for key in walk.names():
        if key == path[0]:
            found = True
            yield from _elements(walk, path[1:], beside)
        else:
            beside[key] = walk.value()
    if not found:
        raise _other(path)


def _other(path: Sequence[str]) -> FileRefusedError:
    sought = f"'{'.'.join(path)}' is no list" if path else "a list is expected where another value stands"
    return FileRefusedError(
        "Q01", f"The JSON has no list of records: {sought}.", "It may be an answer that reports an error: look into it."
    )


class _Walk:
    """A position in a JSON text."""

    def __init__(self, text: str) -> None:
        self.depth = 0
        self._text = text
        self._at = 0
        self._has_halves = _HALF.search(text) is not None
        self._decoder = json.JSONDecoder(
            parse_float=str, parse_int=str, parse_constant=_no_number, object_pairs_hook=_once
        )

    def peek(self) -> str:
        """The next character that is no blank."""
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._text[self._at : self._at + 1]

    def value(self) -> Any:
        """The next value."""
        self.peek()
        try:
            found, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            raise self._broken(error.msg, error.pos) from error
        except RecursionError as error:
            raise self._broken("it is nested too deeply to be a data file", self._at) from error
        except ValueError as error:
            raise self._broken(str(error), self._at) from error
        if self._has_halves and not _is_text(found):
            raise self._broken("an escape is half of a character, as \\ud83d without \\ude00", self._at)
        return found

    def items(self) -> Iterator[Any]:
        """The elements of the array that begins here."""
        self._at += 1
        if self._closes("]"):
            return
        while True:
            begin = self._at
            yield self.value()
            if self._at - begin > MOST_CHARACTERS:
                raise self._broken(f"a record has more than {MOST_CHARACTERS:,} characters", begin)
            if self._closes("]"):
                return
            self._expect(",")

    def names(self) -> Iterator[str]:
        """The keys of the object that begins here; the caller reads the value after each."""
        self._at += 1
        seen: set[str] = set()
        if self._closes("}"):
            return
        while True:
            is_text = self.peek() == '"'
            key = str(self.value())
            if not is_text or key in seen:
                raise self._broken(f"the key {key[:40]!r} stands twice or is no text", self._at)
            seen.add(key)
            self._expect(":")
            yield key
            if self._closes("}"):
                return
            self._expect(",")

    def end(self) -> None:
        """Nothing follows.

        Raises:
            FileRefusedError: if something does.
        """
        if self.peek():
            raise self._broken("more text follows", self._at)

    def _closes(self, mark: str) -> bool:
        if self.peek() != mark:
            return False
        self._at += 1
        return True

    def _expect(self, mark: str) -> None:
        if not self._closes(mark):
            raise self._broken(f"'{mark}' is missing", self._at)

    def _broken(self, why: str, at: int) -> FileRefusedError:
        line = self._text.count("\n", 0, at) + 1
        column = at - self._text.rfind("\n", 0, at)
        return FileRefusedError(
            "FILE",
            f"The file begins like JSON, but line {line}, column {column} does not parse: {why}.",
            _AGAIN,
        )


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key '{twice[:40]}' stands twice in one object")
    return found
