#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chaos {

/// The RFC 6901 pointer to the member `key`, or the item `index`, of the value at `parent`.
std::string child_pointer(std::string_view parent, std::string_view key);
std::string child_pointer(std::string_view parent, std::size_t index);

}  // namespace chaos
