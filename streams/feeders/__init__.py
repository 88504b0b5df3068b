"""A user's own wires, live: a folder, feeds of the web, a push endpoint, each put on the raw topic as received."""
