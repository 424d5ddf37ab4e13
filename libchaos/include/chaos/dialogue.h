#pragma once

#include <optional>
#include <string>

#include "chaos/error.h"

namespace chaos {

/// How a command talks with its user.
class Dialogue {
 public:
  virtual ~Dialogue() = default;
  virtual void say(const std::string& line) = 0;
  /// Asks for a line, repeatedly until it is not empty or there is a default. Throws Aborted if
  /// there is no more input, Stopped.
  virtual std::string ask(const std::string& prompt,
                          const std::optional<std::string>& default_value) = 0;
  /// The same without showing the input.
  virtual std::string ask_hidden(const std::string& prompt) = 0;
  /// Asks for a whole number, repeatedly until it is one.
  virtual int ask_number(const std::string& prompt) = 0;
  /// Enter means no.
  virtual bool confirm(const std::string& question) = 0;
};

/// The user, or the end of the input, ended the dialogue.
class Aborted : public ChaosError {
 public:
  Aborted() : ChaosError("Aborted!") {}
};

}  // namespace chaos
