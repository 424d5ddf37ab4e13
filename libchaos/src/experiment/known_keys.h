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
  void for_each_unknown(const Json& document,
                        const std::function<void(const Unknown&)>& visit) const;

 private:
  struct Shapes;
  std::unique_ptr<Shapes> shapes_;
};

}  // namespace chaos
