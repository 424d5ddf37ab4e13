#include "provider/process_provider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <stop_token>
#include <string>
#include <utility>

#include "chaos/error.h"
#include "json/json_reader.h"
#include "log/log.h"
#include "support/environment_variable.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using chaos::testing::EnvironmentVariable;
using chaos::testing::TemporaryDirectory;
using ::testing::HasSubstr;
using ::testing::Not;

const Json kNothing = Json::object();

/// An activity that runs `path`; `rest` contains further members of its provider block, as JSON.
Json process(const std::string& path, const std::string& rest = "{}") {
  Json provider = {{"type", "process"}, {"path", path}};
  provider.update(parse_json(rest));
  return {{"type", "action"}, {"name", "x"}, {"provider", provider}};
}

Json run(const Json& activity, const Json& configuration = kNothing,
         const Json& secrets = kNothing) {
  return ProcessProvider().execute({activity, configuration, secrets, {}, Deadline::never()});
}

std::string output_of(const std::string& path, const std::string& rest,
                      const Json& configuration = kNothing) {
  return run(process(path, rest), configuration)["stdout"].get<std::string>();
}

template <typename Error, typename Action>
Diagnostic error_of(Action&& action) {
  try {
    std::forward<Action>(action)();
  } catch (const Error& error) {
    return error.diagnostic();
  }
  ADD_FAILURE() << "the expected error was not thrown";
  return {};
}

Diagnostic unexpected(const Json& activity) {
  return error_of<UnexpectedError>([&] { run(activity); });
}

Diagnostic invalid(const Json& activity) {
  return error_of<InvalidActivity>([&] { ProcessProvider().validate(activity); });
}

/// Captures the log during its lifetime.
class LogFile {
 public:
  LogFile() { log::configure({.verbose = false, .json = false, .file = directory_ / "log"}); }
  ~LogFile() { log::configure({}); }
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;
  std::string text() const { return directory_.read("log"); }

 private:
  TemporaryDirectory directory_;
};

constexpr const char* kWarning =
    "This process returned a non-zero exit code. This may indicate some error and not what you "
    "expected. Please have a look at the logs.";

TEST(ProcessProvider, ReturnsStatusAndOutputsInOrder) {
  EXPECT_EQ(
      to_json_text(run(process("sh", R"({"arguments": ["-c", "echo o; echo e >&2; exit 7"]})"))),
      R"({"status": 7, "stdout": "o\n", "stderr": "e\n"})");
}

TEST(ProcessProvider, RunsWithoutArguments) {
  for (const char* rest :
       {"{}", R"({"arguments": []})", R"({"arguments": {}})", R"({"arguments": ""})"}) {
    EXPECT_EQ(output_of("echo", rest), "\n") << rest;
  }
}

TEST(ProcessProvider, PassesAListWithoutAShell) {
  EXPECT_EQ(output_of("echo", R"({"arguments": ["a b", "*", "$HOME", "it's", ";"]})"),
            "a b * $HOME it's ;\n");
}

TEST(ProcessProvider, WritesValuesLikePythonAndDropsEmptyOnes) {
  EXPECT_EQ(output_of("echo", R"({"arguments": [1, 1.0, true, false, null, "", 1e20, [1, "a"]]})"),
            "1 1.0 True False 1e+20 [1, 'a']\n");
}

TEST(ProcessProvider, FlattensAMapping) {
  EXPECT_EQ(output_of("echo", R"({"arguments": {"--name": "v", "-n": 3, "--flag": "",
                                                "--none": null, "--yes": true}})"),
            "--name v -n 3 --flag --none --yes True\n");
}

TEST(ProcessProvider, PassesAStringThroughTheShell) {
  EXPECT_EQ(output_of("echo", R"({"arguments": "a   b 'c   d' $((1 + 2)) && echo more"})"),
            "a b c   d 3\nmore\n");
}

TEST(ProcessProvider, QuotesAPathOnlyTheShellWouldSplit) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("it's my tool.sh", "#!/bin/sh\necho got $1\n", 0755);
  EXPECT_EQ(output_of(path, R"({"arguments": ["a"]})"), "got a\n");
  EXPECT_EQ(output_of(path, R"({"arguments": "a"})"), "got a\n");
}

TEST(ProcessProvider, SubstitutesArguments) {
  const Json configuration = {{"x", "a b"}, {"n", 3}};
  EXPECT_EQ(output_of("echo", R"({"arguments": ["${x}", "${n}", "$$"]})", configuration),
            "a b 3 $\n");
  EXPECT_EQ(output_of("echo", R"({"arguments": "'${x}'  ${x}"})", configuration), "a b a b\n");
}

TEST(ProcessProvider, SubstitutesSecrets) {
  const Json secrets = {{"target", {{"token", "s3cret"}}}};
  EXPECT_EQ(run(process("echo", R"({"arguments": ["${token}"]})"), kNothing, secrets)["stdout"],
            "s3cret\n");
}

TEST(ProcessProvider, KeepsArgumentsWithoutVariables) {
  EXPECT_EQ(output_of("echo", R"({"arguments": ["$$", "${x}"]})"), "$$ ${x}\n");
}

TEST(ProcessProvider, AbortsOnInvalidArguments) {
  EXPECT_EQ(unexpected(process("echo", R"({"arguments": null})")).message,
            "'NoneType' object is not iterable");
  EXPECT_EQ(unexpected(process("echo", R"({"arguments": 5})")).message,
            "'int' object is not iterable");
  EXPECT_EQ(unexpected(process("echo", R"({"arguments": true})")).message,
            "'bool' object is not iterable");
}

TEST(ProcessProvider, AbortsOnANulInAnArgument) {
  EXPECT_EQ(unexpected(process("echo", R"({"arguments": ["a\u0000b"]})")).message,
            "embedded null byte");
}

TEST(ProcessProvider, ExpandsTheHomeDirectory) {
  const TemporaryDirectory directory;
  directory.write("hi.sh", "#!/bin/sh\necho \"hi $1\"\n", 0755);
  const EnvironmentVariable home("HOME", directory.path());
  const Json activity = process("~/hi.sh", R"({"arguments": ["there"]})");
  ProcessProvider().validate(activity);
  EXPECT_EQ(run(activity)["stdout"], "hi there\n");
}

TEST(ProcessProvider, NamesAMissingExecutable) {
  for (const char* rest : {R"({"arguments": ["a"]})", R"({"arguments": "a"})"}) {
    const Diagnostic diagnostic = unexpected(process("no-such-tool", rest));
    EXPECT_EQ(diagnostic.message, "path 'no-such-tool' cannot be found, in activity 'x'");
    EXPECT_EQ(diagnostic.pointer, "/provider/path");
    EXPECT_THAT(diagnostic.hint, HasSubstr("PATH"));
  }
}

TEST(ProcessProvider, AbortsWithoutAPath) {
  Json activity = process("");
  activity["provider"].erase("path");
  EXPECT_EQ(unexpected(activity).message, "a process activity must have a path");
}

TEST(ProcessProvider, ReportsWhyAScriptCannotBeStarted) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("script", "echo hi\n", 0755);
  EXPECT_EQ(unexpected(process(path)).message, "[Errno 8] Exec format error: '" + path + "'");
}

TEST(ProcessProvider, FailsAtItsTimeout) {
  const Json activity = process("sleep", R"({"arguments": ["1000"], "timeout": 0.02})");
  EXPECT_EQ(error_of<ActivityFailed>([&] { run(activity); }).message,
            "process activity took too long to complete");
}

TEST(ProcessProvider, FailsAtTheActivitysDeadlineIfThatIsEarlier) {
  const Json activity = process("sleep", R"({"arguments": ["1000"], "timeout": 1000})");
  const ActivityCall call{
      activity, kNothing, kNothing, {}, Deadline::after(std::chrono::milliseconds(20))};
  EXPECT_EQ(error_of<ActivityFailed>([&] { ProcessProvider().execute(call); }).message,
            "process activity took too long to complete");
}

TEST(ProcessProvider, AcceptsNoTimeoutAndHugeOnes) {
  for (const char* timeout : {"null", "1e300", "123456789012345678901234567890"}) {
    EXPECT_EQ(output_of("echo", std::string(R"({"timeout": )") + timeout + "}"), "\n") << timeout;
  }
}

TEST(ProcessProvider, AbortsOnATimeoutThatIsNotANumber) {
  EXPECT_EQ(unexpected(process("echo", R"({"timeout": "5"})")).message,
            "the timeout of a process must be a number of seconds, not '5'");
}

TEST(ProcessProvider, ThrowsStoppedWhenTheRunIsInterrupted) {
  std::stop_source source;
  source.request_stop();
  const Json activity = process("echo");
  const ActivityCall call{activity, kNothing, kNothing, source.get_token(), Deadline::never()};
  EXPECT_THROW(ProcessProvider().execute(call), Stopped);
}

TEST(ProcessProvider, WarnsAboutANonZeroStatus) {
  const LogFile log;
  run(process("sh", R"({"arguments": ["-c", "exit 3"]})"));
  EXPECT_THAT(log.text(), HasSubstr(kWarning));
}

TEST(ProcessProvider, DoesNotWarnForAHypothesisOrASignal) {
  const LogFile log;
  run(process("sh", R"({"arguments": ["-c", "kill -9 $$"]})"));
  run(process("true"));
  Json probe = process("sh", R"({"arguments": ["-c", "exit 3"]})");
  probe["tolerance"] = 3;
  run(probe);
  EXPECT_THAT(log.text(), Not(HasSubstr(kWarning)));
}

TEST(ProcessProvider, LogsWhatItRuns) {
  const LogFile log;
  run(process("/bin/echo", R"({"arguments": ["letter", 1]})"));
  run(process("/bin/echo", R"({"arguments": "a 1"})"));
  EXPECT_THAT(log.text(), HasSubstr("Running: ['/bin/echo', 'letter', '1']\n"));
  EXPECT_THAT(log.text(), HasSubstr("Running: /bin/echo a 1\n"));
}

TEST(ProcessProvider, DecodesOutput) {
  EXPECT_EQ(output_of("printf", R"({"arguments": ["caf\\351 au lait, d\\351j\\340 vu"]})"),
            "caf\u00e9 au lait, d\u00e9j\u00e0 vu");
}

TEST(ProcessProvider, ReportsThatOutputWasTruncated) {
  const LogFile log;
  const Json activity = process("printf", R"({"arguments": ["ab\u65e5\u672c"]})");
  const ActivityCall call{activity, kNothing, kNothing, {}, Deadline::never()};
  EXPECT_EQ(ProcessProvider(6).execute(call)["stdout"],
            "ab\u65e5\n[truncated: only the first 6 bytes were kept]\n");
  EXPECT_THAT(log.text(), HasSubstr("The process wrote more than 6 bytes to its standard output: "
                                    "the rest was dropped."));
}

TEST(ProcessProvider, ValidatesThePath) {
  ProcessProvider().validate(process("echo"));
  EXPECT_EQ(invalid(process("")).message, "a process activity must have a path");
  const Diagnostic missing = invalid(process("no-such-tool"));
  EXPECT_EQ(missing.message, "path 'no-such-tool' cannot be found, in activity 'x'");
  EXPECT_EQ(missing.pointer, "/provider/path");
  Json without = process("echo");
  without["provider"].erase("path");
  EXPECT_EQ(invalid(without).pointer, "/provider");
  without["provider"]["path"] = 5;
  EXPECT_EQ(invalid(without).message, "path '5' cannot be found, in activity 'x'");
}

TEST(ProcessProvider, ValidatesThatThePathIsExecutable) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("notes.txt", "hi");
  const Diagnostic diagnostic = invalid(process(path));
  EXPECT_EQ(diagnostic.message, "path '" + path + "' cannot be found, in activity 'x'");
  EXPECT_THAT(diagnostic.hint, HasSubstr("chmod +x"));
}

}  // namespace
}  // namespace chaos
