#include "web/drafts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/message.h"

namespace chaos::hub::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class FormsThatCameTooLate : public ::testing::Test {
 protected:
  static http::Request posted(const std::string& body) {
    return {.method = "POST",
            .path = "/organizations/o/teams/t/safeguards/halt",
            .query = {},
            .headers = {{"Host", "hub.example"},
                        {"Origin", "https://hub.example"},
                        {"Referer", "https://hub.example/organizations/o/teams/t/safeguards?a=b"},
                        {"Content-Type", "application/x-www-form-urlencoded"}},
            .body = body,
            .peer = "192.0.2.1"};
  }

  static http::Request with_header(http::Request request, const std::string& name,
                                   const std::string& value) {
    for (auto& [known, old] : request.headers)
      if (known == name) old = value;
    return request;
  }

  /// The browser's next request.
  static http::Request next(const http::Response& response) {
    const std::string* cookie = http::find_header(response.headers, "Set-Cookie");
    http::Request request = posted("");
    if (cookie != nullptr)
      request.headers.emplace_back("Cookie", cookie->substr(0, cookie->find(';')));
    return request;
  }

  const Drafts drafts_{std::string(32, 'k')};
  const std::string halt_ = "form=halt&csrf=0123&reason=incident+42";
};

TEST_F(FormsThatCameTooLate, AreStoredByTheBrowserAndReadableOnlyByUs) {
  const auto draft = drafts_.draft_in(posted(halt_));
  ASSERT_TRUE(draft);
  http::Response response;
  ASSERT_TRUE(drafts_.keep(response, posted(halt_), *draft));
  EXPECT_THAT(*http::find_header(response.headers, "Set-Cookie"), Not(HasSubstr("incident")));
  const auto kept = drafts_.kept(next(response));
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(kept->form, "halt");
  EXPECT_EQ(kept->action, "/organizations/o/teams/t/safeguards/halt");
  EXPECT_EQ(kept->page, "/organizations/o/teams/t/safeguards?a=b");
  EXPECT_EQ(kept->fields.at("reason"), "incident 42");
  EXPECT_FALSE(kept->fields.contains("csrf"));
  const Drafts other(std::string(32, 'x'));
  EXPECT_EQ(other.kept(next(response)), nullptr);
}

TEST_F(FormsThatCameTooLate, OfOtherSitesAreNotStored) {
  const auto origin = [&](const std::string& value) {
    return drafts_.draft_in(with_header(posted(halt_), "Origin", value)).has_value();
  };
  EXPECT_TRUE(origin("https://hub.example"));
  EXPECT_FALSE(origin("https://evil.example"));
  EXPECT_FALSE(origin("https://hub.example.evil"));
  EXPECT_FALSE(origin("null"));
  EXPECT_FALSE(origin(""));
  for (const char* page : {"https://evil.example/", "https://hub.example.evil/", "", "/x"})
    EXPECT_FALSE(drafts_.draft_in(with_header(posted(halt_), "Referer", page))) << page;
}

TEST_F(FormsThatCameTooLate, WithoutANameAreNotStored) {
  // Forms with a password are not stored.
  EXPECT_FALSE(drafts_.draft_in(posted("old=secret&new=secret")));
  EXPECT_FALSE(drafts_.draft_in(posted("{}")));
}

TEST_F(FormsThatCameTooLate, ThatAreTooLongAreNotStored) {
  const auto draft = drafts_.draft_in(posted("form=halt&reason=" + std::string(5000, 'x')));
  ASSERT_TRUE(draft);
  http::Response response;
  EXPECT_FALSE(drafts_.keep(response, posted(halt_), *draft));
  EXPECT_EQ(http::find_header(response.headers, "Set-Cookie"), nullptr);
}

TEST_F(FormsThatCameTooLate, AreForgottenOnceAFormHasBeenSent) {
  http::Response response;
  ASSERT_TRUE(drafts_.keep(response, posted(halt_), *drafts_.draft_in(posted(halt_))));
  http::Response done;
  Drafts::forget(done, next(response));
  EXPECT_THAT(*http::find_header(done.headers, "Set-Cookie"), HasSubstr("Max-Age=0"));
}

}  // namespace
}  // namespace chaos::hub::web
