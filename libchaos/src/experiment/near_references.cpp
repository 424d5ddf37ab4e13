#include "experiment/near_references.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "context/activity_references.h"

namespace chaos {
namespace {

constexpr std::string_view kQuotes = "\"'\\";

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ')
    text.remove_suffix(1);
  return text;
}

/// Reads a text that starts with a "$", more tolerantly than the grammar of references.
class NearReader {
 public:
  NearReader(std::string_view text, const std::vector<std::string>& names)
      : text_(text), names_(names) {}

  std::optional<NearReference> read() {
    skip("$");
    has_brace_ = skip("{");
    skip_any(" ");
    if (!skip_word()) return std::nullopt;
    skip_any(" ");
    if (!skip("[") && !skip(".")) return std::nullopt;
    const std::string name(text_[at_ - 1] == '[' ? name_in_brackets() : name_after_dot());
    const std::string path(rest_of_path());
    if (!is_meant(name, path)) return std::nullopt;
    return NearReference{.text = std::string(text_.substr(0, at_)),
                         .spelling = fmt::format("${{activities[\"{}\"]{}}}", name, path)};
  }

 private:
  bool skip(std::string_view token) {
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  void skip_any(std::string_view characters) {
    at_ = std::min(text_.find_first_not_of(characters, at_), text_.size());
  }

  std::string_view take_until(std::string_view characters) {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(characters, at_), text_.size());
    return text_.substr(begin, at_ - begin);
  }

  bool skip_word() {
    std::string word;
    while (at_ < text_.size() && is_word_character(text_[at_]))
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(text_[at_++])));
    return word == "activities" || word == "activity";
  }

  std::string_view name_in_brackets() {
    skip_any(" ");
    const std::size_t quote = at_;
    skip_any(kQuotes);
    is_quoted_ = at_ > quote;
    const std::string end =
        is_quoted_ ? std::string(1, text_[at_ - 1]) + "\\]}" : std::string("]}");
    const std::string_view name = trimmed(take_until(end));
    skip_any(kQuotes);
    skip_any(" ");
    skip("]");
    return name;
  }

  /// The names of activities may contain dots and spaces.
  std::string_view name_after_dot() {
    std::string_view longest;
    for (const auto& name : names_) {
      const std::string_view rest = text_.substr(at_);
      const bool is_whole = rest.size() <= name.size() || !is_word_character(rest[name.size()]);
      if (rest.starts_with(name) && is_whole && name.size() > longest.size()) longest = name;
    }
    if (longest.empty()) return take_until(".[} \"'");
    at_ += longest.size();
    return longest;
  }

  /// Ends at the brace, or where a reference without one can only end.
  std::string_view rest_of_path() {
    const std::size_t begin = at_;
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '[') ++depth;
      if (c == ']') --depth;
      if (c == '}' || (depth <= 0 && (c == '"' || c == '\'')) || (!has_brace_ && c == ' ')) break;
    }
    const std::string_view path = trimmed(text_.substr(begin, at_ - begin));
    if (has_brace_) skip("}");
    return path;
  }

  bool is_meant(const std::string& name, const std::string& path) const {
    if (name.empty()) return false;
    if (std::ranges::find(names_, name) != names_.end()) return true;
    return is_quoted_ || path.starts_with(".output") || path.starts_with(".status");
  }

  std::string_view text_;
  const std::vector<std::string>& names_;
  std::size_t at_ = 0;
  bool has_brace_ = false;
  bool is_quoted_ = false;
};

}  // namespace

std::vector<NearReference> near_references(std::string_view text,
                                           const std::vector<std::string>& names) {
  std::vector<NearReference> found;
  for (std::size_t at = text.find('$'); at < text.size(); at = text.find('$', at)) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("$$")) {
      at += 2;
    } else if (const auto reference = read_activity_reference(rest)) {
      at += reference->length;
    } else if (auto near = NearReader(rest, names).read()) {
      at += near->text.size();
      found.push_back(*std::move(near));
    } else {
      ++at;
    }
  }
  return found;
}

}  // namespace chaos
