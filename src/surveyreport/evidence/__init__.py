"""Open answers and visits as evidence: coded by people, counted like any answer."""
