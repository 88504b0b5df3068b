"""From text to actors, events, dates, places and quantities: pure functions over a parsed article."""
