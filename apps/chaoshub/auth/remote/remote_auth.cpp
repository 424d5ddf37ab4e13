#include "auth/remote/remote_auth.h"

#include "http/body.h"
#include "remote/internal_routes.h"

namespace chaos::hub::auth {

bool RemoteAuth::has_accounts() {
  return service_.ask("accounts", Json::object()).value("any", true);
}

std::optional<std::string> RemoteAuth::identify(const Credentials& credentials) {
  const Json answer =
      service_.ask("identify", {{"token", credentials.token}, {"session", credentials.session}});
  const Json* principal = find(answer, "principal");
  if (principal == nullptr || !principal->is_string()) return std::nullopt;
  return principal->get<std::string>();
}

std::optional<Person> RemoteAuth::find_person(const std::string& signed_principal,
                                              const std::string& name_or_email) {
  const Json answer =
      service_.ask("person", {{"principal", signed_principal}, {"name", name_or_email}});
  const Json* id = find(answer, "id");
  if (id == nullptr || !id->is_string()) return std::nullopt;
  return Person{.id = id->get<std::string>(), .name = answer.value("name", "")};
}

std::vector<Person> RemoteAuth::people(const std::vector<std::string>& accounts) {
  std::vector<Person> people;
  const Json answer = service_.ask("people", {{"accounts", accounts}});
  for (const Json& person : answer.at("people"))
    people.push_back({.id = person.at("id"), .name = person.at("name")});
  return people;
}

void add_internal_routes(http::Router& router, AuthService& auth) {
  add_internal_route(router, "auth", "accounts", [&auth](const Json&) {
    return Json{{"any", auth.has_accounts()}};
  });
  add_internal_route(router, "auth", "identify", [&auth](const Json& body) {
    const auto principal = auth.identify(
        {.token = http::text_of(body, "token"), .session = http::text_of(body, "session")});
    return Json{{"principal", principal ? Json(*principal) : Json()}};
  });
  add_internal_route(router, "auth", "person", [&auth](const Json& body) {
    const auto person =
        auth.find_person(http::text_of(body, "principal"), http::text_of(body, "name"));
    if (!person) return Json{{"id", nullptr}};
    return Json{{"id", person->id}, {"name", person->name}};
  });
  add_internal_route(router, "auth", "people", [&auth](const Json& body) {
    Json people = Json::array();
    for (const Person& person : auth.people(http::texts_of(body, "accounts", {})))
      people.push_back({{"id", person.id}, {"name", person.name}});
    return Json{{"people", people}};
  });
}

}  // namespace chaos::hub::auth
