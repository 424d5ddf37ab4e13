#pragma once

#include <string>

#include "http/message.h"
#include "service/version_condition.h"

namespace chaos::hub::http {

/// The entity tag of a record: its version in quotes.
std::string etag_of(int version);

/// The record as JSON, with its entity tag. `record` must have a member `version`.
template <typename Record>
Response record_response(const Record& record, int status = 200) {
  return json_response(to_json(record), status).with("ETag", etag_of(record.version));
}

/// The condition in If-Match (RFC 9110, 13.1.1); any version if the header is missing.
VersionCondition version_condition(const Request& request);
/// The same for changes that could undo someone else's. Throws Problem (428) if the header is
/// missing.
VersionCondition required_version_condition(const Request& request);

}  // namespace chaos::hub::http
