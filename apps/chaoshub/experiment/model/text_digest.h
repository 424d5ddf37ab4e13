#pragma once

#include <string>
#include <string_view>

namespace chaos::hub::experiment {

/// Short, and different for different texts: to find a long text by.
std::string text_digest(std::string_view text);

}  // namespace chaos::hub::experiment
