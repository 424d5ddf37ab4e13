#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "json/child_pointer.h"
#include "json/json_reader.h"
#include "json/json_scanner.h"

namespace chaos {
namespace {

/// Walks over a text that has been parsed before, so it is known to be JSON.
class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text), scanner_(text) {}

  std::vector<RepeatedKey> find() {
    scanner_.skip_space();
    walk("");
    return std::move(found_);
  }

 private:
  void walk(const std::string& pointer) {
    if (scanner_.accept('{')) return walk_object(pointer);
    if (scanner_.accept('[')) return walk_array(pointer);
    if (scanner_.peek() == '"') {
      scanner_.read_string();
      return;
    }
    while (!scanner_.at_end() && !ends_word(scanner_.peek()))
      scanner_.advance(1);
  }

  static bool ends_word(char c) {
    return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  void walk_object(const std::string& pointer) {
    std::unordered_map<std::string, std::size_t> offsets;
    scanner_.skip_space();
    while (scanner_.peek() == '"') {
      const std::size_t offset = scanner_.offset();
      const std::string key = scanner_.read_string();
      const std::string member = child_pointer(pointer, key);
      const auto [first, is_new] = offsets.try_emplace(key, offset);
      if (!is_new) {
        found_.push_back({.key = key,
                          .pointer = member,
                          .first = position_of(text_.substr(0, first->second)),
                          .again = position_of(text_.substr(0, offset))});
      }
      scanner_.expect_after_space(':', "Expecting ':' delimiter");
      scanner_.skip_space();
      walk(member);
      step_to_next();
    }
    scanner_.accept('}');
  }

  void walk_array(const std::string& pointer) {
    scanner_.skip_space();
    for (std::size_t i = 0; !scanner_.at_end() && scanner_.peek() != ']'; ++i) {
      walk(child_pointer(pointer, i));
      step_to_next();
    }
    scanner_.accept(']');
  }

  void step_to_next() {
    scanner_.skip_space();
    if (scanner_.accept(',')) scanner_.skip_space();
  }

  std::string_view text_;
  JsonScanner scanner_;
  std::vector<RepeatedKey> found_;
};

}  // namespace

std::vector<RepeatedKey> repeated_keys_in_json(std::string_view text) {
  // Only valid JSON is walked over, because the walk relies on its brackets.
  try {
    bool repeats_keys = false;
    parse_json(text, &repeats_keys);
    if (!repeats_keys) return {};
    return Finder(text).find();
  } catch (const JsonSyntaxError&) {
    return {};
  }
}

}  // namespace chaos
