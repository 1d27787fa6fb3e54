"""Working days and time limits, counted by dated calendar data and never by guess."""
