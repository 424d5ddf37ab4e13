#include "document/yaml_insertion.h"

namespace chaos {
namespace {

/// yaml-cpp drops one of the blank lines that end a folded scalar with "+". It parses trailing
/// spaces without a line break as another line to fold.
bool loses_break(const std::string& text, const YamlToken& folded) {
  const std::size_t after = text.find_first_not_of(' ', folded.end);
  if (after == std::string::npos) return folded.end < text.size();
  const std::size_t header_end = text.find_first_of(" #\n", folded.start);
  const bool keeps_all = text.find('+', folded.start) < header_end;
  return keeps_all && text[after] == '\n';
}

}  // namespace

std::optional<YamlInsertion> keep_last_breaks(const std::string& text, const YamlToken& scalar) {
  // A last line with more indentation is not folded and keeps its breaks.
  const bool is_folded = text[scalar.start] == '>' && scalar.is_flush;
  if (!is_folded || !loses_break(text, scalar)) return std::nullopt;
  const bool at_text_end = text.find_first_not_of(' ', scalar.end) == std::string::npos;
  return YamlInsertion{at_text_end ? text.size() : scalar.end, "\n"};
}

std::optional<YamlInsertion> free_of_properties(const std::string& text, const YamlToken& scalar) {
  if (text[scalar.start] != '|' && text[scalar.start] != '>') return std::nullopt;
  const std::size_t column = scalar.start - (text.rfind('\n', scalar.start) + 1);
  return YamlInsertion{scalar.start, "\n" + std::string(column, ' ')};
}

}  // namespace chaos
