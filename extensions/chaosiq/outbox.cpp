#include "chaosiq/outbox.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "chaos/error.h"
#include "json/json_reader.h"
#include "log/log.h"
#include "os/file.h"
#include "os/print.h"

namespace chaos::chaosiq {
namespace {

constexpr int kFormat = 1;

Json to_json(const Outbox& outbox) {
  Json messages = Json::array();
  for (const auto& message : outbox.messages) {
    messages.push_back(
        {{"kind", to_string(message.kind)}, {"about", message.about}, {"body", message.body}});
  }
  const Identifiers& known = outbox.identifiers;
  return {{"url", outbox.url},
          {"organization_id", outbox.organization_id},
          {"team_id", outbox.team_id},
          {"experiment_id", known.experiment},
          {"execution_id", known.execution},
          {"verification_id", known.verification},
          {"run_id", known.run},
          {"messages", std::move(messages)}};
}

Outbox from_json(const Json& entry) {
  Outbox outbox{.url = entry.at("url"),
                .organization_id = entry.at("organization_id"),
                .team_id = entry.at("team_id"),
                .identifiers = {.experiment = entry.at("experiment_id"),
                                .execution = entry.at("execution_id"),
                                .verification = entry.at("verification_id"),
                                .run = entry.at("run_id")},
                .messages = {}};
  for (const auto& message : entry.at("messages")) {
    outbox.messages.push_back({.kind = message_kind(message.at("kind").get<std::string>()),
                               .body = message.at("body"),
                               .about = message.at("about")});
  }
  return outbox;
}

/// Removes messages about a run that the server rejected, unless it can still be created.
void forget_run(std::vector<Message>& messages) {
  const auto starts_run = [](const Message& message) {
    return message.kind == Message::Kind::kRunStart;
  };
  if (std::any_of(messages.begin(), messages.end(), starts_run)) return;
  std::erase_if(messages, [](const Message& message) {
    return message.kind == Message::Kind::kRunEvent || message.kind == Message::Kind::kRunEnd;
  });
}

/// Only on a terminal: elsewhere the console shows what it shows with the original.
void tell_user(const std::string& text) {
  log::debug(text);
  if (isatty(STDERR_FILENO) != 0) os::print_if_possible(stderr, text + "\n");
}

}  // namespace

std::string outbox_path(const std::string& journal_path) {
  return journal_path + ".unsent";
}

void keep(const std::string& journal_path, const Account& account, const Identifiers& identifiers,
          std::vector<Message> messages) {
  if (identifiers.run.empty()) forget_run(messages);
  if (messages.empty() || journal_path.empty()) return;
  const std::string how = fmt::format("Send it with: chaos publish {}", journal_path);
  if (identifiers.execution.empty()) {
    return tell_user("This execution could not be published. " + how);
  }
  const std::string path = outbox_path(journal_path);
  try {
    std::vector<Outbox> outboxes = read_outboxes(journal_path);
    outboxes.push_back({.url = account.url,
                        .organization_id = account.organization->id,
                        .team_id = account.team->id,
                        .identifiers = identifiers,
                        .messages = std::move(messages)});
    replace_outboxes(journal_path, outboxes);
    tell_user(fmt::format("A part of this execution could not be published and is kept in '{}'. {}",
                          path, how));
  } catch (const std::exception& error) {
    log::error(
        fmt::format("The unpublished part cannot be kept in '{}' either: {}", path, error.what()));
  }
}

std::vector<Outbox> read_outboxes(const std::string& journal_path) {
  const std::string path = outbox_path(journal_path);
  auto& files = os::FileSystem::real();
  if (!files.exists(path)) return {};
  try {
    const Json file = parse_json(files.read(path));
    if (file.at("format") != kFormat) throw std::runtime_error("it was written by a newer version");
    std::vector<Outbox> outboxes;
    for (const auto& entry : file.at("executions"))
      outboxes.push_back(from_json(entry));
    return outboxes;
  } catch (const std::exception& error) {
    throw ChaosError(Diagnostic{
        .message =
            fmt::format("The unpublished messages in '{}' cannot be read: {}", path, error.what()),
        .hint = "move the file away to continue without it"});
  }
}

void replace_outboxes(const std::string& journal_path, const std::vector<Outbox>& outboxes) {
  Json executions = Json::array();
  for (const auto& outbox : outboxes) {
    if (!outbox.messages.empty()) executions.push_back(to_json(outbox));
  }
  const std::string path = outbox_path(journal_path);
  auto& files = os::FileSystem::real();
  if (!executions.empty()) {
    const Json file = {{"format", kFormat}, {"executions", std::move(executions)}};
    files.write_private(path, to_json_text(file) + "\n");
  } else if (files.exists(path)) {
    files.remove(path);
  }
}

}  // namespace chaos::chaosiq
