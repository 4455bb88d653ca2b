"""A disk whose plug can be pulled: what a loss of power may leave after each of its operations.

Operations run for real and are written down. `outcomes` then replays them: after each, it gives
the trees that may be there when power comes back. A name is sure to be there, or gone, once its
folder was synced, and bytes once their file was; of what is pending, a disk may have done nothing,
everything, any part, or a name without its bytes.
"""

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from apigen_mt.storage import disk

WAYS = ("nothing", "everything", "names", "torn", "some", "others")


@dataclass
class File:
    written: bytes = b""
    sure: int = 0


@dataclass
class State:
    """What a machine knows, and what its disk is sure to know."""

    names: dict[Path, File] = field(default_factory=dict)
    sure: dict[Path, File] = field(default_factory=dict)
    pending: list[dict[Path, File | None]] = field(default_factory=list)
    """Changes of names that no sync has followed yet; each happens whole or not at all."""

    def change(self, names):
        _put(self.names, names)
        self.pending.append(names)

    def apply(self, operation):
        what, *words = operation
        if what == "create":
            self.change({words[0]: File()})
        elif what == "write":
            self.names[words[0]].written += words[1]
        elif what == "sync":
            file = self.names[words[0]]
            file.sure = len(file.written)
        elif what == "link":
            self.change({words[1]: self.names[words[0]]})
        elif what == "replace":
            self.change({words[0]: None, words[1]: self.names[words[0]]})
        elif what == "remove":
            self.change({words[0]: None})
        elif what == "sync_folder":
            self.settle(words[0])

    def settle(self, folder):
        for names in self.pending:
            if next(iter(names)).parent == folder:
                _put(self.sure, names)
        self.pending = [one for one in self.pending if next(iter(one)).parent != folder]

    def left(self, way, random):
        """Return the tree that a loss of power leaves in one way: bytes by path."""
        names = dict(self.sure)
        for change in self.pending:
            if way in ("everything", "names", "torn") or (
                way in ("some", "others") and random.random() < 0.5
            ):
                _put(names, change)
        return {path: _bytes(file, way, random) for path, file in names.items()}


def _put(names, change):
    for path, file in change.items():
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file


def _bytes(file, way, random):
    if way == "everything":
        return file.written
    if way in ("nothing", "names"):
        return file.written[: file.sure]
    return file.written[: random.randint(file.sure, len(file.written))]


@contextmanager
def recorded(monkeypatch):
    """Give the list that operations of the disk are written to."""
    trace = []
    make, write, sync = disk.NewFile.__init__, disk.NewFile.write, disk.NewFile.sync

    def made(self, path, *words):
        make(self, path, *words)
        trace.append(("create", path))

    def wrote(self, content):
        write(self, content)
        trace.append(("write", self.path, bytes(content)))

    def synced(self):
        sync(self)
        trace.append(("sync", self.path))

    def noted(name):
        real = getattr(disk, name)

        def run(*words):
            found = real(*words)
            if found is not False:
                trace.append((name, *words))
            return found

        return run

    with monkeypatch.context() as patch:
        patch.setattr(disk.NewFile, "__init__", made)
        patch.setattr(disk.NewFile, "write", wrote)
        patch.setattr(disk.NewFile, "sync", synced)
        for name in ("link", "replace", "remove", "sync_folder"):
            patch.setattr(disk, name, noted(name))
        yield trace


def outcomes(trace, seed=0):
    """Yield (operations done, way, bytes by path) for every moment and way of losing power."""
    random, state = Random(seed), State()
    for place, operation in enumerate(trace):
        state.apply(operation)
        for way in WAYS:
            yield place + 1, way, state.left(way, random)


def lay_out(tree, source, folder):
    """Put a tree of `source` into `folder`; folders themselves are there always."""
    for path, content in tree.items():
        target = folder / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
