#include "remote/internal_routes.h"

#include <utility>

#include "http/body.h"

namespace chaos::hub {

void add_internal_route(http::Router& router, const std::string& service,
                        const std::string& question, std::function<Json(const Json&)> answer) {
  router.add({"POST",
              "/internal/" + service + "/" + question,
              {.callers = http::Callers::kServices},
              [answer = std::move(answer)](const http::Request& request, const http::Caller&) {
                return http::json_response(answer(http::json_object(request)));
              }});
}

}  // namespace chaos::hub
