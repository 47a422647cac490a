"""Records from YAML, with the line of each; every value is text.

Only what a list of records needs is read: no tags, no anchors, no aliases (and so no text that grows when it is read),
no second document. Nothing is built from the file but text, lists and mappings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_BYTES = 4 << 20
MOST_NODES = 200_000
DEEPEST = 12
_NOTHING = ("", "~", "null", "Null", "NULL")


class PlainYamlError(Exception):
    """The text is not a list of records in plain YAML; says where and why.

    Attributes:
        line: physical line.
        why: what is wrong there.
    """

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")
        self.line = line
        self.why = why


@dataclass(frozen=True)
class Record:
    """One record.

    Attributes:
        line: physical line of its first key.
        values: key to text; None for nothing, JSON text for what is nested.
    """

    line: int
    values: dict[str, str | None]


def records(text: str) -> list[Record]:
    """Read a list of mappings, or a mapping that holds one such list.

    Values that stand beside the list hold for every record that does not say otherwise.

    Raises:
        PlainYamlError: if it is anything else, or larger than a list of records is.
    """
    if len(text.encode()) > MOST_BYTES:
        raise PlainYamlError(1, f"more than {MOST_BYTES >> 20} MiB of YAML")
    nodes = _Nodes(text)
    top = nodes.document()
    shared: dict[str, str | None] = {}
    if isinstance(top.value, dict):
        lists = {key: node for key, node in top.value.items() if isinstance(node.value, list)}
        if len(lists) != 1:
            raise PlainYamlError(top.line, f"one list of records is expected, there are {len(lists)}")
        shared = {key: _text(node) for key, node in top.value.items() if key not in lists}
        (top,) = lists.values()
    if not isinstance(top.value, list):
        raise PlainYamlError(top.line, "a list of records is expected")
    found = []
    for item in top.value:
        if not isinstance(item.value, dict):
            raise PlainYamlError(item.line, "a record is a mapping of names and values")
        found.append(Record(item.line, shared | {key: _text(node) for key, node in item.value.items()}))
    return found


@dataclass(frozen=True)
class _Node:
    line: int
    value: Any


class _Nodes:
    """Builds nodes from the events of the parser, counting as it goes."""

    def __init__(self, text: str) -> None:
        import yaml

        self._yaml = yaml
        self._loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._events = self._guarded(text)
        self._count = 0

    def document(self) -> _Node:
        """The one document of the text."""
        yaml = self._yaml
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            raise PlainYamlError(1, "there is nothing in it")
        found = self._node(next(self._events), 1)
        next(self._events)  # the end of the document
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise PlainYamlError(_line(after), "a second document begins here")
        return found

    def _guarded(self, text: str) -> Iterator[Any]:
        """The events after the beginning of the stream; what is not plain is refused."""
        yaml = self._yaml
        try:
            for event in yaml.parse(text, Loader=self._loader):
                if isinstance(event, yaml.AliasEvent):
                    raise PlainYamlError(_line(event), "aliases are not read")
                if getattr(event, "anchor", None) is not None:
                    raise PlainYamlError(_line(event), "anchors are not read")
                if getattr(event, "tag", None) is not None:
                    raise PlainYamlError(_line(event), f"tags such as {event.tag} are not read")
                if not isinstance(event, yaml.StreamStartEvent):
                    yield event
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise PlainYamlError(mark.line + 1 if mark else 1, error.problem or "it does not parse") from error
        except yaml.YAMLError as error:
            raise PlainYamlError(1, " ".join(str(error).split())) from error

    def _node(self, event: Any, depth: int) -> _Node:
        yaml = self._yaml
        self._count += 1
        if depth > DEEPEST or self._count > MOST_NODES:
            what = f"nested more than {DEEPEST} deep" if depth > DEEPEST else f"more than {MOST_NODES:,} values"
            raise PlainYamlError(_line(event), what)
        if isinstance(event, yaml.ScalarEvent):
            is_nothing = not event.style and event.value in _NOTHING
            return _Node(_line(event), None if is_nothing else event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(entry := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(entry, depth + 1))
            return _Node(_line(event), items)
        return self._mapping(event, depth)

    def _mapping(self, event: Any, depth: int) -> _Node:
        yaml = self._yaml
        pairs: dict[str, _Node] = {}
        while not isinstance(entry := next(self._events), yaml.MappingEndEvent):
            key = self._node(entry, depth + 1)
            if not isinstance(key.value, str):
                raise PlainYamlError(key.line, "a name is expected")
            if key.value in pairs:
                raise PlainYamlError(key.line, f"'{key.value}' stands twice")
            pairs[key.value] = self._node(next(self._events), depth + 1)
        return _Node(_line(event), pairs)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _text(node: _Node) -> str | None:
    if node.value is None or isinstance(node.value, str):
        return node.value
    return json.dumps(_bare(node), ensure_ascii=False, sort_keys=True)


def _bare(node: _Node) -> Any:
    if isinstance(node.value, list):
        return [_bare(item) for item in node.value]
    if isinstance(node.value, dict):
        return {key: _bare(item) for key, item in node.value.items()}
    return node.value
