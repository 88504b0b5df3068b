"""The agents: thin loops that move an item from one topic to the next, and the one loop they share."""
