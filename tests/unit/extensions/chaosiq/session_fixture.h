#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stop_token>
#include <string>
#include <vector>

#include "chaos/error.h"
#include "chaosiq/session.h"
#include "support/captured_log.h"
#include "support/chaosiq_server.h"
#include "support/temporary_directory.h"

namespace chaos::chaosiq {

inline const Identifiers kKnown = {.experiment = "x1", .execution = "e1"};

/// A session with a scripted server, which waits for responses without a limit.
class SessionTest : public ::testing::Test {
 protected:
  SessionTest() {
    account_ = server_.account();
    account_.patience_seconds = 3600;
  }

  void begin(const Identifiers& known = kKnown) { session_.begin(account_, known); }
  void tell(const std::string& type, Session::Guard guard = Session::Guard::kWait) {
    session_.tell(type, {{"title", "t"}}, nullptr, events_, guard);
  }
  /// Performs the waits of a run that no longer holds its lock. Returns the text of a refusal.
  std::string wait_for_deferred() {
    try {
      for (const auto& wait : events_.take_deferred())
        wait();
    } catch (const InterruptExecution& error) {
      return error.what();
    }
    return "(goes on)";
  }
  std::string step(const std::string& type) {
    tell(type);
    return wait_for_deferred();
  }
  /// The refusal is pending until the server is released, when the step continues.
  void step_without_waiting_for_its_refusal() {
    account_.patience_seconds = 0.001;
    begin();
    server_.answers.set("safeguards", chaos::testing::chaosiq_refusal({"night"}));
    server_.hold("safeguards");
    EXPECT_EQ(step("starting-method"), "(goes on)");
    server_.wait_for_requests(2);
  }
  std::vector<std::string> events() const {
    std::vector<std::string> types;
    for (const auto& event : server_.bodies("event"))
      types.push_back(event.at("type"));
    return types;
  }

  chaos::testing::CapturedLog log_;
  chaos::testing::TemporaryDirectory directory_;
  chaos::testing::ChaosiqServer server_;
  Account account_;
  EventRegistry events_;
  std::stop_source stop_;
  std::string journal_ = directory_ / "journal.json";
  Interruption interruption_;
  Session session_{{.journal_path = journal_,
                    .stop_of_waits = [this] { return stop_.get_token(); },
                    .interruption = &interruption_}};
};

}  // namespace chaos::chaosiq
