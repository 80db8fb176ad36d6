"""The console entry: what a process may do for speed and a library may not stands here, and here alone."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def entry() -> NoReturn:
    """Run `attn` and end the process with its exit code."""
    # A short run allocates little that is garbage: collecting costs a fifth of the start-up.
    gc.disable()
    # OpenBLAS starts a thread a core when numpy is imported; a page of attention needs none of them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from attncli.cli.app import main

        code = int(main())
    except KeyboardInterrupt:
        code = 130  # as errors.ExitCode has it, which may not be there yet
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError:
        code = code or 4  # what was written did not arrive
    # Everything is written: taking the interpreter apart piece by piece would change nothing but the time.
    os._exit(code)


if __name__ == "__main__":
    entry()
