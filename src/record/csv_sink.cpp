#include <string>

#include "base/numbers.h"
#include "record/csv.h"
#include "record/sink.h"

namespace asim {
namespace {

class CsvSink : public Sink {
public:
  CsvSink(Output& output, CsvDialect dialect) : output_{output}, is_excel_{dialect == CsvDialect::excel} {
    separator_ = is_excel_ ? ';' : ',';
  }

  void begin() override {
    line_ = is_excel_ ? "\xEF\xBB\xBF" : "";
    line_ += "time";
    for (const char* name : {"process", "event", "object", "detail"}) add_cell(name);
    end_line();
  }

  void write(const Row& row) override {
    append_number(line_, row.time);
    add_cell(row.process);
    add_cell(row.event);
    add_cell(row.object);
    add_cell(row.detail);
    end_line();
  }

  void end() override { output_.flush(); }
  void flush() override { output_.flush(); }

private:
  void add_cell(std::string_view text) {
    line_ += separator_;
    append_csv_text(line_, text, separator_);
  }

  void end_line() {
    line_ += is_excel_ ? "\r\n" : "\n";
    output_.write(line_);
    line_.clear();
  }

  Output& output_;
  bool is_excel_;
  char separator_;
  std::string line_;
};

}  // namespace

SinkKind csv_sink() {
  return {"csv", "comma-separated values with a header line", [](Output& output, const SinkOptions& options) {
            return std::unique_ptr<Sink>{std::make_unique<CsvSink>(output, options.csv_dialect)};
          }};
}

}  // namespace asim
