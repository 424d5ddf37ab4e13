#include "storage/backup.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>
#include <utility>

#include "chaos/json.h"
#include "storage/schema.h"

namespace chaos::hub::storage {
namespace {

constexpr int kFormat = 1;
constexpr int kBatch = 200;

[[noreturn]] void refuse(const std::string& why) {
  throw std::runtime_error(why);
}

Json value_of(const soci::row& row, std::size_t column) {
  if (row.get_indicator(column) == soci::i_null) return nullptr;
  switch (row.get_properties(column).get_data_type()) {
    case soci::dt_integer:
      return row.get<int>(column);
    case soci::dt_long_long:
      return row.get<long long>(column);
    default:
      return row.get<std::string>(column);
  }
}

class Writer {
 public:
  explicit Writer(std::ostream& out) : out_(out) {}

  void line(const Json& json) {
    out_ << json.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    if (!out_) refuse("cannot write the backup");
  }

  /// Writes the rows of one result; returns how many there were.
  int rows(const std::string& table, const soci::rowset<soci::row>& rows) {
    int count = 0;
    for (const auto& row : rows) {
      if (count++ == 0 && table != table_) begin(table, row);
      Json values = Json::array();
      for (std::size_t i = 0; i < row.size(); ++i)
        values.push_back(value_of(row, i));
      line(values);
    }
    rows_ += count;
    return count;
  }

  std::int64_t total() const { return rows_; }

 private:
  void begin(const std::string& table, const soci::row& row) {
    table_ = table;
    Json columns = Json::array();
    for (std::size_t i = 0; i < row.size(); ++i)
      columns.push_back(row.get_properties(i).get_name());
    line({{"table", table}, {"columns", columns}});
  }

  std::ostream& out_;
  std::string table_;
  std::int64_t rows_ = 0;
};

/// Uses a cursor with PostgreSQL, whose library would otherwise hold all rows in memory.
void write_table(soci::session& session, bool sqlite, const std::string& service,
                 const TableSchema& table, Writer& writer) {
  const std::string name = service + "." + table.name;
  const std::string all =
      fmt::format("SELECT {} FROM {}", fmt::join(table.columns, ", "), table.name);
  if (sqlite) {
    writer.rows(name, (session.prepare << all));
    return;
  }
  session << "DECLARE all_rows NO SCROLL CURSOR FOR " + all;
  while (writer.rows(name, (session.prepare << fmt::format("FETCH {} FROM all_rows", kBatch))) >
         0) {
  }
  session << "CLOSE all_rows";
}

/// Fills one table after another with a backup's lines.
class Reader {
 public:
  explicit Reader(std::istream& in) : in_(in) {
    const Json head = next();
    if (!head.is_object() || !head.contains("chaoshub-backup"))
      refuse("that is not a chaoshub backup");
    if (head["chaoshub-backup"] != kFormat) refuse("the backup has an unknown format");
    versions_ = head.at("versions");
  }

  /// How many migrations the service's database had.
  int version_of(const std::string& service) const { return versions_.value(service, 0); }

  /// The next line about the service's rows: the start of a table, or a row. null if there are no
  /// more.
  Json next_of(const std::string& service) {
    look_ahead();
    const bool other =
        waiting_.is_object() && !waiting_.value("table", "").starts_with(service + ".");
    if (other) return nullptr;
    if (waiting_.is_array()) ++rows_;
    return std::exchange(waiting_, nullptr);
  }

  void expect_end() {
    look_ahead();
    if (!waiting_.is_object() || waiting_.value("end", std::int64_t{-1}) != rows_)
      refuse("the backup is incomplete");
  }

 private:
  void look_ahead() {
    if (waiting_.is_null()) waiting_ = next();
  }

  Json next() {
    std::string line;
    if (!std::getline(in_, line)) refuse("the backup was truncated");
    Json json = Json::parse(line, nullptr, false);
    if (!json.is_object() && !json.is_array()) refuse("the backup is damaged");
    return json;
  }

  std::istream& in_;
  Json versions_;
  Json waiting_;  // null if there is none
  std::int64_t rows_ = 0;
};

bool is_plain_name(const std::string& name) {
  return !name.empty() &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
}

/// "INSERT INTO account (id, ...) VALUES (...)" for values of these types. NULL is written
/// literally because it has no type to bind.
std::string insertion(const std::string& table, const Json& columns, const Json& values) {
  std::string names;
  std::string places;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto name = columns[i].get<std::string>();
    if (!is_plain_name(name)) refuse("the backup is damaged");
    names += (i == 0 ? "" : ", ") + name;
    places +=
        (i == 0 ? "" : ", ") + (values[i].is_null() ? std::string("NULL") : fmt::format(":p{}", i));
  }
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", table, names, places);
}

void insert(soci::session& session, const std::string& table, const Json& columns,
            const Json& values) {
  if (values.size() != columns.size()) refuse("the backup is damaged");
  std::vector<std::string> texts(values.size());
  std::vector<long long> numbers(values.size());
  soci::details::prepare_temp_type prepared = session.prepare << insertion(table, columns, values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].is_null()) continue;
    if (values[i].is_number()) {
      numbers[i] = values[i].get<long long>();
      prepared, soci::use(numbers[i]);
    } else {
      texts[i] = values[i].get<std::string>();
      prepared, soci::use(texts[i]);
    }
  }
  soci::statement statement(prepared);
  statement.execute(true);
}

/// Sets auto-increment counters to continue after the highest key.
void set_counters(soci::session& session, const std::vector<TableSchema>& tables) {
  for (const auto& [table, columns] : tables) {
    std::string sequence;
    soci::indicator there = soci::i_null;
    session << fmt::format(
        "SELECT MAX(pg_get_serial_sequence('{}', column_name)) FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = '{}' AND column_name = 'id'",
        table, table),
        soci::into(sequence, there);
    if (there != soci::i_ok || sequence.empty()) continue;
    session << fmt::format(
        "SELECT setval('{}', GREATEST((SELECT COALESCE(MAX(id), 0) FROM {}), 1))", sequence, table);
  }
}

void fill(const Part& part, soci::session& session, bool sqlite, Reader& reader) {
  const auto tables = tables_in(session);
  for (const TableSchema& table : tables) {
    long long count = 0;
    session << "SELECT COUNT(*) FROM " + table.name, soci::into(count);
    if (count > 0)
      refuse(fmt::format("the {} database is not empty: restore into a new one", part.service));
  }
  std::string table;
  Json columns;
  for (Json line = reader.next_of(part.service); !line.is_null();
       line = reader.next_of(part.service)) {
    if (line.is_array()) {
      insert(session, table, columns, line);
      continue;
    }
    table = line.value("table", "").substr(part.service.size() + 1);
    columns = line.value("columns", Json::array());
    if (std::ranges::find(tables, table, &TableSchema::name) == tables.end())
      refuse(fmt::format("the backup contains the unknown table '{}'", table));
  }
  if (!sqlite) set_counters(session, tables);
}

}  // namespace

void write_backup(std::span<const Part> parts, std::ostream& out) {
  Writer writer(out);
  Json versions = Json::object();
  for (const Part& part : parts)
    versions[part.service] = part.migrations.size();
  writer.line({{"chaoshub-backup", kFormat}, {"versions", versions}});
  for (const Part& part : parts) {
    Database database(part.location, part.migrations);
    database.read([&](soci::session& session) {
      for (const TableSchema& table : tables_in(session))
        write_table(session, database.is_sqlite(), part.service, table, writer);
    });
  }
  writer.line({{"end", writer.total()}});
  out.flush();
  if (!out) refuse("cannot write the backup");
}

void read_backup(std::span<const Part> parts, std::istream& in) {
  {
    Reader all(in);
    for (const Part& part : parts)
      while (!all.next_of(part.service).is_null()) {
      }
    all.expect_end();
  }
  in.clear();
  in.seekg(0);
  Reader reader(in);
  for (const Part& part : parts) {
    const auto known = static_cast<int>(part.migrations.size());
    if (reader.version_of(part.service) > known)
      refuse("the backup was made by a newer chaoshub: use that version");
    Database database(part.location, part.migrations);
    database.write(
        [&](soci::session& session) { fill(part, session, database.is_sqlite(), reader); });
  }
}

}  // namespace chaos::hub::storage
