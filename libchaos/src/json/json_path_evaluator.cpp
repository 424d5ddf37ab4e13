#include "json/json_path_evaluator.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "chaos/error.h"
#include "json/json_path_functions.h"
#include "json/json_path_index.h"
#include "json/python_order.h"
#include "json/python_type.h"

namespace chaos::json_path {
namespace {

// Enough for the longest path in the deepest document; descents inside conditions of descents could
// recurse deeper.
constexpr int kMaxDepth = 2000;

/// Refers to a callable that receives each value and returns whether to continue. Values from the
/// document persist; computed ones only live for the call.
class Visitor {
 public:
  template <class Callable>
  requires(!std::is_same_v<Callable, Visitor>)
      Visitor(const Callable& callable)  // NOLINT(google-explicit-constructor): made for lambdas
      : callable_(&callable), call_([](const void* target, const Json& value) {
          return (*static_cast<const Callable*>(target))(value);
        }) {}

  bool operator()(const Json& value) const { return call_(callable_, value); }

 private:
  const void* callable_;
  bool (*call_)(const void*, const Json&);
};

bool contains(const Json& container, const Json& item) {
  if (container.is_string()) {
    if (!item.is_string()) {
      throw UnexpectedError(fmt::format("'in <string>' requires string as left operand, not {}",
                                        python_type_name(item)));
    }
    return container.get_ref<const std::string&>().find(item.get_ref<const std::string&>()) !=
           std::string::npos;
  }
  if (container.is_array()) {
    return std::ranges::any_of(container, [&item](const Json& element) {
      return &element == &item || python_equal(element, item);
    });
  }
  if (!container.is_object()) {
    throw UnexpectedError(
        fmt::format("argument of type '{}' is not iterable", python_type_name(container)));
  }
  if (const auto problem = describe_unhashable(item)) throw UnexpectedError(*problem);
  return item.is_string() && find(container, item.get_ref<const std::string&>()) != nullptr;
}

bool holds(Comparison comparison, const Json& left, const Json& right) {
  if (comparison == Comparison::kEqual) return python_equal(left, right);
  if (comparison == Comparison::kNotEqual) return !python_equal(left, right);
  if (comparison == Comparison::kContains) return contains(left, right);
  const auto order = compare_numbers(left, right);
  if (!order) return false;
  switch (comparison) {
    case Comparison::kLess:
      return *order < 0;
    case Comparison::kLessEqual:
      return *order <= 0;
    case Comparison::kGreater:
      return *order > 0;
    default:
      return *order >= 0;
  }
}

class Evaluator {
 public:
  explicit Evaluator(const Json& root) : root_(root) {}

  /// Calls `visit` for every value until it returns false, and returns what it returned last. All
  /// functions below do the same.
  bool follow(const Path& path, const Json& current, Visitor visit) {
    return follow_from(path.steps, 0, path.from_root ? root_ : current, visit);
  }

 private:
  class Depth {
   public:
    explicit Depth(int& depth) : depth_(depth) {
      if (++depth_ > kMaxDepth) throw UnexpectedError("maximum recursion depth exceeded");
    }
    ~Depth() { --depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    int& depth_;
  };

  bool follow_from(const std::vector<Step>& steps, std::size_t index, const Json& current,
                   Visitor visit) {
    if (index == steps.size()) return visit(current);
    const Depth depth(depth_);
    const Step& step = steps[index];
    const auto next = [&](const Json& value) {
      return follow_from(steps, index + 1, value, visit);
    };
    for (const Subscript& subscript : step.subscripts) {
      if (!select(subscript, current, next)) return false;
    }
    return !step.descend || each_child(current, [&](const Json& child) {
      return follow_from(steps, index, child, visit);
    });
  }

  static bool each_child(const Json& current, Visitor visit) {
    // Deep documents recurse here many times, so stack frames must be small.
    if (current.is_array()) {
      for (const Json& child : current.get_ref<const Json::array_t&>()) {
        if (!visit(child)) return false;
      }
    } else if (current.is_object()) {
      for (const auto& [key, child] : current.get_ref<const Json::object_t&>()) {
        if (!visit(child)) return false;
      }
    }
    return true;
  }

  bool select(const Subscript& subscript, const Json& current, Visitor visit) {
    return std::visit([&](const auto& kind) { return select_by(kind, current, visit); }, subscript);
  }

  static bool select_by(const Member& member, const Json& current, Visitor visit) {
    const Json* value = find(current, member.name);
    return value == nullptr || visit(*value);
  }

  static bool select_by(const Element& element, const Json& current, Visitor visit) {
    if (!current.is_array()) return true;
    const auto place = resolve_index(element.index, current.size());
    return !place || visit(current[*place]);
  }

  static bool select_by(const Slice& slice, const Json& current, Visitor visit) {
    if (!current.is_array()) return true;
    const auto places = slice_places(slice.start, slice.end, slice.step, current.size());
    return std::ranges::all_of(places, [&](std::size_t place) { return visit(current[place]); });
  }

  static bool select_by(const Wildcard& /*all*/, const Json& current, Visitor visit) {
    return each_child(current, visit);
  }

  bool select_by(const Filter& filter, const Json& current, Visitor visit) {
    return !test(*filter.condition, current) || visit(current);
  }

  bool select_by(const Lookup& lookup, const Json& current, Visitor visit) {
    return follow(*lookup.path, current, [&](const Json& key) {
      if (key.is_string()) return select_by(Member{key.get<std::string>()}, current, visit);
      return !is_python_int(key) || select_by(Element{saturated_index(key)}, current, visit);
    });
  }

  bool select_by(const Call& call, const Json& current, Visitor visit) {
    if (call.arguments.size() > kMaxArguments) return true;
    std::vector<std::vector<Json>> choices;
    for (const Operand& argument : call.arguments)
      choices.push_back(collect(argument, current));
    std::vector<Json> chosen;
    return call_with_all(call.function, choices, chosen, current, visit);
  }

  /// Calls the function with every combination of its arguments' values; the last argument varies
  /// fastest.
  static bool call_with_all(Function function, const std::vector<std::vector<Json>>& choices,
                            std::vector<Json>& chosen, const Json& current, Visitor visit) {
    if (chosen.size() == choices.size()) {
      const std::optional<Json> result = apply(function, current, chosen);
      return !result || visit(*result);
    }
    for (const Json& choice : choices[chosen.size()]) {
      chosen.push_back(choice);
      const bool go_on = call_with_all(function, choices, chosen, current, visit);
      chosen.pop_back();
      if (!go_on) return false;
    }
    return true;
  }

  std::vector<Json> collect(const Operand& operand, const Json& current) {
    std::vector<Json> values;
    visit_operand(operand, current, [&](const Json& value) {
      values.push_back(value);
      return true;
    });
    return values;
  }

  bool visit_operand(const Operand& operand, const Json& current, Visitor visit) {
    return operand.path ? follow(*operand.path, current, visit) : visit(operand.literal);
  }

  bool test(const Condition& condition, const Json& current) {
    return std::visit([&](const auto& kind) { return test_kind(kind, current); }, condition.value);
  }

  bool test_kind(const Exists& exists, const Json& current) {
    const Operand& operand = exists.operand;
    if (!operand.path) return truthy(operand.literal);
    return !follow(*operand.path, current, [](const Json&) { return false; });
  }

  /// True if the comparison holds for any pair of values. As in the reference, the first value on
  /// the left uses up the values of a path on the right.
  bool test_kind(const Compare& compare, const Json& current) {
    bool found = false;
    visit_operand(compare.left, current, [&](const Json& left) {
      visit_operand(compare.right, current, [&](const Json& right) {
        found = holds(compare.comparison, left, right);
        return !found;
      });
      return !found && !compare.right.path;
    });
    return found;
  }

  bool test_kind(const Not& negation, const Json& current) {
    return !test(*negation.operand, current);
  }

  bool test_kind(const All& all, const Json& current) {
    return std::ranges::all_of(all.operands,
                               [&](const Condition& operand) { return test(operand, current); });
  }

  bool test_kind(const Any& any, const Json& current) {
    return std::ranges::any_of(any.operands,
                               [&](const Condition& operand) { return test(operand, current); });
  }

  const Json& root_;
  int depth_ = 0;
};

}  // namespace

std::vector<Json> evaluate(const Path& path, const Json& document) {
  std::vector<Json> values;
  Evaluator(document).follow(path, document, [&](const Json& value) {
    values.push_back(value);
    return true;
  });
  return values;
}

}  // namespace chaos::json_path
