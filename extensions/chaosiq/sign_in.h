#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "chaos/error.h"
#include "chaos/json.h"
#include "chaosiq/account.h"
#include "chaosiq/api.h"

namespace chaos::chaosiq {

/// How the commands talk with their user.
class Dialogue {
 public:
  virtual ~Dialogue() = default;
  virtual void say(const std::string& line) = 0;
  /// Asks for a line, again until it is not empty or there is a default. Throws Aborted when there
  /// is no more input, Stopped.
  virtual std::string ask(const std::string& prompt,
                          const std::optional<std::string>& default_value) = 0;
  /// The same without showing what is typed.
  virtual std::string ask_hidden(const std::string& prompt) = 0;
  /// Asks for a whole number, again until it is one.
  virtual int ask_number(const std::string& prompt) = 0;
  /// No is what just Enter means.
  virtual bool confirm(const std::string& question) = 0;
};

/// The user, or the end of the input, ended the dialogue.
class Aborted : public ChaosError {
 public:
  Aborted() : ChaosError("Aborted!") {}
};

/// Nothing was chosen; the dialogue has said why.
class NothingChosen : public ChaosError {
  using ChaosError::ChaosError;
};

/// What the command line answers in advance, so that nothing has to be asked.
struct Answers {
  std::optional<std::string> url = {};
  std::optional<std::string> token = {};
  std::optional<std::string> organization = {};  ///< its name or identifier
  std::optional<std::string> team = {};          ///< likewise
  bool no_verify_tls = false;
};

/// The commands that choose where to publish. Each asks what `answers` does not tell, says what
/// came of it and returns the settings changed accordingly, with everything that is not its own as
/// it was. Throws ChaosError when nothing may be saved, NothingChosen, Aborted, Stopped.
/// Semantics: the commands signin, org and team of chaosiq-cloud.
class AccountChooser {
 public:
  AccountChooser(Json settings, Answers answers, Dialogue& dialogue, std::stop_token stop)
      : settings_(std::move(settings)),
        answers_(std::move(answers)),
        dialogue_(dialogue),
        stop_(std::move(stop)) {}

  Json sign_in();
  /// Like sign_in() when nobody has signed in yet.
  Json choose_organization();
  Json choose_team();

 private:
  bool is_signed_in() const;
  void ask_server();
  void check_token();
  void accept_unverified_certificate();
  Place pick_organization();
  Place pick_team(const Place& organization);
  NothingChosen nothing_chosen(const char* what);
  Json list(const char* what, const std::string& where,
            const std::function<Answer(const Api&)>& call);
  Json save(const Place& organization, const Place& team, bool keep_teams);
  Limits limits() const;

  Json settings_;
  const Answers answers_;
  Dialogue& dialogue_;
  const std::stop_token stop_;
  Account account_;
};

/// The settings with the feature ("publish", "safeguards" or "workspace") switched on or off.
/// Throws ChaosError when nobody has signed in.
Json switch_feature(Json settings, const std::string& feature, bool on);

}  // namespace chaos::chaosiq
