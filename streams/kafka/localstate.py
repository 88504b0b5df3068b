"""What one lane knows, on disk: tables and queues, with how far into its logs they reach, always in step.

Flows in: changes, and the offsets they bring the state to, in one write. Flows out: values; the offsets to go on from.
A cache of its topics, no more: whatever is wrong with it, it is thrown away and read from them again. Not flushed to
the disk at every write: what a power cut takes is read again, too, for the offsets go with it.
"""

import logging
import shutil
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, TypeVar

from rocksdict import BlockBasedOptions, Cache, DBCompressionType, DBRecoveryMode, Options, Rdict, WriteBatch

from streams.errors import StateError, StateLost
from streams.stories.tables import Form, Queue, Table
from streams.topics import TOMBSTONE_KEPT_SECONDS

log = logging.getLogger(__name__)

V = TypeVar("V")

# A worker has one for each partition of each stage: small buffers, and one cache of blocks for all.
WRITE_BUFFER_BYTES = 4 * 1024 * 1024
CACHE_BYTES = 32 * 1024 * 1024
BLOCK_BYTES = 16 * 1024
BLOOM_BITS = 10
OPEN_FILES = 128
# Before the first tombstone can have been cleaned away, with time to read what is left.
TOO_OLD_SECONDS = TOMBSTONE_KEPT_SECONDS * 0.9

_OFFSET = b"\0offset/"
_IDENTITY = b"\0identity"
_SAVED = b"\0saved"
# What the disk or the system refuses; a new state would be refused as well, or the old one is somebody's.
_REFUSALS = ("lock", "No space", "Permission denied", "Read-only", "Too many open files", "Not a directory", "quota")
_MOMENT = "%Y%m%dT%H%M%S.%f"


class LocalState:
    """The tables of one lane; until it is opened nothing is read or written."""

    def __init__(self, folder: Path, identity: str, cache: Cache) -> None:
        """Make it, not open.

        Args:
            folder: its own, made when it is opened.
            identity: of what it is the state; one that was of anything else is thrown away.
            cache: the memory for blocks, shared with others.
        """
        self.offsets: dict[tuple[str, int], int] = {}
        self._folder = folder
        self._identity = identity.encode()
        self._options = _options(cache)
        self._db: Rdict | None = None
        self._unsaved: dict[bytes, bytes | None] = {}
        self.unsaved_bytes = 0

    def table(self, name: str, form: Form[V]) -> Table[V]:
        """Give a table; its values are written in their form."""
        return DiskTable(self, name, form)

    def queue(self, name: str) -> Queue:
        """Give a queue."""
        return DiskQueue(self, name)

    def open(self) -> bool:
        """Open it, or make it anew where it cannot be used; `offsets` then says how far it reaches.

        Returns:
            Whether it was closed before.

        Raises:
            StateError: the folder cannot be written.
        """
        if self._db is not None:
            return False
        try:
            self._load()
        except StateLost as error:
            self.discard(str(error))
        return True

    def discard(self, why: str) -> None:
        """Throw away what is there and begin with nothing.

        Raises:
            StateError: the folder cannot be written.
        """
        log.warning("%s: %s; it is thrown away and read from its topics again", self._folder, why)
        self.close()
        self._unsaved.clear()
        self.unsaved_bytes = 0
        shutil.rmtree(self._folder, ignore_errors=True)
        try:
            self._load()
        except StateLost as error:
            raise StateError(f"{self._folder} cannot be used: {error}") from error

    def save(self, offsets: Mapping[tuple[str, int], int], until: datetime) -> None:
        """Write all changes since the last time, with the offsets that they reach to: all of it or nothing.

        Args:
            offsets: the first offset not read yet, by (topic, partition).
            until: a moment before which nothing was written to the logs that the state does not know.

        Raises:
            StateError: it cannot be written.
        """
        batch = WriteBatch(raw_mode=True)
        for key, value in self._unsaved.items():
            if value is None:
                batch.delete(key)
            else:
                batch[key] = value
        for (topic, partition), offset in offsets.items():
            batch[_OFFSET + f"{topic}/{partition}".encode()] = str(offset).encode()
        batch[_SAVED] = str(int(until.timestamp())).encode()
        opened = self._opened()
        try:
            opened.write(batch)
        except Exception as error:
            raise StateError(f"{self._folder} cannot be written: {error}") from error
        self.offsets.update(offsets)
        self._unsaved.clear()
        self.unsaved_bytes = 0

    def close(self) -> None:
        """Close it; what was not saved is read from its topics again."""
        db, self._db = self._db, None
        if db is not None:
            db.close()

    def read(self, key: bytes) -> bytes | None:
        """Give a key's value.

        Raises:
            StateLost: what is on disk cannot be read.
        """
        if key in self._unsaved:
            return self._unsaved[key]
        opened = self._opened()
        try:
            found: bytes | None = opened.get(key)
        except Exception as error:
            raise StateLost(str(error)) from error
        return found

    def write(self, key: bytes, value: bytes | None) -> None:
        """Change a key's value, to be saved with the next offsets; None: delete it."""
        self._unsaved[key] = value
        self.unsaved_bytes += len(key) + len(value or b"")

    def keys(self, start: bytes, end: bytes) -> Iterator[bytes]:
        """Give the keys from `start` on and before `end`, in order.

        Raises:
            StateLost: what is on disk cannot be read.
        """
        changed = sorted(key for key, value in self._unsaved.items() if value is not None and start <= key < end)
        opened = self._opened()
        try:
            for key in opened.keys(from_key=start):
                if not isinstance(key, bytes) or key >= end:
                    break
                while changed and changed[0] < key:
                    yield changed.pop(0)
                if key not in self._unsaved:
                    yield key
        except Exception as error:
            raise StateLost(str(error)) from error
        yield from changed

    def _opened(self) -> Rdict:
        if self._db is None:
            raise StateError(f"{self._folder} is not open")
        return self._db

    def _load(self) -> None:
        """Open what is there.

        Raises:
            StateLost: it is broken, too old, or of something else.
            StateError: it cannot be written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            is_new = not any(self._folder.iterdir())
            self._db = Rdict(str(self._folder), self._options)
        except Exception as error:
            if any(word in str(error) for word in _REFUSALS):
                raise StateError(f"{self._folder} cannot be used: {error}") from error
            raise StateLost(str(error)) from error
        self.offsets = {}
        if is_new:
            self.write(_IDENTITY, self._identity)
            self.save({}, datetime.now(UTC))
            return
        identity, saved = self.read(_IDENTITY), self.read(_SAVED)
        if identity != self._identity:
            raise StateLost("it is the state of other topics" if identity else "it has lost its beginning")
        if time.time() - int(saved or 0) > TOO_OLD_SECONDS:
            raise StateLost("it was written so long ago that deletions since then may be gone from its topics")
        for key in self.keys(_OFFSET, _OFFSET + b"\xff"):
            topic, _, partition = key.removeprefix(_OFFSET).decode().rpartition("/")
            self.offsets[topic, int(partition)] = int(self.read(key) or 0)


class DiskTable(Generic[V]):
    """A table of a local state."""

    def __init__(self, state: LocalState, name: str, form: Form[V]) -> None:
        self._state = state
        self._prefix = f"{name}/".encode()
        self._form = form

    def get(self, key: str) -> V | None:
        """Give a key's value; None: it has none.

        Raises:
            StateLost: what is on disk cannot be read.
        """
        value = self._state.read(self._prefix + key.encode())
        try:
            return None if value is None else self._form.decode(value)
        except ValueError as error:
            raise StateLost(f"a value in `{self._prefix.decode()}` is none ({type(error).__name__})") from error

    def put(self, key: str, value: V | None) -> None:
        """Keep a value; None: forget the key."""
        self._state.write(self._prefix + key.encode(), None if value is None else self._form.encode(value))


class DiskQueue:
    """A queue of a local state: each key's moment, and the keys in the order of their moments."""

    def __init__(self, state: LocalState, name: str) -> None:
        self._state = state
        self._moment = f"{name}.of/".encode()
        self._order = f"{name}.by/".encode()
        # Nothing lies below: what was taken from the front is not stepped over again and again.
        self._front = self._order

    def move(self, key: str, at: datetime | None) -> None:
        """Give a key its moment, in place of the one it had; None: take it out."""
        name = key.encode()
        moment = None if at is None else at.astimezone(UTC).strftime(_MOMENT).encode()
        before = self._state.read(self._moment + name)
        if before == moment:
            return
        if before is not None:
            self._state.write(self._order + before + b"/" + name, None)
        self._state.write(self._moment + name, moment)
        if moment is not None:
            place = self._order + moment + b"/" + name
            self._state.write(place, b"")
            self._front = min(self._front, place)

    def next(self) -> datetime | None:
        """Say when the first key's time comes; None: the queue is empty."""
        for moment, _ in self._entries():
            return moment
        return None

    def due(self, until: datetime, limit: int) -> list[str]:
        """Name the keys whose moment is not after `until`, the earliest first, at most `limit`."""
        found: list[str] = []
        for moment, key in self._entries():
            if moment > until or len(found) == limit:
                break
            found.append(key)
        return found

    def _entries(self) -> Iterator[tuple[datetime, str]]:
        first = True
        for place in self._state.keys(self._front, self._order[:-1] + b"0"):
            if first:
                self._front, first = place, False
            moment, _, key = place.removeprefix(self._order).partition(b"/")
            yield datetime.strptime(moment.decode(), _MOMENT).replace(tzinfo=UTC), key.decode()


def _options(cache: Cache) -> Options:
    blocks = BlockBasedOptions()
    blocks.set_block_cache(cache)
    blocks.set_block_size(BLOCK_BYTES)
    # Filters and indexes stay beside the cache: a file's filter is larger than a shard of it, and would be read again
    # for every key.
    blocks.set_bloom_filter(BLOOM_BITS, block_based=False)
    options = Options(raw_mode=True)
    options.create_if_missing(create_if_missing=True)
    options.set_block_based_table_factory(blocks)
    options.set_compression_type(DBCompressionType.zstd())
    options.set_write_buffer_size(WRITE_BUFFER_BYTES)
    options.set_max_open_files(OPEN_FILES)
    # The log of what was written goes as far as it is whole: the offsets in it say how far that is.
    options.set_wal_recovery_mode(DBRecoveryMode.point_in_time())
    options.set_keep_log_file_num(1)
    options.set_stats_dump_period_sec(0)
    return options
