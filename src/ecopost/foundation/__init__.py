"""Plain values every room shares: messages and refusals, text, identity numbers, money, periods."""
