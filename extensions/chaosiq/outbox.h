#pragma once

#include <string>
#include <vector>

#include "chaosiq/account.h"
#include "chaosiq/message.h"

namespace chaos::chaosiq {

/// The unsent messages of one execution. They are kept next to the journal until `chaos publish`
/// sends them, together with those of earlier executions with the same journal path.
struct Outbox {
  std::string url;  ///< of the server it is for
  std::string organization_id;
  std::string team_id;
  Identifiers identifiers;
  std::vector<Message> messages;
};

/// The path of the file: the journal's path plus ".unsent".
std::string outbox_path(const std::string& journal_path);

/// Keeps the messages next to the journal and tells the user. Nothing is kept for an execution that
/// the server does not know, or a run that it rejected: the journal contains everything. Errors are
/// logged.
void keep(const std::string& journal_path, const Account& account, const Identifiers& identifiers,
          std::vector<Message> messages);

/// The kept messages, oldest first. Throws ChaosError if the file is damaged.
std::vector<Outbox> read_outboxes(const std::string& journal_path);

/// Replaces the kept messages, or removes the file if none are left. Throws std::system_error.
void replace_outboxes(const std::string& journal_path, const std::vector<Outbox>& outboxes);

}  // namespace chaos::chaosiq
