"""Live screens: who may watch what, and pushing the room's new state after each commit."""
