#include "hub/access_table.h"

#include <algorithm>
#include <sstream>

namespace chaos::testing {
namespace {

/// For each route: who is admitted, the role and scope they need, and what happens to callers who
/// are let through, unless it is "ok":
///
///   404, 403    that status, for all of them
///   secrets     the response contains the secrets in the experiment, for callers who may run it;
///   no
///               other response contains them
///   owner-only  the status before it does not apply to ada, who owns what the path names
///   removes     deletes what other rows need: skipped for callers who would be let through
///   endless     never ends the response: skipped likewise; tests/hub/live_test.cpp covers it
///
/// A route without a row fails. The expected status of each principal follows from its row, so that
/// no kind of principal and no scope is left out.
constexpr const char* kTable = R"(
GET /                                                               anyone   -             -
GET /assets/{file}                                                  anyone   -             -     404
GET /health/live                                                    anyone   -             -
GET /health/ready                                                   anyone   -             -
GET /metrics                                                        anyone   -             -
GET /api/v1/openapi.yaml                                            anyone   -             -
GET /api                                                            anyone   -             -
GET /badges/{secret}                                                anyone   -             -     404
GET /sign-in/with/{provider}                                        anyone   -             -     404
POST /sign-in/with/{provider}                                       people   account       admin 404
POST /sign-in/with/{provider}/disconnect                            people   account       admin 404
GET /sign-in/with/{provider}/callback                               anyone   -             -     404
GET /api/v1/account                                                 both     account       read
GET /api/v1/account/tokens                                          people   account       read
POST /api/v1/account/tokens                                         people   account       admin
DELETE /api/v1/account/tokens/{token}                               people   account       admin 404 owner-only
GET /api/v1/organizations                                           both     account       read
POST /api/v1/organizations                                          people   account       admin
GET /api/v1/organizations/{org}                                     both     org-member    read
PATCH /api/v1/organizations/{org}                                   people   org-owner     admin
DELETE /api/v1/organizations/{org}                                  people   org-owner     admin
GET /api/v1/organizations/{org}/members                             people   org-member    read
POST /api/v1/organizations/{org}/members                            people   org-owner     admin
DELETE /api/v1/organizations/{org}/members/{account}                people   org-owner     admin
GET /api/v1/organizations/{org}/activities                          both     org-member    read
GET /api/v1/organizations/{org}/audit                               people   org-owner     read
GET /api/v1/organizations/{org}/audit/export                        people   org-owner     read
GET /api/v1/organizations/{org}/teams                               both     org-member    read
POST /api/v1/organizations/{org}/teams                              people   org-owner     admin
GET {team}                                                          both     viewer        read
PATCH {team}                                                        people   owner         admin
DELETE {team}                                                       people   owner         admin
GET {team}/members                                                  both     viewer        read
POST {team}/members                                                 people   owner         admin
DELETE {team}/members/{account}                                     people   owner         admin
GET {team}/experiments                                              both     viewer        read
POST {team}/experiments                                             both     member        write
GET {team}/experiments/{experiment}                                 both     viewer        read
GET {team}/experiments/{experiment}/document                        both     viewer        read  secrets
GET /assets/experiments/{experiment_file}                           both     viewer        read  secrets
GET /assets/verifications/{verification_file}                       both     viewer        read  secrets
GET {team}/experiments/{experiment}/versions                        both     viewer        read
GET {team}/experiments/{experiment}/versions/{version}              both     viewer        read  secrets
PUT {team}/experiments/{experiment}/approval                        people   owner         admin
DELETE {team}/experiments/{experiment}/approval                     people   owner         admin
GET {team}/executions                                               both     viewer        read
GET {team}/experiments/{experiment}/executions                      both     viewer        read
POST {team}/experiments/{experiment}/executions                     both     member        write
GET {team}/experiments/{experiment}/executions/{execution}          both     viewer        read  secrets
PUT {team}/experiments/{experiment}/executions/{execution}          both     member        write
GET {team}/experiments/{experiment}/executions/{execution}/events   both     viewer        read
POST {team}/experiments/{experiment}/executions/{execution}/events  both     member        write
GET {team}/experiments/{experiment}/executions/{execution}/policies both     viewer        read
GET {team}/experiments/{experiment}/executions/{execution}/journal  both     viewer        read
GET {team}/experiments/{experiment}/executions/{execution}/report   both     viewer        read
POST {team}/experiments/{experiment}/executions/{execution}/close   both     member        write
POST {team}/experiments/{experiment}/executions/{execution}/stop    both     member        write
GET {team}/verifications                                            both     viewer        read
POST {team}/verifications                                           both     member        write
GET {team}/verifications/{verification}/runs                        both     viewer        read
POST {team}/verifications/{verification}/runs                       both     member        write
GET {team}/verifications/{verification}/runs/{run}                  both     viewer        read
POST {team}/verifications/{verification}/runs/{run}/events          both     member        write
POST {team}/verifications/{verification}/runs/{run}/finished        both     member        write
GET {team}/safeguards                                               both     viewer        read
POST {team}/safeguards                                              both     owner         admin
GET {team}/safeguards/{safeguard}                                   both     viewer        read
PATCH {team}/safeguards/{safeguard}                                 both     owner         admin
DELETE {team}/safeguards/{safeguard}                                both     owner         admin
POST {team}/halt                                                    both     member        write
POST {team}/resume                                                  both     owner         admin
GET {team}/experiments/{experiment}/badge                           both     viewer        read
POST {team}/experiments/{experiment}/badge                          people   member        write
DELETE {team}/experiments/{experiment}/badge                        people   member        write
GET {team}/webhook                                                  people   owner         read
PUT {team}/webhook                                                  people   owner         admin
DELETE {team}/webhook                                               people   owner         admin
POST {team}/webhook/secret                                          people   owner         admin
POST {team}/webhook/test                                            people   owner         admin
GET {team}/webhook/deliveries                                       people   owner         read
POST {team}/webhook/deliveries/{delivery}/send-again                people   owner         admin 404
GET {team}/tokens                                                   people   owner         read
DELETE {team}/tokens/{token}                                        people   owner         admin 404
GET /api/v1/account/sign-up-links                                   people   administrator read
POST /api/v1/account/sign-up-links                                  people   administrator admin
DELETE /api/v1/account/sign-up-links/{link}                         people   administrator admin 404
)";

constexpr const char* kPages = R"(
GET /sign-up/{secret}                                               anyone   -             -     404
POST /sign-up/{secret}                                              anyone   -             -     404
GET /sign-in                                                        anyone   -             -
POST /sign-in                                                       anyone   -             -
POST /sign-out                                                      anyone   -             -
POST /theme                                                         anyone   -             -
GET /account                                                        people   account       read
POST /account/tokens                                                people   account       admin
POST /account/password                                              people   account       admin 403
POST /account/sign-up-links                                         people   administrator admin
POST /account/sign-up-links/{link}/revoke                           people   administrator admin 404
GET {pages}/tokens                                                  people   owner         read
POST {pages}/tokens                                                 people   owner         admin
POST {pages}/tokens/{token}/revoke                                  people   owner         admin 404
GET /organizations/new                                              people   account       read
POST /organizations/new                                             people   account       admin
GET /organizations/{org}                                            people   org-member    read
POST /organizations/{org}/teams                                     people   org-owner     admin
GET /organizations/{org}/settings                                   people   org-owner     read
GET /organizations/{org}/audit                                      people   org-owner     read
POST /organizations/{org}/settings                                  people   org-owner     admin
POST /organizations/{org}/settings/members                          people   org-owner     admin
GET {pages}                                                         people   viewer        read
GET {pages}/members                                                 people   viewer        read
POST {pages}/members                                                people   owner         admin
POST {pages}/name                                                   people   owner         admin
POST {pages}/guarded-runs                                           people   owner         admin
POST {pages}/delete                                                 people   owner         admin
GET {pages}/experiments                                             people   viewer        read
GET {pages}/experiments/{experiment}                                people   viewer        read
GET {pages}/experiments/{experiment}/versions/{version}             people   viewer        read
GET {pages}/experiments/{experiment}/changes                        people   viewer        read
GET {pages}/experiments/{experiment}/edit                           people   member        write secrets
POST {pages}/experiments/{experiment}/edit                          people   member        write
POST {pages}/experiments/{experiment}/edit/check                    people   member        read
POST {pages}/experiments/{experiment}/approval                      people   owner         admin
POST {pages}/experiments/{experiment}/approval/withdraw             people   owner         admin
GET {pages}/safeguards/{safeguard}                                  people   owner         read
POST {pages}/safeguards/{safeguard}                                 people   owner         admin
POST {pages}/safeguards/{safeguard}/undo                            people   owner         admin
POST {pages}/experiments/{experiment}/badge                         people   member        write
POST {pages}/experiments/{experiment}/badge/remove                  people   member        write removes
GET {pages}/webhook                                                 people   owner         read
POST {pages}/webhook                                                people   owner         admin
POST {pages}/webhook/secret                                         people   owner         admin
POST {pages}/webhook/test                                           people   owner         admin
POST {pages}/webhook/remove                                         people   owner         admin removes
POST {pages}/webhook/deliveries/{delivery}                          people   owner         admin 404
GET {pages}/executions                                              people   viewer        read
GET {pages}/executions/compare                                      people   viewer        read  404
GET {pages}/executions/{execution}                                  people   viewer        read
POST {pages}/executions/{execution}/close                           people   member        write
POST {pages}/executions/{execution}/stop                            people   member        write
GET {pages}/verifications                                           people   viewer        read
POST {pages}/verifications                                          people   member        write
GET {pages}/verifications/{verification}                            people   viewer        read
GET {pages}/safeguards                                              people   viewer        read
POST {pages}/safeguards                                             people   owner         admin
POST {pages}/safeguards/halt                                        people   member        write
POST {pages}/safeguards/resume                                      people   owner         admin
POST {pages}/safeguards/{safeguard}/switch                          people   owner         admin
POST /account/tokens/{token}/revoke                                 people   account       admin 404 owner-only removes
POST /organizations/{org}/settings/members/{account}/remove         people   org-owner     admin  removes
POST /organizations/{org}/delete                                    people   org-owner     admin
POST {pages}/members/{account}/remove                               people   owner         admin  removes
POST {pages}/safeguards/{safeguard}/remove                          people   owner         admin  removes
GET {team}/live                                                     both     viewer        read   endless
GET {team}/experiments/{experiment}/executions/{execution}/live     both     viewer        read   endless
GET {team}/experiments/{experiment}/executions/{execution}/policies/live both viewer       read   endless
)";

/// The result for callers who are let through.
std::string when_admitted(const Row& row, const Who& who) {
  if (who.is_ada && row.is("owner-only")) return "ok";
  for (const char* status : {"403", "404"})
    if (row.is(status)) return status;
  return "ok";
}

bool may_know(const Row& row, const Who& who) {
  if (row.need == "account" || row.need == "administrator") return true;
  if (row.need.starts_with("org-")) return who.standing >= Standing::kOrganization;
  return who.standing >= Standing::kViewer;
}

bool has_role(const Row& row, const Who& who) {
  const bool agent = who.kind == hub::PrincipalKind::kAgent;
  if (row.need == "administrator") return who.is_administrator;
  if (row.need == "org-owner") return who.standing == Standing::kOwner && !agent;
  if (row.need == "owner") return who.standing == Standing::kOwner;
  if (row.need == "member") return who.standing >= Standing::kMember;
  return true;
}

bool is_admitted_kind(const Row& row, const Who& who) {
  return row.callers == "both" || who.kind == hub::PrincipalKind::kPerson;
}

std::string with_team(const std::string& pattern) {
  const std::string team = "/organizations/{org}/teams/{team}";
  const std::vector<std::pair<std::string, std::string>> shorts = {{"{team}", "/api/v1" + team},
                                                                   {"{pages}", team}};
  for (const auto& [name, path] : shorts)
    if (pattern.starts_with(name)) return path + pattern.substr(name.size());
  return pattern;
}

}  // namespace

std::string expected(const Row& row, const Who& who) {
  // Processes of the hub call a different listener; on this one their secret identifies nobody.
  const bool service = who.kind == hub::PrincipalKind::kService;
  if (!who.is_valid) return "401";
  if (row.callers == "anyone") return when_admitted(row, who);
  if (!who.kind || service) return "401";
  if (!may_know(row, who)) return "404";
  if (!is_admitted_kind(row, who)) return "403";
  const bool scope =
      std::ranges::any_of(who.scopes, [&](hub::Scope has) { return to_text(has) == row.scope; });
  return scope && has_role(row, who) ? when_admitted(row, who) : "403";
}

std::vector<Row> rows() {
  std::vector<Row> rows;
  std::istringstream lines(std::string(kTable) + kPages);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    Row row;
    if (!(words >> row.method >> row.pattern >> row.callers >> row.need >> row.scope)) continue;
    row.pattern = with_team(row.pattern);
    for (std::string note; words >> note;)
      row.notes.insert(note);
    rows.push_back(row);
  }
  return rows;
}

}  // namespace chaos::testing
