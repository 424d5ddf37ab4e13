#pragma once

#include <functional>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "experiment/key_shapes.h"

namespace chaos {

/// The keys that a schema of `schemas/` describes, at every place of a document. The schema is the
/// only list of them.
class KnownKeys {
 public:
  explicit KnownKeys(const KeyShape& root) : root_(root) {}

  /// A key that the schema does not describe, in an object of which it describes others.
  struct Unknown {
    std::string key;
    std::string object;              ///< the pointer to the object
    std::vector<std::string> known;  ///< the described keys that the object does not have
  };

  /// A value of another kind than the schema describes: a string where a mapping is expected, or a
  /// boolean instead of a string.
  struct WrongKind {
    std::string pointer;
    std::string expected;  ///< "a mapping", "a list or a string"
    const Json* value = nullptr;
    bool has_no_effect = false;  ///< it cannot have the keys or items that the schema describes
  };

  struct Visitor {
    std::function<void(const Unknown&)> unknown;
    std::function<void(const WrongKind&)> wrong_kind;
  };
  void visit(const Json& document, const Visitor& visitor) const;

 private:
  const KeyShape& root_;
};

}  // namespace chaos
