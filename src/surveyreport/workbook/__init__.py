"""tables.xlsx: every number of the report in one workbook, one real table a sheet."""
