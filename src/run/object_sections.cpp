#include "run/object_sections.h"

#include <fmt/format.h>

#include <limits>

#include "base/numbers.h"
#include "program/object_types.h"

namespace asim {
namespace {

constexpr Key kCount{"count", KeyType::whole, false, "", "makes it an array of that many: `name[i]`"};
constexpr Key kAbout{"about", KeyType::literal, false, "", "what it is"};

constexpr Key kResourceKeys[] = {
    {"capacity", KeyType::whole, false, "1", "how many units there are"},
    {"order", KeyType::literal, false, "fifo",
     "among equal priorities; fifo: first come first served; lifo: last come"},
    {"schedule", KeyType::list, false, "",
     "the capacity from when on: [[0, 2], [480, 4]]; before the first time `capacity` holds"},
    {"period", KeyType::number, false, "", "after how long `schedule` begins anew"},
    {"on_reduction", KeyType::literal, false, "finish",
     "when `schedule` reduces the capacity; finish: holders finish; preempt: they lose what they hold"},
    {"downtime", KeyType::mapping, false, "",
     "when it is out of order: {every: exponential(100), for: 5}, or a list of such"},
    {"queue_limit", KeyType::whole, false, "inf", "how many requests may stand in line"},
    kCount,
    kAbout,
};
constexpr Key kQueueKeys[] = {
    {"capacity", KeyType::whole, false, "inf", "how many items it takes"},
    {"order", KeyType::literal, false, "fifo",
     "fifo: first come first out; lifo: last come first out; priority"},
    kCount,
    kAbout,
};
constexpr Key kContainerKeys[] = {
    {"capacity", KeyType::number, false, "inf", "how much it takes"},
    {"level", KeyType::number, false, "0", "how much is in it at first"},
    {"order", KeyType::literal, false, "fifo",
     "fifo: nobody overtakes; first_fit: who does not fit is passed over"},
    kCount,
    kAbout,
};
constexpr Key kGateKeys[] = {
    {"open", KeyType::condition, false, "false", "whether it is open at first"},
    kCount,
    kAbout,
};

constexpr StepCompiler::Range kWholeCapacity{1, true, "a capacity must be a whole number of at least 1"};
constexpr StepCompiler::Range kScheduledCapacity{0, true,
                                                 "a capacity must be a whole number and not negative"};
constexpr StepCompiler::Range kPositiveCapacity{std::numeric_limits<double>::denorm_min(), false,
                                                "a capacity must be greater than 0"};
constexpr StepCompiler::Range kWholeLimit{0, true, "a queue limit must be a whole number of at least 0"};
constexpr StepCompiler::Range kLevel{0, false, "a level must not be negative"};
constexpr StepCompiler::Range kAnything{-std::numeric_limits<double>::infinity(), false, ""};

constexpr SettingKey kResourceSettings[] = {
    {"capacity", "capacities", &ObjectDeclaration::capacity, kWholeCapacity},
    {"queue_limit", "queue limits", &ObjectDeclaration::queue_limit, kWholeLimit},
};
constexpr SettingKey kQueueSettings[] = {
    {"capacity", "capacities", &ObjectDeclaration::capacity, kWholeCapacity}};
constexpr SettingKey kContainerSettings[] = {
    {"capacity", "capacities", &ObjectDeclaration::capacity, kPositiveCapacity},
    {"level", "levels", &ObjectDeclaration::level, kLevel},
};
constexpr SettingKey kGateSettings[] = {{"open", "values", &ObjectDeclaration::open, kAnything}};

// In the order of the enumerations' values.
constexpr std::string_view kResourceOrders[] = {"fifo", "lifo"};
constexpr std::string_view kQueueOrders[] = {"fifo", "lifo", "priority"};
constexpr std::string_view kContainerOrders[] = {"fifo", "first_fit"};
static_assert(static_cast<int>(LineOrder::fifo) == 0 && static_cast<int>(LineOrder::lifo) == 1);
static_assert(static_cast<int>(QueueOrder::fifo) == 0 && static_cast<int>(QueueOrder::lifo) == 1 &&
              static_cast<int>(QueueOrder::priority) == 2);
static_assert(static_cast<int>(ContainerOrder::fifo) == 0 &&
              static_cast<int>(ContainerOrder::first_fit) == 1);

constexpr ObjectSection kSections[] = {
    {"resources", ObjectKind::resource, &ModelTree::resources, kResourceKeys, kResourceSettings,
     kResourceOrders, "a resource"},
    {"queues", ObjectKind::queue, &ModelTree::queues, kQueueKeys, kQueueSettings, kQueueOrders, "a queue"},
    {"containers", ObjectKind::container, &ModelTree::containers, kContainerKeys, kContainerSettings,
     kContainerOrders, "a container"},
    {"gates", ObjectKind::gate, &ModelTree::gates, kGateKeys, kGateSettings, {}, "a gate"},
};

std::uint8_t read_order(const Node& node, std::span<const std::string_view> orders,
                        Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < orders.size(); ++i) {
    if (node.is_scalar() && node.text == orders[i]) return static_cast<std::uint8_t>(i);
  }
  std::string label = suggestion(node.text, {orders.begin(), orders.end()});
  for (const std::string_view name : orders) {
    if (!node.text.empty() && name.starts_with(node.text)) label = fmt::format("did you mean `{}`?", name);
  }
  diagnostics.error(node.span, fmt::format("`order:` must be one of {}", fmt::join(orders, ", ")), label);
  return 0;
}

/// A list that gives the members of an array their settings has one for each.
void check_members_of_array(const Node& list, const Node* count, std::string_view several,
                            Diagnostics& diagnostics) {
  const std::size_t given = list.items.size();
  const std::optional<double> wanted = count ? parse_number(count->text) : 1.0;
  if (!count) {
    diagnostics.error(list.span, fmt::format("a list of {} without `count:`", several));
  } else if (wanted && *wanted > static_cast<double>(given)) {
    diagnostics.error(list.span, fmt::format("the list has {}, too few for this array of {}",
                                             plural(given, "member"), number_text(*wanted)));
  }
}

}  // namespace

std::span<const ObjectSection> object_sections() { return kSections; }

std::vector<ObjectNode> model_objects(const ModelTree& tree) {
  std::vector<ObjectNode> all;
  for (const ObjectSection& section : kSections) {
    for (const Declaration& declaration : tree.*section.declarations) all.push_back({&section, declaration});
  }
  return all;
}

std::vector<ObjectNode> owned_objects(const Node& process) {
  std::vector<ObjectNode> all;
  for (const ObjectSection& section : kSections) {
    const Node* objects = process.find(section.key);
    if (!objects || !objects->is_mapping()) continue;
    for (const Node::Member& member : objects->members) all.push_back({&section, {member.key, member.value}});
  }
  return all;
}

ObjectDeclaration ObjectSection::read(const Declaration& declaration, Diagnostics& diagnostics) const {
  ObjectDeclaration object;
  object.kind = kind;
  object.name = declaration.name->text;
  object.span = declaration.name->span;
  const Node& node = *declaration.value;
  if (node.is_null() || !check_keys(node, keys, what, diagnostics)) return object;
  object.is_array = node.find("count") != nullptr;
  const Node* order = node.find("order");
  if (order && !orders.empty()) object.order = read_order(*order, orders, diagnostics);
  return object;
}

void ObjectSection::compile_settings(ObjectDeclaration& object, const Node& node, StepCompiler& c) const {
  const auto find = [&](std::string_view name) { return node.is_mapping() ? node.find(name) : nullptr; };
  const Node* count = find("count");
  if (count) {
    const Argument argument = c.compile(*count, Use::expression, types::number);
    c.check_range(argument, {0, true, "a count must be a whole number and not negative"});
    object.count = {argument.operand, count->span};
  }
  for (const SettingKey& setting_key : settings) {
    const Type type = kind == ObjectKind::gate ? types::boolean : types::number;
    Setting& setting = object.*setting_key.setting;
    setting.span = object.span;
    const Node* value = find(setting_key.name);
    if (!value) continue;
    const Argument argument = c.compile(*value, Use::expression, type | types::list);
    setting = {argument.operand, value->span};
    const bool may_be_closed = setting_key.setting == &ObjectDeclaration::capacity && find("schedule");
    const StepCompiler::Range range = may_be_closed ? kScheduledCapacity : setting_key.range;
    c.check_range(argument, range);
    for (const Node* member : value->items) c.check_range(c.compile(*member, Use::expression, type), range);
    if (value->is_list()) check_members_of_array(*value, count, setting_key.several, c.diagnostics());
  }
}

}  // namespace asim
