#include "experiment/download_name.h"

#include <fmt/format.h>

#include <algorithm>

namespace chaos::hub::experiment {
namespace {

constexpr std::size_t kLength = 12;  // the random part of an identifier

}  // namespace

std::string download_name(const Execution& execution, const std::string& what,
                          const std::string& extension) {
  const std::string& id = execution.id;
  return fmt::format("{}-{}.{}", what, id.substr(id.size() - std::min(kLength, id.size())),
                     extension);
}

}  // namespace chaos::hub::experiment
