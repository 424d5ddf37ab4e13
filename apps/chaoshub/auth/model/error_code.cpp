#include "auth/model/error_code.h"

#include <algorithm>

namespace chaos::hub::auth {
namespace {

constexpr std::size_t kLongest = 64;

}  // namespace

std::string shown_code(const std::string& code) {
  const bool plain = std::ranges::all_of(
      code, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
  return plain && !code.empty() && code.size() <= kLongest ? " (" + code + ")" : "";
}

}  // namespace chaos::hub::auth
