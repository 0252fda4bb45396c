"""Pages and the API: a view parses, calls one service, answers."""
