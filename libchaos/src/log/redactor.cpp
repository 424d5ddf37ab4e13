#include "log/redactor.h"

#include <algorithm>
#include <string_view>

namespace chaos::log {
namespace {

constexpr std::size_t kShortestSecret = 6;
constexpr std::string_view kReplacement = "[redacted]";

}  // namespace

void Redactor::add(const std::vector<std::string>& values) {
  const std::lock_guard lock(mutex_);
  for (const auto& value : values) {
    if (value.size() < kShortestSecret) continue;
    if (std::find(secrets_.begin(), secrets_.end(), value) == secrets_.end()) {
      secrets_.push_back(value);
    }
  }
  // A secret that contains another one must go first, or its remainder would stay readable.
  std::sort(secrets_.begin(), secrets_.end(),
            [](const auto& left, const auto& right) { return left.size() > right.size(); });
}

std::string Redactor::redact(std::string text) const {
  const std::lock_guard lock(mutex_);
  for (const auto& secret : secrets_) {
    for (std::size_t at = text.find(secret); at != std::string::npos;
         at = text.find(secret, at + kReplacement.size())) {
      text.replace(at, secret.size(), kReplacement);
    }
  }
  return text;
}

}  // namespace chaos::log
