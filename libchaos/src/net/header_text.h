#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/http_client.h"

namespace chaos::net {

/// Whether two header names are the same, ignoring case.
bool same_name(std::string_view left, std::string_view right);

/// Converts ISO-8859-1 to UTF-8.
std::string from_latin1(std::string_view bytes);

/// Converts UTF-8 to ISO-8859-1; nothing if it does not contain some character.
std::optional<std::string> to_latin1(std::string_view text);

/// Throws HttpError (kOther) if a name or value would break the request: line breaks, leading white
/// space, a colon in a name, characters outside ISO-8859-1.
void check_header(const std::string& name, const std::string& value);

/// The value of the last header with that name; nullptr if there is none.
const std::string* find_header(const Headers& headers, std::string_view name);

/// Replaces the header with that name in place, or adds it at the end.
void set_header(Headers& headers, const std::string& name, const std::string& value);

void remove_header(Headers& headers, std::string_view name);

/// Reads the header lines of responses as they arrive. If there are several responses to a request
/// (100 Continue, a proxy's), the last one counts.
class HeaderReader {
 public:
  /// Takes one line with its line break. Lines after the empty one (trailers) are ignored.
  void add_line(std::string_view line);

  /// Whether all headers of the final response have arrived.
  bool is_final() const { return complete_ && status_ >= 200; }
  /// Moves status, reason and headers into `response`.
  void store(HttpResponse& response);

 private:
  void read_status(std::string_view line);

  int status_ = 0;
  std::string reason_;
  Headers headers_;
  std::size_t last_ = 0;  // index of the header that a continuation line belongs to
  bool complete_ = false;
};

}  // namespace chaos::net
