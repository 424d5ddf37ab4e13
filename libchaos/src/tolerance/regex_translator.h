#pragma once

#include <string>
#include <string_view>

namespace chaos {

/// A regular expression for PCRE2 in UTF mode with Unicode properties.
struct TranslatedRegex {
  std::string pattern;
  bool ignore_case = false;
  bool multi_line = false;
  bool dot_all = false;
  bool has_atomic_group = false;  ///< or a possessive quantifier, which is equivalent
};

/// The maximum nesting of groups; Python's own limit is similar.
inline constexpr int kMaxRegexNesting = 250;

/// Checks a Python regular expression and translates it for PCRE2. Every construct is rewritten, so
/// that none of PCRE2's own syntax remains. Throws PythonRegexError with the message of Python's re
/// module.
///
/// Constructs that differ, and their translation: `\Z` is `\z`; `{,n}` is `{0,n}`; groups and
/// references to them are numbered; for white space and `\B` see regex_characters.h; verbose
/// patterns lose their white space and comments; `(?a)` turns categories into sets. Not supported:
/// characters by name, `\N{...}`.
TranslatedRegex translate_python_regex(std::string_view pattern);

}  // namespace chaos
