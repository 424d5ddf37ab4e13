#!/usr/bin/env python3
"""Executes a command, and presses Ctrl-C once its output contains a string.

    interrupt.py TEXT COMMAND...     exits like the command, and shows "^C" as a terminal would
"""
import os
import signal
import subprocess
import sys


def main(text, *command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
                               encoding="utf-8")
    waiting = True
    for line in process.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        if waiting and text in line:
            waiting = False
            os.write(1, b"^C")
            os.killpg(process.pid, signal.SIGINT)
    return process.wait()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
