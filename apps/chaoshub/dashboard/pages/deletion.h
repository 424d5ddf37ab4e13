#pragma once

#include <map>
#include <string>

#include "http/router.h"
#include "web/forms.h"
#include "web/html.h"

namespace chaos::hub::dashboard {

/// The id of the form in deletion_section().
inline constexpr const char* kDeletionForm = "delete";

/// What is to be deleted with a form, as its page shows it.
struct Deletion {
  std::string kind;  ///< "team"
  std::string name;
  int version;
  std::string contents;  ///< what is deleted with it: "its experiments and executions"
  std::string path;      ///< of the form
};

/// A section with a form that asks people to type the name of what they want to delete.
web::Html deletion_section(const Deletion& deletion, const http::Caller& caller,
                           const web::Submission& sent);

/// Throws Refusal (kInvalid) unless the form contains the name.
void check_typed_name(const std::map<std::string, std::string>& fields, const std::string& name);

}  // namespace chaos::hub::dashboard
