"""Tables of responses on disk: parquet without version noise, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import surveyreport.files.text_columns  # noqa: F401
from surveyreport.files.whole import whole


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write `table` (its index is not kept); equal tables give equal bytes."""
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    with whole(path) as part:
        pq.write_table(arrow, part, compression="zstd")


def read_parquet(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """The table in `path`: categoricals with levels and order, whole numbers as Int8 or Int64."""
    # opened here, where it can be followed what a job reads (`Reads`)
    with path.open("rb") as file:
        # not read_table, which loads all that reads folders of files
        arrow = pq.ParquetFile(file).read(columns)
    types = {pa.int8(): pd.Int8Dtype(), pa.int64(): pd.Int64Dtype()}
    return arrow.to_pandas(types_mapper=types.get)
