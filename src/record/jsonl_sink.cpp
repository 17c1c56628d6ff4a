#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "base/utf8.h"
#include "record/sink.h"
#include "record/time_text.h"

namespace asim {
namespace {

// JSON Lines (RFC 8259, one object a line). JSON has no nan and no infinities: they become null. A byte that
// is not UTF-8 becomes U+FFFD, so that the file can be read in any case.
class JsonlSink : public Sink {
public:
  JsonlSink(Output& output, const SinkOptions& options)
      : output_{output},
        is_date_{options.calendar != nullptr},
        time_text_{options.calendar},
        titles_{options.titles} {}

  void write(const Row& row) override {
    line_ = "{\"";
    line_ += titles_.time;
    line_ += "\":";
    if (is_date_) {
      line_ += '"';
      line_ += time_text_(row.time);
      line_ += '"';
    } else if (std::isfinite(row.time)) {
      line_ += time_text_(row.time);
    } else {
      line_ += "null";
    }
    add_text(titles_.process, row.process);
    add_text(titles_.event, row.event);
    add_text(titles_.object, row.object);
    add_text(titles_.detail, row.detail);
    line_ += "}\n";
    output_.write(line_);
  }

  void end() override { output_.flush(); }
  void flush() override { output_.flush(); }

private:
  static bool stands_for_itself(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

  // Looks at every byte without a branch: most texts are short and harmless.
  static bool all_stand_for_themselves(std::string_view text) {
    bool all = true;
    for (const char c : text) all &= (c >= 0x20) & (c < 0x7F) & (c != '"') & (c != '\\');
    return all;
  }

  void add_text(std::string_view key, std::string_view text) {
    line_ += ",\"";
    line_ += key;
    line_ += "\":\"";
    if (all_stand_for_themselves(text)) {
      line_ += text;
    } else {
      add_escaped(text);
    }
    line_ += '"';
  }

  void add_escaped(std::string_view text) {
    while (true) {
      const auto special = std::find_if_not(text.begin(), text.end(), stands_for_itself);
      const auto plain = static_cast<std::size_t>(special - text.begin());
      line_ += text.substr(0, plain);
      text.remove_prefix(plain);
      if (text.empty()) break;

      const CodePoint c = first_code_point(text);
      add_character(c, text.substr(0, c.length));
      text.remove_prefix(c.length);
    }
  }

  void add_character(CodePoint c, std::string_view bytes) {
    if (c.value == '"' || c.value == '\\') {
      line_ += '\\';
      line_ += bytes;
    } else if (c.value == '\n') {
      line_ += "\\n";
    } else if (c.value == '\t') {
      line_ += "\\t";
    } else if (c.value == '\r') {
      line_ += "\\r";
    } else if (c.value < 0x20 || !c.valid) {
      line_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c.value));
    } else {
      line_ += bytes;
    }
  }

  Output& output_;
  bool is_date_;
  TimeText time_text_;
  ColumnTitles titles_;
  std::string line_;
};

}  // namespace

SinkKind jsonl_sink() {
  return {"jsonl", "one JSON object a line", [](Output& output, const SinkOptions& options) {
            return std::unique_ptr<Sink>{std::make_unique<JsonlSink>(output, options)};
          }};
}

}  // namespace asim
