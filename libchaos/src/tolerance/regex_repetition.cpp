#include "tolerance/regex_repetition.h"

#include <fmt/format.h>

#include <charconv>

#include "tolerance/python_regex.h"

namespace chaos {
namespace {

using Mode = RegexRepetition::Mode;

constexpr std::string_view kDigits = "0123456789";
constexpr std::uint64_t kMaxRepeat = 4294967295;  // Python's
constexpr std::uint64_t kMaxPcreRepeat = 65535;

std::uint64_t read_count(const std::string& digits) {
  std::uint64_t count = kMaxRepeat;
  std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (count >= kMaxRepeat) throw PythonRegexError("the repetition number is too large");
  return count;
}

std::string_view suffix(Mode mode) {
  switch (mode) {
    case Mode::kGreedy:
      return "";
    case Mode::kLazy:
      return "?";
    case Mode::kPossessive:
      return "+";
  }
  return "";
}

/// Matching nothing several times equals matching it once. Look-behinds accept alternatives with
/// the same width, but no quantifiers with a variable count.
std::string write_repeated_nothing(const std::string& item, const RegexRepetition& repetition) {
  if (repetition.least > 0) return item;
  switch (repetition.mode) {
    case Mode::kGreedy:
      return fmt::format("(?:{}|)", item);
    case Mode::kLazy:
      return fmt::format("(?:|{})", item);
    case Mode::kPossessive:
      return fmt::format("(?>{}|)", item);
  }
  return item;
}

}  // namespace

std::optional<RegexRepetition> read_repetition(std::string_view token, RegexTokenizer& tokenizer) {
  if (token == "?") return RegexRepetition{.least = 0, .most = 1};
  if (token == "*") return RegexRepetition{};
  if (token == "+") return RegexRepetition{.least = 1};
  if (tokenizer.next() == "}") return std::nullopt;
  const std::size_t start = tokenizer.position();
  const std::string least = tokenizer.take_while(std::string::npos, kDigits);
  const std::string most =
      tokenizer.take_if(",") ? tokenizer.take_while(std::string::npos, kDigits) : least;
  if (!tokenizer.take_if("}")) {
    tokenizer.go_back_to(start);
    return std::nullopt;
  }
  RegexRepetition repetition;
  if (!least.empty()) repetition.least = read_count(least);
  if (!most.empty()) repetition.most = read_count(most);
  if (repetition.most < repetition.least) {
    throw PythonRegexError("min repeat greater than max repeat");
  }
  return repetition;
}

void read_mode(RegexRepetition& repetition, RegexTokenizer& tokenizer) {
  if (tokenizer.take_if("?")) {
    repetition.mode = Mode::kLazy;
  } else if (tokenizer.take_if("+")) {
    repetition.mode = Mode::kPossessive;
  }
}

std::string write_repeated(const std::string& item, RegexWidth width,
                           const RegexRepetition& repetition) {
  if (repetition.most == 0) return item + "{0}";
  if (width.most == 0) return write_repeated_nothing(item, repetition);
  // A maximum beyond PCRE2's limit is treated as unlimited.
  const std::string most = repetition.most > kMaxPcreRepeat ? "" : std::to_string(repetition.most);
  return fmt::format("{}{{{},{}}}{}", item, repetition.least, most, suffix(repetition.mode));
}

}  // namespace chaos
