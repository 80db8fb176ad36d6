"""Files that are written: each whole or not at all, with an error that says why not."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from attncli.errors import AttnError

if TYPE_CHECKING:
    from collections.abc import Iterator


def write_file(path: str, data: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then into it. Raises: AttnError E103."""
    try:
        target = os.path.realpath(path)
        if os.path.exists(target) and not os.path.isfile(target):
            with open(target, "wb") as file:  # a device or a pipe is written as it is; a folder refuses
                file.write(data)
            return
        with written_beside(target, data) as beside:
            if os.path.exists(target):
                os.chmod(beside, os.stat(target).st_mode & 0o7777)
                if not os.access(target, os.W_OK):
                    raise PermissionError(13, "Permission denied")
            os.replace(beside, target)
    except OSError as error:
        raise unwritable(path, error, "choose another file") from None


def create_file(path: str, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all: named only once all of it is on the disk.

    Raises: AttnError E103, E104 if something is there already.
    """
    try:
        if os.path.lexists(path):
            raise FileExistsError
        with written_beside(path, data) as beside:
            try:
                os.link(beside, path)
            except FileExistsError:
                raise
            except OSError:  # a file system without second names for a file
                write_new(path, data)
    except FileExistsError:
        what = f"`{path}` is there already, and is left as it is"
        raise AttnError("E104", what, help="choose another name, or take that one away first") from None
    except (OSError, ValueError) as error:
        raise unwritable(path, error, "choose another name") from None


@contextmanager
def written_beside(path: str, data: bytes) -> Iterator[str]:
    """A file with this in it beside a path, on the disk, under a name that nobody can guess, and no longer
    than the block.
    """
    beside = os.path.join(os.path.dirname(path), f".{os.path.basename(path)[:100]}.{os.urandom(8).hex()}.tmp")
    write_new(beside, data)
    try:
        yield beside
    finally:
        with suppress(FileNotFoundError):
            os.unlink(beside)


def write_new(path: str, data: bytes) -> None:
    """Write a file that must not be there, on to the disk. Raises: OSError; then there is none."""
    # O_EXCL takes nothing that is there, and follows no link.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(path)
        raise


def unwritable(path: str, error: OSError | ValueError, help: str) -> AttnError:
    """E103: why a file cannot be written; the help is for a folder that is there."""
    reason = error.strerror if isinstance(error, OSError) else None
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        help = f"make the folder `{folder}` first"
    return AttnError("E103", f"`{path}` cannot be written: {(reason or str(error)).lower()}", help=help)


def check_ending(name: str, example: str) -> None:
    """Let a name stand if it is one of a scenario file. Raises: AttnError E508, with an example of one."""
    if not name.lower().endswith((".yaml", ".yml")):
        what = f"`{name}` is no name for a scenario file, which ends in .yaml or .yml"
        raise AttnError("E508", what, help=f"name it so: `{example}`")
