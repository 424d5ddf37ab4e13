#pragma once

#include <string>
#include <utility>
#include <vector>

#include "chaos/error.h"
#include "chaos/json.h"
#include "os/suggestion.h"

namespace chaos {

/// Collects the problems that validation finds. Either the first problem ends the validation, as in
/// the reference, or all of them are collected.
class Findings {
 public:
  enum class Mode { kThrowFirst, kCollect };
  explicit Findings(Mode mode) : mode_(mode) {}

  void report(Diagnostic diagnostic) {
    if (diagnostic.kind.empty()) diagnostic.kind = "InvalidExperiment";
    if (mode_ == Mode::kThrowFirst) throw InvalidExperiment(std::move(diagnostic));
    problems_.push_back(std::move(diagnostic));
  }

  /// Runs `check`, whose diagnostics point into the value at `base`; true if it found nothing.
  template <class Check>
  bool guard(const std::string& base, const Check& check) {
    try {
      check();
      return true;
    } catch (const InvalidExperiment& error) {
      Diagnostic diagnostic = error.diagnostic();
      diagnostic.pointer = base + diagnostic.pointer;
      if (diagnostic.kind.empty()) diagnostic.kind = kind_of(error);
      report(std::move(diagnostic));
      return false;
    }
  }

  static std::string kind_of(const InvalidExperiment& error) {
    if (dynamic_cast<const InvalidActivity*>(&error) != nullptr) return "InvalidActivity";
    if (dynamic_cast<const InvalidControl*>(&error) != nullptr) return "InvalidControl";
    return "InvalidExperiment";
  }

  /// Whether validation goes on after the first problem.
  bool collects() const { return mode_ == Mode::kCollect; }

  const std::vector<Diagnostic>& problems() const { return problems_; }

 private:
  Mode mode_;
  std::vector<Diagnostic> problems_;
};

/// How a hint begins that tells the user to rename `key`.
inline std::string renaming_of(const std::string& key) {
  return "rename \"" + key + "\" to ";
}

/// A hint for the missing member `key` of `object`: the key to rename, if one looks misspelled, or
/// else how to add it.
inline std::string missing_key_hint(const Json& object, const std::string& key) {
  std::vector<std::string> keys;
  for (const auto& [name, value] : object.items())
    keys.push_back(name);
  const std::string similar = os::nearest(key, keys);
  return similar.empty() ? "add a \"" + key + "\"" : renaming_of(similar) + "\"" + key + "\"";
}

}  // namespace chaos
