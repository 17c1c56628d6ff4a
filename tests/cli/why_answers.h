#pragma once
// What `asim why` answers about a model that is given as text.

#include <doctest/doctest.h>

#include <string>

#include "cli/model_files.h"

namespace asim::test {

inline CommandResult why(const ModelFile& model, const std::string& process, const std::string& at) {
  return asim({"why", model.path(), "--process", process, "--at", at});
}

/// The text with `m` in place of the model's path.
inline std::string without_folder(const std::string& text, const std::string& path) {
  std::string result;
  std::size_t begin = 0;
  for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path, begin)) {
    result.append(text, begin, at - begin).append("m");
    begin = at + path.size();
  }
  return result.append(text, begin);
}

inline std::string answer(const char* text, const std::string& process, const std::string& at) {
  const ModelFile model(text);
  const CommandResult result = why(model, process, at);
  CHECK(result.exit_code == 0);
  CHECK(result.err == "");
  return without_folder(result.out, model.path());
}

inline void check_refused(const char* text, const std::string& process, const std::string& at,
                          const std::string& message) {
  CAPTURE(message);
  const ModelFile model(text);
  const CommandResult result = why(model, process, at);
  CHECK(result.exit_code == 2);
  CHECK(result.out == "");
  CHECK(result.err == usage_error(message));
}

}  // namespace asim::test
