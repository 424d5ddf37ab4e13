#pragma once

#include <stop_token>

#include "chaos/dialogue.h"

namespace chaos::cli {

/// A dialogue over standard input and output, a terminal or a pipe. Hidden input is read with the
/// terminal's echo disabled, which is always enabled again afterwards.
class Prompt final : public Dialogue {
 public:
  explicit Prompt(std::stop_token stop) : stop_(std::move(stop)) {}

  void say(const std::string& line) override;
  std::string ask(const std::string& prompt,
                  const std::optional<std::string>& default_value) override;
  std::string ask_hidden(const std::string& prompt) override;
  int ask_number(const std::string& prompt) override;
  bool confirm(const std::string& question) override;
  /// The same for a question whose safe answer is "yes": Enter means yes.
  bool confirm_unless_denied(const std::string& question);

 private:
  std::string read_line();
  bool decide(const std::string& question, bool by_default);

  const std::stop_token stop_;
  std::string input_;  // read, but not part of a line yet
  bool ended_ = false;
};

}  // namespace chaos::cli
