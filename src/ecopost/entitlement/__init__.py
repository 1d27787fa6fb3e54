"""What an engagement earns: its standard, the days served and the results of assessment, to the fen (A22, A23)."""
