#include "run/sweep_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/numbers.h"
#include "base/text_table.h"
#include "engine/confidence.h"

namespace asim {

void Summarizer::add(const RunRow& row) {
  if (!current_.point || current_.point->number != row.point->number) {
    finish();
    current_ = {row.point, 0, 0, PointStatistics(outputs_, antithetic_)};
  }
  ++current_.runs;
  current_.outputs.add(row);
  if (row.failed()) ++current_.failed;
}

void Summarizer::finish() {
  if (current_.point) done_(current_);
  current_.point.reset();
}

// ---- CSV ----

void add_known(CsvLine& line, double number) {
  if (std::isnan(number)) {
    line.add_plain("");
  } else {
    line.add_number(number);
  }
}

SummaryCsv::SummaryCsv(std::vector<std::string> parameters, std::vector<std::string> outputs,
                       CsvDialect dialect)
    : parameters_(std::move(parameters)), outputs_(std::move(outputs)), dialect_(dialect) {}

std::string SummaryCsv::header() const {
  CsvLine line(dialect_);
  for (const std::string& name : parameters_) line.add_text(name);
  for (const char* name : {"output", "n", "mean", "sd", "half_width", "low", "high"}) line.add_text(name);
  return std::string(line.file_start()).append(line.take());
}

std::string SummaryCsv::lines(const PointSummary& summary) const {
  std::string text;
  CsvLine line(dialect_);
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    for (const Cell& cell : summary.point->parameters) {
      if (cell.is_text) {
        line.add_text(cell.text);
      } else {
        line.add_plain(cell.text);
      }
    }
    const Tally& tally = summary.outputs.output(i);
    const double half = half_width(tally);
    line.add_text(outputs_[i]).add_plain(std::to_string(tally.count()));
    for (const double number : {tally.mean(), tally.sd(), half, tally.mean() - half, tally.mean() + half}) {
      add_known(line, number);
    }
    text += line.take();
  }
  return text;
}

// ---- for people ----

namespace {

/// With so many decimals, at least none; a negative number rounds whole digits away.
std::string rounded(double number, int decimals) {
  if (decimals >= 0) return fmt::format("{:.{}f}", number, decimals);
  double unit = 1;
  for (int i = 0; i > decimals; --i) unit *= 10;
  return fmt::format("{:.0f}", std::round(number / unit) * unit);
}

/// The decimal exponent of a positive number.
int exponent_of(double number) {
  const std::string text = fmt::format("{:.1e}", number);
  const std::size_t sign = text.find('e') + 1;
  int exponent = 0;
  std::from_chars(text.data() + sign + 1, text.data() + text.size(), exponent);
  return text[sign] == '-' ? -exponent : exponent;
}

}  // namespace

std::string interval_text(double mean, double half) {
  if (std::isnan(mean)) return "";
  if (std::isnan(half)) return fmt::format("{:.6g}", mean);
  if (half == 0) return fmt::format("{:.6g} ± 0", mean);
  if (half < 1e-9 || half >= 1e15) return fmt::format("{:.6g} ± {:.2g}", mean, half);
  const int decimals = 1 - exponent_of(half);
  return fmt::format("{} ± {}", rounded(mean, decimals), rounded(half, decimals));
}

SummaryTable::SummaryTable(std::vector<std::string> parameters, std::vector<std::string> outputs,
                           bool antithetic)
    : parameters_(std::move(parameters)), outputs_(std::move(outputs)), antithetic_(antithetic) {}

void SummaryTable::add(const PointSummary& summary) {
  ++points_;
  failed_ += summary.failed;
  std::uint64_t n = summary.failed;
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    n = std::max(n, summary.outputs.output(i).count() + summary.failed);
  }
  if (antithetic_) n = summary.runs / 2;
  fewest_ = std::min(fewest_, n);
  most_ = std::max(most_, n);
  if (lines_.size() == kMostRows) return;
  Line& line = lines_.emplace_back();
  for (const Cell& cell : summary.point->parameters) line.parameters.push_back(cell.text);
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    const Tally& tally = summary.outputs.output(i);
    line.outputs.push_back(interval_text(tally.mean(), half_width(tally)));
  }
}

std::string SummaryTable::replications_text() const {
  if (antithetic_) {
    const std::string pairs = plural(most_, "antithetic pair");
    return (fewest_ == most_ ? pairs : fmt::format("{} to {}", fewest_, pairs)) + " of replications";
  }
  if (fewest_ == most_) return fmt::format("{} replication{}", most_, most_ == 1 ? "" : "s");
  return fmt::format("{} to {} replications", fewest_, most_);
}

std::string SummaryTable::text() const {
  if (points_ == 0) return "";
  std::vector<std::size_t> shown;  // parameters that vary
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const auto differs = [&](const Line& line) { return line.parameters[i] != lines_.front().parameters[i]; };
    if (std::any_of(lines_.begin(), lines_.end(), differs)) shown.push_back(i);
  }
  std::vector<std::vector<std::string>> rows(1);
  for (const std::size_t i : shown) rows[0].push_back(parameters_[i]);
  rows[0].insert(rows[0].end(), outputs_.begin(), outputs_.end());
  for (const Line& line : lines_) {
    std::vector<std::string>& row = rows.emplace_back();
    for (const std::size_t i : shown) row.push_back(line.parameters[i]);
    row.insert(row.end(), line.outputs.begin(), line.outputs.end());
  }
  std::string text = text_table(rows, Align::right);
  if (points_ > lines_.size()) {
    text += fmt::format("… and {} more points: --summary FILE has all\n", points_ - lines_.size());
  }
  text += fmt::format("\n{}{}", points_ > 1 ? fmt::format("{} points, ", points_) : "", replications_text());
  if (points_ > 1) text += " each";
  text += most_ > 1 ? "; ± half the width of the 95 % confidence interval\n" : "\n";
  return text;
}

}  // namespace asim
