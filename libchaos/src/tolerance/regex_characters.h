#pragma once

#include <string>

/// How characters and sets of them are written in a PCRE2 pattern to have the same meaning as in
/// Python.
namespace chaos {

/// Python's flags that change what single characters match.
struct RegexCase {
  bool ignore_case = false;
  bool ascii = false;

  /// PCRE2 can only ignore the case of all letters. If only that of ASCII letters must be ignored,
  /// both cases are written out instead.
  bool native_ignore_case() const { return ignore_case && !ascii; }
  bool written_out() const { return ignore_case && ascii; }
};

/// One character, even if it is special in patterns.
std::string regex_literal(char32_t character, RegexCase flags);

/// `category` is one of d, D, s, S, w and W, on its own or, with `in_set`, between brackets.
std::string regex_category(char category, bool in_set, RegexCase flags);

/// A character or a range of them between brackets.
std::string regex_range(char32_t first, char32_t last, RegexCase flags);

/// \b, or \B with `negated`.
std::string regex_boundary(bool negated, RegexCase flags);

}  // namespace chaos
