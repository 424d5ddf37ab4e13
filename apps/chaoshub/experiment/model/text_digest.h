#pragma once

#include <string>
#include <string_view>

namespace chaos::hub::experiment {

/// A short digest, for looking up long texts.
std::string text_digest(std::string_view text);

}  // namespace chaos::hub::experiment
