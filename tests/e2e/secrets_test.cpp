#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/chaos_command.h"
#include "support/http_server.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const char* const kSecret = "correct horse/battery+staple";

Json with_secret(Json experiment) {
  experiment["secrets"] = {{"app", {{"token", {{"type", "env"}, {"key", "APP_TOKEN"}}}}}};
  return experiment;
}

/// Everything that the run left behind or printed.
std::string everything(const ChaosCommand& chaos, const Outcome& outcome) {
  return outcome.out + outcome.err + chaos.text("journal.json") + chaos.text("wal.copy") +
         chaos.text("chaostoolkit.log");
}

TEST(Secrets, AreUsedButNeverShown) {
  ChaosCommand chaos;
  const HttpServer server({reply(200, std::string("you sent ") + kSecret)});
  const Json request = {{"type", "probe"},
                        {"name", "ask"},
                        {"provider",
                         {{"type", "http"},
                          {"url", server.url("/")},
                          {"headers", {{"Authorization", "Bearer ${token}"}}}}}};
  Json experiment = with_secret(with_hypothesis(
      experiment_of({shell_action("print", "echo \"${token}\" | tee used; echo \"${token}\" >&2"),
                     request, shell_action("keep", "cp journal.json.wal wal.copy")},
                    {shell_action("put back", "echo \"${token}\"")}),
      {shell_probe("look", "echo \"${token}\"",
                   Json{{"type", "regex"}, {"target", "stdout"}, {"pattern", "battery"}})}));
  experiment["title"] = "with ${token} in the title";
  const Outcome outcome = chaos.env("APP_TOKEN", kSecret)
                              .experiment(experiment)
                              .run({"--verbose", "run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.text("used"), std::string(kSecret) + "\n");
  EXPECT_EQ(server.requests().at(0).header("Authorization"), std::string("Bearer ") + kSecret);
  EXPECT_THAT(chaos.text("wal.copy"), HasSubstr("put back"));
  EXPECT_THAT(everything(chaos, outcome), Not(HasSubstr(kSecret)));
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["run"][0]["output"]["stdout"], "[redacted]\n");
  EXPECT_EQ(journal["run"][0]["output"]["stderr"], "[redacted]\n");
  EXPECT_EQ(journal["run"][1]["output"]["body"], "you sent [redacted]");
  EXPECT_EQ(journal["rollbacks"][0]["output"]["stdout"], "[redacted]\n");
  EXPECT_EQ(journal["experiment"]["title"], "with [redacted] in the title");
}

TEST(Secrets, AreNotShownInJsonRecords) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.env("APP_TOKEN", kSecret)
          .experiment(with_secret(experiment_of({shell_action("print", "echo \"${token}\"")})))
          .run({"--verbose", "--log-format", "json", "run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(everything(chaos, outcome), Not(HasSubstr(kSecret)));
}

TEST(Secrets, AreNotShownWithoutSurroundingSpaces) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.env("APP_TOKEN", " hunter2-hunter2\n")
          .experiment(with_secret(
              experiment_of({shell_action("print", "echo \"${token}\" | tr -d ' \\n' | tee used"),
                             shell_action("keep", "cp journal.json.wal wal.copy")})))
          .run({"--verbose", "run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.text("used"), "hunter2-hunter2");
  EXPECT_THAT(everything(chaos, outcome), Not(HasSubstr("hunter2")));
}

TEST(Secrets, OfSeveralLinesAreNotShownLineByLine) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.env("APP_TOKEN", "-- BEGIN --\r\nfirstbase64\r\nsecondbase64\nab\n-- END --\n")
          .experiment(with_secret(experiment_of(
              {shell_action("print", "echo \"${token}\" | sed -n '2p;3p;4p' | tr -d '\\r'"),
               shell_action("keep", "cp journal.json.wal wal.copy")})))
          .run({"--verbose", "run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(everything(chaos, outcome), Not(HasSubstr("base64")));
  EXPECT_EQ(chaos.journal()["run"][0]["output"]["stdout"], "[redacted]\n[redacted]\nab\n");
}

TEST(Secrets, AreNotShownEscaped) {
  for (const std::string& secret :
       {std::string("CORP\\svc-account"), std::string("tab\tsvc-account"),
        std::string("n\u00a0bsp svc-account"), std::string("quote'\"svc-account"),
        std::string("line\nsvc-account"), std::string("bell\asvc-account")}) {
    ChaosCommand chaos;
    Json echo = {
        {"type", "action"},
        {"name", "print"},
        {"provider", {{"type", "process"}, {"path", "cat"}, {"arguments", {"text.json"}}}}};
    Json direct = {
        {"type", "action"},
        {"name", "direct"},
        {"provider",
         {{"type", "process"}, {"path", "printf"}, {"arguments", {"%s|%s'\"", "${token}", "x"}}}}};
    const Outcome outcome =
        chaos.env("APP_TOKEN", secret)
            .file("text.json", to_json_text(Json{{"said", secret}}) + python_repr(Json{secret}))
            .experiment(with_secret(experiment_of(
                {echo, direct, shell_action("keep", "cp journal.json.wal wal.copy")})))
            .run({"--verbose", "run", "experiment.json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(everything(chaos, outcome), Not(HasSubstr("svc-account"))) << secret;
  }
}

TEST(Secrets, OfAVariableFileAreNotShown) {
  ChaosCommand chaos;
  Json experiment = with_secret(experiment_of({shell_action("print", "echo \"${token}\"")}));
  const Outcome outcome =
      chaos.experiment(experiment)
          .env("APP_TOKEN", "unused")
          .file("variables.json", to_json_text(Json{{"secrets", {{"app", {{"token", kSecret}}}}}}))
          .run({"--verbose", "run", "--var-file", "variables.json", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.journal()["run"][0]["output"]["stdout"], "[redacted]\n");
  EXPECT_THAT(everything(chaos, outcome), Not(HasSubstr(kSecret)));
}

TEST(Secrets, InTheDocumentAreInItsJournalOnly) {
  ChaosCommand chaos;
  Json experiment = experiment_of({shell_action("print", "echo \"${token}\"")});
  experiment["secrets"] = {{"app", {{"token", kSecret}}}};
  const Outcome outcome =
      chaos.experiment(experiment)
          .run({"--verbose", "run", "--report", "report.html", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.journal()["run"][0]["output"]["stdout"], std::string(kSecret) + "\n");
  EXPECT_THAT(chaos.text("report.html"), HasSubstr("[redacted]"));
  EXPECT_THAT(
      outcome.out + outcome.err + chaos.text("chaostoolkit.log") + chaos.text("report.html"),
      Not(HasSubstr(kSecret)));
}

TEST(Secrets, ThatAreMissingAreNamed) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.experiment(with_secret(experiment_of({}))).run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(),
              ::testing::Contains("ERROR Secrets make reference to an environment key that does "
                                  "not exist: APP_TOKEN"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: set it, e.g. `export APP_TOKEN=...`\n"));
}

}  // namespace
}  // namespace chaos::testing
