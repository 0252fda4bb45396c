"""The rules of the office: standard library only, no clock, no database, no web."""
