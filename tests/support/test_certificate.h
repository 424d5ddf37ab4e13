#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace chaos::testing {

/// A key and a self-signed certificate for 127.0.0.1 and localhost, generated for each object.
class TestCertificate {
 public:
  TestCertificate();
  ~TestCertificate();
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;

  /// The certificate in PEM format, for clients that trust it.
  std::string pem() const;
  /// Its key in PEM format, for a server in another process.
  std::string key_pem() const;

  /// A TLS context for a server with the certificate.
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> server_context() const;

 private:
  EVP_PKEY* key_;
  X509* certificate_;
};

}  // namespace chaos::testing
