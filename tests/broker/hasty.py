"""`newswire` that may poll oftener than a second, so that a test of many polls takes seconds: for our own server."""

import sys

from streams.cli import feed
from streams.cli.main import main

if __name__ == "__main__":
    feed.LEAST_EVERY_SECONDS = 0.1
    sys.exit(main())
