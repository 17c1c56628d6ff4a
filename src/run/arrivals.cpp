#include "run/arrivals.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/csv_reader.h"
#include "base/numbers.h"
#include "run/arrivals_op.h"
#include "run/compile_table.h"

namespace asim {
namespace {

constexpr Key kKeys[] = {
    {"every", KeyType::number, false, "", "the time between two arrivals, evaluated anew for each"},
    {"rate", KeyType::list, false, "",
     "how many arrive in a unit of time, from when on: [[0, 2], [60, 5]]; a Poisson process"},
    {"period", KeyType::number, false, "", "after how long `rate` begins anew"},
    {"first", KeyType::number, false, "", "when the first one comes; otherwise one interval after `start`"},
    {"until", KeyType::number, false, "", "nobody arrives after this time"},
    {"count", KeyType::whole, false, "", "how many arrive in all"},
    {"batch", KeyType::whole, false, "1", "how many arrive together, evaluated anew for each arrival"},
    {"at", KeyType::list, false, "", "a list of times instead of `every`"},
    {"from", KeyType::literal, false, "",
     "a CSV file with a column `time`; others become variables of the process"},
};

std::string path_of(const Node& from, const Sources& sources) {
  const std::string& model = sources.locate(from.span).source->name;
  return (std::filesystem::path(model).parent_path() / from.text).string();
}

/// The times of a literal list: numbers that do not go back.
void check_times(StepCompiler& c, const Node& list) {
  std::optional<double> before;
  for (const Node* item : list.items) {
    const std::optional<double> known = item->is_plain() ? parse_number(item->text) : std::nullopt;
    if (known && *known < 0) {
      c.diagnostics().error(item->span,
                            fmt::format("a time must not be negative, not {}", number_text(*known)));
    } else if (known && before && *known < *before) {
      c.diagnostics().error(item->span, fmt::format("the times of `at:` must not go back: {} is before {}",
                                                    number_text(*known), number_text(*before)));
    }
    before = known;
  }
}

}  // namespace

std::span<const Key> arrivals_keys() { return kKeys; }

void start_arrivals(Instance& source) {
  const auto& op = static_cast<const ArrivalsOp&>(*source.op);
  Frame frame{source.run(), &source, source.own};
  if (const auto time = op.begin(frame)) return start_instance_at(source, *time);
  ArrivalsOp::finish(frame);
  start_instance(source);
}

bool check_arrivals(const Node& process, const Node& arrivals, Diagnostics& diagnostics) {
  if (!check_keys(arrivals, kKeys, "`arrivals:`", diagnostics)) return false;
  if (const Node::Member* count = process.find_member("count")) {
    diagnostics.error(count->key->span, "`count:` beside `arrivals:`",
                      "how many arrive stands in `arrivals:`, as its `count:`");
  }
  if (const Node::Member* period = arrivals.find_member("period"); period && !arrivals.find("rate"))
    diagnostics.error(period->key->span, "`period:` without `rate:`");
  constexpr std::string_view kSources[] = {"every", "rate", "at", "from"};
  const auto sources = std::count_if(std::begin(kSources), std::end(kSources),
                                     [&](std::string_view key) { return arrivals.find(key) != nullptr; });
  if (sources == 1) return true;
  diagnostics.error(arrivals.span, fmt::format("`arrivals:` {} one of `every:`, `rate:`, `at:` and `from:`",
                                               sources == 0 ? "needs" : "can have only"));
  return false;
}

std::vector<std::string> arrival_columns(const Node& arrivals, const Sources& sources,
                                         Diagnostics& diagnostics) {
  const Node* from = arrivals.find("from");
  if (!from || !from->is_scalar()) return {};
  CsvReader reader(path_of(*from, sources));
  std::vector<std::string> cells;
  std::error_code error;
  const bool is_directory = std::filesystem::is_directory(path_of(*from, sources), error);
  if (is_directory || !reader.is_open() || !reader.next(cells)) {
    const std::string_view problem = is_directory       ? "it is a directory"
                                     : reader.is_open() ? "it is empty"
                                                        : "no such file";
    diagnostics.error(from->span, fmt::format("cannot read `{}`: {}", from->text, problem));
    return {};
  }
  const auto time = std::find(cells.begin(), cells.end(), "time");
  if (time == cells.end()) {
    diagnostics.error(from->span, fmt::format("`{}` has no column `time`", from->text));
    return {};
  }
  cells.erase(time);
  std::vector<std::string> known{"time"};
  for (const std::string& name : cells) {
    if (std::find(known.begin(), known.end(), name) != known.end())
      diagnostics.error(from->span, fmt::format("`{}` has two columns `{}`", from->text, name));
    known.push_back(name);
    if (!is_name(name)) {
      diagnostics.error(from->span,
                        fmt::format("the column `{}` of `{}` is no name for a variable", name, from->text));
    }
  }
  return cells;
}

void emit_arrivals(StepCompiler& c, const Node& arrivals, std::uint32_t type, const Sources& sources,
                   const std::vector<std::uint32_t>& variables) {
  for (std::uint32_t i = 0; i < ArrivalsOp::kSlots; ++i) c.scope().hidden_slot();
  const auto argument = [&](std::string_view key, Type expected, Use use = Use::expression) {
    const Node* node = arrivals.find(key);
    return node ? c.compile(*node, use, expected) : Argument{};
  };
  ArrivalsOp& op = c.emit<ArrivalsOp>(arrivals.span);
  op.type = op.source = type;
  op.every = argument("every", types::number);
  c.check_range(op.every, {0, false, "the time between arrivals must not be negative"});
  if (const Node* rate = arrivals.find("rate")) {
    op.rate = compile_table(c, *rate, arrivals.find("period"), TimeTable::Of::rates);
    const Typed draw = c.expressions().compile_text("exponential(1)", rate->span, c.scope());
    op.unit_exponential = {draw.operand, rate->span, draw.type};
  }
  op.first = argument("first", types::number, Use::point);
  c.check_range(op.first, {0, false, "a time must not be negative"});
  op.until = argument("until", types::number, Use::point);
  op.count = argument("count", types::number);
  c.check_range(op.count, {0, true, "a count must be a whole number and not negative"});
  op.batch = argument("batch", types::number);
  c.check_range(op.batch, {0, true, "a batch must be a whole number and not negative"});
  op.at = argument("at", types::list, Use::point);
  if (const Node* at = arrivals.find("at")) check_times(c, *at);
  op.variables = variables;
  const Node* from = arrivals.find("from");
  if (!from || !from->is_scalar()) return;
  op.path = path_of(*from, sources);
  op.path_span = from->span;
  c.program().input_files.push_back(op.path);

  c.reads_file(op.path);
  CsvReader reader(op.path);
  std::vector<std::string> cells;
  if (!reader.is_open() || !reader.next(cells)) return;
  const auto time = std::find(cells.begin(), cells.end(), "time");
  op.time_column = static_cast<std::size_t>(time - cells.begin());
}

}  // namespace asim
