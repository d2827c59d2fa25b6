# SPDX-License-Identifier: GPL-2.0-only
"""Allocations that fail on demand, where the kernel has failslab (the debug kernel)."""

import os
import subprocess

FAIL_NTH = "/proc/thread-self/fail-nth"
FAILSLAB = "/sys/kernel/debug/failslab"
LIMIT = 2000  # no command and no packet allocates as often


def prepare():
    """Every allocation may fail, also one that could wait. Return: this kernel can do it."""
    if not os.path.isdir(FAILSLAB):
        subprocess.run(["mount", "-t", "debugfs", "none", "/sys/kernel/debug"],
                       stderr=subprocess.DEVNULL, check=False)
    if not os.path.exists(FAIL_NTH) or not os.path.isdir(FAILSLAB):
        return False
    for name, value in (("ignore-gfp-wait", "N"), ("verbose", "0")):
        with open(os.path.join(FAILSLAB, name), "w", encoding="ascii") as file:
            file.write(value)
    return True


class Fault:
    """One failing allocation of this thread."""

    def __init__(self):
        self.file = os.open(FAIL_NTH, os.O_RDWR)

    def call(self, nth, function, *arguments):
        """Call it, its nth allocation failing; (did it get that far?, errno of what it raised or 0)."""
        code = 0
        wanted, none = str(nth).encode(), b"0"
        os.write(self.file, wanted)
        try:
            function(*arguments)
        except OSError as error:
            code = error.errno
        finally:
            left = os.pread(self.file, 16, 0)
            os.write(self.file, none)
        return int(left) == 0, code
