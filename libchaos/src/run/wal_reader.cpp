#include "run/wal_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>

#include "chaos/error.h"
#include "json/json_reader.h"
#include "os/file_owner.h"
#include "os/write_target.h"
#include "run/wal_format.h"

namespace chaos {
namespace {

/// How many positions of a damaged line are checked for the start of a record. Only crafted lines
/// have more, and each check reads the line to its end.
constexpr int kSalvageLimit = 64;

struct Line {
  std::string_view text;
  std::size_t number = 0;  ///< starts at 1
  std::size_t offset = 0;  ///< in bytes from the start of the file
  bool ended = true;       ///< with a newline
};

/// A line without a complete record.
struct DamagedLine {
  std::uint64_t next = 0;  ///< the number that would follow the last complete record
  std::string place = {};
};

/// Sorts the text into whole lines and problems.
class Scan {
 public:
  explicit Scan(std::string_view text) {
    Line line;
    while (line.offset < text.size()) {
      const std::size_t end = text.find('\n', line.offset);
      line.ended = end != std::string_view::npos;
      line.text = text.substr(line.offset, line.ended ? end - line.offset : end);
      ++line.number;
      read(line);
      line.offset += line.text.size() + 1;
    }
  }

  std::vector<WalLine> lines;
  std::vector<std::string> problems;
  std::vector<DamagedLine> damaged_lines;
  bool torn = false;

  /// How many damaged lines are at the end. No record follows that would reveal their numbers.
  std::size_t damaged_at_end() const {
    return static_cast<std::size_t>(
        std::ranges::count(damaged_lines, next_number(), &DamagedLine::next));
  }

 private:
  void read(const Line& line) {
    if (line.text.empty()) return;
    if (const auto whole = decode_wal_line(line.text)) {
      lines.push_back(*whole);
      return;
    }
    const std::size_t before = lines.size();
    const bool complete = salvage(line.text);
    std::reverse(lines.begin() + static_cast<std::ptrdiff_t>(before), lines.end());
    if (complete) {
      report(line, "has a damaged line break; nothing is lost");
    } else if (lines.size() > before) {
      report(line, "is damaged; a part of it was skipped");
    } else if (line.ended) {
      report(line, "is damaged and was skipped");
      damaged_lines.push_back({.next = next_number(), .place = place_of(line)});
    } else {
      torn = true;
    }
  }

  std::uint64_t next_number() const { return lines.empty() ? 0 : lines.back().sequence + 1; }

  static std::string place_of(const Line& line) {
    return fmt::format("line {}, at byte {}", line.number, line.offset);
  }

  void report(const Line& line, std::string_view what) {
    problems.push_back(fmt::format("line {} (at byte {}) {}", line.number, line.offset, what));
  }

  /// Extracts the whole records, the last one first, from lines that were merged because the
  /// newline between them was damaged. Returns whether nothing is left over.
  bool salvage(std::string_view damaged) {
    while (const auto begin = find_record_at_end(damaged)) {
      lines.push_back(*decode_wal_line(damaged.substr(*begin)));
      if (*begin == 0) return true;
      damaged = damaged.substr(0, *begin - 1);
    }
    // The rest may be the file's last line, with a damaged newline.
    for (const std::size_t dropped : {std::size_t{0}, std::size_t{1}}) {
      if (damaged.size() <= dropped) continue;
      if (const auto whole = decode_wal_line(damaged.substr(0, damaged.size() - dropped))) {
        lines.push_back(*whole);
        return true;
      }
    }
    return false;
  }

  /// The position of a whole record that ends with the text.
  static std::optional<std::size_t> find_record_at_end(std::string_view text) {
    int checked = 0;
    for (std::size_t begin = 0; begin < text.size() && checked < kSalvageLimit; ++begin) {
      const std::string_view rest = text.substr(begin);
      if (!looks_like_wal_line(rest)) continue;
      ++checked;
      if (decode_wal_line(rest)) return begin;
    }
    return std::nullopt;
  }
};

bool earlier(const WalLine& left, const WalLine& right) {
  return left.sequence < right.sequence;
}

/// Describes the missing records from `first` to `last`. A damaged line may be what is left of
/// them.
LostRecords lost_records(std::uint64_t first, std::uint64_t last, const Scan& scan) {
  const auto line = std::ranges::find(scan.damaged_lines, first, &DamagedLine::next);
  return {.first = first,
          .last = last,
          .place = line != scan.damaged_lines.end() ? line->place : std::string()};
}

/// Sorts the lines, keeps each number once, and reports every problem. Returns the missing numbers.
std::vector<LostRecords> put_in_order(Scan& scan) {
  std::vector<WalLine>& lines = scan.lines;
  std::vector<std::string>& problems = scan.problems;
  std::vector<LostRecords> lost;
  const std::size_t damaged_at_end = scan.damaged_at_end();
  if (!std::ranges::is_sorted(lines, earlier)) {
    problems.emplace_back("records were in the wrong order and have been sorted by number");
    std::ranges::stable_sort(lines, earlier);
  }
  std::vector<WalLine> kept;
  for (const auto& line : lines) {
    const std::uint64_t expected = kept.empty() ? 0 : kept.back().sequence + 1;
    if (!kept.empty() && line.sequence == kept.back().sequence) {
      problems.push_back(fmt::format("record {} occurs twice; the first was kept", line.sequence));
      continue;
    }
    if (line.sequence > expected) lost.push_back(lost_records(expected, line.sequence - 1, scan));
    if (line.sequence == expected + 1) {
      problems.push_back(fmt::format("record {} is missing", expected));
    } else if (line.sequence > expected) {
      problems.push_back(fmt::format("records {} to {} are missing", expected, line.sequence - 1));
    }
    kept.push_back(line);
  }
  lines = std::move(kept);
  if (damaged_at_end > 0 && !lines.empty()) {
    const std::uint64_t next = lines.back().sequence + 1;
    lost.push_back(lost_records(next, next + damaged_at_end - 1, scan));
  }
  return lost;
}

std::optional<Json> parse_payload(const WalLine& line) {
  try {
    return parse_json(line.payload);
  } catch (const JsonSyntaxError&) {
    return std::nullopt;
  }
}

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw InvalidSource(Diagnostic{.message = message, .hint = hint});
}

Json read_header(const std::vector<WalLine>& lines, const std::string& path) {
  const bool found = !lines.empty() && lines[0].sequence == 0 && lines[0].type == kWalHeaderType;
  const std::optional<Json> payload = found ? parse_payload(lines[0]) : std::nullopt;
  const Json* version = payload ? find(*payload, "version") : nullptr;
  if (version == nullptr) {
    refuse(fmt::format("'{}' is not a write-ahead log, or its first line is damaged", path),
           "name the file next to the journal");
  }
  if (*version != 1 && *version != kWalVersion) {
    refuse(fmt::format("the write-ahead log '{}' has format version {}, but this version of chaos "
                       "only reads versions up to {}",
                       path, to_json_text(*version), kWalVersion),
           "use the version of chaos that ran the experiment, or a newer one");
  }
  const Json* header = find(*payload, "header");
  return header == nullptr ? Json() : *header;
}

std::string read_file(os::FileSystem& files, const std::string& path) {
  if (os::is_special_file(path)) {
    refuse(fmt::format("the write-ahead log '{}' is not a regular file", path),
           "name the file next to the journal");
  }
  try {
    return files.read(path);
  } catch (const std::system_error& error) {
    const bool is_denied = error.code() == std::errc::permission_denied;
    refuse(fmt::format("cannot read the write-ahead log '{}': {}", path, error.code().message()),
           is_denied && os::belongs_to_another_user(path)
               ? fmt::format("run the same command {}", os::as_owner_of(path))
               : "name the file next to the journal");
  }
}

}  // namespace

WalContent read_wal(os::FileSystem& files, const std::string& path) {
  return parse_wal(read_file(files, path), path);
}

WalContent parse_wal(const std::string& text, const std::string& path) {
  if (text.empty()) {
    refuse(fmt::format("the write-ahead log '{}' is empty: its contents are lost", path),
           "nothing was touched; check what the run did to the system before you remove the file");
  }
  Scan scan(text);
  std::vector<LostRecords> lost = put_in_order(scan);
  WalContent content{.header = read_header(scan.lines, path),
                     .records = {},
                     .problems = std::move(scan.problems),
                     .lost = std::move(lost),
                     .torn = scan.torn,
                     .next_sequence = 0};
  const std::uint64_t last = scan.lines.back().sequence;
  content.next_sequence =
      std::max(last, content.lost.empty() ? last : content.lost.back().last) + 1;
  for (const auto& line : scan.lines) {
    if (line.sequence == 0) continue;
    if (auto payload = parse_payload(line)) {
      content.records.push_back({line.sequence, std::string(line.type), *std::move(payload)});
    } else {
      content.problems.push_back(fmt::format("record {} is not valid JSON", line.sequence));
      content.lost.push_back({.first = line.sequence, .last = line.sequence});
    }
  }
  std::ranges::sort(content.lost, {}, &LostRecords::first);
  return content;
}

}  // namespace chaos
