#pragma once

#include "dashboard/model/audit_trail.h"
#include "http/message.h"

namespace chaos::hub::dashboard {

/// Stands for the command line, where nobody is signed in.
inline constexpr const char* kCommandLine = "command-line";

/// The filter in the query of a request: "actor", "action", "subject", "from" and "to". Throws
/// Problem (422).
AuditFilter audit_filter_of(const http::Request& request);

}  // namespace chaos::hub::dashboard
