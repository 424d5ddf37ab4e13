#include "experiment/model/text_digest.h"

#include "security/secret.h"

namespace chaos::hub::experiment {

std::string text_digest(std::string_view text) {
  return hub::digest_of(text);
}

}  // namespace chaos::hub::experiment
