#include "experiment/pages/halt_form.h"

#include "experiment/model/safeguard/settings.h"
#include "web/paths.h"

namespace chaos::hub::experiment {
namespace {

using web::Form;
using web::Html;
using web::html;

std::string reason_of(const Safeguard& halt) {
  return text_setting(halt.settings, "reason", "no reason was given");
}

}  // namespace

Html halt_banner(Safeguards& safeguards, const Home& home) {
  const auto halt = safeguards.halt_in_force(home);
  if (!halt) return {};
  return html(
      "<p class=\"verdict bad\"><span class=\"pill bad\">■ halted</span> <span>Nothing may run: {}."
      " <a href=\"{}/safeguards\">Safeguards</a></span></p>\n",
      reason_of(*halt), web::team_path(home.organization, home.team));
}

Html halt_switch(Safeguards& safeguards, const http::Request& request, const http::Caller& caller,
                 const web::Submission& sent) {
  const std::string path = web::team_path(request) + "/safeguards";
  const auto halt = safeguards.halt_in_force(home_of(request));
  const bool owner = caller.team_role >= Role::kOwner;
  if (halt)
    return html(
        "<section class=\"switch on\" id=\"halt\"><h2>Everything is halted</h2>\n<p>{}</p>\n{}"
        "</section>\n",
        reason_of(*halt),
        owner ? Form("resume", path + "/resume", caller, sent).done("Let runs go on") : Html());
  if (!owner)
    return html(
        "<section class=\"switch\" id=\"halt\"><h2>Halt switch</h2>\n<p>It is off. Owners "
        "of the team can halt everything.</p></section>\n");
  Form form("halt", path + "/halt", caller, sent);
  form.input({.name = "reason",
              .label = "Reason",
              .hint = "Shown to whoever runs an experiment.",
              .required = false});
  return html(
      "<section class=\"switch\" id=\"halt\"><h2>Halt switch</h2>\n<p>Stops every execution of the "
      "team at its next step, and lets none begin.</p>\n{}</section>\n",
      form.done("■ Halt everything", Form::Look::kDanger));
}

}  // namespace chaos::hub::experiment
