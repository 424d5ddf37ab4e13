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

/// Reads the quantifier that starts with `token`, one of "*", "+", "?" and "{", already consumed.
/// Nothing if a brace does not start a quantifier, but is a character. Throws PythonRegexError.
std::optional<RegexRepetition> read_repetition(std::string_view token, RegexTokenizer& tokenizer);

/// Reads what may follow a quantifier: "?" or "+".
void read_mode(RegexRepetition& repetition, RegexTokenizer& tokenizer);

/// `item`, which matches strings of that width, with the quantifier, in PCRE2's syntax.
std::string write_repeated(const std::string& item, RegexWidth width,
                           const RegexRepetition& repetition);

}  // namespace chaos
