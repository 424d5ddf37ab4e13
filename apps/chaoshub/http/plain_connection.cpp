#include "http/connection.h"
#include "http/start_connection.h"

namespace chaos::hub::http {

void start_connection(Client<PlainStream> client, std::shared_ptr<Serving> serving) {
  std::make_shared<Connection<PlainStream>>(std::move(client), std::move(serving))->start();
}

}  // namespace chaos::hub::http
