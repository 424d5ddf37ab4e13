#include "dashboard/model/people.h"

#include "service/refusal.h"

namespace chaos::hub::dashboard {

Person person_named(AuthService& auth, const std::string& signed_principal,
                    const std::string& name) {
  auto person = auth.find_person(signed_principal, name);
  if (!person) throw Refusal(Refusal::Kind::kInvalid, "no account has this name or e-mail address");
  return *std::move(person);
}

}  // namespace chaos::hub::dashboard
