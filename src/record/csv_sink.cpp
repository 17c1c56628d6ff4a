#include "record/csv.h"
#include "record/sink.h"
#include "record/time_text.h"

namespace asim {
namespace {

class CsvSink : public Sink {
public:
  CsvSink(Output& output, const SinkOptions& options)
      : output_{output},
        line_{options.csv_dialect},
        has_dates_{options.calendar != nullptr},
        time_text_{options.calendar},
        titles_{options.titles} {}

  void begin() override {
    output_.write(line_.file_start());
    for (const std::string_view title :
         {titles_.time, titles_.process, titles_.event, titles_.object, titles_.detail})
      line_.add_text(title);
    output_.write(line_.take());
  }

  void write(const Row& row) override {
    line_.begin_in(output_.place_for_text());
    if (has_dates_) {
      line_.add_harmless(time_text_(row.time));
    } else {
      line_.add_number(row.time);
    }
    line_.add_text(row.process).add_text(row.event).add_text(row.object);
    if (row.detail_is_number) {
      line_.add_harmless(row.detail);
    } else {
      line_.add_text(row.detail);
    }
    output_.write(line_.take());
  }

  void end() override { output_.flush(); }
  void flush() override { output_.flush(); }

private:
  Output& output_;
  CsvLine line_;
  bool has_dates_;
  TimeText time_text_;
  ColumnTitles titles_;
};

}  // namespace

SinkKind csv_sink() {
  return {"csv", "comma-separated values with a header line", [](Output& output, const SinkOptions& options) {
            return std::unique_ptr<Sink>{std::make_unique<CsvSink>(output, options)};
          }};
}

}  // namespace asim
