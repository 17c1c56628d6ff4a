#pragma once
// What went wrong when the YAML parser gave up, in plain words.
//
// The parser says where it noticed; a reader wants to know where the mistake is: the quote or bracket that
// was opened and not closed, the line that is not indented well. Nothing here decides whether a document is
// valid: it is asked only after the parser (or the reader) has refused it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/yaml_text.h"

namespace asim {

/// A mistake at [begin, end) of the text.
struct YamlMistake {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string message;
  std::string label;
};

/// Where the parser stood.
struct YamlStop {
  std::size_t at = 0;                 // where it noticed
  std::string_view reason;            // its own words
  std::size_t understood = 0;         // behind the last thing it delivered
  std::size_t last_begin = 0;         // where that thing began
  std::vector<std::size_t> brackets;  // opened before `understood` and still open, outermost first
};

YamlMistake explain_stop(const YamlText& text, const YamlStop& stop);

YamlMistake unclosed_quote(const YamlText& text, std::size_t opened);
YamlMistake unclosed_bracket(const YamlText& text, std::size_t opened);
/// Something follows a closed quote on its line, or a quote was closed by the next one's opening. `bracket`
/// is the one around it, or NUL.
std::optional<YamlMistake> text_behind_quote(const YamlText& text, std::size_t begin, std::size_t end,
                                             char bracket);
/// Something follows the closing bracket of a value: `{name} arrives`.
std::optional<YamlMistake> text_behind_bracket(const YamlText& text, std::size_t begin, std::size_t end);

}  // namespace asim
