#pragma once

#include <map>
#include <optional>
#include <string>

#include "chaos/json.h"

namespace chaos::python {

/// The documents that the worker has copies of. Each is sent once, and afterwards what changed.
class DocumentMirror {
 public:
  /// Adds to the request what the worker needs to have `value` as document `name`.
  void send(Json& request, const std::string& name, const Json& value);

  /// The same when it is enough that the worker has the part at `place` of the document.
  void send_part(Json& request, const std::string& name, const Json& value,
                 const std::string& place);

  /// Applies to `value` the changes to the document `name` in the answer.
  void apply(const Json& answer, const std::string& name, Json& value);

  /// Whether the worker has the document.
  bool has(const std::string& name) const { return copies_.contains(name); }
  /// Whether there is such a document, and the worker has it as it is now.
  bool holds(const std::string& name, const Json* value) const;

 private:
  std::map<std::string, Json> copies_;
};

/// The RFC 6902 pointer to the object `part` itself in `document`; nothing if it is not part of it.
/// Only looks at the parts of experiments and journals that hooks get.
std::optional<std::string> place_in(const Json& document, const Json& part);

}  // namespace chaos::python
