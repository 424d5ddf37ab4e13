#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos::testing {

/// Which operation of an API a request calls, and the parts of its path that have names.
struct ApiCall {
  std::string operation;
  std::map<std::string, std::string> parameters;
};

/// An HTTP API as an OpenAPI file describes it, 3.1 or 3.0. Problems are sentences for a test's
/// failure; no problem is an empty list. Not safe to use from several threads at once.
class ApiDescription {
 public:
  /// Throws when the file is not there, or is no YAML.
  explicit ApiDescription(const std::string& path);
  /// The one in the file that an environment variable names; nothing when it does not.
  static std::unique_ptr<ApiDescription> from_environment(const char* variable);
  ~ApiDescription();
  ApiDescription(const ApiDescription&) = delete;
  ApiDescription& operator=(const ApiDescription&) = delete;

  /// Whether `target` lies below the path at which the file says the API is.
  bool covers(const std::string& target) const { return target.starts_with(base_); }
  /// Nothing when no path with that method is like `target`, whose query does not matter.
  std::optional<ApiCall> match(const std::string& method, const std::string& target) const;

  /// Method and path of each operation: "GET /api/v1/organizations/{org}".
  std::vector<std::string> lines() const;

  std::vector<std::string> problems_of_request(const std::string& operation,
                                               const std::string& content_type,
                                               const std::string& body);
  std::vector<std::string> problems_of_response(const std::string& operation, int status,
                                                const std::string& content_type,
                                                const std::string& body);
  /// Checks a value against one of the schemas under components.
  std::vector<std::string> problems_of(const std::string& schema, const Json& value);

 private:
  class Schemas;

  struct Operation {
    std::string method;
    std::vector<std::string> path;  ///< its parts; "{name}" where anything may stand
    std::string pointer;            ///< where the description has it
  };

  const Json& at(const std::string& pointer) const;
  std::string resolve(const std::string& pointer) const;
  std::vector<std::string> problems_of_content(const std::string& pointer,
                                               const std::string& content_type,
                                               const std::string& body);

  const Json document_;
  const std::string base_;                       // "/api/v1"; "" when the paths are whole
  std::map<std::string, Operation> operations_;  // by operationId
  std::unique_ptr<Schemas> schemas_;
};

}  // namespace chaos::testing
