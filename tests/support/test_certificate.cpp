#include "support/test_certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace chaos::testing {
namespace {

void add_extension(X509* certificate, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  if (extension == nullptr) throw std::runtime_error("cannot make a certificate extension");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

template <typename Write>
std::string written_by(const Write& write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
  write(memory.get());
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

TestCertificate::TestCertificate() : key_(EVP_EC_gen("P-256")), certificate_(X509_new()) {
  constexpr long kDay = 24 * 3600;
  X509_set_version(certificate_, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate_), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate_), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate_), kDay);
  X509_set_pubkey(certificate_, key_);
  X509_NAME* name = X509_get_subject_name(certificate_);
  const auto* text = reinterpret_cast<const unsigned char*>("localhost");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(certificate_, name);
  add_extension(certificate_, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
  add_extension(certificate_, NID_basic_constraints, "critical,CA:TRUE");
  if (X509_sign(certificate_, key_, EVP_sha256()) == 0) {
    throw std::runtime_error("cannot sign the test certificate");
  }
}

TestCertificate::~TestCertificate() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
}

std::string TestCertificate::pem() const {
  return written_by([this](BIO* memory) { PEM_write_bio_X509(memory, certificate_); });
}

std::string TestCertificate::key_pem() const {
  return written_by([this](BIO* memory) {
    PEM_write_bio_PrivateKey(memory, key_, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> TestCertificate::server_context() const {
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_server_method()),
                                                            SSL_CTX_free);
  if (SSL_CTX_use_certificate(context.get(), certificate_) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key_) != 1) {
    throw std::runtime_error("cannot use the test certificate");
  }
  return context;
}

}  // namespace chaos::testing
