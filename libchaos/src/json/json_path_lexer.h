#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace chaos::json_path {

enum class TokenKind {
  kRoot,          // $
  kCurrent,       // @
  kDescent,       // ..
  kDot,           // .
  kWildcard,      // *
  kEqual,         // =
  kNotEqual,      // !=
  kLess,          // <
  kLessEqual,     // <=
  kGreater,       // >
  kGreaterEqual,  // >=
  kContains,
  kAnd,
  kOr,
  kNot,
  kTrue,
  kFalse,
  kNull,
  kBraceLeft,
  kBraceRight,
  kBracketLeft,
  kBracketRight,
  kParenLeft,
  kParenRight,
  kColon,
  kComma,
  kQuestion,
  kName,
  kText,    // "...": including its quotes
  kNumber,  // -1, 0, 1.5e3
  kEnd,
};

struct Token {
  TokenKind kind;
  std::string_view text;  ///< a part of the path
  std::size_t offset;     ///< in bytes
};

/// Splits a path into tokens, the last of which is kEnd. White space is skipped; words such as
/// "and" are never names. Throws JsonPathSyntaxError. The tokens refer to `path`.
std::vector<Token> tokenize(std::string_view path);

}  // namespace chaos::json_path
