#include "tolerance/regex_translator.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "chaos/json.h"
#include "json/utf8.h"
#include "tolerance/python_regex.h"
#include "tolerance/regex_characters.h"
#include "tolerance/regex_escapes.h"
#include "tolerance/regex_flags.h"
#include "tolerance/regex_groups.h"
#include "tolerance/regex_repetition.h"
#include "tolerance/regex_tokenizer.h"

namespace chaos {
namespace {

constexpr std::uint64_t kMaxLookBehind = 4294967295;  // Python's

constexpr RegexWidth kOneCharacter{.least = 1, .most = 1};

/// A part of the pattern, and whether it can be repeated.
struct Item {
  enum class Kind { kPlain, kAnchor, kRepeat };
  Kind kind = Kind::kPlain;
  std::string text;
  RegexWidth width;
};

struct Fragment {
  std::string text;
  RegexWidth width;
};

/// The flags at a position.
struct Scope {
  RegexCase characters;
  bool verbose = false;
};

/// One member of a set: a character or a category.
struct SetMember {
  char category = '\0';
  char32_t character = 0;
};

bool is_category(std::string_view token) {
  return token.size() == 2 && is_one_of(token.substr(1), "dDsSwW");
}

class Translator {
 public:
  explicit Translator(std::string_view pattern) : tokenizer_(pattern) {}

  TranslatedRegex translate() {
    Scope scope;
    Fragment whole = parse_alternatives(scope, true);
    if (global_.has('a') && global_.has('u')) {
      throw PythonRegexError("ASCII and UNICODE flags are incompatible");
    }
    if (!tokenizer_.at_end()) throw PythonRegexError("unbalanced parenthesis");
    groups_.check_required();
    if (!look_behind_error_.empty()) throw PythonRegexError(look_behind_error_);
    return {.pattern = std::move(whole.text),
            .ignore_case = scope.characters.native_ignore_case(),
            .multi_line = global_.has('m'),
            .dot_all = global_.has('s'),
            .has_atomic_group = has_atomic_group_};
  }

 private:
  Fragment parse_alternatives(Scope& scope, bool is_whole = false) {
    if (++nesting_ > kMaxRegexNesting) throw PythonRegexError("the pattern is nested too deeply");
    Fragment result = parse_sequence(scope, is_whole);
    while (tokenizer_.take_if("|")) {
      const Fragment alternative = parse_sequence(scope, false);
      result.text += "|" + alternative.text;
      result.width = result.width.or_else(alternative.width);
    }
    --nesting_;
    return result;
  }

  Fragment parse_sequence(Scope& scope, bool may_set_flags) {
    std::vector<Item> items;
    while (!tokenizer_.at_end() && !is_one_of(tokenizer_.next(), "|)")) {
      const std::string_view token = tokenizer_.take();
      if (scope.verbose && skip_verbose(token)) continue;
      if (is_one_of(token, "*+?{")) {
        repeat_last(items, token, scope);
      } else if (token == "(") {
        auto group = parse_group(scope, may_set_flags && items.empty());
        if (group) items.push_back(*std::move(group));
      } else {
        items.push_back(parse_simple(token, scope));
      }
    }
    Fragment result;
    for (const Item& item : items) {
      result.text += item.text;
      result.width = result.width.followed_by(item.width);
    }
    return result;
  }

  bool skip_verbose(std::string_view token) {
    if (is_one_of(token, " \t\n\r\v\f")) return true;
    if (token != "#") return false;
    while (!tokenizer_.at_end() && tokenizer_.take() != "\n") {
    }
    return true;
  }

  Item parse_simple(std::string_view token, const Scope& scope) {
    if (token == "^" || token == "$") return anchor(std::string(token));
    if (token == ".") return {Item::Kind::kPlain, ".", kOneCharacter};
    if (token == "[") return {Item::Kind::kPlain, parse_set(scope), kOneCharacter};
    if (token[0] == '\\') return parse_escape(token, scope);
    return literal(decode_utf8(token, 0).code_point, scope);
  }

  static Item anchor(std::string text) { return {Item::Kind::kAnchor, std::move(text), {}}; }

  static Item literal(char32_t character, const Scope& scope) {
    return {Item::Kind::kPlain, regex_literal(character, scope.characters), kOneCharacter};
  }

  Item parse_escape(std::string_view token, const Scope& scope) {
    const char c = token[1];
    if (c == 'A') return anchor("\\A");
    if (c == 'Z') return anchor("\\z");
    if (c == 'b' || c == 'B') return anchor(regex_boundary(c == 'B', scope.characters));
    if (is_category(token)) {
      return {Item::Kind::kPlain, regex_category(c, false, scope.characters), kOneCharacter};
    }
    if (const auto character = read_character_escape(token, tokenizer_)) {
      return literal(*character, scope);
    }
    const DigitEscape digits = read_digits(token, tokenizer_);
    if (!digits.is_group) return literal(digits.value, scope);
    if (!groups_.exists(digits.value)) {
      throw PythonRegexError(
          fmt::format("invalid group reference {}", static_cast<std::uint32_t>(digits.value)));
    }
    return reference_to(digits.value);
  }

  Item reference_to(std::size_t group) const {
    return {Item::Kind::kPlain, fmt::format("\\g{{{}}}", group), groups_.refer_to(group)};
  }

  std::string parse_set(const Scope& scope) {
    std::string set = tokenizer_.take_if("^") ? "[^" : "[";
    for (bool is_first = true;; is_first = false) {
      const std::string_view token = take_in_set();
      if (token == "]" && !is_first) break;
      const SetMember member = parse_set_member(token);
      if (!tokenizer_.take_if("-")) {
        set += write_member(member, scope);
        continue;
      }
      const std::string_view last = take_in_set();
      if (last == "]") {
        set += write_member(member, scope) + regex_range('-', '-', scope.characters);
        break;
      }
      const SetMember end = parse_set_member(last);
      if (member.category != '\0' || end.category != '\0' || end.character < member.character) {
        throw PythonRegexError(fmt::format("bad character range {}-{}", token, last));
      }
      set += regex_range(member.character, end.character, scope.characters);
    }
    return set + "]";
  }

  std::string_view take_in_set() {
    if (tokenizer_.at_end()) throw PythonRegexError("unterminated character set");
    return tokenizer_.take();
  }

  SetMember parse_set_member(std::string_view token) {
    if (token[0] != '\\') return {.character = decode_utf8(token, 0).code_point};
    if (is_category(token)) return {.category = token[1]};
    if (const auto character = read_character_escape(token, tokenizer_)) {
      return {.character = *character};
    }
    return {.character = read_set_digits(token, tokenizer_)};
  }

  static std::string write_member(const SetMember& member, const Scope& scope) {
    if (member.category != '\0') return regex_category(member.category, true, scope.characters);
    return regex_range(member.character, member.character, scope.characters);
  }

  void repeat_last(std::vector<Item>& items, std::string_view token, const Scope& scope) {
    std::optional<RegexRepetition> repetition = read_repetition(token, tokenizer_);
    if (!repetition) {
      items.push_back(literal('{', scope));
      return;
    }
    if (items.empty() || items.back().kind == Item::Kind::kAnchor) {
      throw PythonRegexError("nothing to repeat");
    }
    Item& item = items.back();
    if (item.kind == Item::Kind::kRepeat) throw PythonRegexError("multiple repeat");
    read_mode(*repetition, tokenizer_);
    if (repetition->mode == RegexRepetition::Mode::kPossessive) has_atomic_group_ = true;
    item.kind = Item::Kind::kRepeat;
    item.text = write_repeated(item.text, item.width, *repetition);
    item.width = item.width.repeated(repetition->least, repetition->most);
  }

  /// Returns nothing for a comment and for global flags. The "(" has been consumed.
  std::optional<Item> parse_group(Scope& scope, bool may_set_flags) {
    if (!tokenizer_.take_if("?")) return parse_capture("", scope);
    const std::string_view kind = take_extension();
    if (kind == "P") return parse_named(scope);
    if (kind == ":") return parse_body("(?:", scope);
    if (kind == ">") {
      has_atomic_group_ = true;
      return parse_body("(?>", scope);
    }
    if (kind == "#") return skip_comment();
    if (kind == "=" || kind == "!") return parse_look_around(fmt::format("(?{}", kind), scope);
    if (kind == "<") return parse_look_behind(scope);
    if (kind == "(") return parse_conditional(scope);
    if (is_one_of(kind, kRegexFlags) || kind == "-") return parse_flags(kind, scope, may_set_flags);
    throw PythonRegexError(fmt::format("unknown extension ?{}", kind));
  }

  std::string_view take_extension() {
    if (tokenizer_.at_end()) throw PythonRegexError("unexpected end of pattern");
    return tokenizer_.take();
  }

  Item parse_capture(const std::string& name, const Scope& scope) {
    const std::size_t group = groups_.open(name);
    Item item = parse_body("(", scope);
    groups_.close(group, item.width);
    return item;
  }

  /// The part between `opening` and the ")".
  Item parse_body(std::string_view opening, Scope scope) {
    Fragment body = parse_alternatives(scope);
    close_group();
    return {Item::Kind::kPlain, fmt::format("{}{})", opening, body.text), body.width};
  }

  void close_group() {
    if (!tokenizer_.take_if(")")) throw PythonRegexError("missing ), unterminated subpattern");
  }

  Item parse_named(const Scope& scope) {
    if (tokenizer_.take_if("<")) return parse_capture(take_group_name(">"), scope);
    if (tokenizer_.take_if("=")) return reference_to(groups_.number_of(take_group_name(")")));
    throw PythonRegexError(fmt::format("unknown extension ?P{}", take_extension()));
  }

  std::string take_group_name(std::string_view terminator) {
    std::string name = tokenizer_.take_until(terminator, "group name");
    if (!is_group_name(name)) refuse_group_name(name);
    return name;
  }

  [[noreturn]] static void refuse_group_name(const std::string& name) {
    throw PythonRegexError(fmt::format("bad character in group name {}", python_repr(name)));
  }

  std::optional<Item> skip_comment() {
    do {
      if (tokenizer_.at_end()) throw PythonRegexError("missing ), unterminated comment");
    } while (tokenizer_.take() != ")");
    return std::nullopt;
  }

  Item parse_look_around(std::string_view opening, const Scope& scope) {
    Item item = parse_body(opening, scope);
    item.width = {};
    return item;
  }

  Item parse_look_behind(const Scope& scope) {
    const std::string_view kind = take_extension();
    if (kind != "=" && kind != "!") {
      throw PythonRegexError(fmt::format("unknown extension ?<{}", kind));
    }
    const auto outer = groups_.look_behind_start;
    if (!outer) groups_.look_behind_start = groups_.next_number();
    Item item = parse_body(fmt::format("(?<{}", kind), scope);
    groups_.look_behind_start = outer;
    note_look_behind(item.width);
    item.width = {};
    return item;
  }

  /// Python checks widths only after reading the whole pattern.
  void note_look_behind(RegexWidth width) {
    if (!look_behind_error_.empty()) return;
    if (width.least > kMaxLookBehind) look_behind_error_ = "looks too much behind";
    if (width.least != width.most) look_behind_error_ = "look-behind requires fixed-width pattern";
  }

  Item parse_conditional(const Scope& scope) {
    const std::size_t group = parse_condition();
    groups_.check_look_behind(group);
    Scope inner = scope;
    Fragment body = parse_sequence(inner, false);
    if (tokenizer_.take_if("|")) {
      const Fragment otherwise = parse_sequence(inner, false);
      if (tokenizer_.next() == "|") {
        throw PythonRegexError("conditional backref with more than two branches");
      }
      body.text += "|" + otherwise.text;
      body.width = body.width.or_else(otherwise.width);
    } else {
      body.width.least = 0;
    }
    close_group();
    return {Item::Kind::kPlain, fmt::format("(?({}){})", group, body.text), body.width};
  }

  std::size_t parse_condition() {
    const std::string name = tokenizer_.take_until(")", "group name");
    if (is_group_name(name)) return groups_.number_of(name);
    const std::optional<std::size_t> number = read_group_number(name);
    if (!number) refuse_group_name(name);
    if (*number == 0) throw PythonRegexError("bad group number");
    groups_.require(*number);
    return *number;
  }

  std::optional<Item> parse_flags(std::string_view first, Scope& scope, bool may_set_flags) {
    const RegexFlagChange change = read_regex_flags(first, tokenizer_);
    if (!change.is_global) {
      Scope inner = scope;
      apply(change, inner);
      return parse_body(write_flags(change, scope, inner), inner);
    }
    if (!may_set_flags) {
      throw PythonRegexError("global flags not at the start of the expression");
    }
    global_.add(change.added);
    apply(change, scope);
    return std::nullopt;
  }

  static void apply(const RegexFlagChange& change, Scope& scope) {
    const auto changed = [&change](char flag, bool before) {
      return (before || change.added.has(flag)) && !change.removed.has(flag);
    };
    scope.verbose = changed('x', scope.verbose);
    scope.characters.ignore_case = changed('i', scope.characters.ignore_case);
    scope.characters.ascii = changed('a', scope.characters.ascii) && !change.added.has('u');
  }

  static std::string write_flags(const RegexFlagChange& change, const Scope& outer,
                                 const Scope& inner) {
    std::string on;
    std::string off;
    const bool ignore_case = inner.characters.native_ignore_case();
    if (ignore_case != outer.characters.native_ignore_case()) (ignore_case ? on : off) += 'i';
    for (const char flag : {'m', 's'}) {
      if (change.added.has(flag)) on += flag;
      if (change.removed.has(flag)) off += flag;
    }
    return off.empty() ? fmt::format("(?{}:", on) : fmt::format("(?{}-{}:", on, off);
  }

  RegexTokenizer tokenizer_;
  RegexGroups groups_;
  RegexFlags global_;
  bool has_atomic_group_ = false;
  int nesting_ = 0;
  std::string look_behind_error_;
};

}  // namespace

TranslatedRegex translate_python_regex(std::string_view pattern) {
  return Translator(pattern).translate();
}

}  // namespace chaos
