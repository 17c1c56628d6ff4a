// asim merge: the parts of a sweep become one table.

#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "base/utf8.h"
#include "cli/command.h"
#include "record/output.h"
#include "run/merge.h"
#include "run/sweep_summary.h"
#include "run/sweep_table.h"

namespace asim {
namespace {

struct MergeCommandLine {
  std::vector<std::string> parts;
  std::string csv = "-", summary, csv_dialect;

  CsvDialect dialect() const { return csv_dialect == "excel" ? CsvDialect::excel : CsvDialect::plain; }

  void check_destinations() const {
    if (csv == "-" && summary == "-")
      throw UsageError("--csv and --summary cannot both go to standard output");
    if (csv != "-" && !summary.empty() && is_same_file(csv, summary)) {
      throw UsageError("--csv and --summary name the same file");
    }
    for (const std::string& part : parts) {
      if (csv != "-" && is_same_file(csv, part)) throw UsageError("--csv would overwrite a part");
      if (!summary.empty() && is_same_file(summary, part))
        throw UsageError("--summary would overwrite a part");
    }
  }
};

/// Writes what is merged.
class Writer {
public:
  explicit Writer(const MergeCommandLine& options)
      : options_(options), csv_(options.csv), line_(options.dialect()) {
    if (!options.summary.empty()) summary_ = std::make_unique<Output>(options.summary);
  }

  void begin(const std::vector<std::string>& columns, const std::vector<std::string>& parameters,
             const std::vector<std::string>& outputs) {
    csv_.write(line_.file_start());
    write(columns);
    if (!summary_) return;
    summary_csv_.emplace(parameters, outputs, options_.dialect());
    summary_->write(summary_csv_->header());
    outputs_ = outputs.size();
  }

  void row(const std::vector<std::string>& cells, const RunRow& row) {
    write(cells);
    ++rows_;
    if (row.failed()) ++failed_;
    if (!summary_) return;
    if (!summarizer_) summarize(SweepTable::is_antithetic(cells.front()));
    summarizer_->add(row);
  }

  int finish() {
    if (summarizer_) summarizer_->finish();
    csv_.close();
    if (summary_) summary_->close();
    if (failed_ == 0) return kDone;
    std::cerr << fmt::format("error: {} of {} failed\n", failed_, plural(rows_, "run"));
    return kRunFailed;
  }

private:
  void summarize(bool antithetic) {
    summarizer_ = std::make_unique<Summarizer>(outputs_, antithetic, [this](const PointSummary& point) {
      summary_->write(summary_csv_->lines(point));
    });
  }

  void write(const std::vector<std::string>& cells) {
    for (const std::string& cell : cells) line_.add_plain(cell);
    csv_.write(line_.take());
  }

  const MergeCommandLine& options_;
  Output csv_;
  CsvLine line_;
  std::unique_ptr<Output> summary_;
  std::optional<SummaryCsv> summary_csv_;
  std::unique_ptr<Summarizer> summarizer_;
  std::size_t outputs_ = 0;
  std::uint64_t rows_ = 0, failed_ = 0;
};

int execute(const MergeCommandLine& options) {
  options.check_destinations();
  // First without writing: a mistake in the last part must not leave half a table behind.
  merge(options.parts, options.dialect(),
        {[](const auto&, const auto&, const auto&) {}, [](const auto&, const auto&) {}});
  Writer writer(options);
  merge(options.parts, options.dialect(),
        {[&](const auto& columns, const auto& parameters, const auto& outputs) {
           writer.begin(columns, parameters, outputs);
         },
         [&](const auto& cells, const RunRow& row) { writer.row(cells, row); }});
  return writer.finish();
}

}  // namespace

Command merge_command() {
  return {"merge", "puts the parts of a sweep together again", [](CommandLine& line) {
            auto options = std::make_shared<MergeCommandLine>();
            line.operands("PART", options->parts,
                          "what `asim sweep --shard I/N --csv PART` wrote, in any order");
            line.text("--csv", options->csv, "writes the table to a file instead of standard output", "FILE");
            line.text("--summary", options->summary, "writes means and confidence intervals to a CSV file",
                      "FILE");
            line.choice("--csv-dialect", options->csv_dialect,
                        "of the parts and the table; excel: semicolons and a byte order mark",
                        {"plain", "excel"});
            line.on_call([options] { return execute(*options); });
          }};
}

}  // namespace asim
