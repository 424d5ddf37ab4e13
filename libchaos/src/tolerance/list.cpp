#include <algorithm>

#include "json/python_order.h"
#include "tolerance/kinds.h"

namespace chaos {
namespace {

bool is_member(const Json& list, const Json& value) {
  return std::ranges::any_of(
      list, [&value](const Json& element) { return python_equal(element, value); });
}

}  // namespace

bool within_list(const Json& tolerance, const Json& value) {
  if (const Json* status = find(value, "status")) return is_member(tolerance, *status);
  if (tolerance.size() != 2) return is_member(tolerance, value);
  return python_less_equal(tolerance[0], value) && python_less_equal(value, tolerance[1]);
}

}  // namespace chaos
