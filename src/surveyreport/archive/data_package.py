"""The codebook for machines: a Data Package (version 2) with a Table Schema per group."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from surveyreport.archive.microdata import Column
from surveyreport.files.hashes import sha256

PROFILE = "https://datapackage.org/profiles/2.0/"


def data_package(
    name: str, title: str, description: str, keywords: list[str], resources: list[dict[str, Any]]
) -> dict[str, Any]:
    """The descriptor; resources: those of `table_resource` and `file_resource`."""
    return {
        "$schema": f"{PROFILE}datapackage.json",
        "name": name,
        "title": title,
        "description": description,
        "keywords": keywords,
        "resources": resources,
    }


def table_resource(path: Path, title: str, columns: list[Column]) -> dict[str, Any]:
    """The description of one CSV file of the package: path, hash and the meaning of each code."""
    return {
        **_file(path, path.stem, title),
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "$schema": f"{PROFILE}tableschema.json",
            "fields": [_field(column) for column in columns],
            "primaryKey": [columns[0].name],
        },
    }


def file_resource(path: Path, title: str, mediatype: str) -> dict[str, Any]:
    """The description of another file of the package."""
    kind = path.suffix[1:]
    return {
        **_file(path, f"{path.stem}-{kind}", title), "format": kind, "mediatype": mediatype,
    }  # fmt: skip


def package_text(package: dict[str, Any]) -> str:
    """The descriptor as datapackage.json."""
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _file(path: Path, name: str, title: str) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "path": path.name,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": "integer", "title": column.label}
    if not column.item:
        return field | {"constraints": {"required": True, "minimum": 1}}
    return field | {
        "categories": [{"value": code, "label": label} for code, label in column.values.items()],
        "categoriesOrdered": column.type == "ordinal",
        "missingValues": [
            {"value": str(code), "label": label} for code, label in column.missing.items()
        ],
    }
