#include "http/precondition.h"

#include <charconv>

#include "http/problem.h"

namespace chaos::hub::http {
namespace {

constexpr std::string_view kHeader = "If-Match";

/// The version in `"7"`. Nothing for tags that this hub never issues, including weak ones: none of
/// them match.
std::optional<int> version_of(std::string_view tag) {
  if (tag.size() < 3 || !tag.starts_with('"') || !tag.ends_with('"')) return std::nullopt;
  tag = tag.substr(1, tag.size() - 2);
  int version = 0;
  const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
  const bool whole = error == std::errc{} && end == tag.data() + tag.size();
  return whole ? std::optional(version) : std::nullopt;
}

}  // namespace

std::string etag_of(int version) {
  return "\"" + std::to_string(version) + "\"";
}

VersionCondition version_condition(const Request& request) {
  const std::string* header = find_header(request.headers, kHeader);
  if (header == nullptr) return {};
  std::set<int> versions;
  std::string_view rest = *header;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(','), rest.size());
    std::string_view tag = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    tag.remove_prefix(std::min(tag.find_first_not_of(" \t"), tag.size()));
    tag = tag.substr(0, tag.find_last_not_of(" \t") + 1);
    if (tag == "*") return {};
    if (const auto version = version_of(tag)) versions.insert(*version);
  }
  return VersionCondition(std::move(versions));
}

VersionCondition required_version_condition(const Request& request) {
  if (find_header(request.headers, kHeader) == nullptr)
    throw Problem(
        428,
        "the header If-Match is required: send the ETag that you have read, or * to overwrite "
        "any version");
  return version_condition(request);
}

}  // namespace chaos::hub::http
