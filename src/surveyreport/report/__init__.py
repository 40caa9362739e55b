"""The report: content, pages, typesetting."""
