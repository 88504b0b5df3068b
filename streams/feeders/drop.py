"""The disk of a drop folder: what lies in it, what an item says, where it goes then.

Flows in: a directory. Flows out: its files as `Arrival`s, their bytes, and moves that a power cut does not undo.
"""

import contextlib
import logging
import os
import stat
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from streams.errors import FeederError, NewswireError, SettingsError
from streams.feeders.arrivals import Arrival, is_ignored

# A file system takes 255 bytes: room for what tells files of one name apart, and for what is said of them.
NUMBERED_BYTES, EXPLAINED_BYTES = 200, 240
DONE, REFUSED, IDENTITY = ".done", ".refused", ".newswire"
UNREAD = "is it still there, and may the feeder read it? Then start it again"
UNMOVED = "what was sent cannot be moved away: mend it and start the feeder again, it will not be sent twice"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not sent, in words for its sender."""

    reason: str


class Drop:
    """One drop folder."""

    def __init__(self, folder: Path, done: Path | None = None, *, delete: bool = False) -> None:
        """Open it.

        Args:
            folder: where files arrive.
            done: where they go when they were sent; `.done` in the folder when None.
            delete: delete them instead.

        Raises:
            SettingsError: the folders cannot be used.
        """
        self.folder = folder.absolute()
        self._refused = self.folder / REFUSED
        self._passed_over: set[str] = set()
        self._done = None if delete else (done or self.folder / DONE).absolute()
        if not self.folder.is_dir():
            raise SettingsError(f"{folder}: no such directory; make it, or name the one that files arrive in")
        with self._told(SettingsError, "the feeder must be able to write to the folder, to move what it has sent"):
            for place in (self._done, self._refused):
                if place is not None:
                    self._prepare(place)
            self.identity = self._identity()

    def _prepare(self, place: Path) -> None:
        place.mkdir(exist_ok=True)
        if place == self.folder:
            raise SettingsError(f"{place}: what was sent cannot go where files arrive")
        if place.stat().st_dev != self.folder.stat().st_dev:
            raise SettingsError(f"{place}: must lie on the same disk as {self.folder}, so that a move is whole or not")
        trial = place / f".trial-{uuid.uuid4().hex}"
        trial.touch()
        trial.unlink()

    def _identity(self) -> str:
        """Give the folder's own name for ever, wherever it is mounted; of two that start at once both have the same."""
        file = self.folder / IDENTITY
        known = _first_line(file)
        if not known:
            if known is not None:  # cut off while it was made
                file.unlink(missing_ok=True)
            fresh = self.folder / f"{IDENTITY}-{uuid.uuid4().hex}"
            try:
                fresh.write_text(f"{uuid.uuid4().hex}\n", encoding="ascii")
                try:
                    file.hardlink_to(fresh)
                except FileExistsError:
                    log.info("%s was made by another feeder that has just started", file)
                except OSError:  # a disk without links
                    fresh.replace(file)
            finally:
                fresh.unlink(missing_ok=True)
            known = _first_line(file)
        return known or ""

    def look(self) -> list[Arrival]:
        """Give all files that may be items; no links, no folders.

        Raises:
            FeederError: the folder cannot be read.
        """
        found = []
        with self._told(FeederError, UNREAD), os.scandir(self.folder) as entries:
            for entry in entries:
                if is_ignored(entry.name):
                    continue
                with contextlib.suppress(FileNotFoundError):  # taken away since
                    state = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(state.st_mode):
                        found.append(_arrival(entry.name, state))
                    elif entry.name not in self._passed_over:
                        self._passed_over.add(entry.name)
                        log.warning("%r is passed over: a folder or link, no plain file", entry.name)
        return found

    def read(self, arrival: Arrival, most: int) -> bytes | Refusal | None:
        """Read a file; None when it is no more what the look saw."""
        if arrival.size > most:
            return Refusal(f"{arrival.size} bytes are more than {most} (NEWSWIRE_MAX_ITEM_BYTES)")
        if arrival.size == 0:
            return Refusal("empty")
        try:
            handle = os.open(self.folder / arrival.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(handle, "rb") as file:
                value = file.read(most + 1)
                after = _arrival(arrival.name, os.fstat(file.fileno()))
        except FileNotFoundError:
            return None
        except OSError as error:
            return Refusal(f"cannot be read: {error.strerror}")
        return value if after == arrival and len(value) == arrival.size else None

    def take(self, arrivals: Iterable[Arrival]) -> None:
        """Move away what was sent.

        Raises:
            FeederError: a file cannot be moved: going on would mean to send it again one day.
        """
        with self._told(FeederError, UNMOVED):
            for arrival in arrivals:
                if self._is_there(arrival):
                    if self._done is None:
                        (self.folder / arrival.name).unlink(missing_ok=True)
                    else:
                        self._move(arrival, self._done)
        self._settle(self._done)

    def refuse(self, arrival: Arrival, refusal: Refusal) -> None:
        """Move away what will never be sent, with the reason beside it.

        Raises:
            FeederError: as `take`.
        """
        with self._told(FeederError, UNMOVED):
            target = self._move(arrival, self._refused) if self._is_there(arrival) else None
        if target is not None:
            beside = target.with_name(f"{_cut(target.name, EXPLAINED_BYTES)}.reason")
            try:
                beside.write_text(f"{refusal.reason}\n", encoding="utf-8")
            except OSError as error:
                # A full disk, perhaps; the log has the reason, too.
                log.warning("%s: %s; the file is refused all the same", beside, error.strerror)

    @contextlib.contextmanager
    def _told(self, kind: type[NewswireError], advice: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise kind(f"{error.filename or self.folder}: {error.strerror}; {advice}") from error

    def _is_there(self, arrival: Arrival) -> bool:
        try:
            state = (self.folder / arrival.name).lstat()
        except FileNotFoundError:
            return False
        return _arrival(arrival.name, state).identity() == arrival.identity()

    def _move(self, arrival: Arrival, place: Path) -> Path | None:
        source, target = self.folder / arrival.name, place / arrival.name
        number = 0
        while target.exists():  # an earlier file of that name keeps its place
            number += 1
            target = place / f"{_cut(arrival.name, NUMBERED_BYTES)}.{arrival.modified_ns}.{number}"
        try:
            source.rename(target)
        except FileNotFoundError:
            return None
        if _arrival(arrival.name, target.lstat()).identity() != arrival.identity():
            # Replaced by its sender between look and move: this one was not sent.
            target.rename(source)
            return None
        return target

    def _settle(self, place: Path | None) -> None:
        """Have the moves on the disk before the next batch is sent: only the last one's marks are kept."""
        for directory in (self.folder, place):
            if directory is not None:
                handle = os.open(directory, os.O_RDONLY)
                try:
                    with contextlib.suppress(OSError):  # a network's disk may not know it
                        os.fsync(handle)
                finally:
                    os.close(handle)


def _first_line(file: Path) -> str | None:
    with contextlib.suppress(FileNotFoundError):
        return file.read_text(encoding="ascii", errors="replace").strip()[:64]
    return None


def _cut(name: str, most: int) -> str:
    return os.fsdecode(os.fsencode(name)[:most])


def _arrival(name: str, state: os.stat_result) -> Arrival:
    return Arrival(name, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
