#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace chaos::log {

/// Where a secret's value comes from.
enum class SecretOrigin {
  kElsewhere,  ///< the environment, a vault, a file of variables: the document hides it
  kDocument,   ///< the experiment, and so its journal, contains it in plain text
};

/// The replacement for a secret.
inline constexpr std::string_view kReplacement = "[redacted]";

/// Replaces known secret values in text. Safe from any thread.
class Redactor {
 public:
  /// Values shorter than 6 bytes are ignored: replacing them garbles more than it hides. A value
  /// that is known from both is one from elsewhere.
  void add(const std::vector<std::string>& values, SecretOrigin origin = SecretOrigin::kElsewhere);
  /// Replaces all of them.
  std::string redact(std::string text) const;
  /// Replaces those that the document hides.
  std::string redact_hidden(std::string text) const;

 private:
  struct Secret {
    std::string text;
    SecretOrigin origin;
  };

  mutable std::mutex mutex_;
  std::vector<Secret> secrets_;  // guarded by mutex_; longest first
};

}  // namespace chaos::log
