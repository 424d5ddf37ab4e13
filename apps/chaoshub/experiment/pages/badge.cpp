#include "experiment/pages/badge.h"

#include <fmt/format.h>

#include "experiment/badge_image.h"
#include "experiment/pages/routes.h"
#include "security/secret.h"
#include "web/forms.h"
#include "web/paths.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using web::Form;
using web::Html;
using web::html;
using Need = http::Access::Need;

std::string path_of(const Request& request, const Experiment& experiment) {
  return web::team_path(request) + "/experiments/" + experiment.id;
}

Experiment experiment_of(const ExperimentModel& model, const Request& request) {
  return model.catalog.find(team_ref_of(request), request.parameter("experiment"));
}

Html shown(const Request& request, const std::string& page, const std::string& secret) {
  const std::string address = badge_address(request, secret);
  const std::string markdown =
      fmt::format("[![Chaos experiment]({})]({}{})", address, request.base_url, page);
  return html(
      "<p><img src=\"/badges/{}.svg\" alt=\"The current badge\" height=\"20\"></p>\n<p>For a "
      "README, in Markdown:<br><code data-copy=\"the Markdown\">{}</code></p>\n",
      secret, markdown);
}

Html change_forms(const std::string& page, const Caller& caller) {
  return html("<div class=\"actions\">{}{}</div>",
              Form("badge", page + "/badge", caller)
                  .confirm("The current address stops working.")
                  .done("Create a new address", Form::Look::kLink),
              Form("badge-remove", page + "/badge/remove", caller)
                  .confirm("The address stops working. This cannot be undone.")
                  .done("Delete badge", Form::Look::kLink));
}

AuditContext audit_context_of(const ExperimentModel& model, const Caller& caller) {
  return audit_context(caller.principal, model.clock());
}

Response back(const Request& request, const Experiment& experiment) {
  return http::see_other(path_of(request, experiment) + "#badge-section");
}

}  // namespace

Html badge_section(const ExperimentModel& model, const Request& request, const Caller& caller,
                   const Experiment& experiment) {
  const auto secret = model.badges.secret_of(experiment.id);
  const bool is_member = caller.team_role >= Role::kMember;
  if (!secret && !is_member) return {};
  const std::string page = path_of(request, experiment);
  Html content = secret ? shown(request, page, *secret) : Html();
  if (is_member)
    content += secret ? change_forms(page, caller)
                      : Form("badge", page + "/badge", caller).done("Create badge");
  return html(
      "<section id=\"badge-section\"><h2>Badge</h2>\n<p>An image with the outcome of the last "
      "execution that has ended. Anyone who knows its address can see it, without signing "
      "in.</p>\n{}</section>\n",
      content);
}

void add_badge_pages(http::Router& router, const ExperimentModel& model) {
  const std::string badge = kTeamPages + "/experiments/{experiment}/badge";
  const http::Access members{Callers::kPeople, Need::kTeamMember, Scope::kWrite};
  router.add({"POST", badge, members, [model](const Request& request, const Caller& caller) {
                const Experiment experiment = experiment_of(model, request);
                model.badges.set_badge(experiment, random_secret(),
                                       audit_context_of(model, caller));
                return back(request, experiment);
              }});
  router.add(
      {"POST", badge + "/remove", members, [model](const Request& request, const Caller& caller) {
         const Experiment experiment = experiment_of(model, request);
         model.badges.remove_badge(experiment, audit_context_of(model, caller));
         return back(request, experiment);
       }});
}

}  // namespace chaos::hub::experiment
