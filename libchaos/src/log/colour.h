#pragma once

namespace chaos::log {

/// When to color what people read.
enum class Colour {
  kAuto,  ///< on a terminal, unless the variable NO_COLOR is set
  kAlways,
  kNever,
};

/// Applies from the next log::configure().
void set_colour(Colour colour);

/// Whether to color an output.
bool wants_colour(bool is_terminal);

}  // namespace chaos::log
