#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "chaos/dialogue.h"
#include "chaos/error.h"
#include "chaos/json.h"
#include "chaosiq/account.h"
#include "chaosiq/api.h"

namespace chaos::chaosiq {

/// Nothing was chosen; the user has been told why.
class NothingChosen : public ChaosError {
  using ChaosError::ChaosError;
};

/// Answers from the command line, so that nothing has to be asked.
struct Answers {
  std::optional<std::string> url = {};
  std::optional<std::string> token = {};
  std::optional<std::string> organization = {};  ///< its name or identifier
  std::optional<std::string> team = {};          ///< likewise
  bool no_verify_tls = false;
};

/// The commands that choose where to publish. Each asks for what `answers` does not contain,
/// reports the result, and returns the changed settings, leaving everything else unchanged. Throws
/// ChaosError if nothing may be saved, NothingChosen, Aborted, Stopped. Semantics: the commands
/// signin, org and team of chaosiq-cloud.
class AccountChooser {
 public:
  AccountChooser(Json settings, Answers answers, Dialogue& dialogue, std::stop_token stop)
      : settings_(std::move(settings)),
        answers_(std::move(answers)),
        dialogue_(dialogue),
        stop_(std::move(stop)) {}

  Json sign_in();
  /// Like sign_in() if the user has not signed in yet.
  Json choose_organization();
  Json choose_team();

 private:
  bool is_signed_in() const;
  void ask_server();
  void check_token();
  void accept_unverified_certificate();
  OrganizationOrTeam pick_organization();
  OrganizationOrTeam pick_team(const OrganizationOrTeam& organization);
  NothingChosen nothing_chosen(const char* what);
  Json list(const char* what, const std::string& where,
            const std::function<Answer(const Api&)>& call);
  Json save(const OrganizationOrTeam& organization, const OrganizationOrTeam& team,
            bool keep_teams);
  Limits limits() const;

  Json settings_;
  const Answers answers_;
  Dialogue& dialogue_;
  const std::stop_token stop_;
  Account account_;
};

/// The settings with the feature ("publish", "safeguards" or "workspace") enabled or disabled.
/// Throws ChaosError if the user has not signed in.
Json switch_feature(Json settings, const std::string& feature, bool on);

}  // namespace chaos::chaosiq
