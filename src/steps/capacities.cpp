#include "steps/capacities.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/numbers.h"
#include "program/objects.h"

namespace asim {
namespace {

double default_capacity(ObjectKind kind) { return kind == ObjectKind::resource ? 1 : Loop::kForever; }

}  // namespace

const ObjectDeclaration* find_object(const Program& program, Operand operand) {
  if (operand.kind != Operand::Kind::constant) return nullptr;
  const auto found =
      std::find_if(program.objects.begin(), program.objects.end(),
                   [&](const ObjectDeclaration& o) { return o.slot == operand.index && !o.is_array; });
  return found == program.objects.end() ? nullptr : &*found;
}

std::string too_much(CapacityCheck::Demand demand, double amount, double capacity) {
  const std::string x = number_text(amount), limit = number_text(capacity);
  switch (demand) {
    case CapacityCheck::Demand::get_items:
      return fmt::format("cannot get {} at once from a queue with capacity {}", x, limit);
    case CapacityCheck::Demand::get_amount:
      return fmt::format("cannot get {} from a container with capacity {}", x, limit);
    case CapacityCheck::Demand::put_amount:
      return fmt::format("cannot put {} into a container with capacity {}", x, limit);
    case CapacityCheck::Demand::acquire:
      return fmt::format("cannot acquire {} of a resource with capacity {}", x, limit);
  }
  return "";
}

void check_fits(StepCompiler& c, CapacityCheck::Demand demand, const Argument& object,
                const Argument& amount) {
  if (!amount.given() || !find_object(c.program(), object.operand)) return;
  c.program().capacity_checks.push_back(
      {demand, object.operand, amount.operand, amount.span, c.is_guarded()});
}

void find_impossible_demands(const Program& program,
                             const std::function<std::optional<double>(Operand)>& known,
                             const std::function<void(Span, std::string)>& report) {
  const auto number = [&](const Setting& setting, double fallback) {
    return setting.operand.given() ? known(setting.operand) : fallback;
  };
  for (const CapacityCheck& check : program.capacity_checks) {
    if (check.demand == CapacityCheck::Demand::acquire && program.sets_capacities) continue;
    const ObjectDeclaration& object = *find_object(program, check.object);
    if (!object.schedules.empty()) continue;
    const std::optional<double> amount = known(check.amount);
    const std::optional<double> capacity = number(object.capacity, default_capacity(object.kind));
    const auto& expressions = program.expressions;
    const bool is_literal =
        expressions.literal_number(check.amount) &&
        (!object.capacity.operand.given() || expressions.literal_number(object.capacity.operand));
    if (check.is_guarded && !is_literal) continue;
    const bool is_impossible = amount && capacity && *capacity > 0 && *amount > *capacity;
    if (is_impossible) report(check.span, too_much(check.demand, *amount, *capacity));
  }
  for (const ObjectDeclaration& object : program.objects) {
    if (object.kind != ObjectKind::container) continue;
    const std::optional<double> level = number(object.level, 0);
    if (level == Loop::kForever) {
      report(object.level.span, level_not_finite(*level));
      continue;
    }
    const std::optional<double> capacity = number(object.capacity, Loop::kForever);
    if (level && capacity && *capacity > 0 && *level > *capacity)
      report(object.level.span, level_above_capacity(*level, *capacity));
  }
}

}  // namespace asim
