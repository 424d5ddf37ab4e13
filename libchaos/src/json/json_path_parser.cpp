#include "json/json_path_parser.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

#include "json/json_path.h"
#include "json/json_path_index.h"
#include "json/json_path_lexer.h"
#include "json/number.h"

namespace chaos::json_path {
namespace {

// The reference runs out of stack at about 240 nested parentheses and 500 steps.
constexpr int kMaxNesting = 300;
constexpr std::size_t kMaxSteps = 1000;
// Python rejects longer integers.
constexpr std::size_t kMaxIntegerDigits = 4300;

constexpr std::array<std::pair<std::string_view, Function>, 6> kFunctions = {{
    {"charAt", Function::kCharAt},
    {"entries", Function::kEntries},
    {"keys", Function::kKeys},
    {"length", Function::kLength},
    {"substring", Function::kSubstring},
    {"values", Function::kValues},
}};

constexpr std::array<std::pair<TokenKind, Comparison>, 7> kComparisons = {{
    {TokenKind::kEqual, Comparison::kEqual},
    {TokenKind::kNotEqual, Comparison::kNotEqual},
    {TokenKind::kLess, Comparison::kLess},
    {TokenKind::kLessEqual, Comparison::kLessEqual},
    {TokenKind::kGreater, Comparison::kGreater},
    {TokenKind::kGreaterEqual, Comparison::kGreaterEqual},
    {TokenKind::kContains, Comparison::kContains},
}};

std::string unquote(const Token& text) {
  return std::string(text.text.substr(1, text.text.size() - 2));
}

bool is_integer(const Token& number) {
  return number.text.find_first_of(".eE") == std::string_view::npos;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : tokens_(tokenize(text)) {}

  Path parse_all() {
    expect(TokenKind::kRoot, "\"$\"");
    Path path{.from_root = true, .steps = parse_steps()};
    expect(TokenKind::kEnd, "\".\", \"..\", \"[\" or the end");
    return path;
  }

 private:
  /// Counts the parser's recursion, so that no path can overflow the stack.
  class Nesting {
   public:
    explicit Nesting(Parser& parser) : parser_(parser) {
      if (++parser_.nesting_ > kMaxNesting)
        throw JsonPathSyntaxError("the path is nested too deeply");
    }
    ~Nesting() { --parser_.nesting_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    Parser& parser_;
  };

  const Token& peek() const { return tokens_[position_]; }
  bool at(TokenKind kind) const { return peek().kind == kind; }

  // The last token, the end, is never consumed.
  const Token& take() { return tokens_[at(TokenKind::kEnd) ? position_ : position_++]; }

  bool accept(TokenKind kind) {
    if (!at(kind)) return false;
    take();
    return true;
  }

  const Token& expect(TokenKind kind, std::string_view what) {
    if (!at(kind)) refuse(what);
    return take();
  }

  [[noreturn]] void refuse(std::string_view expected) const {
    const std::string found =
        at(TokenKind::kEnd) ? "the path ends" : fmt::format("found {}", peek().text);
    throw JsonPathSyntaxError(
        fmt::format("expected {} at character {}, but {}", expected, peek().offset + 1, found));
  }

  bool at_step() const {
    return at(TokenKind::kDot) || at(TokenKind::kDescent) || at(TokenKind::kBracketLeft);
  }

  bool at_path() const { return at(TokenKind::kRoot) || at(TokenKind::kCurrent); }

  std::vector<Step> parse_steps() {
    std::vector<Step> steps;
    while (at_step()) {
      if (++steps_ > kMaxSteps) throw JsonPathSyntaxError("the path has too many steps");
      steps.push_back(parse_step());
    }
    return steps;
  }

  Step parse_step() {
    Step step;
    step.descend = accept(TokenKind::kDescent);
    if (at(TokenKind::kBracketLeft)) {
      step.subscripts = parse_bracket();
      return step;
    }
    if (!step.descend) expect(TokenKind::kDot, "\".\"");
    step.subscripts.push_back(parse_bare_subscript());
    return step;
  }

  Subscript parse_bare_subscript() {
    if (accept(TokenKind::kWildcard)) return Wildcard{};
    const Token& name = expect(TokenKind::kName, "a name or \"*\"");
    if (at(TokenKind::kParenLeft)) return parse_call(name);
    return Member{std::string(name.text)};
  }

  std::vector<Subscript> parse_bracket() {
    const Nesting nesting(*this);
    std::vector<Subscript> subscripts;
    expect(TokenKind::kBracketLeft, "\"[\"");
    do {
      subscripts.push_back(parse_subscript());
    } while (accept(TokenKind::kComma));
    expect(TokenKind::kBracketRight, "\",\" or \"]\"");
    return subscripts;
  }

  Subscript parse_subscript() {
    if (at(TokenKind::kText)) return Member{unquote(take())};
    if (at(TokenKind::kNumber)) {
      const std::int64_t number = parse_index();
      if (at(TokenKind::kColon)) return parse_slice(number);
      return Element{number};
    }
    if (at(TokenKind::kColon)) return parse_slice(std::nullopt);
    if (accept(TokenKind::kWildcard)) return Wildcard{};
    if (accept(TokenKind::kQuestion)) return parse_filter();
    if (at_path()) return Lookup{parse_path()};
    const Token& name = expect(
        TokenKind::kName, "a quoted name, an index, a slice, \"*\", \"?(\", a path or a function");
    return parse_call(name);
  }

  std::int64_t parse_index() {
    if (!is_integer(peek())) refuse("a whole number");
    return saturated_index(parse_integer(take()));
  }

  Slice parse_slice(std::optional<std::int64_t> start) {
    Slice slice{.start = start, .end = std::nullopt, .step = std::nullopt};
    expect(TokenKind::kColon, "\":\"");
    if (at(TokenKind::kNumber)) slice.end = parse_index();
    if (accept(TokenKind::kColon) && at(TokenKind::kNumber)) slice.step = parse_index();
    return slice;
  }

  Filter parse_filter() {
    expect(TokenKind::kParenLeft, "\"(\"");
    auto condition = std::make_unique<Condition>(parse_condition());
    expect(TokenKind::kParenRight, "\")\" or an operator");
    return Filter{std::move(condition)};
  }

  Call parse_call(const Token& name) {
    Call call;
    expect(TokenKind::kParenLeft, "\"(\"");
    if (!at(TokenKind::kParenRight)) {
      do {
        call.arguments.push_back(parse_operand());
      } while (accept(TokenKind::kComma));
    }
    expect(TokenKind::kParenRight, "\",\" or \")\"");
    for (const auto& [known, function] : kFunctions) {
      if (known != name.text) continue;
      call.function = function;
      return call;
    }
    throw JsonPathSyntaxError(fmt::format("there is no function {}()", name.text));
  }

  std::unique_ptr<Path> parse_path() {
    const bool from_root = take().kind == TokenKind::kRoot;
    return std::make_unique<Path>(Path{.from_root = from_root, .steps = parse_steps()});
  }

  // "or" binds more tightly than "and": "a or b and c" is "(a or b) and c".
  Condition parse_condition() {
    return parse_chain<All>(TokenKind::kAnd, [this] {
      return parse_chain<Any>(TokenKind::kOr, [this] { return parse_negation(); });
    });
  }

  template <class Chain, class ParseOperand>
  Condition parse_chain(TokenKind separator, const ParseOperand& parse_operand_of_chain) {
    Condition first = parse_operand_of_chain();
    if (!at(separator)) return first;
    Chain chain;
    chain.operands.push_back(std::move(first));
    while (accept(separator))
      chain.operands.push_back(parse_operand_of_chain());
    return Condition{std::move(chain)};
  }

  Condition parse_negation() {
    bool negated = false;
    while (accept(TokenKind::kNot))
      negated = !negated;
    Condition condition = at(TokenKind::kParenLeft) ? parse_parentheses() : parse_comparison();
    if (!negated) return condition;
    return Condition{Not{std::make_unique<Condition>(std::move(condition))}};
  }

  Condition parse_parentheses() {
    const Nesting nesting(*this);
    expect(TokenKind::kParenLeft, "\"(\"");
    Condition condition = parse_condition();
    expect(TokenKind::kParenRight, "\")\" or an operator");
    return condition;
  }

  Condition parse_comparison() {
    Operand left = parse_operand();
    for (const auto& [token, comparison] : kComparisons) {
      if (!accept(token)) continue;
      return Condition{Compare{comparison, std::move(left), parse_operand()}};
    }
    return Condition{Exists{std::move(left)}};
  }

  Operand parse_operand() {
    if (at_path()) return Operand{.path = parse_path(), .literal = nullptr};
    return Operand{.path = nullptr, .literal = parse_literal()};
  }

  Json parse_literal() {
    switch (peek().kind) {
      case TokenKind::kText:
        return unquote(take());
      case TokenKind::kNumber:
        return parse_number(take());
      case TokenKind::kTrue:
        take();
        return true;
      case TokenKind::kFalse:
        take();
        return false;
      case TokenKind::kNull:
        take();
        return nullptr;
      case TokenKind::kBracketLeft:
        return parse_array();
      case TokenKind::kBraceLeft:
        return parse_object();
      default:
        refuse("a path, a quoted string, a number or another literal");
    }
  }

  static Json parse_number(const Token& number) {
    return is_integer(number) ? parse_integer(number) : Json(float_from_text(number.text));
  }

  static Json parse_integer(const Token& number) {
    const std::size_t sign = number.text.starts_with('-') ? 1 : 0;
    if (number.text.size() - sign > kMaxIntegerDigits) {
      throw JsonPathSyntaxError("a number has too many digits");
    }
    return integer_from_text(number.text);
  }

  Json parse_array() {
    const Nesting nesting(*this);
    Json array = Json::array();
    expect(TokenKind::kBracketLeft, "\"[\"");
    if (accept(TokenKind::kBracketRight)) return array;
    do {
      array.push_back(parse_literal());
    } while (accept(TokenKind::kComma));
    expect(TokenKind::kBracketRight, "\",\" or \"]\"");
    return array;
  }

  Json parse_object() {
    const Nesting nesting(*this);
    Json object = Json::object();
    expect(TokenKind::kBraceLeft, "\"{\"");
    if (accept(TokenKind::kBraceRight)) return object;
    do {
      const std::string key = unquote(expect(TokenKind::kText, "a quoted key"));
      expect(TokenKind::kColon, "\":\"");
      object[key] = parse_literal();
    } while (accept(TokenKind::kComma));
    expect(TokenKind::kBraceRight, "\",\" or \"}\"");
    return object;
  }

  std::vector<Token> tokens_;
  std::size_t position_ = 0;
  std::size_t steps_ = 0;
  int nesting_ = 0;
};

}  // namespace

Path parse(std::string_view text) {
  return Parser(text).parse_all();
}

}  // namespace chaos::json_path
