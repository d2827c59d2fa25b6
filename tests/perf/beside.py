# SPDX-License-Identifier: GPL-2.0-only
"""What several benchmarks need."""

import importlib.machinery
import importlib.util
import os
import time

HERE = os.path.dirname(os.path.realpath(__file__))
TICK = os.sysconf("SC_CLK_TCK")


def load(name):
    """A benchmark of this directory, as a module."""
    loader = importlib.machinery.SourceFileLoader(name, os.path.join(HERE, name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def busy():
    """Milliseconds that the processors have not been idle."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _, _, irq, softirq, *_ = map(int, file.readline().split()[1:])
    return (user + nice + system + irq + softirq) * 1000 / TICK


def settle():
    """Until a fifth of a second has cost less than a fiftieth: what a change leaves to the kernel's workers is done."""
    while True:
        before = busy()
        time.sleep(0.2)
        if busy() - before <= 20:
            return
