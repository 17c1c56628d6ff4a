#include "run/upkeep.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/numbers.h"
#include "run/compile_table.h"
#include "run/upkeep_op.h"

namespace asim {
namespace {

constexpr Key kDowntimeKeys[] = {
    {"every", KeyType::number, true, "",
     "how long it works until it goes down, evaluated anew after each repair"},
    {"for", KeyType::number, true, "", "how long it is down, evaluated anew each time"},
    {"of", KeyType::literal, false, "time",
     "what `every` counts; time: the clock; use: only while anything of it is in use"},
};

bool is_list_of_tables(const Node& node) {
  return node.is_list() && !node.items.empty() && node.items.front()->is_list() &&
         (node.items.front()->items.empty() || node.items.front()->items.front()->is_list());
}

class UpkeepCompiler {
public:
  UpkeepCompiler(StepCompiler& c, const Node& resource, ObjectDeclaration& object)
      : c_(c), node_(resource), object_(object) {}

  void schedule() {
    const Node* schedule = node_.find("schedule");
    on_reduction(schedule != nullptr);
    const Node::Member* period = node_.find_member("period");
    if (!schedule) {
      if (period) c_.diagnostics().error(period->key->span, "`period:` without `schedule:`");
      return;
    }
    if (!is_list_of_tables(*schedule)) return table(*schedule);
    for (const Node* member : schedule->items) {
      if (member->is_list() && member->items.empty()) {
        object_.schedules.emplace_back();  // this one has none
      } else {
        table(*member);
      }
    }
    check_size(*schedule, schedule->items.size(), "schedules");
  }

  void downtimes() {
    const Node* node = node_.find("downtime");
    if (!node) return;
    std::vector<const Node*> all(node->items);
    if (!node->is_list()) all.push_back(node);
    for (const Node* item : all) {
      if (check_keys(*item, kDowntimeKeys, "a downtime", c_.diagnostics())) downtime(*item);
    }
    if (node->is_list() && node->items.empty())
      c_.diagnostics().error(node->span, "`downtime:` is an empty list");
  }

private:
  void on_reduction(bool has_schedule) {
    const Node::Member* member = node_.find_member("on_reduction");
    if (!member) return;
    if (!has_schedule)
      c_.diagnostics().error(member->key->span, "`on_reduction:` without `schedule:`",
                             "what a downtime interrupts is always preempted");
    const std::string& text = member->value->text;
    object_.preempts_on_reduction = text == "preempt";
    if (text == "preempt" || text == "finish") return;
    c_.diagnostics().error(member->value->span, "`on_reduction:` must be one of finish, preempt",
                           suggestion(text, {"finish", "preempt"}));
  }

  void table(const Node& node) {
    TimeTable table = compile_table(c_, node, node_.find("period"), TimeTable::Of::capacities);
    for (const TimeTable::Entry& entry : table.entries) {
      if (entry.time.kind == Operand::Kind::shared) not_known(entry.time_span);
      if (entry.value.kind == Operand::Kind::shared) not_known(entry.value_span);
    }
    if (table.list.kind == Operand::Kind::shared) not_known(node.span);
    object_.schedules.push_back(std::move(table));
    warn_of_default(node);
  }

  /// Resources are made before the variables have values.
  void not_known(Span span) {
    c_.diagnostics().error(span, "this must be known before the run: it may depend on parameters only");
  }

  void warn_of_default(const Node& node) {
    if (node_.find("capacity") || object_.schedules.back().entries.empty()) return;
    std::vector<double> times;
    for (const TimeTable::Entry& entry : object_.schedules.back().entries) {
      const std::optional<double> time = c_.program().expressions.literal_number(entry.time);
      if (!time) return;
      times.push_back(*time);
    }
    if (times.front() <= 0 || !std::ranges::is_sorted(times)) return;  // unsorted: the last holds at first
    c_.diagnostics().warning(
        node.span,
        fmt::format("the schedule begins at {}: until then the capacity is 1", number_text(times.front())),
        "begin it at 0, or say what holds before with `capacity:`");
  }

  void downtime(const Node& node) {
    Downtime downtime;
    downtime.every = durations(node.find("every"));
    downtime.lasting = durations(node.find("for"));
    if (const Node* of = node.find("of")) {
      downtime.is_by_use = of->text == "use";
      if (of->text != "use" && of->text != "time")
        c_.diagnostics().error(of->span, "`of:` must be one of time, use",
                               suggestion(of->text, {"time", "use"}));
    }
    object_.downtimes.push_back(std::move(downtime));
  }

  std::vector<Setting> durations(const Node* node) {
    if (!node) return {};  // which has been reported
    std::vector<const Node*> members(node->items);
    if (!node->is_list()) members.push_back(node);
    std::vector<Setting> all;
    for (const Node* member : members) {
      const Argument argument = c_.compile(*member, Use::expression, types::number | types::text);
      c_.check_range(argument, {0, false, "a duration must not be negative"});
      all.push_back({argument.operand, member->span});
    }
    if (node->is_list()) check_size(*node, all.size(), "durations");
    return all;
  }

  void check_size(const Node& list, std::size_t size, std::string_view what) {
    const Node* count = node_.find("count");
    const std::optional<double> wanted = count ? parse_number(count->text) : 1.0;
    if (!count) {
      c_.diagnostics().error(list.span, fmt::format("a list of {} without `count:`", what));
    } else if (size == 0 || (wanted && *wanted > static_cast<double>(size))) {
      c_.diagnostics().error(list.span, fmt::format("the list has {}, too few for this array of {}",
                                                    plural(size, "member"), count->text));
    }
  }

  StepCompiler& c_;
  const Node& node_;
  ObjectDeclaration& object_;
};

}  // namespace

std::span<const Key> downtime_keys() { return kDowntimeKeys; }

bool has_upkeep(const Node& resource) {
  constexpr std::string_view kKeys[] = {"schedule", "period", "on_reduction", "downtime"};
  return resource.is_mapping() && std::any_of(std::begin(kKeys), std::end(kKeys), [&](std::string_view key) {
           return resource.find(key) != nullptr;
         });
}

void compile_upkeep(StepCompiler& c, const Node& resource, ObjectDeclaration& object) {
  UpkeepCompiler compiler(c, resource, object);
  compiler.schedule();
  compiler.downtimes();
}

void emit_upkeep(StepCompiler& c) {
  for (std::uint32_t i = 0; i < UpkeepSlot::number; ++i) c.scope().hidden_slot();
  c.emit<UpkeepOp>(Span{});
}

}  // namespace asim
