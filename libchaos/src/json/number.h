#pragma once

#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos {

/// The integer written as `text`: decimal digits with an optional "-" or "+". Beyond 64 bits, it is
/// an Extended::kInteger without leading zeros.
Json integer_from_text(std::string_view text);

/// The number nearest to `text` (digits, an optional fraction, an optional exponent): infinite if
/// it is too large, zero if it is too small.
double float_from_text(std::string_view text);

/// Appends `value` as Python's repr() writes it: the shortest digits that round-trip, at least one
/// of them after the point, an exponent below 1e-04 and from 1e+16 on; "nan", "inf".
void append_python_float(std::string& out, double value);

/// All digits of a finite `value` without a fraction: "1" and 22 zeros for 1e22.
std::string exact_integer_digits(double value);

}  // namespace chaos
