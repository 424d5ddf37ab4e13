#pragma once

#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos::chaosiq {

/// One message for the server.
struct Message {
  enum class Kind {
    kExperiment,  ///< body: the experiment
    kExecution,   ///< body: the journal at its start
    kEvent,       ///< body: a CloudEvent
    kJournal,     ///< body: the finished journal
    kRunStart,    ///< body: what starts the run of a verification, without its identifiers
    kRunEvent,    ///< body: {"category", "payload"}
    kRunEnd       ///< body: the journal, status and results
  };

  Kind kind;
  Json body;
  /// What it is about, for the error that it could not be sent: "was finished".
  std::string about = {};
  /// Whether to retry it later, and to keep it if the run ends before that.
  bool lasting = true;
};

/// How the delivery of a message ended.
enum class DeliveryStatus {
  kDelivered,
  kRefused,      ///< the server rejected it
  kUnreachable,  ///< there was no response
  kSkipped       ///< not tried, because what it belongs to could not be created on the server
};

/// "experiment", "execution", ...: how the kind is named in a file.
std::string_view to_string(Message::Kind kind);
/// Throws std::invalid_argument for an unknown name.
Message::Kind message_kind(std::string_view name);

/// The server's identifiers for one run; "" for what it does not have yet.
struct Identifiers {
  std::string experiment;
  std::string execution;
  std::string verification;  ///< comes with the experiment's file
  std::string run;
};

}  // namespace chaos::chaosiq
