"""Pages of Data Docs that need no network.

Everything that their heads would load from elsewhere is replaced by what is in ``docs_assets``, and a policy in each
page forbids to load anything else.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

_STATIC, _PAGES_CSS = "static", "data_docs.css"
_STYLES = (
    "bootstrap-table.min.css",
    "bootstrap.min.css",
    "bootstrap-table-filter-control.min.css",
    _PAGES_CSS,
    "docs.css",
)
_SCRIPTS = (
    "jquery.min.js",
    "popper.min.js",
    "bootstrap.min.js",
    "bootstrap-table.min.js",
    "bootstrap-table-filter-control.min.js",
    "docs.js",
)
_IMAGES = ("logo-long.png", "favicon.ico")
_POLICY = (
    "default-src 'none'; img-src 'self' file: data:; style-src 'self' file: 'unsafe-inline'; "
    "script-src 'self' file: 'unsafe-inline'"
)
_HEAD = re.compile(r"<head>.*?</head>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_DARK = re.compile(r"\s*(/\*[^*]*\*/\s*)?@media \(prefers-color-scheme: dark\).*", re.DOTALL)
_NEWSLETTER = re.compile(r"<footer>.*?</footer>", re.DOTALL)
_REMOTE_IMAGE = re.compile(r'src="https?://[^"]*/([^"/?]+)(?:\?[^"]*)?"')


def take_offline(folder: Path, titles: Mapping[Path, str]) -> None:
    """Let the pages load what is beside them, and nothing else."""
    static = folder / _STATIC
    images = {name: (static / "images" / name).read_bytes() for name in _IMAGES}
    shutil.rmtree(static)
    static.mkdir()
    for name, image in images.items():
        (static / name).write_bytes(image)
    for asset in resources.files("expectations").joinpath("docs_assets").iterdir():
        (static / asset.name).write_bytes(asset.read_bytes())
    style = _STYLE.search((folder / "index.html").read_text(encoding="utf-8"))
    (static / _PAGES_CSS).write_text(_DARK.sub("\n", style[1]) if style else "", encoding="utf-8")
    for page, title in titles.items():
        path, up = folder / page, "../" * (len(page.parts) - 1)
        text = path.read_text(encoding="utf-8")
        path.write_text(_offline(text, f"{up}{_STATIC}/", title), encoding="utf-8")


def _offline(page: str, static: str, title: str) -> str:
    """The page with a head of our own, without the newsletter, its images from the folder of static files."""
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1.0">',
        f"<title>{html.escape(title)} · Data Docs</title>",
        f'<link rel="icon" href="{static}favicon.ico">',
        *(f'<link rel="stylesheet" href="{static}{name}">' for name in _STYLES),
        *(f'<script src="{static}{name}"></script>' for name in _SCRIPTS),
    ]
    page = _HEAD.sub(lambda _: "\n".join(["<head>", *head, "</head>"]), page, count=1)
    return _REMOTE_IMAGE.sub(rf'src="{static}\1"', _NEWSLETTER.sub("", page))
