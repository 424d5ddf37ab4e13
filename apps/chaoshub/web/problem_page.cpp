#include "web/problem_page.h"

#include "net/http_client.h"
#include "web/layout.h"
#include "web/local_path.h"

namespace chaos::hub::web {

http::Response problem_page(const http::Problem& problem, const http::Request& request,
                            const http::Caller& caller) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (problem.status() == 401 && reads && request.header("Authorization").empty())
    return http::see_other("/sign-in?next=" + net::form_encode(path_and_query(request)));
  const std::string title = http::reason_of(problem.status());
  http::Response response = page_response(
      caller,
      {.title = title,
       .body = html(
           "<section><p class=\"kind\">Status {}</p><h1>{}</h1>\n<p class=\"sentence\">{}.</p>\n"
           "<p><a href=\"/\">Go to the home page</a></p></section>\n",
           problem.status(), title, std::string(problem.what())),
       .status = problem.status(),
       .has_heading = true});
  if (problem.status() == 401) response.with("WWW-Authenticate", "Bearer realm=\"chaoshub\"");
  return response;
}

}  // namespace chaos::hub::web
