#pragma once
// Reads YAML (and JSON, which is YAML) into our tree. The only code that knows yaml-cpp.
//
// Guards: at most 4 MiB, UTF-8 only, one document, depth at most 64, a budget for aliases, no duplicate or
// non-scalar keys, no unclosed quotes. Every violation is a located error that says what to do instead.

#include <string>

#include "base/diagnostics.h"
#include "base/source.h"
#include "model/tree.h"

namespace asim {

/// Reads a file's bytes; "-" is standard input. An unreadable, missing or unsuitable file (directory, too
/// large, UTF-16, NUL bytes, invalid UTF-8, control characters, lone CR) is an error in `diagnostics` and
/// gives null. The error stands at `asked_for`: the place that includes the file, or none for a file of the
/// command line.
const Source* read_source(const std::string& path, Sources&, Diagnostics&, Span asked_for = {});

/// Parses the source's text. After a mistake behind which nothing can be understood the root is null; after
/// others (duplicate keys, unknown tags, values split at a comma, …) the tree is the mended document and
/// worth checking on.
Document read_yaml(const Source&, Diagnostics&);

}  // namespace asim
