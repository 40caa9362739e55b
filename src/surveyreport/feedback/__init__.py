"""The feedback report for every provider, from released numbers only."""
