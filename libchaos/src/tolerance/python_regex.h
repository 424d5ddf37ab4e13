#pragma once

#include <memory>
#include <stdexcept>
#include <string_view>

namespace chaos {

/// An invalid pattern. `what()` is the `msg` of Python's re.error.
class PythonRegexError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A search that was abandoned because it would take too long or too much memory.
class PythonRegexLimit : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A compiled regular expression with the syntax and semantics of Python's re module, executed by
/// PCRE2. Thread-safe.
class PythonRegex {
 public:
  /// Throws PythonRegexError.
  explicit PythonRegex(std::string_view pattern);
  ~PythonRegex();
  PythonRegex(PythonRegex&&) noexcept;
  PythonRegex& operator=(PythonRegex&&) noexcept;

  /// Whether the pattern matches anywhere in `text`. Throws PythonRegexLimit.
  bool search(std::string_view text) const;

 private:
  struct Code;
  std::unique_ptr<Code> code_;
};

}  // namespace chaos
