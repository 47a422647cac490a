"""Files of the online query, typed with a flow."""

from __future__ import annotations

from tests.support import OPEN, QUERY_HEAD
from tests.transforms.tools import type_file

NAME = "customs_query"
SELECTION = {key: ("*",) for key in OPEN if key.startswith("covers_")}
NATIONAL = [head for head in QUERY_HEAD if "贸易" not in head and "注册地" not in head]


def typed(data, **declared):
    return type_file(NAME, data, **({"flow": "X"} | declared))
