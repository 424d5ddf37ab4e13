#pragma once

#include <soci/soci.h>

#include <string>
#include <string_view>
#include <vector>

#include "service/deed.h"

namespace chaos::hub::storage {

/// Who changed what. Written in the transaction of the change itself, so that neither is without
/// the other. Secrets are never in it.
struct AuditRecord {
  std::string time;
  std::string actor;         ///< the account's identifier; "" for the command line
  std::string action;        ///< "token.create"
  std::string organization;  ///< "" outside of any
  std::string subject;       ///< the identifier of what was changed
  std::string detail;        ///< for people
};

struct Change {
  std::string_view action;
  std::string subject;
  std::string detail = {};
  std::string organization = {};
};

void record(soci::session& session, const Deed& deed, const Change& change);

/// The latest records, latest first; all organizations' for "".
std::vector<AuditRecord> latest_records(soci::session& session, const std::string& organization,
                                        int limit);

}  // namespace chaos::hub::storage
