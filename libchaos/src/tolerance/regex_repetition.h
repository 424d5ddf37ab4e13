#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tolerance/regex_groups.h"
#include "tolerance/regex_tokenizer.h"

namespace chaos {

/// A quantifier: how often the preceding item is repeated.
struct RegexRepetition {
  std::uint64_t least = 0;
  std::uint64_t most = RegexWidth::kUnbounded;
  enum class Mode { kGreedy, kLazy, kPossessive } mode = Mode::kGreedy;
};

/// Reads the quantifier that begins with `token`, one of "*", "+", "?" and "{", already taken.
/// Nothing if a brace does not begin a quantifier, but is a character. Throws PythonRegexError.
std::optional<RegexRepetition> read_repetition(std::string_view token, RegexTokenizer& tokenizer);

/// Reads what may follow a quantifier: "?" or "+".
void read_mode(RegexRepetition& repetition, RegexTokenizer& tokenizer);

/// `item`, which matches text of that width, with the quantifier, as PCRE2 wants it.
std::string write_repeated(const std::string& item, RegexWidth width,
                           const RegexRepetition& repetition);

}  // namespace chaos
