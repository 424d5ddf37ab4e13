#include "log/short_secrets.h"

#include <map>
#include <mutex>
#include <string_view>

#include "log/secret_text.h"

namespace chaos::log {
namespace {

class ShortSecrets {
 public:
  void add(const std::string& value, SecretOrigin origin) {
    const std::lock_guard lock(mutex_);
    const auto [known, added] = origins_.emplace(stripped(value), origin);
    if (!added && origin == SecretOrigin::kElsewhere) known->second = origin;
  }

  /// Includes those that the experiment states in clear text only if `all`.
  bool have(std::string_view text, Data data, bool all) const {
    constexpr std::size_t kShortestOutput = 3;
    const std::string_view word = stripped(text);
    if (data == Data::kOutput && word.size() < kShortestOutput) return false;
    const std::lock_guard lock(mutex_);
    if (origins_.empty()) return false;
    const auto known = origins_.find(std::string(word));
    return known != origins_.end() && (all || known->second == SecretOrigin::kElsewhere);
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, SecretOrigin> origins_;  // guarded by mutex_; by text
};

ShortSecrets& instance() {
  static auto* const secrets = new ShortSecrets;  // never destroyed: threads may log until the end
  return *secrets;
}

}  // namespace

bool is_too_short_to_redact(const std::string& value) {
  const std::string_view text = stripped(value);
  return !text.empty() && value.size() < kShortestSecret;
}

void add_short_secrets(const std::vector<std::string>& values, SecretOrigin origin) {
  for (const auto& value : values)
    if (is_too_short_to_redact(value)) instance().add(value, origin);
}

std::string redact_whole(std::string text, Data data) {
  return instance().have(text, data, true) ? std::string(kReplacement) : text;
}

std::string redact_whole_hidden(std::string text, Data data) {
  return instance().have(text, data, false) ? std::string(kReplacement) : text;
}

}  // namespace chaos::log
