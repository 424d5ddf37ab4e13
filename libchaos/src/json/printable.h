#pragma once

namespace chaos {

/// Whether Python's repr() shows `code_point` itself rather than an escape: all characters except
/// those that Unicode 14 leaves unassigned or classifies as control, format, surrogate, private
/// use, or separator (other than the space).
bool is_printable(char32_t code_point);

}  // namespace chaos
