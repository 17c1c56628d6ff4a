#include "run/declarations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "program/evaluate.h"
#include "program/heap.h"
#include "program/state.h"
#include "steps/execution.h"
#include "steps/jumps.h"

namespace asim {
namespace {

constexpr Key kProcessKeys[] = {
    {"about", KeyType::literal, false, "", "what it is"},
    {"count", KeyType::whole, false, "1",
     "how many instances begin by themselves; 0 where only `spawn` makes them"},
    {"start", KeyType::number, false, "0", "when they begin"},
    {"arrivals", KeyType::mapping, false, "", "when instances arrive from outside"},
    {"args", KeyType::names, false, "", "the names of what `spawn` passes"},
    {"vars", KeyType::mapping, false, "", "its variables, evaluated in order as an instance begins"},
    {"name", KeyType::text, false, "", "what an instance is called: \"Machine {self.index}\""},
    {"resources", KeyType::mapping, false, "", "resources that every instance has for itself"},
    {"queues", KeyType::mapping, false, "", "queues of its own"},
    {"containers", KeyType::mapping, false, "", "containers of its own"},
    {"gates", KeyType::mapping, false, "", "gates of its own"},
    {"steps", KeyType::steps, true, "", "what it does"},
};

constexpr Key kProcedureKeys[] = {
    {"about", KeyType::literal, false, "", "what it does"},
    {"args", KeyType::names, false, "", "the names of what `call` passes"},
    {"steps", KeyType::steps, true, "", "its steps"},
};

constexpr Key kParameterKeys[] = {
    {"default", KeyType::value, true, "", "the value if nothing else is said"},
    {"about", KeyType::literal, false, "", "what it means"},
    {"min", KeyType::number, false, "", "the least value allowed"},
    {"max", KeyType::number, false, "", "the largest value allowed"},
};

// ---- ops ----

class Rename final : public Op {
public:
  explicit Rename(Argument name) : name_(name) {}
  const Op* execute(Frame& frame) const override {
    fmt::memory_buffer buffer;
    const std::string_view text = evaluate_text(name_.operand, frame, buffer);
    frame.self->set_particulars().name = Value::adopt(Text::make(frame.state.pool, text));
    return next;
  }
  std::string dump() const override { return "rename"; }

private:
  Argument name_;
};

class Initial final : public Op {
public:
  Initial(std::uint32_t slot, Argument value) : slot_(slot), value_(value) {}
  const Op* execute(Frame& frame) const override {
    frame.own[slot_] = evaluate(value_.operand, frame);
    return next;
  }
  void link(const Linker&) override {
    if (value_.operand.kind == Operand::Kind::now) quick = note_time;
  }
  std::string dump() const override { return fmt::format("initial {}", slot_); }

private:
  static const Op* note_time(const Op& op, State& state, Instance& self) {
    Value& variable = self.own[static_cast<const Initial&>(op).slot_];
    if (!variable.is_free_standing()) return at_length(op, state, self);
    variable.overwrite(state.now());
    return go_on_with(*op.next, state, self);
  }

  std::uint32_t slot_;
  Argument value_;
};

// ---- parameters ----

/// The names in the plain scalars of a node.
void find_names(const Node& node, std::vector<std::string>& names) {
  if (node.is_plain()) {
    std::string word;
    for (const char c : node.text + " ") {
      if (c == '_' || std::isalnum(static_cast<unsigned char>(c))) {
        word += c;
      } else if (!word.empty()) {
        names.push_back(std::exchange(word, {}));
      }
    }
  }
  for (const Node* item : node.items) find_names(*item, names);
  for (const Node::Member& member : node.members) find_names(*member.value, names);
}

class Sorter {
public:
  Sorter(const std::vector<Declaration>& params, Diagnostics& diagnostics) : diagnostics_(diagnostics) {
    for (const Declaration& p : params) by_name_.try_emplace(p.name->text, Entry{&p});
    for (const Declaration& p : params) visit(p);
  }
  std::vector<OrderedParameter> sorted;

private:
  enum class Mark { none, open, done };
  struct Entry {
    const Declaration* declaration;
    Mark mark = Mark::none;
    bool in_cycle = false;
  };

  void visit(const Declaration& p) {
    Entry& entry = by_name_.find(p.name->text)->second;
    if (entry.declaration != &p) {  // a duplicate, reported when it is declared
      sorted.push_back({&p});
      return;
    }
    if (entry.mark == Mark::done) return;
    if (entry.mark == Mark::open) return report_cycle(entry);
    entry.mark = Mark::open;
    open_.push_back(&entry);
    std::vector<std::string> names;
    const Node* fallback = p.value->is_mapping() ? p.value->find("default") : p.value;
    if (fallback) find_names(*fallback, names);
    for (const std::string& name : names) {
      const auto used = by_name_.find(name);
      if (used != by_name_.end()) visit(*used->second.declaration);
    }
    open_.pop_back();
    entry.mark = Mark::done;
    sorted.push_back({&p, entry.in_cycle});
  }

  void report_cycle(const Entry& first) {
    std::string path;
    for (auto at = std::find(open_.begin(), open_.end(), &first); at != open_.end(); ++at) {
      (*at)->in_cycle = true;
      path += (*at)->declaration->name->text + " → ";
    }
    const Node& name = *first.declaration->name;
    diagnostics_.error(name.span, fmt::format("parameter `{}` depends on itself: a cycle", name.text),
                       path + name.text);
  }

  Diagnostics& diagnostics_;
  std::map<std::string, Entry> by_name_;
  std::vector<Entry*> open_;  // from the one that is looked at outwards
};

}  // namespace

std::span<const Key> process_keys() { return kProcessKeys; }
std::span<const Key> procedure_keys() { return kProcedureKeys; }
std::span<const Key> parameter_keys() { return kParameterKeys; }

ParameterNodes read_parameter(const Node& node, Diagnostics& diagnostics) {
  if (!node.is_mapping()) return {&node};
  if (!check_keys(node, kParameterKeys, "a parameter", diagnostics)) return {};
  return {node.find("default"), node.find("about"), node.find("min"), node.find("max")};
}

std::vector<OrderedParameter> in_order_of_use(const std::vector<Declaration>& params,
                                              Diagnostics& diagnostics) {
  return Sorter(params, diagnostics).sorted;
}

std::optional<std::vector<std::string>> read_timeline(const Node& node, Diagnostics& diagnostics) {
  std::vector<const Node*> items(node.items);
  if (node.is_scalar()) items.push_back(&node);
  const std::vector<std::string_view> known = rows::names();
  std::vector<std::string> kinds;
  for (const Node* item : items) {
    if (item->text == "all") return std::nullopt;
    if (item->text == "none") continue;
    if (item->is_scalar() && find_step_kind(item->text) && !find_step_kind(item->text)->writes_rows) {
      diagnostics.warning(item->span, fmt::format("`{}` steps write no rows", item->text));
      continue;
    }
    if (!item->is_scalar() || std::find(known.begin(), known.end(), item->text) == known.end()) {
      diagnostics.error(item->span, fmt::format("no kind of timeline row is called `{}`", item->text),
                        suggestion(item->text, known));
      continue;
    }
    kinds.push_back(item->text);
  }
  return kinds;
}

void emit_return(StepCompiler& c, Span span) { c.emit<End>(span); }
void emit_rename(StepCompiler& c, Span span, Argument name) { c.emit<Rename>(span, name); }
void emit_initial(StepCompiler& c, Span span, std::uint32_t slot, Argument value) {
  c.emit<Initial>(span, slot, value);
}

}  // namespace asim
