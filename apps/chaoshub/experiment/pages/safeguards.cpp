#include <fmt/format.h>

#include "experiment/pages/halt_form.h"
#include "experiment/pages/routes.h"
#include "experiment/pages/safeguard_form.h"
#include "web/forms.h"
#include "web/layout.h"
#include "web/parts.h"
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
using web::Submission;
using Need = http::Access::Need;

std::string path_of(const Request& request) {
  return web::team_path(request) + "/safeguards";
}

std::string title_of(const std::string& kind) {
  const SafeguardKind* known = safeguard_kind(kind);
  return known == nullptr ? kind : std::string(known->title);
}

Html change_forms(const Request& request, const Caller& caller, const Safeguard& safeguard) {
  const std::string path = fmt::format("{}/{}", path_of(request), safeguard.id);
  const char* verb = safeguard.enabled ? "Disable" : "Enable";
  return html(
      "<div class=\"actions\"><a href=\"{}\">Edit <span class=\"unseen\">{}</span></a>{}{}"
      "</div>",
      path, safeguard.name,
      Form("switch-" + safeguard.id, path + "/switch", caller)
          .hidden("enabled", safeguard.enabled ? "" : "on")
          .describe(safeguard.name)
          .done(verb, Form::Look::kLink),
      Form("remove-" + safeguard.id, path + "/remove", caller)
          .describe(safeguard.name)
          .confirm("This cannot be undone.")
          .done("Delete", Form::Look::kLink));
}

/// The only experiment it applies to, or all.
Html scope_of(const ExperimentModel& model, const Request& request, const Safeguard& safeguard) {
  if (safeguard.experiment.empty()) return html("All experiments");
  const auto experiment = model.store.experiment(safeguard.team_ref, safeguard.experiment);
  if (!experiment) return html("A deleted experiment");
  return html("<a href=\"{}/experiments/{}\">{}</a>", web::team_path(request), experiment->id,
              web::name(experiment->title));
}

Html state_pill(const Safeguard& safeguard) {
  if (!safeguard.enabled) return web::pill("none", "○ Off");
  return safeguard.kind == kHalt ? web::pill("bad", "■ On") : web::pill("ok", "● On");
}

web::Row row(const ExperimentModel& model, const Request& request, const Caller& caller,
             const Safeguard& safeguard) {
  const std::string title = title_of(safeguard.kind);
  web::Row row = {
      html("{} <small>{}</small>", web::name(safeguard.name), title == safeguard.name ? "" : title),
      state_pill(safeguard), scope_of(model, request, safeguard), settings_of(safeguard)};
  if (caller.team_role >= Role::kOwner) row.push_back(change_forms(request, caller, safeguard));
  return row;
}

Html safeguard_section(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const auto safeguards = model.safeguards.of(team_ref_of(request));
  std::vector<std::string> columns = {"Safeguard", "State", "Applies to", "Settings"};
  if (caller.team_role >= Role::kOwner) columns.emplace_back("Change");
  const auto make = [&](const Safeguard& safeguard) {
    return row(model, request, caller, safeguard);
  };
  return html("<section><h2>Safeguards</h2>\n{}</section>\n",
              safeguards.empty() ? html("<p>No safeguards yet: nothing blocks an execution.</p>\n")
                                 : web::table({.caption = "Safeguards of the team",
                                               .columns = columns,
                                               .rows = web::rows_of(safeguards, make)}));
}

Html new_section(const ExperimentModel& model, const Request& request, const Caller& caller,
                 const Submission& sent) {
  if (caller.team_role < Role::kOwner) return {};
  const auto experiments = experiment_choices(model, team_ref_of(request));
  return html("<section><h2>Add a safeguard</h2>\n{}</section>\n",
              web::each(safeguard_kinds(), [&](const SafeguardKind& kind) {
                return safeguard_form(kind, path_of(request), experiments, caller, sent);
              }));
}

Response show(const ExperimentModel& model, const Request& request, const Caller& caller,
              const Submission& sent = {}, const Html& news = {}) {
  Html body = news;
  body += halt_switch(model.safeguards, request, caller, sent);
  body += safeguard_section(model, request, caller);
  body += new_section(model, request, caller, sent);
  return web::page_response(caller, {.title = "Safeguards",
                                     .context = caller.team_name,
                                     .crumbs = web::team_crumbs(request, caller),
                                     .tabs = web::team_tabs(request, "/safeguards"),
                                     .body = body,
                                     .status = sent.status});
}

/// Says what has just been changed, with a button that undoes it.
Html undo_notice(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const std::string id = web::field(request.query, "changed");
  if (id.empty() || caller.team_role < Role::kOwner) return {};
  for (const Safeguard& safeguard : model.safeguards.of(team_ref_of(request)))
    if (safeguard.id == id)
      return html(
          "<div class=\"done undo\" role=\"status\"><p>✓ {} was changed by {} {}.</p>{}</div>\n",
          web::name(safeguard.name), web::name(safeguard.changed_by),
          web::time_ago(safeguard.changed),
          Form("undo", fmt::format("{}/{}/undo", path_of(request), id), caller)
              .hidden("version", std::to_string(safeguard.version))
              .describe("the last change to " + safeguard.name)
              .done("Undo", Form::Look::kLink));
  return {};
}

Response see_changed(const Request& request) {
  return http::see_other(path_of(request) + "?changed=" + request.parameter("safeguard"));
}

Response show_one(const ExperimentModel& model, const Request& request, const Caller& caller,
                  const Submission& sent = {}) {
  const Safeguard safeguard =
      model.safeguards.find(team_ref_of(request), request.parameter("safeguard"));
  auto crumbs = web::team_crumbs(request, caller);
  crumbs.push_back({"Safeguards", path_of(request)});
  return web::page_response(
      caller,
      {.title = "Edit " + safeguard.name,
       .context = caller.team_name,
       .crumbs = std::move(crumbs),
       .tabs = web::team_tabs(request, "/safeguards"),
       .body = html("<section>{}</section>\n",
                    edit_form(safeguard, fmt::format("{}/{}", path_of(request), safeguard.id),
                              experiment_choices(model, safeguard.team_ref, safeguard.experiment),
                              caller, sent)),
       .status = sent.status});
}

Json wanted_by(const ExperimentModel& model, const Request& request,
               const std::map<std::string, std::string>& fields) {
  return safeguard_wanted_by(fields, chosen_experiment(model, team_ref_of(request), fields));
}

Response edit(const ExperimentModel& model, const Request& request, const Caller& caller) {
  return web::submit(
      request, kEditForm,
      [&](const auto& fields) {
        model.safeguards.change(author_of(caller), team_ref_of(request),
                                request.parameter("safeguard"), web::shown_version(fields),
                                wanted_by(model, request, fields));
        return see_changed(request);
      },
      [&](const Submission& sent) { return show_one(model, request, caller, sent); });
}

Response undo(const ExperimentModel& model, const Request& request, const Caller& caller) {
  return web::submit(
      request, "undo",
      [&](const auto& fields) {
        model.safeguards.undo(author_of(caller), team_ref_of(request),
                              request.parameter("safeguard"), web::shown_version(fields));
        return see_changed(request);
      },
      [&](const Submission& sent) {
        return show(model, request, caller, sent, web::error_note(sent.error));
      });
}

/// Runs `work`, then shows the safeguards again.
template <typename Work>
Response change(const ExperimentModel& model, const std::string& form, const Request& request,
                const Caller& caller, const Work& work) {
  return web::submit(
      request, form,
      [&](const auto& fields) {
        work(fields);
        return http::see_other(path_of(request));
      },
      [&](const Submission& sent) { return show(model, request, caller, sent); });
}

Response create(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const std::string form = form_of(web::field(web::fields_of(request), "kind"));
  return change(model, form, request, caller, [&](const auto& fields) {
    model.safeguards.create(author_of(caller), team_ref_of(request),
                            wanted_by(model, request, fields));
  });
}

Response halt(const ExperimentModel& model, const Request& request, const Caller& caller) {
  return change(model, "halt", request, caller, [&](const auto& fields) {
    model.safeguards.halt(author_of(caller), team_ref_of(request), web::field(fields, "reason"),
                          web::is_yes(web::field(fields, kRollBack)));
  });
}

Response resume(const ExperimentModel& model, const Request& request, const Caller& caller) {
  return change(model, "resume", request, caller, [&](const auto&) {
    model.safeguards.resume(author_of(caller), team_ref_of(request));
  });
}

Response switch_one(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const bool enabled = !web::field(web::fields_of(request), "enabled").empty();
  model.safeguards.set_enabled(author_of(caller), team_ref_of(request),
                               request.parameter("safeguard"), enabled);
  return see_changed(request);
}

Response remove_one(const ExperimentModel& model, const Request& request, const Caller& caller) {
  model.safeguards.remove(author_of(caller), team_ref_of(request), request.parameter("safeguard"),
                          {});
  return http::see_other(path_of(request));
}

}  // namespace

void add_safeguard_pages(http::Router& router, const ExperimentModel& model) {
  const std::string all = kTeamPages + "/safeguards";
  router.add({"GET",
              all,
              {Callers::kPeople, Need::kTeamViewer},
              [model](const Request& request, const Caller& caller) {
                return show(model, request, caller, {}, undo_notice(model, request, caller));
              }});
  router.add({"GET",
              all + "/{safeguard}",
              {Callers::kPeople, Need::kTeamOwner},
              [model](const Request& request, const Caller& caller) {
                return show_one(model, request, caller);
              }});
  using Change = Response (*)(const ExperimentModel&, const Request&, const Caller&);
  const http::Access owners{Callers::kPeople, Need::kTeamOwner, Scope::kAdmin};
  const auto add = [&](const std::string& path, const http::Access& access, Change change_it) {
    router.add(
        {"POST", path, access, [model, change_it](const Request& request, const Caller& caller) {
           return change_it(model, request, caller);
         }});
  };
  add(all, owners, create);
  // Anyone who sees that something goes wrong must be able to stop it.
  add(all + "/halt", {Callers::kPeople, Need::kTeamMember, Scope::kWrite}, halt);
  add(all + "/resume", owners, resume);
  add(all + "/{safeguard}", owners, edit);
  add(all + "/{safeguard}/undo", owners, undo);
  add(all + "/{safeguard}/switch", owners, switch_one);
  add(all + "/{safeguard}/remove", owners, remove_one);
}

}  // namespace chaos::hub::experiment
