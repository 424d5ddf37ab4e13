#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace chaos::testing {

/// A key and a self-signed certificate for 127.0.0.1 and localhost, made anew for each object.
class TestCertificate {
 public:
  TestCertificate();
  ~TestCertificate();
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;

  /// The certificate as PEM text: what a client that trusts it needs.
  std::string pem() const;
  /// Its key, likewise: what a server in another process needs.
  std::string key_pem() const;

  /// A context with which a server presents the certificate.
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> server_context() const;

 private:
  EVP_PKEY* key_;
  X509* certificate_;
};

}  // namespace chaos::testing
