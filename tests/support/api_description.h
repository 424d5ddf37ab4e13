#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos::testing {

/// The operation of an API that a request calls, and the named parts of its path.
struct ApiCall {
  std::string operation;
  std::map<std::string, std::string> parameters;
};

/// An HTTP API as described in an OpenAPI file, 3.1 or 3.0. Problems are sentences for a test
/// failure; the list is empty if there are none. Not thread-safe.
class ApiDescription {
 public:
  /// Throws if the file does not exist, or is not YAML.
  explicit ApiDescription(const std::string& path);
  /// The description in the file that an environment variable names; nothing if it is not set.
  static std::unique_ptr<ApiDescription> from_environment(const char* variable);
  ~ApiDescription();
  ApiDescription(const ApiDescription&) = delete;
  ApiDescription& operator=(const ApiDescription&) = delete;

  /// Whether `target` is below the API's base path according to the file.
  bool covers(const std::string& target) const { return target.starts_with(base_); }
  /// Nothing if no path with that method matches `target`; its query is ignored.
  std::optional<ApiCall> match(const std::string& method, const std::string& target) const;

  /// The method and path of each operation: "GET /api/v1/organizations/{org}".
  std::vector<std::string> lines() const;

  std::vector<std::string> problems_of_request(const std::string& operation,
                                               const std::string& content_type,
                                               const std::string& body);
  std::vector<std::string> problems_of_response(const std::string& operation, int status,
                                                const std::string& content_type,
                                                const std::string& body);
  /// Validates a value with one of the schemas under components.
  std::vector<std::string> problems_of(const std::string& schema, const Json& value);

 private:
  class Schemas;

  struct Operation {
    std::string method;
    std::vector<std::string> path;  ///< its parts; "{name}" for parameters
    std::string pointer;            ///< its position in the description
  };

  const Json& at(const std::string& pointer) const;
  std::string resolve(const std::string& pointer) const;
  std::vector<std::string> problems_of_content(const std::string& pointer,
                                               const std::string& content_type,
                                               const std::string& body);

  const Json document_;
  const std::string base_;                       // "/api/v1"; "" if the paths are complete
  std::map<std::string, Operation> operations_;  // by operationId
  std::unique_ptr<Schemas> schemas_;
};

}  // namespace chaos::testing
