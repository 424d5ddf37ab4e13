"""Frames, and values of types that JSON does not have."""
import datetime
import decimal
import os
import unittest
import uuid

from chaos_worker.wire import Wire


class WireTest(unittest.TestCase):
    def setUp(self):
        read, write = os.pipe()
        self.addCleanup(os.close, read)
        self.write_end = write
        self.reader, self.writer = Wire(read, "tag-1"), Wire(write, "tag-1")
        self.notes = []

    def note(self, value):
        self.notes.append(type(value).__name__)
        return str(value)

    def sent(self, frame):
        self.writer.write(frame, self.note)
        return self.reader.read()

    def tearDown(self):
        os.close(self.write_end)

    def test_dates_and_bytes_come_back_as_they_were(self):
        frame = {
            "date": datetime.date(2024, 1, 2),
            "time": datetime.datetime(2024, 1, 2, 3, 4, 5, 6, datetime.timezone.utc),
            "bytes": b"\x00\x80\xff",
            "large": 10**30,
        }
        self.assertEqual(self.sent(frame), frame)

    def test_decimals_and_uuids_become_text(self):
        frame = {"d": decimal.Decimal("1.10"), "u": uuid.UUID(int=1)}
        self.assertEqual(self.sent(frame), {"d": "1.10", "u": str(uuid.UUID(int=1))})
        self.assertEqual(self.notes, [])

    def test_other_objects_become_text_and_are_noted(self):
        self.assertEqual(self.sent({"s": {1}, "deep": [object]})["s"], "{1}")
        self.assertEqual(self.notes, ["set", "type"])

    def test_odd_keys_become_text(self):
        self.assertEqual(self.sent({(1, 2): 1, 3: 2, None: 3}), {"(1, 2)": 1, "3": 2, "null": 3})

    def test_values_within_themselves_end_somewhere(self):
        value = []
        value.append(value)
        self.assertEqual(self.sent({"v": value}), {"v": ["[[...]]"]})

    def test_lone_surrogates_are_sent(self):
        self.assertEqual(self.sent({"s": "\ud800"}), {"s": "\ud800"})

    def test_the_end_of_the_connection_is_no_frame(self):
        read, write = os.pipe()
        self.addCleanup(os.close, read)
        os.write(write, b"\0\0\0\x10{")
        os.close(write)
        self.assertIsNone(Wire(read, "t").read())


if __name__ == "__main__":
    unittest.main()
