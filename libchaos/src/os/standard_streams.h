#pragma once

namespace chaos::os {

/// Occupies the descriptors 0 to 2 if they are closed, so that they are not reused for a file: a
/// log record on standard error would end up in the write-ahead log. Reading and writing still fail
/// there, and child processes do not inherit them. Call this before opening anything.
void occupy_standard_streams();

}  // namespace chaos::os
