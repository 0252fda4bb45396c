"""Tables and named questions: the only place with SQL."""
