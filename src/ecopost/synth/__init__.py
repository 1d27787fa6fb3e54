"""Made-up households, rosters and registers for practice, tests and measurement; nobody in them is real."""
