"""Paper: what a slip says, how it looks, how it reaches a printer, and a printer made of software."""
