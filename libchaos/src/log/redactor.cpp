#include "log/redactor.h"

#include <algorithm>
#include <string_view>

namespace chaos::log {
namespace {

constexpr std::size_t kShortestSecret = 6;

void replace_all(std::string& text, const std::string& secret) {
  for (std::size_t at = text.find(secret); at != std::string::npos;
       at = text.find(secret, at + kReplacement.size())) {
    text.replace(at, secret.size(), kReplacement);
  }
}

}  // namespace

void Redactor::add(const std::vector<std::string>& values, SecretOrigin origin) {
  const std::lock_guard lock(mutex_);
  for (const auto& value : values) {
    if (value.size() < kShortestSecret) continue;
    const auto known = std::ranges::find(secrets_, value, &Secret::text);
    if (known == secrets_.end())
      secrets_.push_back({value, origin});
    else if (origin == SecretOrigin::kElsewhere)
      known->origin = origin;
  }
  // A secret that contains another one must go first, or its remainder would stay readable.
  std::ranges::stable_sort(secrets_, std::ranges::greater(),
                           [](const Secret& secret) { return secret.text.size(); });
}

std::string Redactor::redact(std::string text) const {
  const std::lock_guard lock(mutex_);
  for (const Secret& secret : secrets_)
    replace_all(text, secret.text);
  return text;
}

std::string Redactor::redact_hidden(std::string text) const {
  const std::lock_guard lock(mutex_);
  for (const Secret& secret : secrets_)
    if (secret.origin == SecretOrigin::kElsewhere) replace_all(text, secret.text);
  return text;
}

}  // namespace chaos::log
