"""The publication: one content, written as PDF and as HTML, every number bound to its source."""
