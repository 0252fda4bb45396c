"""The pictures in docs/screens, taken anew by bin/shots from the demonstration office at work."""
