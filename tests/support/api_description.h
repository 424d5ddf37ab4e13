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

/// An HTTP API as an OpenAPI 3.1 file describes it. Problems are sentences for a test's failure; no
/// problem is an empty list. Not safe to use from several threads at once.
class ApiDescription {
 public:
  /// Throws when the file is not there, or is no YAML.
  explicit ApiDescription(const std::string& path);
  ~ApiDescription();
  ApiDescription(const ApiDescription&) = delete;
  ApiDescription& operator=(const ApiDescription&) = delete;

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
  std::map<std::string, Operation> operations_;  // by operationId
  std::unique_ptr<Schemas> schemas_;
};

}  // namespace chaos::testing
