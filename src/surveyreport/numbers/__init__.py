"""The table behind every figure: made once, read by pictures, report and workbook."""
