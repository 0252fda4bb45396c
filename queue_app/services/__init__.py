"""Verbs: what can be done in an office. Each gets all it needs as arguments and never commits."""
