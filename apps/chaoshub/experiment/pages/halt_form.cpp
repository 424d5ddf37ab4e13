#include "experiment/pages/halt_form.h"

#include "web/paths.h"

namespace chaos::hub::experiment {
namespace {

using web::Form;
using web::Html;
using web::html;

/// The page's banner already says why, who and since when, and lets those who may resume do so.
Html halted(const http::Caller& caller) {
  return html(
      "<section class=\"switch on\" id=\"halt\"><h2>All executions are halted</h2>\n<p>No "
      "execution of the team can start, and the running ones stop. {}</p></section>\n",
      caller.team_role >= Role::kOwner ? "Resume them with the button at the top of the page."
                                       : "Owners of the team can resume them.");
}

}  // namespace

Html halt_switch(Safeguards& safeguards, const http::Request& request, const http::Caller& caller,
                 const web::Submission& sent) {
  if (safeguards.halt_in_force(team_ref_of(request))) return halted(caller);
  if (caller.team_role < Role::kMember)
    return html(
        "<section class=\"switch\" id=\"halt\"><h2>Halt all executions</h2>\n<p>Nothing is halted. "
        "Members of the team can halt all executions.</p></section>\n");
  Form form("halt", web::team_path(request) + "/safeguards/halt", caller, sent);
  form.input({.name = "reason",
              .label = "Reason",
              .hint = "Shown to everyone who runs an experiment.",
              .required = false})
      .select(kRollBack, "Run the rollbacks of running executions", web::yes_or_no(), "yes");
  return html(
      "<section class=\"switch\" id=\"halt\"><h2>Halt all executions</h2>\n<p>Stops every running "
      "execution of the team immediately, and blocks new ones until an owner resumes them. A "
      "client that cannot be reached stops before its next step.</p>\n{}"
      "</section>\n",
      form.done("■ Halt all executions", Form::Look::kDanger));
}

}  // namespace chaos::hub::experiment
