"""What a night costs, measured side by side with the least that it could cost and with two other ways to load."""
