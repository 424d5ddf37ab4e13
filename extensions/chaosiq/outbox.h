#pragma once

#include <string>
#include <vector>

#include "chaosiq/account.h"
#include "chaosiq/message.h"

namespace chaos::chaosiq {

/// What could not be sent of one execution. It is kept beside the journal until `chaos publish`
/// sends it, with that of earlier executions whose journal lay at the same place.
struct Outbox {
  std::string url;  ///< of the server it is for
  std::string organization_id;
  std::string team_id;
  Identifiers identifiers;
  std::vector<Message> messages;
};

/// Where it is kept: the journal's path with ".unsent" behind.
std::string outbox_path(const std::string& journal_path);

/// Keeps the messages beside the journal and tells the user. Nothing is kept of an execution that
/// the server never heard of, nor of a run that it did not take: the journal says all that their
/// events would. What goes wrong is told
/// to the log.
void keep(const std::string& journal_path, const Account& account, const Identifiers& identifiers,
          std::vector<Message> messages);

/// What is kept beside the journal, the oldest first. Throws ChaosError when it is damaged.
std::vector<Outbox> read_outboxes(const std::string& journal_path);

/// Replaces what is kept beside the journal, or removes the file when no message is left. Throws
/// std::system_error.
void replace_outboxes(const std::string& journal_path, const std::vector<Outbox>& outboxes);

}  // namespace chaos::chaosiq
