#pragma once

#include <string>
#include <utility>
#include <vector>

#include "service/refusal.h"

namespace chaos::hub {

/// What is wrong with one field of an input.
struct FieldError {
  std::string field;  ///< its name in the input
  std::string text;
};

/// The input breaks rules, field by field.
class InvalidFields final : public Refusal {
 public:
  InvalidFields(const std::string& why, std::vector<FieldError> errors)
      : Refusal(Kind::kInvalid, why), errors_(std::move(errors)) {}

  const std::vector<FieldError>& errors() const { return errors_; }

 private:
  std::vector<FieldError> errors_;
};

/// Checks the fields of an input one after the other, and refuses the input once, with everything
/// that is wrong with it.
class FieldChecks {
 public:
  /// If `check` refuses the input as invalid, the refusal is about that field, unless it names
  /// others.
  template <typename Check>
  void of(const std::string& field, const Check& check) {
    try {
      check();
    } catch (const InvalidFields& invalid) {
      errors_.insert(errors_.end(), invalid.errors().begin(), invalid.errors().end());
    } catch (const Refusal& refusal) {
      if (refusal.kind() != Refusal::Kind::kInvalid) throw;
      errors_.push_back({.field = field, .text = refusal.what()});
    }
  }

  /// Throws InvalidFields if a check failed.
  void done() const {
    if (errors_.empty()) return;
    std::string all;
    for (const FieldError& error : errors_)
      all += (all.empty() ? "" : "; ") + error.text;
    throw InvalidFields(all, errors_);
  }

 private:
  std::vector<FieldError> errors_;
};

}  // namespace chaos::hub
