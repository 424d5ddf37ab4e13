"""Undos that outlive the runner: who records their end, and how."""
import array
import datetime
import fcntl
import json
import os
import pathlib
import signal
import socket
import struct
import unittest
import zlib

import worker_test
from chaos_worker import receipt

F_OFD_SETLK = 37  # fcntl.F_OFD_SETLK, which Python 3.8 lacks
WRITE_LOCK = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)  # on the whole file

HEADER = '68554ffb 0 chaos-wal {"version": 2, "header": {"journal": "journal.json"}}\n'
STARTED = 'c62cf135 1 activity-started {"name": "stop the primary"}\n'
ENDED = '12a74000 2 damaged {"name": "stop the primary"}\n'

UNDOS = """
import logging, os, signal, sys

def undo(news, go, text='undone', fails=False):
    with open('began', 'a') as file: file.write('x')
    with open(news, 'w') as pipe: pipe.write('up')
    with open(go) as pipe: pipe.read()
    logging.getLogger('chaostoolkit').warning('still here')
    with open('ended', 'a') as file: file.write('x')
    if fails: raise ValueError(text)
    return text

def undo_with_sigpipe(news, go):
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    return undo(news, go)

def undo_in_vain(news):
    with open(news, 'w') as pipe: pipe.write('up')
    while True: signal.pause()

def leave_child(news, go):
    if os.fork() == 0:
        with open(news, 'w') as pipe: pipe.write(' '.join(map(os.readlink, descriptors())))
        os._exit(0)
    with open(go) as pipe: pipe.read()

def descriptors():
    for number in os.listdir('/proc/self/fd'):
        path = '/proc/self/fd/' + number
        if os.path.lexists(path): yield path

def sum_up(): return 3
"""


def record(line):
    """The sequence, type and payload of a line, whose checksum must match."""
    checksum, _, text = line.partition(" ")
    assert checksum == "%08x" % zlib.crc32(text.encode()), line
    sequence, kind, payload = text.split(" ", 2)
    return int(sequence), kind, json.loads(payload)


def is_locked(path):
    """Whether another descriptor holds the lock of the log."""
    with open(path, "r+b") as file:
        try:
            fcntl.fcntl(file, F_OFD_SETLK, WRITE_LOCK)
        except (BlockingIOError, PermissionError):
            return True
    return False


class ReceiptTest(worker_test.WorkerTest):
    def setUp(self):
        super().setUp()
        pathlib.Path(self.directory, "tools.py").write_text(UNDOS)
        self.news, self.go = self.fifo("news"), self.fifo("go")
        self.wal = os.path.join(self.directory, "wal")
        pathlib.Path(self.wal).write_text(HEADER + STARTED)

    def fifo(self, name):
        path = os.path.join(self.directory, name)
        os.mkfifo(path)
        return path

    def hand_over(self):
        """Leaves the lock of the log to the worker alone."""
        log = os.open(self.wal, os.O_RDWR | os.O_APPEND)
        fcntl.fcntl(log, F_OFD_SETLK, WRITE_LOCK)
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [log]))]
        self.runner.receipts.sendmsg([b"\0"], rights)
        os.close(log)

    def begin(self, function="undo", receipt=None, **arguments):
        """Starts an undo and waits until it is running."""
        self.hand_over()
        receipt = dict({"id": 7}, **receipt or {})
        self.runner.start(function, receipt, news=self.news, **arguments)
        with open(self.news) as pipe:
            return pipe.read()

    def let_go(self):
        with open(self.go, "w"):
            pass

    def ended_worker(self):
        """Waits for its end; returns its exit code and standard error."""
        _, errors = self.runner.process.communicate(timeout=worker_test.LIMIT)
        return self.runner.process.returncode, errors

    def text(self, name):
        return pathlib.Path(self.directory, name).read_text()

    def records(self):
        return [record(line) for line in self.text("wal").splitlines()[2:]]

    def assert_played_once(self):
        self.assertEqual((self.text("began"), self.text("ended")), ("x", "x"))

    def test_end_that_the_runner_records_is_not_recorded_twice(self):
        for _ in range(2):
            self.begin(go=self.go)
            self.assertTrue(is_locked(self.wal))
            self.let_go()
            self.assertEqual(self.runner.answer()["output"], "undone")
            self.assertTrue(is_locked(self.wal))
            self.runner.receipts.send(b"\0")
            self.assertEqual(self.output("sum_up"), 3)
            self.assertFalse(is_locked(self.wal))
        self.assertEqual(self.text("wal"), HEADER + STARTED)
        self.assertEqual(self.runner.leave(), (0, ""))

    def test_end_is_recorded_when_the_runner_died_meanwhile(self):
        self.begin(go=self.go)
        self.runner.die()
        self.let_go()
        code, errors = self.ended_worker()
        self.assertEqual(code, 1)
        self.assertEqual(errors.replace("still here\n", ""), "")
        ((sequence, kind, payload),) = self.records()
        self.assertEqual((sequence, kind), (2, "undo-ended"))
        self.assertEqual(payload.pop("status"), "succeeded")
        self.assertEqual(payload.pop("id"), 7)
        self.assertGreater(payload.pop("duration"), 0)
        end = datetime.datetime.fromisoformat(payload.pop("end"))
        self.assertEqual(end.utcoffset(), datetime.timedelta(0))
        self.assertEqual(payload, {})
        self.assert_played_once()
        self.assertFalse(is_locked(self.wal))

    def test_end_is_recorded_when_the_runner_dies_after_the_answer(self):
        self.begin(go=self.go)
        self.let_go()
        self.assertEqual(self.runner.answer()["output"], "undone")
        self.runner.die()
        self.assertEqual(self.ended_worker()[0], 1)
        self.assertEqual([payload["status"] for _, _, payload in self.records()], ["succeeded"])

    def test_word_of_a_runner_that_died_right_after_it_counts(self):
        self.begin(go=self.go)
        self.let_go()
        self.runner.answer()
        self.runner.receipts.send(b"\0")
        self.runner.die()
        self.ended_worker()
        self.assertEqual(self.records(), [])

    def test_failure_is_recorded_with_its_trace_and_without_secrets(self):
        self.begin(receipt={"hidden": ["hunter2"]}, go=self.go, text="hunter2", fails=True)
        self.runner.die()
        self.let_go()
        self.ended_worker()
        ((_, _, payload),) = self.records()
        self.assertEqual(payload["status"], "failed")
        self.assertEqual(payload["exception"][0], "Traceback (most recent call last):\n")
        self.assertIn("tools.py", payload["exception"][1])
        self.assertEqual(payload["exception"][-1], "ValueError: [redacted]\n")
        self.assertNotIn("hunter2", self.text("wal"))

    def test_extension_that_lets_broken_pipes_end_the_process_does_not_lose_the_record(self):
        self.begin("undo_with_sigpipe", go=self.go)
        self.runner.die()
        self.let_go()
        self.assertEqual(self.ended_worker()[0], 1)
        self.assertEqual(len(self.records()), 1)
        self.assert_played_once()

    def test_key_at_the_terminal_does_not_interrupt_an_undo(self):
        self.begin(go=self.go)
        os.kill(self.runner.process.pid, signal.SIGINT)
        self.let_go()
        self.assertEqual(self.runner.answer()["output"], "undone")
        self.runner.receipts.send(b"\0")
        self.assert_played_once()

    def test_timeout_holds_without_the_runner(self):
        self.begin("undo_in_vain", receipt={"limit": 0.01})
        self.runner.die()
        self.ended_worker()
        ((_, _, payload),) = self.records()
        self.assertEqual(payload["status"], "failed")
        self.assertIn("did not end within its timeout", payload["exception"][-1])

    def test_forked_child_does_not_keep_the_log_locked(self):
        files = self.begin("leave_child", go=self.go).split()
        self.assertNotIn(self.wal, files)
        self.assertEqual([file for file in files if file.startswith("socket:")], [])
        self.let_go()
        self.runner.answer()

    def test_call_without_the_log_is_not_made(self):
        self.runner.receipts.send(b"\0")
        self.runner.start("undo", {"id": 7}, news=self.news, go=self.go)
        self.runner.receipts.close()
        self.assertIsNone(self.runner.answer())
        self.assertFalse(os.path.exists(os.path.join(self.directory, "began")))


class RecordTest(unittest.TestCase):
    def appended(self, content):
        """What follows the content of a log after a record was appended to it."""
        log = os.memfd_create("wal")
        self.addCleanup(os.close, log)
        os.write(log, content.encode())
        receipt.append_record(log, "undo-ended", {"id": 1, "text": "a\n\u00e4\ud800"})
        text = os.pread(log, 1 << 16, 0).decode()
        self.assertTrue(text.startswith(content) and text.endswith("\n"))
        return text[len(content) :]

    def sequence(self, content):
        return record(self.appended(content).strip("\n"))[0]

    def test_follows_the_highest_record_that_is_whole(self):
        self.assertEqual(self.sequence(HEADER), 1)
        self.assertEqual(self.sequence(HEADER + STARTED), 2)
        self.assertEqual(self.sequence(STARTED + HEADER), 2)
        self.assertEqual(self.sequence(HEADER + STARTED + ENDED + "\n00000000\n"), 2)

    def test_torn_record_before_it_is_ended(self):
        self.assertEqual(self.appended(HEADER + STARTED[:20])[0], "\n")
        self.assertEqual(self.sequence(HEADER + STARTED[:20]), 1)
        self.assertEqual(self.sequence(HEADER + STARTED[:-1]), 2)

    def test_is_one_line_with_any_text(self):
        _, _, payload = record(self.appended(HEADER).rstrip("\n"))
        self.assertEqual(payload, {"id": 1, "text": "a\n\u00e4\ud800"})
        self.assertEqual(self.appended(HEADER).count("\n"), 1)


if __name__ == "__main__":
    unittest.main()
