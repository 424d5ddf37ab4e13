#include "dashboard/pages/deletion.h"

#include <fmt/format.h>

#include "service/field_checks.h"
#include "web/parts.h"

namespace chaos::hub::dashboard {
namespace {

constexpr const char* kTypedName = "name";

}  // namespace

web::Html deletion_section(const Deletion& deletion, const http::Caller& caller,
                           const web::Submission& sent) {
  web::Form form(kDeletionForm, deletion.path, caller, sent);
  form.hidden("version", std::to_string(deletion.version))
      .input({.name = kTypedName, .label = fmt::format("Type the name of the {}", deletion.kind)});
  const std::string title = "Delete " + deletion.kind;
  return web::html(
      "<section><h2>{}</h2>\n<p>Deletes <b>{}</b> with {}. This cannot be undone.</p>\n{}"
      "</section>\n",
      title, web::name(deletion.name), deletion.contents,
      form.done(title, web::Form::Look::kDanger));
}

void check_typed_name(const std::map<std::string, std::string>& fields, const std::string& name) {
  FieldChecks checks;
  checks.of(kTypedName, [&] {
    if (web::field(fields, kTypedName) != name)
      throw Refusal(Refusal::Kind::kInvalid,
                    fmt::format("nothing was deleted: the name is '{}'", name));
  });
  checks.done();
}

}  // namespace chaos::hub::dashboard
