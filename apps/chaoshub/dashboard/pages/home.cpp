#include <algorithm>

#include "dashboard/pages/feed.h"
#include "dashboard/pages/routes.h"
#include "log/log.h"
#include "service/unreachable.h"
#include "web/forms.h"
#include "web/layout.h"
#include "web/numbers.h"
#include "web/parts.h"
#include "web/paths.h"

namespace chaos::hub::dashboard {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using web::Form;
using web::Html;
using web::html;
using web::Submission;
using Need = http::Access::Need;

constexpr int kFeedItems = 15;

/// If the auth service does not respond, its pages say so themselves.
bool has_accounts(AuthService& auth) {
  try {
    return auth.has_accounts();
  } catch (const Unreachable& error) {
    log::warning(std::string("Cannot tell whether there are accounts: ") + error.what());
    return true;
  }
}

Html first_step(AuthService& auth) {
  if (has_accounts(auth)) return html("<p><a class=\"button\" href=\"/sign-in\">Sign in</a></p>");
  return html(
      "<p class=\"hint\">This hub has no accounts yet. To create the first one, which administers "
      "the hub, open the link in its log, in the line that begins with \"No accounts yet\".</p>");
}

Response landing(AuthService& auth, const Caller& caller) {
  return web::page_response(
      caller,
      {.title = "chaoshub",
       .body = html("<section>\n<p>Where your team keeps its chaos experiments, follows executions "
                    "live, and stops them when it has to.</p>\n<ul>\n"
                    "<li><b>Publish</b> experiments, with every version.</li>\n"
                    "<li><b>Follow</b> executions step by step, and read the results.</li>\n"
                    "<li><b>Protect</b> your systems with time windows, freezes, approvals, and a "
                    "button that halts all executions.</li>\n</ul>\n{}\n</section>\n",
                    first_step(auth))});
}

/// A team and its numbers; none if the experiment service does not respond.
struct TeamLine {
  Team team;
  std::optional<TeamNumbers> numbers;
};

/// Makes no further calls once the experiment service does not respond.
std::vector<TeamLine> lines_of(const std::vector<Team>& teams, ExperimentService& experiments,
                               bool& is_reachable) {
  std::vector<TeamLine> lines;
  for (const Team& team : teams) {
    lines.push_back({.team = team, .numbers = {}});
    if (!is_reachable) continue;
    try {
      lines.back().numbers = experiments.numbers_of(team.organization, team.id);
    } catch (const Unreachable& error) {
      log::warning(std::string("Cannot show the teams' numbers: ") + error.what());
      is_reachable = false;
    }
  }
  return lines;
}

Html count_cell(int count, const char* look) {
  return count == 0 ? html("0") : html("<b class=\"{}\">{}</b>", look, count);
}

web::Row row_of(const TeamLine& line) {
  const auto& [team, numbers] = line;
  const Html link = html("<a href=\"{}\">{}</a>", web::team_path(team.organization, team.id),
                         web::name(team.name));
  if (!numbers) return {link, html("–"), html("–"), html("–"), html("–"), html("–")};
  const Html blocks = web::each(numbers->blocks, [](const std::string& block) {
    return html("<li>{}</li>\n", web::name(block));
  });
  return {link,
          count_cell(numbers->running, "live"),
          count_cell(numbers->day.failures(), "bad"),
          html("{} <small>{}</small>", web::percent(numbers->week.pass_rate()),
               web::pass_words(numbers->week)),
          count_cell(numbers->awaiting_approval, "warn"),
          blocks.empty() ? html("–") : html("<ul class=\"blocks\">{}</ul>", blocks)};
}

Html organization_item(const Organization& organization, const std::vector<TeamLine>& lines) {
  return html(
      "<section><h2><a href=\"{}\">{}</a> <small>{}</small></h2>\n{}</section>\n",
      web::organization_path(organization.id), web::name(organization.name),
      organization.personal ? "Personal" : "",
      lines.empty()
          ? html("<p class=\"note\">You aren't in any team of this organization.</p>\n")
          : web::table({.caption = "Teams of " + organization.name,
                        .columns = {"Team", "Running", "Failed, 24 hours", "Pass rate, 7 days",
                                    "Waiting for approval", "Blocked by"},
                        .rows = web::rows_of(lines, row_of)}));
}

void add(OutcomeCounts& sum, const OutcomeCounts& more) {
  for (const ExecutionOutcome outcome : kExecutionOutcomes)
    sum.of(outcome) += more.of(outcome);
}

/// The sums over all teams.
Html numbers_of(const std::vector<TeamLine>& lines) {
  TeamNumbers sum;
  int blocked = 0;
  for (const TeamLine& line : lines) {
    if (!line.numbers) continue;
    sum.running += line.numbers->running;
    sum.awaiting_approval += line.numbers->awaiting_approval;
    add(sum.day, line.numbers->day);
    add(sum.week, line.numbers->week);
    add(sum.month, line.numbers->month);
    if (!line.numbers->blocks.empty()) ++blocked;
  }
  const auto tile = [](const char* label, int count, const char* look) {
    return web::number_tile(label, html("{}", count), {}, count > 0 ? look : "");
  };
  const auto pass_rate = [](const char* label, const OutcomeCounts& counts) {
    return web::number_tile(label, html("{}", web::percent(counts.pass_rate())),
                            html("{}{}", web::outcome_bar(counts), web::pass_words(counts)));
  };
  return html(
      "<dl class=\"numbers\">\n{}{}{}{}{}{}</dl>\n", tile("Running now", sum.running, "live"),
      tile("Failed, 24 hours", sum.day.failures(), "bad"), pass_rate("Pass rate, 7 days", sum.week),
      pass_rate("Pass rate, 30 days", sum.month), tile("Teams blocked", blocked, "warn"),
      tile("Waiting for approval", sum.awaiting_approval, "warn"));
}

std::vector<FeedItem> latest_of(Directory& directory, const Principal& principal,
                                const std::vector<Organization>& organizations) {
  std::vector<FeedItem> all;
  for (const Organization& organization : organizations)
    for (FeedEntry& entry : directory.feed(principal, organization.id, "", kFeedItems))
      all.push_back({.organization = organization.id, .entry = std::move(entry)});
  // Identifiers sort by creation time.
  std::ranges::sort(all, std::ranges::greater{}, [](const FeedItem& one) { return one.entry.id; });
  if (all.size() > kFeedItems) all.resize(kFeedItems);
  return all;
}

Response home(Directory& directory, ExperimentService& experiments, AuthService& auth,
              const Caller& caller) {
  if (!caller.is_somebody()) return landing(auth, caller);
  const auto organizations = directory.organizations_of(caller.principal);
  bool is_reachable = true;
  std::vector<TeamLine> all;
  Html sections;
  for (const Organization& organization : organizations) {
    const auto lines =
        lines_of(directory.teams_of(caller.principal, organization.id), experiments, is_reachable);
    sections += organization_item(organization, lines);
    all.insert(all.end(), lines.begin(), lines.end());
  }
  Html body = is_reachable ? Html()
                           : html(
                                 "<p class=\"hint\" role=\"status\">The part of the hub that keeps "
                                 "executions is not responding: some numbers are missing.</p>\n");
  body += numbers_of(all);
  body += sections;
  body += html("<p><a href=\"/organizations/new\">New organization</a></p>\n");
  body += html("<section><h2>Recent activity</h2>\n{}</section>\n",
               feed_list(latest_of(directory, caller.principal, organizations)));
  return web::page_response(caller, {.title = "Your organizations", .body = body});
}

Response new_organization_page(const Caller& caller, const Submission& sent = {}) {
  Form form("organization", "/organizations/new", caller, sent);
  form.input({.name = "name", .label = "Name", .autocomplete = "organization"});
  return web::page_response(
      caller, {.title = "New organization",
               .body = html("<section class=\"narrow\"><p>An organization has members and teams. "
                            "Experiments belong to teams.</p>\n{}</section>\n",
                            form.done("Create organization")),
               .status = sent.status});
}

Response create_organization(Directory& directory, const Request& request, const Caller& caller) {
  return web::submit(
      request, "organization",
      [&](const auto& fields) {
        const auto made =
            directory.create_organization(caller.principal, web::field(fields, "name"));
        return http::see_other(web::organization_path(made.id));
      },
      [&](const Submission& sent) { return new_organization_page(caller, sent); });
}

}  // namespace

void add_home_pages(http::Router& router, Directory& directory, ExperimentService& experiments,
                    AuthService& auth) {
  // `chaos signin` also checks its token here.
  router.add({"GET",
              "/",
              {Callers::kAnyone},
              [&directory, &experiments, &auth](const Request&, const Caller& caller) {
                return home(directory, experiments, auth, caller);
              }});
  router.add({"GET",
              "/organizations/new",
              {Callers::kPeople, Need::kAccount},
              [](const Request&, const Caller& caller) { return new_organization_page(caller); }});
  router.add({"POST",
              "/organizations/new",
              {Callers::kPeople, Need::kAccount, Scope::kAdmin},
              [&directory](const Request& request, const Caller& caller) {
                return create_organization(directory, request, caller);
              }});
}

}  // namespace chaos::hub::dashboard
