#pragma once

namespace chaos::os {

/// Occupies those of the descriptors 0 to 2 that are closed, so that no file that it opens becomes
/// its console: a record on standard error would end up in the write-ahead log. Reading and writing
/// fail there as before, and programs that are started do not get them. Call this before opening
/// anything.
void occupy_standard_streams();

}  // namespace chaos::os
