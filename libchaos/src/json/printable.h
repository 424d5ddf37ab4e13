#pragma once

namespace chaos {

/// Whether Python's repr() shows `code_point` as it is rather than as an escape: everything that
/// Unicode 14 neither leaves unassigned nor counts among controls, formats, surrogates, private
/// characters, and separators other than the space.
bool is_printable(char32_t code_point);

}  // namespace chaos
