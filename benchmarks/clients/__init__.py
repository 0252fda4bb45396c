"""Those who load a server, each in a process of its own so that they share no interpreter with anybody."""
