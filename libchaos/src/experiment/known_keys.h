#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// The keys that a schema of `schemas/` describes, at every place of a document. The schema is the
/// only list of them.
class KnownKeys {
 public:
  /// Of the schema with that name, as schema_text takes it.
  explicit KnownKeys(const std::string& schema);
  ~KnownKeys();
  KnownKeys(const KnownKeys&) = delete;
  KnownKeys& operator=(const KnownKeys&) = delete;

  /// A key that the schema does not describe, in an object of which it describes others.
  struct Unknown {
    std::string key;
    std::string object;              ///< the pointer to the object
    std::vector<std::string> known;  ///< the described keys that the object does not have
  };

  /// A value that cannot have the keys or items that the schema describes: a string where a mapping
  /// is expected, or a mapping instead of a list.
  struct WrongKind {
    std::string pointer;
    std::string expected;  ///< "a mapping", "a list", "a mapping or a list"
  };

  struct Visitor {
    std::function<void(const Unknown&)> unknown;
    std::function<void(const WrongKind&)> wrong_kind;
  };
  void visit(const Json& document, const Visitor& visitor) const;

 private:
  struct Shapes;
  std::unique_ptr<Shapes> shapes_;
};

}  // namespace chaos
