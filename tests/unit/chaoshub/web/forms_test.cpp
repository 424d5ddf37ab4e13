#include "web/forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaos::hub::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

http::Caller with_draft() {
  http::Caller caller;
  caller.principal.account = "1";
  caller.draft = std::make_shared<const http::Draft>(http::Draft{
      .form = "halt", .action = "/halt", .page = "/", .fields = {{"reason", "incident 42"}}});
  return caller;
}

std::string halt_form(const http::Caller& caller, const std::string& id, const std::string& action,
                      const Submission& sent = {}) {
  Form form(id, action, caller, sent);
  form.input({.name = "reason", .label = "Reason"});
  return form.done("Halt").markup();
}

TEST(FormWithADraft, IsFilledInAndSaysThatItWasNotDone) {
  const std::string markup = halt_form(with_draft(), "halt", "/halt");
  EXPECT_THAT(markup, HasSubstr("value=\"incident 42\""));
  EXPECT_THAT(markup, HasSubstr("This was not done, because your session had expired"));
}

TEST(FormWithADraft, IsOnlyTheOneThatWasSent) {
  EXPECT_THAT(halt_form(with_draft(), "other", "/halt"), Not(HasSubstr("incident")));
  EXPECT_THAT(halt_form(with_draft(), "halt", "/elsewhere"), Not(HasSubstr("incident")));
  const Submission later{.form = "halt", .fields = {{"reason", "newer"}}, .error = "no"};
  EXPECT_THAT(halt_form(with_draft(), "halt", "/halt", later), HasSubstr("newer"));
}

TEST(FormWithAPassword, HasNoNameToStoreItUnder) {
  EXPECT_THAT(halt_form({}, "halt", "/halt"), HasSubstr("name=\"form\" value=\"halt\""));
  Form form("password", "/password", {});
  form.input({.name = "old", .label = "Password", .type = "password"});
  EXPECT_THAT(form.done("Change").markup(), Not(HasSubstr("name=\"form\"")));
}

TEST(FormThatIsConfirmed, HidesItsButtonUntilItIsOpened) {
  Form form("delete", "/delete", {});
  const std::string markup =
      form.describe("<Night>").confirm("This cannot be undone.").done("Delete").markup();
  EXPECT_THAT(markup, HasSubstr("<details class=\"confirm\"><summary>Delete"));
  EXPECT_THAT(markup, HasSubstr("&lt;Night&gt;"));
  EXPECT_THAT(markup, HasSubstr("<p>This cannot be undone.</p><button class=\"danger\">"));
}

}  // namespace
}  // namespace chaos::hub::web
