#!/usr/bin/env python3
"""Executes a command and presses Ctrl-C when its output has a text.

    interrupt.py TEXT COMMAND...     ends as the command does, and shows "^C" as a terminal would
"""
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

SECONDS = 10


def wait_until_begun(action):
    """A run announces an action, then records that it begins: between the two there is nothing to undo yet."""
    record = re.compile(r" activity-started .*" + re.escape(f'"{action}"'))
    end = time.monotonic() + SECONDS
    while not any(record.search(log.read_text(encoding="utf-8")) for log in Path.cwd().glob("*.wal")):
        if time.monotonic() > end:
            sys.exit(f"'{action}' has not begun within {SECONDS} s")
        time.sleep(0.01)


def main(text, *command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
                               encoding="utf-8")
    waiting = True
    for line in process.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        if waiting and text in line:
            waiting = False
            if text.startswith("Action: "):
                wait_until_begun(text.removeprefix("Action: "))
            os.write(1, b"^C")
            os.killpg(process.pid, signal.SIGINT)
    return process.wait()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
