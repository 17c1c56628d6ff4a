#include <fmt/format.h>

#include <string>

#include "base/numbers.h"
#include "base/utf8.h"
#include "record/sink.h"

namespace asim {
namespace {

// A table of GitHub Flavored Markdown. Characters that would end a cell or begin code, emphasis or HTML are
// escaped; line breaks and control characters are made visible.
class MarkdownSink : public Sink {
public:
  MarkdownSink(Output& output, const SinkOptions& options)
      : output_{output}, calendar_{options.calendar}, titles_{options.titles} {}

  void begin() override {
    output_.write(fmt::format("| {} | {} | {} | {} | {} |\n", titles_.time, titles_.process, titles_.event,
                              titles_.object, titles_.detail));
    output_.write("|---:|---|---|---|---|\n");
  }

  void write(const Row& row) override {
    line_ = "| ";
    line_ += calendar_ ? calendar_->date_text(row.time) : number_text(row.time);
    for (const std::string_view text : {row.process, row.event, row.object, row.detail}) add_cell(text);
    line_ += " |\n";
    output_.write(line_);
  }

  void end() override { output_.flush(); }
  void flush() override { output_.flush(); }

private:
  void add_cell(std::string_view text) {
    line_ += " | ";
    for (const char c : sanitized(text)) {
      if (std::string_view{"|\\`*<"}.find(c) != std::string_view::npos) line_ += '\\';
      line_ += c;
    }
  }

  Output& output_;
  const Calendar* calendar_;
  ColumnTitles titles_;
  std::string line_;
};

}  // namespace

SinkKind markdown_sink() {
  return {"markdown", "a table for documents", [](Output& output, const SinkOptions& options) {
            return std::unique_ptr<Sink>{std::make_unique<MarkdownSink>(output, options)};
          }};
}

}  // namespace asim
