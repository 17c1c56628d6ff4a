#include "run/arrivals.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/csv_reader.h"
#include "base/numbers.h"
#include "program/heap.h"
#include "program/trace.h"
#include "program/value_text.h"
#include "steps/execution.h"

namespace asim {
namespace {

constexpr Key kKeys[] = {
    {"every", KeyType::number, false, "", "the time between two arrivals, evaluated anew for each"},
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

/// What a cell means: a number if it reads as one, nothing if it is blank, otherwise text.
Value cell_value(const std::string& cell, Pool& pool) {
  if (cell.empty()) return Value::null();
  if (const auto number = parse_number(cell)) return *number;
  return Value::adopt(Text::make(pool, cell));
}

/// Where the times come from. The state of a run is in the hidden variables of the arrivals' process: how
/// many have arrived (null before it begins), the position in the list, the list.
class ArrivalsOp final : public Op {
public:
  static constexpr std::uint32_t kSlots = 3;
  using Time = std::optional<double>;  // none: nobody comes any more

  std::uint32_t type = 0;
  Argument every, first, until, count, batch, at;
  std::string path;  // of `from:`
  Span path_span;
  std::size_t time_column = 0;
  std::vector<std::uint32_t> variables;  // for each other column the slot of its variable
  std::uint32_t reader = 0;              // index into State::readers

  /// Who is due now arrives in the place of the arrivals' process. Returns when the next one comes.
  Time begin(Frame& frame) const {
    frame.own[kMade] = 0.0;
    frame.own[kPosition] = 0.0;
    if (at.given()) frame.own[kList] = list_of_times(frame);
    if (!path.empty()) open(frame.state);
    const Time time = first.given()
                          ? checked(frame, evaluate_number(first.operand, frame, first.span), first.span)
                          : next_time(frame);
    return time && *time == frame.state.now() ? arrive_together(frame) : time;
  }

  const Op* execute(Frame& frame) const override {
    if (frame.own[kMade].is_null()) return wait_for(frame, begin(frame));
    return resume(frame);
  }

  const Op* resume(Frame& frame) const override {
    if (frame.own[kMade].as_number() == kOver) return ends(frame);
    return wait_for(frame, arrive_together(frame));
  }

  /// Nobody comes any more: the process, which has not started, ends as it does.
  static void finish(Frame& frame) { frame.own[kMade] = kOver; }

  std::string dump() const override { return fmt::format("arrivals of {}", type); }

private:
  enum Slot : std::uint32_t { kMade, kPosition, kList };
  static constexpr double kOver = -1;

  Value list_of_times(Frame& frame) const {
    Value list = evaluate(at.operand, frame);
    if (list.is_list()) return list;
    throw RunError(at.span, fmt::format("`at:` needs a list of times, not {}", kind_description(list)));
  }

  void open(State& state) const {
    if (state.readers.size() <= reader) state.readers.resize(reader + 1);
    ArrivalsFile& file = state.readers[reader];
    file.reader = std::make_unique<CsvReader>(path);
    if (!file.reader->is_open()) throw RunError(path_span, fmt::format("cannot read `{}`", path));
    file.reader->next(file.cells);  // the header
  }

  bool is_complete(Frame& frame) const {
    return count.given() && frame.own[kMade].as_number() >= evaluate_number(count.operand, frame, count.span);
  }

  void arrive(Frame& frame) const {
    const std::size_t n = batch.given() ? evaluate_whole(batch, frame, 0, "a batch") : 1;
    for (std::size_t i = 0; i < n && !is_complete(frame); ++i) make_arrival(frame);
  }

  /// All who are due now, unless there is an interval between them. Returns when the next one comes.
  Time arrive_together(Frame& frame) const {
    Time time;
    do {
      arrive(frame);
      time = next_time(frame);
    } while (time && *time == frame.state.now() && !every.given());
    return time;
  }

  static const Op* wait_for(Frame& frame, Time time) {
    if (!time) return ends(frame);
    frame.self->sleep_until(*time);
    return kWaits;
  }

  Time next_time(Frame& frame) const {
    if (is_complete(frame)) return {};
    if (every.given()) return next_by_interval(frame);
    if (at.given()) return next_in_list(frame);
    return path.empty() ? Time() : next_in_file(frame);
  }

  Time next_by_interval(Frame& frame) const {
    try {
      return checked(frame, frame.state.now() + evaluate_delay(every, frame), every.span);
    } catch (const EndOfTrace&) {
      return {};
    }
  }

  Time next_in_list(Frame& frame) const {
    const List& times = *frame.own[kList].as_list();
    const auto position = static_cast<std::uint32_t>(frame.own[kPosition].as_number());
    if (position >= times.size) return {};
    frame.own[kPosition] = position + 1.0;
    const Value& time = times.data[position];
    if (!time.is_number())
      throw RunError(at.span, fmt::format("a time must be a number, not {}", kind_description(time)));
    return checked(frame, time.as_number(), at.span);
  }

  Time next_in_file(Frame& frame) const {
    ArrivalsFile& file = frame.state.readers[reader];
    if (!file.reader->next(file.cells)) return {};
    if (std::string problem = row_problem(*file.reader, file.cells, variables.size() + 1); !problem.empty())
      throw RunError(path_span, fmt::format("line {} of `{}`: {}", file.reader->line(), path, problem));
    const std::string cell = time_column < file.cells.size() ? file.cells[time_column] : "";
    const auto time = parse_number(cell);
    if (!time) {
      throw RunError(path_span, fmt::format("line {} of `{}`: the time must be a number, not `{}`",
                                            file.reader->line(), path, cell));
    }
    return checked(frame, *time, path_span);
  }

  Time checked(Frame& frame, double time, Span span) const {
    if (!(time >= frame.state.now())) {
      throw RunError(span, fmt::format("negative delay: an arrival at {} is before now, {}",
                                       number_text(time), number_text(frame.state.now())));
    }
    if (until.given() && time > evaluate_number(until.operand, frame, until.span)) return {};
    return time;
  }

  void make_arrival(Frame& frame) const {
    frame.own[kMade] = frame.own[kMade].as_number() + 1;
    Instance& instance = make_instance(frame.state, type);
    if (!path.empty()) {
      const std::vector<std::string>& cells = frame.state.readers[reader].cells;
      std::size_t variable = 0;
      for (std::size_t column = 0; column < cells.size() && variable < variables.size(); ++column) {
        if (column == time_column) continue;
        instance.vars()[variables[variable++]] = cell_value(cells[column], frame.state.pool);
      }
    }
    start_instance(instance);
  }
};

/// The times of a literal list: numbers that do not go back.
void check_times(StepCompiler& c, const Node& list) {
  std::optional<double> before;
  for (const Node* item : list.items) {
    const std::optional<double> known = item->is_plain() ? parse_number(item->text) : std::nullopt;
    if (item->is_scalar() && item->quoted && !item->text.starts_with('{')) {
      c.diagnostics().error(item->span, "a time must be a number, not text");
    } else if (known && *known < 0) {
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
  const std::size_t sources = (arrivals.find("every") ? 1u : 0u) + (arrivals.find("at") ? 1u : 0u) +
                              (arrivals.find("from") ? 1u : 0u);
  if (sources == 1) return true;
  diagnostics.error(arrivals.span, sources == 0
                                       ? "`arrivals:` needs one of `every:`, `at:` and `from:`"
                                       : "`arrivals:` can have only one of `every:`, `at:` and `from:`");
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
  const auto argument = [&](std::string_view key, Type expected) {
    const Node* node = arrivals.find(key);
    return node ? c.compile(*node, Use::expression, expected) : Argument{};
  };
  ArrivalsOp& op = c.emit<ArrivalsOp>(arrivals.span);
  op.type = type;
  op.every = argument("every", types::number);
  c.check_range(op.every, {0, false, "the time between arrivals must not be negative"});
  op.first = argument("first", types::number);
  c.check_range(op.first, {0, false, "a time must not be negative"});
  op.until = argument("until", types::number);
  op.count = argument("count", types::number);
  c.check_range(op.count, {0, true, "a count must be a whole number and not negative"});
  op.batch = argument("batch", types::number);
  c.check_range(op.batch, {0, true, "a batch must be a whole number and not negative"});
  op.at = argument("at", types::list);
  if (const Node* at = arrivals.find("at")) check_times(c, *at);
  op.variables = variables;
  const Node* from = arrivals.find("from");
  if (!from || !from->is_scalar()) return;
  op.path = path_of(*from, sources);
  op.path_span = from->span;
  c.program().input_files.push_back(op.path);
  op.reader = type;
  c.reads_file(op.path);
  CsvReader reader(op.path);
  std::vector<std::string> cells;
  if (!reader.is_open() || !reader.next(cells)) return;
  const auto time = std::find(cells.begin(), cells.end(), "time");
  op.time_column = static_cast<std::size_t>(time - cells.begin());
}

}  // namespace asim
