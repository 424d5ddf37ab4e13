#include "storage/statement.h"

#include <charconv>

namespace chaos::hub::storage {

/// Databases return different types for sums and counts.
std::int64_t Columns::number() {
  const std::size_t at = next_++;
  if (row_.get_indicator(at) == soci::i_null) return 0;
  switch (row_.get_properties(at).get_data_type()) {
    case soci::dt_integer:
      return row_.get<int>(at);
    case soci::dt_long_long:
      return row_.get<long long>(at);
    case soci::dt_unsigned_long_long:
      return static_cast<std::int64_t>(row_.get<unsigned long long>(at));
    case soci::dt_double:
      return static_cast<std::int64_t>(row_.get<double>(at));
    default:
      break;
  }
  const auto digits = row_.get<std::string>(at);
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace chaos::hub::storage
