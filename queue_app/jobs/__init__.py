"""What happens by the clock, and what is owed to a printer."""
