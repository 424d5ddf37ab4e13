#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "service/clock.h"

namespace chaos::hub::storage {

/// The columns of a row, read in order as the domain's types. Times are stored as strings of fixed
/// length, booleans as 0 and 1, missing values as "".
class Columns {
 public:
  explicit Columns(const soci::row& row) : row_(row) {}

  std::string text() { return row_.get<std::string>(next_++, ""); }
  bool flag() { return number() != 0; }
  std::int64_t number();
  std::optional<Time> optional_time() { return time_from(text()); }
  Time time() { return optional_time().value_or(Time{}); }

 private:
  const soci::row& row_;
  std::size_t next_ = 0;
};

namespace detail {

inline const std::string& bindable(const std::string& value) {
  return value;
}
inline std::string bindable(std::string_view value) {
  return std::string(value);
}
inline std::string bindable(const char* value) {
  return value;
}
inline int bindable(bool value) {
  return value ? 1 : 0;
}
inline long long bindable(std::int64_t value) {
  return value;
}
inline int bindable(int value) {
  return value;
}
inline double bindable(double value) {
  return value;
}
inline std::string bindable(Time value) {
  return to_text(value);
}
inline std::string bindable(const std::optional<Time>& value) {
  return value ? to_text(*value) : "";
}

/// Prepares the statement with its values; `use` keeps references to them.
template <typename Tuple>
soci::details::prepare_temp_type prepare(soci::session& session, std::string_view sql,
                                         const Tuple& values) {
  soci::details::prepare_temp_type prepared = session.prepare << sql;
  std::apply([&](const auto&... value) { ((prepared, soci::use(value)), ...); }, values);
  return prepared;
}

}  // namespace detail

/// Executes one statement. Its parameters, each ":" and a unique name, take the values in order.
/// Returns how many rows changed.
template <typename... Values>
std::int64_t execute(soci::session& session, std::string_view sql, const Values&... values) {
  const std::tuple<decltype(detail::bindable(values))...> bound{detail::bindable(values)...};
  soci::statement statement(detail::prepare(session, sql, bound));
  statement.execute(true);
  return statement.get_affected_rows();
}

/// The results of `read` for each row.
template <typename Read, typename... Values>
auto select(soci::session& session, std::string_view sql, const Read& read,
            const Values&... values) {
  const std::tuple<decltype(detail::bindable(values))...> bound{detail::bindable(values)...};
  const soci::rowset<soci::row> rows(detail::prepare(session, sql, bound));
  std::vector<std::invoke_result_t<Read, Columns&>> results;
  for (const auto& row : rows) {
    Columns columns(row);
    results.push_back(read(columns));
  }
  return results;
}

/// The same for at most one row.
template <typename Read, typename... Values>
auto select_one(soci::session& session, std::string_view sql, const Read& read,
                const Values&... values) {
  auto results = select(session, sql, read, values...);
  using Result = typename decltype(results)::value_type;
  return results.empty() ? std::optional<Result>() : std::optional<Result>(std::move(results[0]));
}

/// The same as select(), for a number of string values known only at run time.
template <typename Read>
auto select_bound(soci::session& session, std::string_view sql,
                  const std::vector<std::string>& values, const Read& read) {
  soci::details::prepare_temp_type prepared = session.prepare << sql;
  for (const std::string& value : values)
    (prepared, soci::use(value));
  const soci::rowset<soci::row> rows(prepared);
  std::vector<std::invoke_result_t<Read, Columns&>> results;
  for (const auto& row : rows) {
    Columns columns(row);
    results.push_back(read(columns));
  }
  return results;
}

/// Rows of strings for one INSERT.
class Rows {
 public:
  void add(std::initializer_list<std::string> row) {
    sql_ += sql_.empty() ? "(" : ", (";
    for (const std::string& value : row) {
      values_.push_back(value);
      sql_ += (&value == row.begin() ? ":v" : ", :v") + std::to_string(values_.size());
    }
    sql_ += ")";
  }

  bool empty() const { return values_.empty(); }
  /// "(:v1, :v2), (:v3, :v4)"
  const std::string& sql() const { return sql_; }
  const std::vector<std::string>& values() const { return values_; }

 private:
  std::string sql_;
  std::vector<std::string> values_;
};

/// Conditions that must all hold, combined at run time. All values are strings, as times are stored
/// that way.
class Conditions {
 public:
  /// `condition` has one parameter with a unique name: "team = :team".
  void add(std::string_view condition, std::string value) {
    sql_ += (values_.empty() ? "WHERE " : " AND ") + std::string(condition);
    values_.push_back(std::move(value));
  }

  /// The same for a condition with several parameters.
  void add(std::string_view condition, const std::vector<std::string>& values) {
    sql_ += (values_.empty() ? "WHERE " : " AND ") + std::string(condition);
    values_.insert(values_.end(), values.begin(), values.end());
  }

  const std::string& sql() const { return sql_; }
  const std::vector<std::string>& values() const { return values_; }

 private:
  std::string sql_;
  std::vector<std::string> values_;
};

/// The same as select(), with conditions between the statement and its `end`.
template <typename Read>
auto select_where(soci::session& session, std::string_view sql, const Conditions& where,
                  std::string_view end, const Read& read) {
  return select_bound(session, std::string(sql) + where.sql() + std::string(end), where.values(),
                      read);
}

}  // namespace chaos::hub::storage
