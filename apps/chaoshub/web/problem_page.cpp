#include "web/problem_page.h"

#include <optional>

#include "log/count_text.h"
#include "net/http_client.h"
#include "web/layout.h"
#include "web/local_path.h"

namespace chaos::hub::web {

namespace {

http::Response ask_to_sign_in(const std::string& next, const std::string& more = {}) {
  return http::see_other("/sign-in?next=" + net::form_encode(next) + more);
}

/// Redirects to the page of a form that arrived too late, which then shows what was typed; through
/// the sign-in page if necessary. Nothing if the form cannot be stored.
std::optional<http::Response> keep_form(const Drafts& drafts, const http::Problem& problem,
                                        const http::Request& request) {
  const bool signed_out = problem.status() == 401;
  if (!signed_out && dynamic_cast<const http::FormExpired*>(&problem) == nullptr)
    return std::nullopt;
  const auto draft = drafts.draft_in(request);
  if (!draft) return std::nullopt;
  http::Response back =
      signed_out ? ask_to_sign_in(draft->page, "&expired=form") : http::see_other(draft->page);
  if (!drafts.keep(back, request, *draft)) return std::nullopt;
  return back;
}

std::string sentence_of(const http::Problem& problem) {
  const std::string text = problem.what();
  return capitalized(text == http::not_found().what() ? "page " + text : text);
}

/// "/account" for "/account/tokens", which only accepts forms.
std::string parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

}  // namespace

http::Response problem_page(const Drafts& drafts, const http::Problem& problem,
                            const http::Request& request, const http::Caller& caller) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (problem.status() == 401 && reads && request.header("Authorization").empty())
    return ask_to_sign_in(path_and_query(request));
  if (problem.status() == 405 && reads) return http::see_other(local_path(parent_of(request.path)));
  if (auto kept = keep_form(drafts, problem, request)) return *std::move(kept);
  if (const std::string page = Drafts::page_of(request); problem.status() == 401 && !page.empty())
    return ask_to_sign_in(page, "&expired=lost");
  const std::string title = http::reason_of(problem.status());
  http::Response response = page_response(
      caller, {.title = title,
               .body = html("<section><p class=\"kind\">Status {}</p><h1>{}</h1>\n<p>{}.</p>\n"
                            "<p><a href=\"/\">Go to the home page</a></p></section>\n",
                            problem.status(), title, sentence_of(problem)),
               .status = problem.status(),
               .has_heading = true});
  if (problem.status() == 401) response.with("WWW-Authenticate", "Bearer realm=\"chaoshub\"");
  return response;
}

}  // namespace chaos::hub::web
