#define PCRE2_CODE_UNIT_WIDTH 8
#include "tolerance/python_regex.h"

#include <fmt/format.h>
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <string>

#include "tolerance/regex_translator.h"

namespace chaos {
namespace {

// A search that takes more steps than this from one position is hopeless; it is aborted after about
// a second. Harmless patterns take a few steps per character.
constexpr std::size_t kMatchLimit = 10'000'000;
constexpr std::size_t kStepsPerCharacter = 8;
constexpr std::uint32_t kHeapLimitKibibytes = 256 * 1024;

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using CodePtr = std::unique_ptr<pcre2_code, Deleter<pcre2_code_free>>;
using CompileContext = std::unique_ptr<pcre2_compile_context, Deleter<pcre2_compile_context_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Deleter<pcre2_match_context_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Deleter<pcre2_match_data_free>>;

std::string error_text(int code) {
  std::array<PCRE2_UCHAR, 256> buffer{};
  pcre2_get_error_message(code, buffer.data(), buffer.size());
  return reinterpret_cast<const char*>(buffer.data());
}

template <class Pointer>
Pointer checked(Pointer pointer) {
  if (!pointer) throw std::bad_alloc();
  return pointer;
}

CodePtr compile(const TranslatedRegex& regex) {
  // ALT_CIRCUMFLEX: in multi-line mode, "^" also matches after a final newline.
  std::uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_ALT_CIRCUMFLEX;
  if (regex.ignore_case) options |= PCRE2_CASELESS;
  if (regex.multi_line) options |= PCRE2_MULTILINE;
  if (regex.dot_all) options |= PCRE2_DOTALL;
  // PCRE2 10.42 makes "a+" possessive in "a+(?>|b)a", not noticing that the group may be empty.
  if (regex.has_atomic_group) options |= PCRE2_NO_AUTO_POSSESS;
  const CompileContext context = checked(CompileContext(pcre2_compile_context_create(nullptr)));
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  // Python's strings may contain surrogates; ours never do, so these match nothing.
  pcre2_set_compile_extra_options(context.get(), PCRE2_EXTRA_ALLOW_SURROGATE_ESCAPES);
  // The translator limits the nesting; the groups that it adds around an item must not count.
  pcre2_set_parens_nest_limit(context.get(), 4 * kMaxRegexNesting);

  int error = 0;
  PCRE2_SIZE offset = 0;
  CodePtr code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(regex.pattern.data()),
                             regex.pattern.size(), options, &error, &offset, context.get()));
  if (!code) throw PythonRegexError(error_text(error));
  return code;
}

std::uint32_t match_limit(std::size_t text_size) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  const std::size_t steps = std::min(text_size, kMost / kStepsPerCharacter) * kStepsPerCharacter;
  return static_cast<std::uint32_t>(std::max(kMatchLimit, steps));
}

}  // namespace

struct PythonRegex::Code {
  CodePtr pcre;
};

PythonRegex::PythonRegex(std::string_view pattern)
    : code_(std::make_unique<Code>(Code{compile(translate_python_regex(pattern))})) {}
PythonRegex::~PythonRegex() = default;
PythonRegex::PythonRegex(PythonRegex&&) noexcept = default;
PythonRegex& PythonRegex::operator=(PythonRegex&&) noexcept = default;

bool PythonRegex::search(std::string_view text) const {
  const MatchContext context = checked(MatchContext(pcre2_match_context_create(nullptr)));
  pcre2_set_match_limit(context.get(), match_limit(text.size()));
  pcre2_set_heap_limit(context.get(), kHeapLimitKibibytes);
  const MatchData data =
      checked(MatchData(pcre2_match_data_create_from_pattern(code_->pcre.get(), nullptr)));
  const int result = pcre2_match(code_->pcre.get(), reinterpret_cast<PCRE2_SPTR>(text.data()),
                                 text.size(), 0, 0, data.get(), context.get());
  if (result >= 0) return true;
  if (result == PCRE2_ERROR_NOMATCH) return false;
  throw PythonRegexLimit(
      fmt::format("the search for the pattern was abandoned: {}", error_text(result)));
}

}  // namespace chaos
