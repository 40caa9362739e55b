"""From one wave to the next: a new wave's draft, what changed in its questionnaire, trends."""
