#pragma once

#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos::chaosiq {

/// One thing that the server is to know.
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
  /// What it is about, for the error that says it could not be told: "was finished".
  std::string about = {};
  /// Whether it is worth another try later, and keeping when the run ends before that.
  bool lasting = true;
};

/// What has become of a message.
enum class Fate {
  kDelivered,
  kRefused,      ///< the server answered, but not that it has it
  kUnreachable,  ///< there was no answer
  kUnaddressed   ///< not tried: what it belongs to could not be created on the server
};

/// "experiment", "execution", ...: how the kind is named in a file.
std::string_view to_string(Message::Kind kind);
/// Throws std::invalid_argument for a name that is none.
Message::Kind message_kind(std::string_view name);

/// What the server calls the things of one run; "" for what it does not know yet.
struct Identifiers {
  std::string experiment;
  std::string execution;
  std::string verification;  ///< comes with the experiment's file
  std::string run;
};

}  // namespace chaos::chaosiq
