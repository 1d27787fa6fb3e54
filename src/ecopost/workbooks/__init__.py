"""People's files in: what a roster, a register or a ledger says, row by row, and every row that cannot be used."""
