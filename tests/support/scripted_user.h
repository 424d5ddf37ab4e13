#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chaos/dialogue.h"

namespace chaos::testing {

/// A user who types what a test has prepared, and leaves at its end.
class ScriptedUser final : public Dialogue {
 public:
  explicit ScriptedUser(std::deque<std::string> typed) : typed_(std::move(typed)) {}

  void say(const std::string& line) override { story.push_back(line); }
  std::string ask(const std::string& prompt,
                  const std::optional<std::string>& default_value) override {
    story.push_back(prompt + "? [" + default_value.value_or("") + "]");
    const std::string line = next();
    return line.empty() && default_value ? *default_value : line;
  }
  std::string ask_hidden(const std::string& prompt) override {
    story.push_back(prompt + "? (hidden)");
    return next();
  }
  int ask_number(const std::string& prompt) override {
    story.push_back(prompt + "? (number)");
    return std::stoi(next());
  }
  bool confirm(const std::string& question) override {
    story.push_back(question);
    return next() == "y";
  }

  std::vector<std::string> story;

 private:
  std::string next() {
    if (typed_.empty()) throw Aborted();
    std::string line = typed_.front();
    typed_.pop_front();
    return line;
  }
  std::deque<std::string> typed_;
};

}  // namespace chaos::testing
