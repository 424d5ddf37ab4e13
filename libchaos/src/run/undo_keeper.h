#pragma once

#include <optional>

namespace chaos {

/// Makes this program the keeper of an undo if it was started as one: it runs the undo's process,
/// and appends an `undo-ended` record to the write-ahead log (docs/reference/wal-format.md) if the
/// program that plays the undo is gone by then. Returns the exit status of a keeper. main() must
/// call this before anything else; from then on, this program can be the keeper of its undos.
std::optional<int> serve_as_undo_keeper(int argc, char** argv);

}  // namespace chaos
