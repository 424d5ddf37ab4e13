#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "chaos/json.h"

/// The parts of a parsed JSONPath. All are values that own their parts.
namespace chaos::json_path {

struct Path;
struct Condition;

/// An operand of a comparison or an argument of a function: a path to look up or, if there is none,
/// a literal.
struct Operand {
  std::unique_ptr<Path> path;
  Json literal;
};

struct Member {
  std::string name;
};

/// Indexes are saturated_index()es.
struct Element {
  std::int64_t index = 0;
};

struct Slice {
  std::optional<std::int64_t> start;
  std::optional<std::int64_t> end;
  std::optional<std::int64_t> step;
};

struct Wildcard {};

/// Keeps the current value itself, not its children, if the condition is true.
struct Filter {
  std::unique_ptr<Condition> condition;
};

/// The name or the index is the result of the path.
struct Lookup {
  std::unique_ptr<Path> path;
};

enum class Function { kCharAt, kEntries, kKeys, kLength, kSubstring, kValues };

struct Call {
  Function function = Function::kKeys;
  std::vector<Operand> arguments;
};

using Subscript = std::variant<Member, Element, Slice, Wildcard, Filter, Lookup, Call>;

/// One link of a path: its subscripts are applied to the current value one after the other and,
/// with `descend`, to everything below it.
struct Step {
  bool descend = false;
  std::vector<Subscript> subscripts;
};

struct Path {
  bool from_root = true;
  std::vector<Step> steps;
};

enum class Comparison {
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kContains,
};

/// A path is true if it yields anything; a literal, if it is true in Python.
struct Exists {
  Operand operand;
};

struct Compare {
  Comparison comparison = Comparison::kEqual;
  Operand left;
  Operand right;
};

struct Not {
  std::unique_ptr<Condition> operand;
};

struct All {
  std::vector<Condition> operands;
};

struct Any {
  std::vector<Condition> operands;
};

struct Condition {
  std::variant<Exists, Compare, Not, All, Any> value;
};

}  // namespace chaos::json_path
