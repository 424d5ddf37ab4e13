#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// An invalid path. `what()` says what was expected and where.
class JsonPathSyntaxError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A compiled JSONPath in the dialect of the reference's library (jsonpath2): see
/// docs/reference/compatibility.md for its peculiarities.
class JsonPath {
 public:
  /// Throws JsonPathSyntaxError.
  explicit JsonPath(std::string_view text);
  ~JsonPath();
  JsonPath(JsonPath&&) noexcept;
  JsonPath& operator=(JsonPath&&) noexcept;

  /// Every value that matches, in the dialect's order. Throws UnexpectedError where the reference
  /// fails while matching: a slice with a step of zero, `contains` on a number, a document so deep
  /// that following the path would exhaust the stack.
  std::vector<Json> match(const Json& document) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chaos
