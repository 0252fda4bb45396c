"""Commands of queue-app that have a module of their own."""
