#include "provider/extension_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/environment_variable.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;
using testing::EnvironmentVariable;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TemporaryDirectory;

std::string built(const std::string& name) {
  return std::string(CHAOS_TEST_EXTENSIONS) + "/" + name;
}

Diagnostic refusal_of(const std::vector<std::string>& directories) {
  Registry registry;
  try {
    load_extensions(directories, registry);
  } catch (const ExtensionError& error) {
    return error.diagnostic();
  }
  ADD_FAILURE() << "was loaded";
  return {};
}

TEST(ExtensionDirectories, ComeFromTheEnvironmentAndTheSettings) {
  const EnvironmentVariable path("CHAOS_EXTENSION_PATH", "/one::/two");
  EXPECT_THAT(extension_directories(Json::object()), ElementsAre("/one", "/two"));
  EXPECT_THAT(extension_directories({{"extensions", {{"path", "/three:/four"}}}}),
              ElementsAre("/one", "/two", "/three", "/four"));
  EXPECT_THAT(extension_directories({{"extensions", {{"path", Json::array({"/three", "/four"})}}}}),
              ElementsAre("/one", "/two", "/three", "/four"));
}

TEST(ExtensionDirectories, MayBeNone) {
  const EnvironmentVariable path("CHAOS_EXTENSION_PATH", std::nullopt);
  EXPECT_THAT(extension_directories(Json::object()), IsEmpty());
  EXPECT_THAT(extension_directories({{"extensions", Json::object()}}), IsEmpty());
}

TEST(ExtensionLoader, LetsAnExtensionRegister) {
  Registry registry;
  load_extensions({built("trace")}, registry);
  EXPECT_NE(registry.control("trace"), nullptr);
}

TEST(ExtensionLoader, LoadsOnlySharedLibraries) {
  const TemporaryDirectory directory;
  directory.write("README.md", "text");
  Registry registry;
  EXPECT_NO_THROW(load_extensions({directory.path()}, registry));
}

TEST(ExtensionLoader, RejectsAnotherVersion) {
  const Diagnostic refusal = refusal_of({built("wrong_abi")});
  EXPECT_EQ(refusal.message, "the extension '" + built("wrong_abi/wrong_abi.so") +
                                 "' was built for version 99 of the extension interface, this "
                                 "program has version 4");
  EXPECT_EQ(refusal.hint, "build it again with this program's headers");
}

TEST(ExtensionLoader, RejectsOtherSharedLibraries) {
  const Diagnostic refusal = refusal_of({built("not_an_extension")});
  EXPECT_EQ(refusal.message, "'" + built("not_an_extension/not_an_extension.so") +
                                 "' is not an extension: it does not export chaos_extension_abi");
  EXPECT_THAT(refusal.hint, HasSubstr("CHAOS_EXTENSION"));
}

TEST(ExtensionLoader, RejectsWhatIsNotASharedLibrary) {
  const TemporaryDirectory directory;
  directory.write("text.so", "text");
  EXPECT_THAT(refusal_of({directory.path()}).message,
              HasSubstr("the extension '" + (directory / "text.so") + "' cannot be loaded: "));
}

TEST(ExtensionLoader, RejectsAMissingDirectory) {
  EXPECT_EQ(refusal_of({"/no/such/directory"}).message,
            "the extension directory '/no/such/directory' cannot be read: No such file or "
            "directory");
}

TEST(ExtensionLoader, ReportsExceptionsDuringRegistration) {
  EXPECT_EQ(refusal_of({built("refusing")}).message,
            "the extension '" + built("refusing/refusing.so") +
                "' cannot register: function 'twice.f' is registered twice");
}

}  // namespace
}  // namespace chaos
