#pragma once

#include <string>
#include <string_view>

#include "chaos/diagnostic.h"

namespace chaos {

/// What the author of a text did wrong, which is not always where a parser gives up: a bracket that
/// is never closed is only noticed at the end of the file.
struct SourceMistake {
  Position position = {};  ///< of the cause; without a file
  std::string hint = {};   ///< empty if the message says it all
};

/// json_mistake.cpp: the cause of the JsonSyntaxError with this message and position.
SourceMistake json_mistake(std::string_view text, std::string_view message,
                           const Position& position);

/// yaml_mistake.cpp: the cause of the YamlError with this message and position.
SourceMistake yaml_mistake(std::string_view text, std::string_view message,
                           const Position& position);

/// The message of a syntax error without the places that it names, for a reader who sees the place
/// of the cause.
std::string without_places(const std::string& message);

/// The offset of a position in `text`; the size of the text if the position is behind its end.
std::size_t offset_of(std::string_view text, const Position& position);

/// Whether a character looks like a space, but separates nothing in JSON or YAML: a non-breaking
/// space, for example.
bool is_lookalike_space(char32_t character);

inline constexpr const char* kLookalikeSpaceHint =
    "replace the non-breaking space with a normal space";
inline constexpr const char* kEncodingHint = "save the file as UTF-8";

}  // namespace chaos
